"""What a location must meet (SET-128…143)."""

from collections.abc import Iterator

from wms.core.errors import RuleViolation
from wms.core.records import RecordPolicy
from wms.core.records.faults import label_of
from wms.inventory import errors, guards
from wms.inventory.models import Location
from wms.inventory.models.locations import BinPolicy, BinSelection

REQUIRE = ("require_receive", "require_shipment", "require_put_away", "require_pick")
# what Directed Put-away and Pick switches on, and keeps on (SET-132)
DIRECTED = (*REQUIRE, "use_cross_docking", "check_warehouse_class")
LOCKED_BY_DIRECTED = (*REQUIRE, "bin_mandatory")
NOT_IN_TRANSIT = (*REQUIRE, "bin_mandatory", "use_cross_docking")
BINS = {
    "receipt_bin": "require_receive",
    "shipment_bin": "require_shipment",
    "adjustment_bin": "",
    "cross_dock_bin": "use_cross_docking",
    "to_assembly_bin": "",
    "from_assembly_bin": "",
}


def _follow(stored: Location | None, location: Location) -> None:
    before = stored or Location()
    if location.bin_mandatory and not before.bin_mandatory:
        _bins_switched_on(location)
    if before.bin_mandatory and not location.bin_mandatory:
        for name in BINS:
            setattr(location, name, None)
    if location.directed_put_away_and_pick and not before.directed_put_away_and_pick:
        _directed_switched_on(location)
    elif before.directed_put_away_and_pick and not location.directed_put_away_and_pick:
        location.default_bin_selection = BinSelection.FIXED
        location.use_cross_docking = False
        location.adjustment_bin = None
    if before.use_cross_docking and not all(getattr(location, name) for name in REQUIRE):
        location.use_cross_docking = False  # SET-141
    if not location.use_cross_docking:
        location.cross_dock_bin = None


def _bins_switched_on(location: Location) -> None:
    """SET-136."""
    if location.default_bin_selection == BinSelection.NONE:
        location.default_bin_selection = BinSelection.FIXED
    location.pick_bin_policy = location.put_away_bin_policy = BinPolicy.DEFAULT


def _directed_switched_on(location: Location) -> None:
    """SET-132; without Bin Mandatory it is refused, so nothing follows."""
    if not location.bin_mandatory:
        return
    for name in DIRECTED:
        setattr(location, name, True)
    location.pick_bin_policy = BinPolicy.RANKING
    location.put_away_bin_policy = BinPolicy.TEMPLATE
    location.default_bin_selection = BinSelection.NONE


def _violations(stored: Location | None, location: Location) -> Iterator[RuleViolation]:
    yield from _in_transit_with_warehouse(location)
    if location.directed_put_away_and_pick and not location.bin_mandatory:
        yield errors.DirectedWithoutBins()
    elif location.directed_put_away_and_pick:
        yield from _locked_by_directed(location)
    yield from _needs_bins(location)
    yield from _cross_docking_needs_all(location)
    yield from _default_bins(location)
    if stored is not None:
        yield from guards.violations(stored, location)


def _in_transit_with_warehouse(location: Location) -> Iterator[RuleViolation]:
    """SET-131."""
    on = [label_of(Location, name) for name in NOT_IN_TRANSIT if getattr(location, name)]
    if location.use_as_in_transit and on:
        yield errors.InTransitWithWarehouse(fields=", ".join(on))


def _locked_by_directed(location: Location) -> Iterator[RuleViolation]:
    for name in LOCKED_BY_DIRECTED:
        if not getattr(location, name):
            yield errors.DirectedSwitchLocked(field=name, label=label_of(Location, name))


def _needs_bins(location: Location) -> Iterator[RuleViolation]:
    """SET-140, SET-143."""
    if location.bin_mandatory:
        blank = location.default_bin_selection == BinSelection.NONE
        if blank and not location.directed_put_away_and_pick:
            yield errors.BinSelectionMissing()
    elif location.always_create_pick_line:
        name = "always_create_pick_line"
        yield errors.NeedsBinMandatory(field=name, label=label_of(Location, name))


def _cross_docking_needs_all(location: Location) -> Iterator[RuleViolation]:
    off = [label_of(Location, name) for name in REQUIRE if not getattr(location, name)]
    if location.use_cross_docking and off:
        yield errors.CrossDockingNeedsAll(fields=", ".join(off))


def _default_bins(location: Location) -> Iterator[RuleViolation]:
    """SET-142: each default bin belongs to the location and to the step it is for."""
    for name, switch in BINS.items():
        chosen = getattr(location, name)
        if chosen is None:
            continue
        label = label_of(Location, name)
        if chosen.location_id != location.pk:
            yield errors.BinOfOtherLocation(
                field=name, label=label, bin=chosen, location=location.code
            )
        elif not location.bin_mandatory:
            yield errors.BinWithoutBinMandatory(field=name, label=label)
        elif switch and not getattr(location, switch):
            yield errors.BinNeedsSwitch(field=name, label=label, switch=label_of(Location, switch))


def _may_delete(location: Location) -> Iterator[RuleViolation]:
    return guards.violations(location, None)


LOCATION = RecordPolicy[Location](
    follow=_follow,
    violations=_violations,
    violations_of_deletion=_may_delete,
    places={"location_blank_without_bins": "code"},
    covered=["location_in_transit_without_warehouse", "location_directed_needs_bins"],
)
