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
    numbers_from: str
    posted_numbers_from: str


def _ships_from_inventory_picks(location: Location) -> bool:
    return location.require_pick and not location.require_shipment


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
            source_kinds=(
                DocumentKind.SALES_ORDER,
                DocumentKind.PURCHASE_RETURN_ORDER,
                DocumentKind.TRANSFER_ORDER,
            ),
            numbers_from="inventory_pick_nos",
            posted_numbers_from="posted_inventory_pick_nos",
        ),
    )
}
