"""Bin contents as set-up: fixed, default, minimum and maximum (WHS-026, WHS-031, WHS-035)."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests.factories import BinFactory, ItemFactory, LocationFactory
from tests.inventory.places import directed
from tests.inventory.refusals import refused
from tests.warehouse.scenes import pick_location, put
from warehouse.binsetup.services import delete_bin_content, save_bin_content
from warehouse.models import BinContent
from wms.inventory.models import Location, WarehouseClass

pytestmark = pytest.mark.django_db


@pytest.fixture
def silver() -> Location:
    return LocationFactory(code="SILVER", bin_mandatory=True)


def content(bin_, item=None, **values) -> BinContent:
    item = item or ItemFactory(no="1928")
    values = {"variant": item.variants.get(code="")} | values
    return BinContent(bin=bin_, item=item, **values)


@pytest.mark.rule("WHS-026")
def test_the_location_of_a_content_is_that_of_its_bin(silver):
    made = save_bin_content(content=content(BinFactory(location=silver, code="A")))

    assert made.location == silver


@pytest.mark.rule("WHS-026")
def test_given_an_item_that_is_not_kept_then_it_has_no_place(silver):
    service = ItemFactory(no="LABOUR", type="service")

    assert refused(
        lambda: save_bin_content(content=content(BinFactory(location=silver), service))
    ) == {
        "item": ["Item LABOUR has Type Service and is not kept in bins. Choose an inventory item."]
    }


@pytest.mark.rule("WHS-026")
def test_given_a_content_then_its_key_stays(silver):
    made = save_bin_content(content=content(BinFactory(location=silver, code="A")))
    made.bin = BinFactory(location=silver, code="B")

    assert refused(lambda: save_bin_content(content=made)) == {
        "bin": ["Bin of a bin content stays. Make a new bin content instead."]
    }


@pytest.mark.rule("WHS-031")
def test_given_a_default_bin_then_a_second_is_refused_naming_the_first(silver):
    item = ItemFactory(no="1928")
    first = BinFactory(location=silver, code="A")
    second = BinFactory(location=silver, code="B")
    save_bin_content(content=content(first, item, is_default=True))

    assert refused(lambda: save_bin_content(content=content(second, item, is_default=True))) == {
        "is_default": [
            "Item 1928 has its default at location SILVER in bin A already. Take it off there first."
        ]
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        BinContent.objects.bulk_create([content(second, item, is_default=True, location=silver)])


@pytest.mark.rule("WHS-031")
def test_given_a_directed_location_then_there_is_no_default_bin():
    place = BinFactory(location=directed(), code="A")

    assert refused(lambda: save_bin_content(content=content(place, is_default=True))) == {
        "is_default": ["Location WHITE has Directed Put-away and Pick and uses no default bins."]
    }


@pytest.mark.rule("WHS-035")
@pytest.mark.parametrize(("least", "most", "fits"), [(5, 4, False), (5, 5, True), (5, 0, True)])
def test_the_maximum_is_not_below_the_minimum(silver, least, most, fits):
    made = content(
        BinFactory(location=silver, code="A"), min_qty=Decimal(least), max_qty=Decimal(most)
    )

    if fits:
        assert save_bin_content(content=made).pk
        return
    assert refused(lambda: save_bin_content(content=made)) == {
        "max_qty": ["Max. Qty. 4 is below Min. Qty. 5. Raise it, or enter 0 for no limit."]
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        BinContent.objects.bulk_create([made])


@pytest.mark.rule("WHS-035")
def test_given_a_location_that_checks_classes_then_an_item_of_another_class_is_refused(silver):
    cold = WarehouseClass.objects.create(code="COLD")
    place = BinFactory(location=silver, code="A", warehouse_class=cold)
    warm, ice = ItemFactory(no="1928"), ItemFactory(no="ICE", warehouse_class=cold)
    assert save_bin_content(content=content(place, warm)).pk
    Location.objects.filter(pk=silver.pk).update(check_warehouse_class=True)
    place.location.refresh_from_db()

    assert save_bin_content(content=content(place, ice)).pk
    assert refused(
        lambda: save_bin_content(content=content(BinFactory(location=silver, code="B"), ice))
    )["bin"][0].startswith("Bin B has warehouse class none and item ICE has COLD")


@pytest.mark.rule("WHS-026")
def test_given_stock_then_the_content_stays():
    location, item = pick_location(), ItemFactory(no="1928")
    put(location, "B1", item, 5)
    made = BinContent.objects.get(bin__code="B1")

    assert refused(lambda: delete_bin_content(content=made)) == {
        "": ["The content of bin B1 for item 1928 cannot be deleted: it holds 5 of item 1928."]
    }


@pytest.mark.rule("WHS-026")
def test_given_no_stock_then_a_fixed_content_may_go(silver):
    made = save_bin_content(
        content=content(BinFactory(location=silver, code="A"), is_fixed=True, is_default=True)
    )

    delete_bin_content(content=made)

    assert not BinContent.objects.exists()
