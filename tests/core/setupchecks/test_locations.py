"""Check setup finds what is wrong with locations, and nothing else."""

import pytest

from tests.core.setupchecks.damage import around, east, found
from tests.factories import BinFactory, LocationFactory
from warehouse.models import Bin
from wms.inventory.models import Location

pytestmark = pytest.mark.django_db


@pytest.mark.rule("CHECK-401")
@pytest.mark.parametrize(
    "values", [{"require_pick": False}, {"require_pick": True, "require_shipment": True}]
)
def test_fefo_without_what_it_needs_is_found(values):
    east(pick_according_to_fefo=True, **values)

    assert found()["CHECK-401"][0].startswith("Location EAST: Pick According to FEFO is on")


@pytest.mark.rule("CHECK-402")
def test_a_directed_location_that_lacks_something_is_found():
    east(bin_mandatory=True, directed_put_away_and_pick=True, require_pick=True)

    assert found()["CHECK-402"] == [
        "Location EAST: It has Directed Put-away and Pick, but lacks Require Receive, Require "
        "Shipment, Require Put-away, Receipt Bin, Shipment Bin, Adjustment Bin. Fill it in before the "
        "first document."
    ]


@pytest.mark.rule("CHECK-403")
def test_cross_docking_without_its_documents_is_found():
    east(use_cross_docking=True, require_pick=True)

    assert "not all four Require switches are" in found()["CHECK-403"][0]


@pytest.mark.rule("CHECK-404")
def test_bins_without_a_default_bin_selection_are_found():
    east(bin_mandatory=True, default_bin_selection="")

    assert found()["CHECK-404"][0].startswith("Location EAST: Default Bin Selection is None.")


@pytest.mark.rule("CHECK-405")
@pytest.mark.parametrize("damage", ["other location", "no bins", "switch off"])
def test_a_default_bin_that_does_not_fit_is_found(damage):
    location = east(bin_mandatory=damage != "no bins", require_receive=damage != "switch off")
    at = (
        LocationFactory(code="WEST", bin_mandatory=True) if damage == "other location" else location
    )
    around(Location, location.pk, receipt_bin=BinFactory(location=at, code="IN").pk)

    assert "Location EAST: Receipt Bin IN is of location" in found()["CHECK-405"][0]


@pytest.mark.rule("CHECK-406")
@pytest.mark.parametrize("switch", ["always_create_pick_line", "allow_breakbulk"])
def test_switches_without_their_bins_are_found(switch):
    east(**{switch: True})

    assert "CHECK-406" in found()


@pytest.mark.rule("CHECK-407")
@pytest.mark.parametrize(
    ("field", "values", "problem"),
    [
        ("receipt_bin", {"block_movement": "inbound"}, "Receipt Bin X has Block Movement Inbound."),
        ("shipment_bin", {"block_movement": "all"}, "Shipment Bin X has Block Movement All."),
        ("shipment_bin", {"dedicated": True}, "Shipment Bin X is dedicated."),
    ],
)
def test_a_blocked_or_dedicated_default_bin_is_found(field, values, problem):
    location = east(bin_mandatory=True, require_receive=True, require_shipment=True)
    bin_ = BinFactory(location=location, code="X")
    around(Location, location.pk, **{field: bin_.pk})
    around(Bin, bin_.pk, **values)

    assert problem in found()["CHECK-407"][0]


@pytest.mark.rule("CHECK-408")
def test_bin_mandatory_without_a_bin_is_found():
    east(bin_mandatory=True)

    assert "there is no bin" in found()["CHECK-408"][0]
