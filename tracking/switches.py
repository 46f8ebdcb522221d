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


def switch_field(kind: str, situation: Situation) -> str:
    """The field of ItemTrackingCode, such as ``sn_sales_outbound_tracking``."""
    return f"{PREFIX[kind]}_{SWITCH[situation]}"
