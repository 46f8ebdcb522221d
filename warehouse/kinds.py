"""The table of activity kinds: what differs between picks, put-aways and movements stands here.

Pages, policies and services read this table.  A new kind is a row here plus its pages.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models

from wms.documents.kinds import DocumentKind
from wms.inventory.models import Location


class ActivityKind(models.TextChoices):
    INVENTORY_PICK = "inventory_pick", "Inventory pick"
    WAREHOUSE_PICK = "warehouse_pick", "Warehouse pick"


class ActionType(models.TextChoices):
    NONE = "", "–"
    TAKE = "take", "Take"
    PLACE = "place", "Place"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One row of the table.

    ``outbound``: the direction of the source lines that it works off.
    ``action``: of its lines where bins are mandatory; elsewhere lines have none (WHS-087).
    ``serves``: whether a location has its goods handled by this kind (WHS-003, WHS-004).
    ``source_kinds``: documents it is made from.
    ``registers``: it only moves goods between bins, for a warehouse shipment that is posted afterwards;
    else it posts its source document.  ``verb`` / ``past``: what finishing it is called.
    ``starts_filled``: whether its lines begin with all that is outstanding to handle (WHS-086).
    ``numbers_from`` / ``posted_numbers_from``: the field of Warehouse Setup that names the series.
    """

    kind: ActivityKind
    title: str
    plural: str
    posted_title: str
    posted_plural: str
    outbound: bool
    action: ActionType
    serves: Callable[[Location], bool]
    source_kinds: tuple[DocumentKind, ...]
    registers: bool
    verb: str
    past: str
    starts_filled: bool
    numbers_from: str
    posted_numbers_from: str


_SOURCES = (
    DocumentKind.SALES_ORDER,
    DocumentKind.PURCHASE_RETURN_ORDER,
    DocumentKind.TRANSFER_ORDER,
)


def _ships_from_inventory_picks(location: Location) -> bool:
    return location.require_pick and not location.require_shipment


def picks_for_shipments(location: Location) -> bool:
    """Whether what a shipment of the location ships is picked first (WHS-004, WHS-204)."""
    return location.require_pick and location.require_shipment


def picks_directed(location: Location) -> bool:
    """Where picks go by zone and bin type, which no kind does."""
    return location.require_pick and location.directed_put_away_and_pick


KINDS: dict[ActivityKind, Kind] = {
    row.kind: row
    for row in (
        Kind(
            kind=ActivityKind.INVENTORY_PICK,
            title="Inventory pick",
            plural="Inventory picks",
            posted_title="Posted inventory pick",
            posted_plural="Posted inventory picks",
            outbound=True,
            action=ActionType.TAKE,
            serves=_ships_from_inventory_picks,
            source_kinds=_SOURCES,
            registers=False,
            verb="Post",
            past="posted",
            starts_filled=False,
            numbers_from="inventory_pick_nos",
            posted_numbers_from="posted_inventory_pick_nos",
        ),
        Kind(
            kind=ActivityKind.WAREHOUSE_PICK,
            title="Warehouse pick",
            plural="Warehouse picks",
            posted_title="Registered warehouse pick",
            posted_plural="Registered warehouse picks",
            outbound=True,
            action=ActionType.TAKE,
            serves=picks_for_shipments,
            source_kinds=_SOURCES,
            registers=True,
            verb="Register",
            past="registered",
            starts_filled=True,
            numbers_from="whse_pick_nos",
            posted_numbers_from="registered_whse_pick_nos",
        ),
    )
}
