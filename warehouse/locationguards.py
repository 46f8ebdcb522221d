"""What open work forbids about locations, and what goes with one (SET-134…144, WHS-008, WHS-011)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from warehouse.binsetup.removal import remove_places
from warehouse.documentkinds import KINDS as DOCUMENT_KINDS
from warehouse.documentkinds import WarehouseDocumentKind
from warehouse.kinds import KINDS, ActivityKind
from warehouse.models import Activity, WarehouseDocument
from warehouse.models.bins import BlockMovement
from wms.core.errors import RuleViolation
from wms.core.records.faults import label_of
from wms.inventory import errors, flows, guards
from wms.inventory.models import Location
from wms.inventory.policies.locations import INBOUND_BINS, OUTBOUND_BINS
from wms.inventory.services.locations import goes_with_location


@dataclass(frozen=True)
class Hold:
    """The switches of a location that a kind of warehouse document holds while it is open there."""

    stays: tuple[str, ...] = ()
    stays_on: tuple[str, ...] = ()
    stays_off: tuple[str, ...] = ()


Holder = Activity | WarehouseDocument

# Every kind of activity and warehouse document holds the bins (SET-134); these are the Require switches
# (SET-135).
HOLDS: dict[str, Hold] = {
    ActivityKind.INVENTORY_PICK: Hold(stays_on=("require_pick",), stays_off=("require_shipment",)),
    ActivityKind.WAREHOUSE_PICK: Hold(stays_on=("require_pick", "require_shipment")),
    WarehouseDocumentKind.RECEIPT: Hold(stays=("require_receive", "require_put_away")),
    WarehouseDocumentKind.SHIPMENT: Hold(stays=("require_shipment", "require_pick")),
}
HELD_BY_ALL = ("bin_mandatory", "directed_put_away_and_pick")


def open_documents_hold_the_policy(
    stored: Location, changed: Location | None
) -> Iterator[RuleViolation]:
    if changed is None:
        return
    changes = {
        name: getattr(changed, name)
        for name in _held_names()
        if getattr(stored, name) != getattr(changed, name)
    }
    if not changes:
        return
    first = _first_of_each_kind(stored)
    for name, is_on in changes.items():
        if found := _holding(name, is_on=is_on, documents=first):
            yield _refusal(name, stored, found, is_on=is_on)


def _held_names() -> list[str]:
    held = [
        name for hold in HOLDS.values() for name in (*hold.stays, *hold.stays_on, *hold.stays_off)
    ]
    return list(dict.fromkeys([*HELD_BY_ALL, *held]))


def _first_of_each_kind(location: Location) -> dict[str, Holder]:
    found: dict[str, Holder] = {}
    for kind in HOLDS:
        model = Activity if kind in ActivityKind else WarehouseDocument
        first = model.objects.filter(kind=kind, location=location).order_by("pk").first()
        if first is not None:
            found[kind] = first
    return found


def _holding(name: str, *, is_on: bool, documents: dict[str, Holder]) -> Holder | None:
    for kind, document in documents.items():
        hold = HOLDS[kind]
        held = hold.stays_off if is_on else hold.stays_on
        if name in (*HELD_BY_ALL, *hold.stays, *held):
            return document
    return None


def _refusal(name: str, location: Location, document: Holder, *, is_on: bool) -> RuleViolation:
    text = str(document)
    values: dict[str, Any] = {
        "field": name,
        "label": label_of(Location, name),
        "location": location,
        "holder": f"{text[0].lower()}{text[1:]}",
    }
    if name in HELD_BY_ALL:
        return errors.PolicyFixedByDocument(**values)
    return errors.SwitchFixedByDocument(verb="on" if is_on else "off", **values)


def default_bins_let_goods_pass(
    stored: Location, changed: Location | None
) -> Iterator[RuleViolation]:
    """WHS-011: a default bin is not blocked for the direction in which its step uses it."""
    if changed is None:
        return
    both = BlockMovement.ALL
    for names, blocks, verb in (
        (INBOUND_BINS, (BlockMovement.INBOUND, both), "placed in"),
        (OUTBOUND_BINS, (BlockMovement.OUTBOUND, both), "taken from"),
    ):
        for name in names:
            bin_ = getattr(changed, name)
            if bin_ is None or getattr(stored, f"{name}_id") == bin_.pk:
                continue
            if bin_.block_movement in blocks:
                yield errors.DefaultBinBlocked(
                    field=name,
                    label=label_of(Location, name),
                    bin=bin_,
                    block=bin_.get_block_movement_display(),
                    verb=verb,
                )
    bin_ = changed.shipment_bin
    if bin_ is not None and bin_.pk != stored.shipment_bin_id and bin_.dedicated:
        yield errors.ShipmentBinDedicated(bin=bin_)


guards.register(Location, open_documents_hold_the_policy)
guards.register(Location, default_bins_let_goods_pass)
goes_with_location(remove_places)
for title in (
    *(row.title for row in KINDS.values()),
    *(row.title for row in DOCUMENT_KINDS.values()),
):
    flows.has_document(title.lower())
