"""A code told in plain words, before it is saved: what is asked of whom, and what happens by itself."""

from collections.abc import Iterator
from dataclasses import dataclass

from tracking.models import ItemTrackingCode
from tracking.switches import KINDS, LEAVES_EXPIRED, PREFIX, Need, Situation, need
from wms.core.wording import in_company_words
from wms.documents.kinds import EntryType


@dataclass(frozen=True)
class Activity:
    """What people do.  ``renames``: a reclassification, which gives stock new numbers and dates."""

    caption: str
    entry_type: EntryType
    outbound: bool
    renames: bool = False

    @property
    def situation(self) -> Situation:
        return Situation(self.entry_type, outbound=self.outbound)


_ACTIVITIES = (
    Activity("Receiving", EntryType.PURCHASE, outbound=False),
    Activity("Returns from customers", EntryType.SALE, outbound=False),
    Activity("Positive adjustments", EntryType.POSITIVE_ADJMT, outbound=False),
    Activity("Assembled goods", EntryType.ASSEMBLY_OUTPUT, outbound=False),
    Activity("Production output", EntryType.OUTPUT, outbound=False),
    Activity("Selling", EntryType.SALE, outbound=True),
    Activity("Transfers", EntryType.TRANSFER, outbound=True),
    Activity("Assembly components", EntryType.ASSEMBLY_CONSUMPTION, outbound=True),
    Activity("Production consumption", EntryType.CONSUMPTION, outbound=True),
    Activity("Returns to vendors", EntryType.PURCHASE, outbound=True),
    Activity("Negative adjustments", EntryType.NEGATIVE_ADJMT, outbound=True),
    Activity("Reclassifications", EntryType.TRANSFER, outbound=True, renames=True),
)


@dataclass(frozen=True)
class Sentence:
    caption: str
    text: str


def in_words(code: ItemTrackingCode) -> list[Sentence]:
    """What the code means.  Activities that are asked the same are told together, in their order."""
    together: dict[str, list[str]] = {}
    for activity in _ACTIVITIES:
        tell = _going_out if activity.outbound else _coming_in
        together.setdefault(" ".join(tell(code, activity)), []).append(activity.caption)
    told = [(_joined(captions), text) for text, captions in together.items()]
    if capture := _capture(code):
        told.append(("Serial numbers", capture))
    told += [("Warehouse", _warehouse(code)), ("Dates", " ".join(_dates(code)))]
    if cards := " ".join(_cards(code)):
        told.append(("Information cards", cards))
    return [Sentence(*map(in_company_words, one)) for one in told]


def _capture(code: ItemTrackingCode) -> str:
    """What the tracking dimension group adds (CAP-018, CAP-027, decision D18)."""
    group = code.tracking_dimension_group
    if group is None:
        return ""
    if not group.is_active:
        return "Items with this code have no serial numbers."
    follows = "A unit that has a serial number leaves under it."
    if not group.captures:
        return follows
    return (
        f"Goods come in and lie in stock without serial number; each unit gets its own at {group.capture_serial_no},"
        f" or on the last step there is before they are shipped. {follows}"
    )


def _coming_in(code: ItemTrackingCode, activity: Activity) -> Iterator[str]:
    wanted = [f"a {kind}" for kind in _required(code, activity.situation)]
    if code.require_expiration_date_entry:
        wanted.append("an expiration date")
    if code.require_warranty_date_entry:
        wanted.append("a warranty date")
    yield _asked(wanted)


def _going_out(code: ItemTrackingCode, activity: Activity) -> Iterator[str]:
    required = _required(code, activity.situation)
    group = code.tracking_dimension_group
    if activity.caption == "Transfers" and group and group.captures:  # CAP-037
        required = ["serial", *required]
    specific = [kind for kind in required if code.is_specific(kind)]
    noted = [f"a {kind}" for kind in required if kind not in specific]
    if code.require_warranty_date_entry and activity.entry_type != EntryType.TRANSFER:
        noted.append("a warranty date")
    if activity.renames and code.require_expiration_date_entry:
        noted.append("a new expiration date")
    exempt = activity.renames or activity.entry_type in LEAVES_EXPIRED
    good = code.strict_expiration_posting and not exempt
    if specific:
        verb = "must be one that is" if len(specific) == 1 else "must be ones that are"
        yield f"The {_joined(specific)} {verb} in stock{', and not expired on the posting date' if good else ''}."
        if noted:
            yield _asked(noted)
    else:
        yield _asked(noted)
        if good:
            yield "What leaves must not be expired on the posting date."
    if code.strict_expiration_posting and not good:
        yield "Expired goods may go this way."


def _asked(wanted: list[str]) -> str:
    if not wanted:
        return "No number is required; any may be given."
    text = f"{_joined(wanted)} {'is' if len(wanted) == 1 else 'are'} required."
    return text[0].upper() + text[1:]


def _required(code: ItemTrackingCode, situation: Situation) -> list[str]:
    return [kind for kind in KINDS if need(code, kind, situation) is Need.REQUIRED]


def _warehouse(code: ItemTrackingCode) -> str:
    carried = [f"{kind} numbers" for kind in KINDS if code.is_warehouse_tracked(kind)]
    if not carried:
        return "Bins and warehouse documents carry no numbers; they are stated on the order."
    return f"Bins and warehouse documents carry {_joined(carried)}."


def _dates(code: ItemTrackingCode) -> Iterator[str]:
    if not code.use_expiration_dates:
        yield "Expiration dates are not used; one that is given is refused."
    elif code.require_expiration_date_entry:
        yield "A known number keeps its expiration date; a new one must be given its own."
    else:
        yield "An expiration date may be given; without one the item's Expiration Calculation sets it."
    if code.require_warranty_date_entry:
        return
    if code.warranty_date_formula:
        yield (
            f"A warranty date that is left blank becomes the document date plus"
            f" {code.warranty_date_formula}."
        )
    else:
        yield "A warranty date may be given."


def _cards(code: ItemTrackingCode) -> Iterator[str]:
    makes = [
        kind
        for kind, switch in (
            ("serial", code.create_sn_info_on_posting),
            ("lot", code.create_lot_info_on_posting),
            ("package", code.package_specific_tracking and _asks_for_package_cards(code)),
        )
        if switch
    ]
    if makes:
        yield f"Posting makes the missing cards of {_joined([f'{kind} numbers' for kind in makes])}."
    for direction, goods in (("inbound", "come in"), ("outbound", "go out")):
        needed = [
            f"{kind} numbers"
            for kind, prefix in PREFIX.items()
            if getattr(code, f"{prefix}_info_{direction}_must_exist") and kind not in makes
        ]
        if needed:
            yield f"The cards of {_joined(needed)} must exist before goods {goods}."


def _asks_for_package_cards(code: ItemTrackingCode) -> bool:
    """Their missing cards are made wherever the number is required (SET-048)."""
    return code.package_info_inbound_must_exist or code.package_info_outbound_must_exist


def _joined(words: list[str]) -> str:
    """``a, b and c``; captions after the first go on in small letters."""
    first, *others = words
    if not others:
        return first
    others = [word[0].lower() + word[1:] for word in others]
    return f"{', '.join([first, *others[:-1]])} and {others[-1]}"
