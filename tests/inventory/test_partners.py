"""Vendors and customers, and Inventory Setup."""

from datetime import date

import pytest

from tests.factories import CustomerFactory, NumberSeriesFactory, VendorFactory, purchase_order
from tests.inventory.refusals import refused
from wms.core.seriessetup.services import delete_series
from wms.inventory.models import Customer, InventorySetup, Vendor
from wms.inventory.services.partners import (
    delete_customer,
    delete_vendor,
    save_customer,
    save_inventory_setup,
    save_vendor,
)

pytestmark = pytest.mark.django_db
JAN_2 = date(2026, 1, 2)


@pytest.mark.rule("SET-003")
def test_given_a_blank_number_then_vendor_and_customer_are_refused():
    expected = {"no": ["No. must be filled."]}

    assert refused(lambda: save_vendor(vendor=Vendor(name="Timber Works"), on=JAN_2)) == expected
    assert refused(lambda: save_customer(customer=Customer(name="X"), on=JAN_2)) == expected


def test_given_series_then_blank_numbers_are_drawn():
    InventorySetup.objects.update(
        vendor_nos=NumberSeriesFactory(code="V", first="V001"),
        customer_nos=NumberSeriesFactory(code="C", first="C001"),
    )

    assert save_vendor(vendor=Vendor(), on=JAN_2).no == "V001"
    assert save_customer(customer=Customer(), on=JAN_2).no == "C001"


@pytest.mark.rule("SET-008")
def test_given_an_address_that_is_none_then_the_field_is_named():
    found = refused(lambda: save_vendor(vendor=Vendor(no="V1", email="nobody"), on=JAN_2))

    assert list(found) == ["email"]
    assert not Vendor.objects.exists()


@pytest.mark.rule("SET-007")
def test_given_a_vendor_on_an_order_then_deleting_it_names_the_order():
    order = purchase_order()

    assert refused(lambda: delete_vendor(vendor=order.vendor)) == {
        "": [f"Vendor V10000 cannot be deleted: it is used by Purchase order {order.no} (Vendor)."]
    }


def test_partners_that_nothing_points_to_can_go():
    delete_vendor(vendor=VendorFactory())
    delete_customer(customer=CustomerFactory())

    assert not Vendor.objects.exists()
    assert not Customer.objects.exists()


@pytest.mark.rule("SET-007")
def test_given_a_series_that_the_set_up_names_then_it_is_not_deleted():
    setup = InventorySetup.objects.get()
    setup.item_nos = NumberSeriesFactory(code="ITEM")
    save_inventory_setup(setup=setup)

    assert refused(lambda: delete_series(series=setup.item_nos)) == {
        "": ["No. Series ITEM cannot be deleted: it is used by Inventory Setup (Item Nos.)."]
    }
