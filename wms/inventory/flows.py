"""Which documents move goods at a location: derived from its Require switches, never stored (SET-129)."""

from dataclasses import dataclass

from wms.inventory.models import Location

_DOCUMENTS: set[str] = set()  # the warehouse documents that this version has


def has_document(name: str) -> None:
    """Higher floors tell which warehouse documents there are, such as "inventory pick"."""
    _DOCUMENTS.add(name)


@dataclass(frozen=True)
class Flow:
    """One direction.

    ``documents``: in the order in which goods pass through them; none where the order does it all.
    """

    documents: tuple[str, ...]
    text: str

    @property
    def from_order(self) -> bool:
        """Whether the order can be posted by itself, as long as no activity is there (WHS-005, WHS-006)."""
        return not {"warehouse receipt", "warehouse shipment"} & set(self.documents)

    @property
    def lacking(self) -> str:
        """What to know about documents that this version does not have yet; "" when it has all."""
        names = [name for name in self.documents if name not in _DOCUMENTS]
        if not names:
            return ""
        then = "post from the order" if self.from_order else "no goods can go this way"
        if names == ["warehouse put-away"]:
            then = "goods stay where the receipt puts them"
        return f"Not in this version yet: {' and '.join(names)}; until then {then}."


INBOUND = {
    (False, False): Flow((), "Goods are received by posting the order or journal."),
    (False, True): Flow(
        ("inventory put-away",),
        "Goods are received with an inventory put-away; posting it posts the receipt. "
        "The order can be posted by itself as long as no put-away stands for it.",
    ),
    (True, False): Flow(
        ("warehouse receipt",),
        "Goods are received with a warehouse receipt, which also puts them away. "
        "Receiving straight from the order is refused.",
    ),
    (True, True): Flow(
        ("warehouse receipt", "warehouse put-away"),
        "Goods are received with a warehouse receipt, then put away with a warehouse put-away. "
        "Receiving straight from the order is refused.",
    ),
}
OUTBOUND = {
    (False, False): Flow((), "Goods are shipped by posting the order or journal."),
    (False, True): Flow(
        ("inventory pick",),
        "Goods are picked with an inventory pick; posting it posts the shipment. "
        "The order can be posted by itself as long as no pick stands for it.",
    ),
    (True, False): Flow(
        ("warehouse shipment",),
        "Goods are shipped with a warehouse shipment, without a pick. "
        "Shipping straight from the order is refused.",
    ),
    (True, True): Flow(
        ("warehouse pick", "warehouse shipment"),
        "Goods are picked with a warehouse pick, then shipped with a warehouse shipment. "
        "Shipping straight from the order is refused.",
    ),
}


def inbound(location: Location) -> Flow:
    return INBOUND[location.require_receive, location.require_put_away]


PACKED = Flow(
    ("packing station",),
    "Goods are packed at the packing station; shipping its closed containers posts the shipment. "
    "Shipping straight from the order is refused.",
)


def outbound(location: Location) -> Flow:
    if location.require_packing and not (location.require_shipment or location.require_pick):
        return PACKED
    flow = OUTBOUND[location.require_shipment, location.require_pick]
    if location.directed_put_away_and_pick and "warehouse pick" in flow.documents:
        return Flow(("directed pick", "warehouse shipment"), flow.text)
    return flow


def in_words(location: Location) -> list[str]:
    """For the card of the location: what happens inbound, what outbound."""
    if location.use_as_in_transit:
        return [
            "Goods are here only while a transfer order has them on their way. "
            "Nothing is received or shipped here, and there are no bins."
        ]
    flows = (inbound(location), outbound(location))
    return [" ".join(filter(None, (flow.text, flow.lacking))) for flow in flows]
