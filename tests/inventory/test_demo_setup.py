"""The places and items of the demo company are those of the rule book (SET-178, SET-179)."""

from datetime import date

import pytest

from warehouse.demo.records import load_records
from wms.core.setupchecks import run_all
from wms.inventory.models import Item, ItemReference, Location
from wms.inventory.policies.locations import REQUIRE

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def _company() -> None:
    load_records(today=TODAY, password="for-tests")


def switches(code: str) -> set[str]:
    location = Location.objects.get(code=code)
    names = (*REQUIRE, "bin_mandatory", "directed_put_away_and_pick", "use_as_in_transit")
    return {name for name in names if getattr(location, name)}


@pytest.mark.rule("SET-178")
def test_the_locations_of_the_book_are_there():
    assert switches("SILVER") == {"bin_mandatory"}
    assert switches("YELLOW") == set(REQUIRE)
    assert switches("WHITE") == {*REQUIRE, "bin_mandatory", "directed_put_away_and_pick"}
    assert switches("OWN LOG.") == {"use_as_in_transit"}
    white = Location.objects.get(code="WHITE")
    assert white.use_cross_docking
    assert white.check_warehouse_class
    assert not white.bins.filter(zone=None).exists()
    assert white.shipment_bin.bin_type.ship


@pytest.mark.rule("SET-179")
def test_the_items_of_the_book_are_there():
    bags = {
        item: Item.objects.get(no=item).units.get(unit_of_measure__code="BAG").qty_per_unit
        for item in ("1100-B", "1200-H")
    }
    assert set(bags.values()) == {48}
    assert Item.objects.get(no="1100-B").item_tracking_code is None
    assert Item.objects.get(no="1200-H").item_tracking_code.lot_specific_tracking
    assert Item.objects.filter(item_tracking_code__code="SNALL", serial_nos__code="SN1").exists()
    assert Item.objects.filter(item_tracking_code__code="LOTALLEXP", lot_nos__code="LOT").exists()
    assert Item.objects.filter(
        item_tracking_code__lot_specific_tracking=True,
        item_tracking_code__package_specific_tracking=True,
    ).exists()
    assert Item.objects.filter(item_tracking_code__code="LOTSNSALES").exists()


@pytest.mark.rule("SCAN-018")
def test_bar_codes_of_the_demo_company_name_units_and_variants():
    box = ItemReference.objects.get(reference_no="4012345000030")

    assert (box.item.no, box.unit_of_measure.code) == ("1908-T", "BOX")


@pytest.mark.rule("CHECK-001")
def test_the_demo_company_is_set_up_soundly():
    found = [str(finding) for result in run_all(on=TODAY) for finding in result.findings]

    assert found == []
