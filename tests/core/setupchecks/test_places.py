"""Check setup finds what is wrong with zones, bins and bin contents, and nothing else."""

import pytest

from tests.core.setupchecks.damage import around, east, found, place
from tests.factories import BinFactory, ItemFactory, LocationFactory
from warehouse.models import Bin, BinContent, BinType, Zone
from wms.inventory.models import Item, Location, WarehouseClass

pytestmark = pytest.mark.django_db


@pytest.mark.rule("CHECK-501")
def test_bins_where_they_are_never_used_are_found():
    BinFactory(location=east())

    assert found()["CHECK-501"][0].startswith(
        "Location EAST: It has bins, but Bin Mandatory is off"
    )


@pytest.mark.rule("CHECK-502")
def test_bins_whose_type_does_not_fit_the_location_are_found():
    basic = east(bin_mandatory=True, default_bin_selection="fixed")
    directed = LocationFactory(code="WHITE", bin_mandatory=True, directed_put_away_and_pick=True)
    BinFactory(location=basic, code="B", bin_type=BinType.objects.get(code="PICK"))
    BinFactory(location=directed, code="W")

    assert [text.split(":")[0] for text in found()["CHECK-502"]] == [
        "Bin W at WHITE",
        "Bin B at EAST",
    ]


@pytest.mark.rule("CHECK-503")
def test_a_zone_of_another_location_is_found():
    zone = Zone.objects.create(location=LocationFactory(code="WEST"), code="Z")
    BinFactory(location=east(bin_mandatory=True), code="B", zone=zone)

    assert found()["CHECK-503"][0].startswith(
        "Bin B at EAST: Its zone belongs to another location."
    )


@pytest.mark.rule("CHECK-504")
def test_a_zone_with_a_type_at_a_basic_location_is_found():
    Zone.objects.create(location=east(), code="Z", bin_type=BinType.objects.get(code="PICK"))

    assert found()["CHECK-504"][0].startswith("Zone Z at EAST: It has a bin type")


@pytest.mark.rule("CHECK-505")
@pytest.mark.parametrize("damage", ["location", "variant"])
def test_a_content_of_another_location_or_variant_is_found(damage):
    made = place()
    other = LocationFactory(code="WEST") if damage == "location" else ItemFactory().variants.get()
    around(BinContent, made.pk, **{damage: other.pk})

    assert found()["CHECK-505"][0].startswith("Item 1928 in bin B: ")


@pytest.mark.rule("CHECK-506")
def test_a_fixed_content_in_a_bin_that_nothing_enters_is_found():
    made = place(is_fixed=True)
    around(Bin, made.bin_id, block_movement="inbound")

    assert "the bin has Block Movement Inbound" in found()["CHECK-506"][0]


@pytest.mark.rule("CHECK-507")
def test_a_content_of_another_class_is_found_where_classes_are_checked():
    made = place()
    around(Item, made.item_id, warehouse_class=WarehouseClass.objects.create(code="COLD").pk)
    assert "CHECK-507" not in found()

    around(Location, made.location_id, check_warehouse_class=True)

    assert "different warehouse classes" in found()["CHECK-507"][0]
