"""What a location must meet (SET-128…143, WHS-007…015)."""

from collections.abc import Collection, Iterator
from copy import copy

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
    "open_shop_floor_bin": "",
    "to_production_bin": "",
    "from_production_bin": "",
    "to_project_bin": "",
}
# the direction in which the step of a default bin uses it (WHS-011)
OUTBOUND_BINS = (
    "shipment_bin",
    "adjustment_bin",
    "to_assembly_bin",
    "open_shop_floor_bin",
    "to_production_bin",
    "to_project_bin",
)
INBOUND_BINS = tuple(name for name in BINS if name != "shipment_bin")
# the switches that bring others along
DRIVING = ("bin_mandatory", "directed_put_away_and_pick")


def location_policy(driven: Collection[str] = ()) -> RecordPolicy[Location]:
    """``driven``: switches that were followed on the page already, where others may have been changed since."""

    def follow(stored: Location | None, location: Location) -> None:
        follow_switches(stored or Location(), location, driven=driven)

    return RecordPolicy[Location](
        follow=follow,
        violations=_violations,
        violations_of_deletion=_may_delete,
        places={"location_blank_without_bins": "code"},
        covered=["location_in_transit_without_warehouse", "location_directed_needs_bins"],
    )


def follow_switches(before: Location, location: Location, *, driven: Collection[str] = ()) -> None:
    """Fill in memory what the switches that differ bring along."""

    def switched(name: str, *, on: bool) -> bool:
        return (
            name not in driven and getattr(location, name) is on and getattr(before, name) is not on
        )

    if switched("bin_mandatory", on=True):
        _bins_switched_on(location)
    if before.bin_mandatory and not location.bin_mandatory:
        for name in BINS:
            setattr(location, name, None)  # SET-137
    if switched("directed_put_away_and_pick", on=True):
        _directed_switched_on(location)
    elif before.directed_put_away_and_pick and not location.directed_put_away_and_pick:
        _directed_switched_off(location)
    if before.use_cross_docking and not all(getattr(location, name) for name in REQUIRE):
        location.use_cross_docking = False  # SET-141
    if not location.use_cross_docking:
        location.cross_dock_bin = None
    if before.use_put_away_worksheet and not _puts_away(location):
        location.use_put_away_worksheet = False
    if before.pick_according_to_fefo and _lacking_for_fefo(location):
        location.pick_according_to_fefo = False  # SET-138


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


def _directed_switched_off(location: Location) -> None:
    """SET-133."""
    location.default_bin_selection = BinSelection.FIXED
    location.use_cross_docking = False
    location.use_put_away_worksheet = False
    location.allow_breakbulk = False
    location.adjustment_bin = None


def _puts_away(location: Location) -> bool:
    return location.require_receive and location.require_put_away


def _lacking_for_fefo(location: Location) -> str:
    """The switch that first expired first out lacks; "" when it may be on (SET-138)."""
    if not location.require_pick:
        return "require_pick"
    if location.require_shipment and not location.bin_mandatory:
        return "bin_mandatory"
    return ""


def locks(location: Location) -> dict[str, str]:
    """The switches that cannot be changed as the others are, each with the reason (SET-131, SET-132)."""
    found: dict[str, str] = {}

    def lock(names: Collection[str], reason: str) -> None:
        found.update({name: reason for name in names if name not in found})

    if location.use_as_in_transit:
        lock(NOT_IN_TRANSIT, "Stays off while Use As In-Transit is on.")
    on = [name for name in NOT_IN_TRANSIT if getattr(location, name)]
    if on and not location.use_as_in_transit:
        lock(("use_as_in_transit",), f"Switch {label_of(Location, on[0])} off first.")
    if location.directed_put_away_and_pick:
        lock(LOCKED_BY_DIRECTED, "Stays on while Directed Put-away and Pick is on.")
    elif not location.allow_breakbulk:
        lock(("allow_breakbulk",), "Needs Directed Put-away and Pick.")
    if not location.bin_mandatory:
        needing = ("directed_put_away_and_pick", "always_create_pick_line")
        off = [name for name in needing if not getattr(location, name)]
        lock(off, "Needs Bin Mandatory.")
    lacking = [name for name in REQUIRE if not getattr(location, name)]
    if lacking and not location.use_cross_docking:
        lock(("use_cross_docking",), "Needs all four Require switches.")
    if not _puts_away(location) and not location.use_put_away_worksheet:
        lock(("use_put_away_worksheet",), "Needs Require Receive and Require Put-away.")
    if not location.pick_according_to_fefo and (lacks := _lacking_for_fefo(location)):
        lock(("pick_according_to_fefo",), f"Needs {label_of(Location, lacks)}.")
    return found


def fixed_switches(stored: Location) -> dict[str, str]:
    """The switches that stock or open documents hold as they are, each with what holds it."""
    found: dict[str, str] = {}
    for name in (*REQUIRE, *DRIVING):
        other = copy(stored)
        setattr(other, name, not getattr(stored, name))
        for violation in guards.violations(stored, other):
            if violation.field == name:
                found.setdefault(name, str(violation))
    return found


def _violations(stored: Location | None, location: Location) -> Iterator[RuleViolation]:
    yield from _in_transit_with_warehouse(location)
    if location.directed_put_away_and_pick and not location.bin_mandatory:
        yield errors.DirectedWithoutBins()
    elif location.directed_put_away_and_pick:
        yield from _locked_by_directed(location)
    yield from _directed_only(location)
    yield from _needs_bins(location)
    yield from _fefo_needs_picks(location)
    if location.require_packing and location.require_pick and not location.require_shipment:
        yield errors.PackingOrInventoryPicks()  # docs/adr/0016
    yield from _cross_docking_needs_all(location)
    yield from _default_bins(location)
    if stored is not None:
        if location.code:
            yield from _blank_location(stored)
        yield from guards.violations(stored, location)


def _blank_location(location: Location) -> Iterator[RuleViolation]:
    if not location.code:
        yield errors.BlankRowStays(what="The location that stands for none")


def _in_transit_with_warehouse(location: Location) -> Iterator[RuleViolation]:
    """SET-131."""
    on = [label_of(Location, name) for name in NOT_IN_TRANSIT if getattr(location, name)]
    if location.use_as_in_transit and on:
        yield errors.InTransitWithWarehouse(fields=", ".join(on))


def _locked_by_directed(location: Location) -> Iterator[RuleViolation]:
    for name in LOCKED_BY_DIRECTED:
        if not getattr(location, name):
            yield errors.DirectedSwitchLocked(field=name, label=label_of(Location, name))


def _directed_only(location: Location) -> Iterator[RuleViolation]:
    """WHS-015."""
    if location.allow_breakbulk and not location.directed_put_away_and_pick:
        name = "allow_breakbulk"
        yield errors.DirectedOnly(field=name, label=label_of(Location, name))
    if location.use_put_away_worksheet and not _puts_away(location):
        name = "use_put_away_worksheet"
        yield errors.PutAwayDocumentsNeeded(field=name, label=label_of(Location, name))


def _fefo_needs_picks(location: Location) -> Iterator[RuleViolation]:
    lacks = _lacking_for_fefo(location)
    if location.pick_according_to_fefo and lacks:
        yield errors.FefoNeedsPicks(label=label_of(Location, lacks))


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
    if not location.code:
        yield errors.BlankLocationStays()
    yield from guards.violations(location, None)


LOCATION = location_policy()
