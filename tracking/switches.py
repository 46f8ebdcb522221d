"""The decision table: which switch of the item tracking code asks for a number (SET-038, POST section 5).

One table, read by posting, by the pages that explain a code, and by the tests that walk through it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from wms.documents.kinds import EntryType

if TYPE_CHECKING:
    from tracking.models import ItemTrackingCode

KINDS = ("serial", "lot", "package")
PREFIX = {"serial": "sn", "lot": "lot", "package": "package"}
NUMBER_FIELD = {"serial": "serial_no", "lot": "lot_no", "package": "package_no"}
CAPTION = {"serial": "Serial No.", "lot": "Lot No.", "package": "Package No."}


@dataclass(frozen=True)
class Situation:
    """A posting kind and the real direction of stock."""

    entry_type: EntryType
    outbound: bool


SWITCH: dict[Situation, str] = {
    Situation(EntryType.PURCHASE, outbound=False): "purchase_inbound_tracking",
    Situation(EntryType.PURCHASE, outbound=True): "purchase_outbound_tracking",
    Situation(EntryType.SALE, outbound=False): "sales_inbound_tracking",
    Situation(EntryType.SALE, outbound=True): "sales_outbound_tracking",
    Situation(EntryType.POSITIVE_ADJMT, outbound=False): "pos_adjmt_inbound_tracking",
    Situation(EntryType.POSITIVE_ADJMT, outbound=True): "pos_adjmt_outbound_tracking",
    Situation(EntryType.NEGATIVE_ADJMT, outbound=False): "neg_adjmt_inbound_tracking",
    Situation(EntryType.NEGATIVE_ADJMT, outbound=True): "neg_adjmt_outbound_tracking",
    Situation(EntryType.TRANSFER, outbound=False): "transfer_tracking",
    Situation(EntryType.TRANSFER, outbound=True): "transfer_tracking",
    Situation(EntryType.OUTPUT, outbound=False): "manuf_inbound_tracking",
    Situation(EntryType.OUTPUT, outbound=True): "manuf_outbound_tracking",
    Situation(EntryType.CONSUMPTION, outbound=False): "manuf_inbound_tracking",
    Situation(EntryType.CONSUMPTION, outbound=True): "manuf_outbound_tracking",
    Situation(EntryType.ASSEMBLY_OUTPUT, outbound=False): "assembly_inbound_tracking",
    Situation(EntryType.ASSEMBLY_OUTPUT, outbound=True): "assembly_outbound_tracking",
    Situation(EntryType.ASSEMBLY_CONSUMPTION, outbound=False): "assembly_inbound_tracking",
    Situation(EntryType.ASSEMBLY_CONSUMPTION, outbound=True): "assembly_outbound_tracking",
}

# The switches that X Specific Tracking turns on and locks (SET-052, SET-053), in the order of the card.
DIRECTIONAL = tuple(dict.fromkeys(SWITCH.values()))


# The entry types that strict expiration posting lets expired goods leave by; transfers too (SET-068).
LEAVES_EXPIRED = (EntryType.NEGATIVE_ADJMT, EntryType.PURCHASE)


class Need(StrEnum):
    """What a posting says to a number of one kind."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    NOT_ALLOWED = "not allowed"

    @property
    def is_required(self) -> bool:
        return self is Need.REQUIRED


def specific_field(kind: str) -> str:
    """The field of ItemTrackingCode, such as ``sn_specific_tracking``."""
    return f"{PREFIX[kind]}_specific_tracking"


def switch_field(kind: str, situation: Situation) -> str:
    """The field of ItemTrackingCode, such as ``sn_sales_outbound_tracking``."""
    return f"{PREFIX[kind]}_{SWITCH[situation]}"


def need(code: ItemTrackingCode | None, kind: str, situation: Situation) -> Need:
    """What posting says of numbers of this kind: the answer for one code of what it asks of many rows.

    An item without code carries no numbers (POST-010); otherwise specific tracking or the switch of the
    situation asks for one (SET-036, SET-038), and what nobody asks for may be given (SET-042).
    """
    if code is None:
        return Need.NOT_ALLOWED
    asking = (specific_field(kind), switch_field(kind, situation))
    return Need.REQUIRED if any(getattr(code, name) for name in asking) else Need.OPTIONAL
