"""What goes with a location, and what keeps it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import BinFactory, ItemFactory, LocationFactory, UserFactory
from tests.inventory.places import saved, with_open_pick
from tests.inventory.refusals import refused
from tests.tracking.stock import in_stock
from tests.warehouse.scenes import JAN_5, pick_location, put
from warehouse.models import Bin, BinContent, WarehouseJournal, Zone
from wms.inventory.models import Location, WarehouseEmployee
from wms.inventory.services.locations import delete_location

pytestmark = pytest.mark.django_db


@pytest.mark.rule("SET-144")
def test_given_a_location_never_used_then_its_places_and_employees_go_with_it():
    location = saved(Location(code="WEST", bin_mandatory=True), require_receive=True)
    zone = Zone.objects.create(location=location, code="BULK")
    place = Bin.objects.create(location=location, code="A-01", zone=zone)
    item = ItemFactory()
    BinContent.objects.create(
        location=location, bin=place, item=item, variant=item.variants.get(), is_default=True
    )
    WarehouseEmployee.objects.create(user=UserFactory(), location=location)
    location = saved(location, receipt_bin=place)
    other = BinFactory(code="B-01")

    delete_location(location=location)

    assert not Location.objects.filter(code="WEST").exists()
    assert not Zone.objects.exists()
    assert not BinContent.objects.exists()
    assert not WarehouseEmployee.objects.exists()
    assert list(Bin.objects.all()) == [other]


@pytest.mark.rule("SET-144")
def test_given_bins_with_stock_then_the_location_stays_with_all_its_places():
    location = pick_location()
    put(location, "B2", ItemFactory(no="1928"), 5)

    found = refused(lambda: delete_location(location=location))[""][0]

    assert found.startswith("Location SILVER cannot be deleted: it is used by Warehouse entry ")
    assert "(bin B2)" in found
    assert location.bins.count() == 3


@pytest.mark.rule("SET-144")
def test_given_open_entries_without_bins_then_the_location_stays():
    location = LocationFactory(code="EAST")
    in_stock(ItemFactory(), 5, location=location)

    assert refused(lambda: delete_location(location=location))[""][0].startswith(
        "Location EAST cannot be deleted: it is used by Item ledger entry "
    )


@pytest.mark.rule("SET-144")
def test_given_an_open_activity_then_the_location_stays():
    location, pick = with_open_pick()

    assert pick.no in str(refused(lambda: delete_location(location=location)))


@pytest.mark.rule("SET-144")
def test_given_an_open_warehouse_journal_then_the_location_stays():
    location = LocationFactory(code="EAST")
    WarehouseJournal.objects.create(
        no="WJ1", location=location, registering_date=JAN_5, created_by=UserFactory()
    )

    assert "Warehouse journal WJ1" in str(refused(lambda: delete_location(location=location)))


@pytest.mark.rule("SET-130")
def test_the_blank_location_is_never_deleted():
    assert refused(lambda: delete_location(location=Location.objects.get(code=""))) == {
        "": ["The blank location stands for no location and cannot be deleted."]
    }


def test_deleting_a_location_with_many_bins_costs_as_much_as_with_few():
    few, many = LocationFactory(code="FEW"), LocationFactory(code="MANY")
    Bin.objects.bulk_create(Bin(location=few, code=f"A{number}") for number in range(2))
    Bin.objects.bulk_create(Bin(location=many, code=f"A{number}") for number in range(1000))

    with CaptureQueriesContext(connection) as with_few:
        delete_location(location=few)
    with CaptureQueriesContext(connection) as with_many:
        delete_location(location=many)

    assert len(with_many) == len(with_few)
