"""The decision table: which switch of the item tracking code asks for a number (SET-038, POST section 5).

One table, read by posting, by the pages that explain a code, and by the tests that walk through it.
"""

from dataclasses import dataclass

from wms.documents.kinds import EntryType

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
    Situation(EntryType.PURCHASE, False): "purchase_inbound_tracking",
    Situation(EntryType.PURCHASE, True): "purchase_outbound_tracking",
    Situation(EntryType.SALE, False): "sales_inbound_tracking",
    Situation(EntryType.SALE, True): "sales_outbound_tracking",
    Situation(EntryType.POSITIVE_ADJMT, False): "pos_adjmt_inbound_tracking",
    Situation(EntryType.POSITIVE_ADJMT, True): "pos_adjmt_outbound_tracking",
    Situation(EntryType.NEGATIVE_ADJMT, False): "neg_adjmt_inbound_tracking",
    Situation(EntryType.NEGATIVE_ADJMT, True): "neg_adjmt_outbound_tracking",
    Situation(EntryType.TRANSFER, False): "transfer_tracking",
    Situation(EntryType.TRANSFER, True): "transfer_tracking",
    Situation(EntryType.OUTPUT, False): "manuf_inbound_tracking",
    Situation(EntryType.OUTPUT, True): "manuf_outbound_tracking",
    Situation(EntryType.CONSUMPTION, False): "manuf_inbound_tracking",
    Situation(EntryType.CONSUMPTION, True): "manuf_outbound_tracking",
    Situation(EntryType.ASSEMBLY_OUTPUT, False): "assembly_inbound_tracking",
    Situation(EntryType.ASSEMBLY_OUTPUT, True): "assembly_outbound_tracking",
    Situation(EntryType.ASSEMBLY_CONSUMPTION, False): "assembly_inbound_tracking",
    Situation(EntryType.ASSEMBLY_CONSUMPTION, True): "assembly_outbound_tracking",
}

# The switches that X Specific Tracking turns on and locks (SET-052, SET-053), in the order of the card.
DIRECTIONAL = tuple(dict.fromkeys(SWITCH.values()))


def switch_field(kind: str, situation: Situation) -> str:
    """The field of ItemTrackingCode, such as ``sn_sales_outbound_tracking``."""
    return f"{PREFIX[kind]}_{SWITCH[situation]}"
