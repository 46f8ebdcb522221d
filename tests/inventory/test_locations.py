"""Saving and deleting locations: what their switches drive, lock and refuse."""

import pytest
from django.db import IntegrityError, transaction

from tests.factories import (
    BinFactory,
    ItemFactory,
    LocationFactory,
    purchase_order,
)
from tests.inventory.places import directed, saved
from tests.inventory.refusals import refused
from tests.tracking.stock import in_stock
from tests.warehouse.scenes import pick_location, put
from warehouse.models import WarehouseEntry
from wms.inventory.models import Location
from wms.inventory.models.locations import BinPolicy, BinSelection
from wms.inventory.policies.locations import REQUIRE
from wms.inventory.services.locations import delete_location

pytestmark = pytest.mark.django_db


# ---- plain fields


@pytest.mark.rule("SET-128")
def test_a_new_location_has_every_switch_off():
    location = saved(Location(code="east", name="East"))

    assert location.code == "EAST"
    assert not any(getattr(location, name) for name in (*REQUIRE, "bin_mandatory"))


@pytest.mark.rule("SET-130")
def test_given_the_blank_location_then_its_require_switches_are_kept_and_bins_refused():
    blank = saved(Location.objects.get(code=""), require_pick=True)

    assert blank.require_pick
    assert refused(lambda: saved(blank, bin_mandatory=True)) == {
        "code": ["The blank location has no bins (SET-130)."]
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Location.objects.filter(code="").update(bin_mandatory=True)


# ---- in-transit


@pytest.mark.rule("SET-131")
@pytest.mark.parametrize(
    ("switch", "caption"),
    [
        ("require_receive", "Require Receive"),
        ("require_shipment", "Require Shipment"),
        ("require_put_away", "Require Put-away"),
        ("require_pick", "Require Pick"),
        ("bin_mandatory", "Bin Mandatory"),
    ],
)
def test_given_a_warehouse_switch_when_in_transit_is_switched_on_then_it_is_named(switch, caption):
    location = saved(Location(code="OWN LOG."), **{switch: True})

    assert refused(lambda: saved(location, use_as_in_transit=True)) == {
        "use_as_in_transit": [
            f"Use As In-Transit cannot be on while {caption} is on: goods in transit are not handled "
            "by warehouse documents and have no bins. Switch one of them off."
        ]
    }


@pytest.mark.rule("SET-131")
def test_given_an_in_transit_location_then_its_warehouse_switches_stay_off():
    location = saved(Location(code="OWN LOG.", use_as_in_transit=True))

    assert "use_as_in_transit" in refused(lambda: saved(location, require_pick=True))
    with pytest.raises(IntegrityError), transaction.atomic():
        Location.objects.filter(pk=location.pk).update(require_pick=True)


# ---- directed


@pytest.mark.rule("SET-132")
def test_given_no_bins_then_directed_is_refused():
    assert refused(lambda: saved(Location(code="WHITE"), directed_put_away_and_pick=True)) == {
        "directed_put_away_and_pick": [
            "Directed Put-away and Pick needs Bin Mandatory. Switch that on, save, and try again."
        ]
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Location.objects.create(code="WHITE", directed_put_away_and_pick=True)


@pytest.mark.rule("SET-132")
def test_given_bins_when_directed_is_switched_on_then_the_others_follow():
    location = saved(
        saved(Location(code="WHITE"), bin_mandatory=True), directed_put_away_and_pick=True
    )

    assert all(getattr(location, name) for name in REQUIRE)
    assert location.use_cross_docking
    assert location.check_warehouse_class
    assert location.pick_bin_policy == BinPolicy.RANKING
    assert location.put_away_bin_policy == BinPolicy.TEMPLATE
    assert location.default_bin_selection == BinSelection.NONE


@pytest.mark.rule("SET-132")
@pytest.mark.parametrize(
    ("switch", "caption"),
    [
        ("require_receive", "Require Receive"),
        ("require_shipment", "Require Shipment"),
        ("require_put_away", "Require Put-away"),
        ("require_pick", "Require Pick"),
    ],
)
def test_given_a_directed_location_then_its_require_switches_are_locked(switch, caption):
    location = directed()

    assert refused(lambda: saved(location, **{switch: False})) == {
        switch: [f"{caption} stays on while Directed Put-away and Pick is on."]
    }


@pytest.mark.rule("SET-132")
def test_given_a_directed_location_then_bins_are_locked():
    assert refused(lambda: saved(directed(), bin_mandatory=False)) == {
        "directed_put_away_and_pick": [
            "Directed Put-away and Pick needs Bin Mandatory. Switch that on, save, and try again."
        ]
    }


# ---- bins


@pytest.mark.rule("SET-136")
def test_given_no_stock_when_bins_are_switched_on_then_policies_follow():
    location = saved(Location(code="SILVER"), pick_bin_policy=BinPolicy.RANKING)

    location = saved(location, bin_mandatory=True)

    assert location.default_bin_selection == BinSelection.FIXED
    assert location.pick_bin_policy == location.put_away_bin_policy == BinPolicy.DEFAULT


@pytest.mark.rule("SET-136", "WHS-009")
def test_given_open_stock_when_bins_are_switched_on_then_it_is_refused():
    location = saved(Location(code="SILVER"))
    in_stock(ItemFactory(no="1928"), 5, location=location)

    assert refused(lambda: saved(location, bin_mandatory=True)) == {
        "bin_mandatory": [
            "Bin Mandatory cannot be switched on: location SILVER has open stock of item 1928, "
            "which would lie in no bin. Move it to another location first."
        ]
    }


@pytest.mark.rule("SET-136")
def test_given_stock_that_has_left_when_bins_are_switched_on_then_it_is_allowed():
    location = saved(Location(code="SILVER"))
    in_stock(ItemFactory(no="1928"), 5, location=location, remaining=0)

    assert saved(location, bin_mandatory=True).bin_mandatory


@pytest.mark.rule("SET-137", "WHS-009")
def test_given_bins_that_hold_stock_when_bins_are_switched_off_then_the_bin_is_named():
    location = pick_location()
    put(location, "B2", ItemFactory(no="1928"), 5)

    assert refused(lambda: saved(location, bin_mandatory=False, require_pick=False)) == {
        "bin_mandatory": [
            "Bin Mandatory cannot be switched off: bin B2 of location SILVER holds 5 of item 1928. "
            "Empty the bins first."
        ]
    }


@pytest.mark.rule("SET-137")
def test_given_bins_whose_entries_net_to_0_together_then_the_one_that_holds_something_is_named():
    location = pick_location()
    item = ItemFactory(no="1928")
    put(location, "B2", item, 5)
    entry = WarehouseEntry.objects.get()
    entry.pk, entry.entry_no, entry.quantity = None, None, -5
    entry.bin = location.bins.get(code="B3")
    entry.save(force_insert=True)

    assert "bin B2 of location SILVER holds 5 of item 1928" in str(
        refused(lambda: saved(location, bin_mandatory=False, require_pick=False))
    )


@pytest.mark.rule("SET-137")
def test_given_empty_bins_when_bins_are_switched_off_then_default_bins_are_cleared():
    location = saved(Location(code="SILVER", bin_mandatory=True, require_shipment=True))
    location = saved(location, shipment_bin=BinFactory(location=location))

    assert saved(location, bin_mandatory=False).shipment_bin is None


@pytest.mark.rule("SET-140")
def test_given_no_bins_then_always_create_pick_line_is_refused():
    assert refused(lambda: saved(Location(code="EAST"), always_create_pick_line=True)) == {
        "always_create_pick_line": [
            "Always Create Pick Line needs Bin Mandatory. Switch that on first, or this off."
        ]
    }


@pytest.mark.rule("SET-141")
def test_given_a_require_switch_off_then_cross_docking_is_refused():
    location = Location(code="EAST", require_receive=True, require_pick=True)

    assert refused(lambda: saved(location, use_cross_docking=True)) == {
        "use_cross_docking": [
            "Use Cross-Docking needs Require Receive, Require Shipment, Require Put-away and Require "
            "Pick; Require Shipment, Require Put-away is off."
        ]
    }


@pytest.mark.rule("SET-141")
def test_given_cross_docking_when_a_require_switch_goes_off_then_it_goes_off_with_its_bin():
    location = saved(
        Location(code="EAST", bin_mandatory=True, use_cross_docking=True),
        **dict.fromkeys(REQUIRE, True),
    )
    location = saved(location, cross_dock_bin=BinFactory(location=location))

    location = saved(location, require_put_away=False)

    assert not location.use_cross_docking
    assert location.cross_dock_bin is None


@pytest.mark.rule("SET-142")
@pytest.mark.parametrize(
    ("field", "caption", "switch"),
    [
        ("receipt_bin", "Receipt Bin", "Require Receive"),
        ("shipment_bin", "Shipment Bin", "Require Shipment"),
    ],
)
def test_given_the_require_switch_off_then_its_default_bin_is_refused(field, caption, switch):
    location = saved(Location(code="SILVER", bin_mandatory=True))

    assert refused(lambda: saved(location, **{field: BinFactory(location=location)})) == {
        field: [f"{caption} needs {switch}. Clear it, or switch that on."]
    }


@pytest.mark.rule("SET-142")
def test_given_no_bin_mandatory_then_a_default_bin_is_refused():
    location = saved(Location(code="SILVER", require_receive=True))

    assert refused(lambda: saved(location, receipt_bin=BinFactory(location=location))) == {
        "receipt_bin": ["Receipt Bin needs Bin Mandatory. Clear it, or switch that on."]
    }


@pytest.mark.rule("SET-005")
def test_given_a_bin_of_another_location_then_it_is_refused():
    location = saved(Location(code="WEST", bin_mandatory=True, require_receive=True))

    assert refused(lambda: saved(location, receipt_bin=BinFactory(code="B-77"))) == {
        "receipt_bin": ["Receipt Bin B-77 is not a bin of location WEST. Choose one of its bins."]
    }


@pytest.mark.rule("SET-142")
def test_given_stock_in_the_adjustment_bin_then_it_is_not_exchanged():
    location = pick_location()
    location = saved(location, adjustment_bin=location.bins.get(code="B1"))
    put(location, "B1", ItemFactory(no="1928"), 3)

    assert refused(lambda: saved(location, adjustment_bin=location.bins.get(code="B2"))) == {
        "adjustment_bin": [
            "Adjustment Bin cannot be changed: bin B1 holds 3 of item 1928. Empty it first."
        ]
    }


@pytest.mark.rule("SET-143")
def test_given_bins_without_directed_then_a_default_bin_selection_is_needed():
    location = saved(Location(code="SILVER", bin_mandatory=True))

    assert refused(lambda: saved(location, default_bin_selection="")) == {
        "default_bin_selection": [
            "Default Bin Selection can be None only with Directed Put-away and Pick. "
            "Choose Fixed Bin or Last-Used Bin."
        ]
    }
    assert directed().default_bin_selection == ""


# ---- deleting


@pytest.mark.rule("SET-007")
def test_given_a_location_with_documents_then_deleting_it_names_them():
    order = purchase_order(ItemFactory(), location=LocationFactory(code="EAST"))

    assert refused(lambda: delete_location(location=order.location))[""][0].startswith(
        f"Location EAST cannot be deleted: it is used by Purchase order {order.no} (Location)"
    )


def test_given_a_location_that_nothing_points_to_then_it_goes():
    delete_location(location=LocationFactory(code="EAST"))

    assert not Location.objects.exclude(code="").exists()
