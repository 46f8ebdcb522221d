"""Which serials may be captured for a line (CAP-029…031, WHS-068): asked of many at once.

At the pick the line is one of the pick; at the packing station it stands for what is packed of an order's line.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum

from tracking.models import Capture, NumberInformation, PreviouslyShipped, TrackingLine
from tracking.models.cards import NumberKind
from warehouse.capture import errors
from warehouse.models import ActivityLine, CapturedSerial, ContainerLine
from wms.core.errors import RuleViolation
from wms.core.quantity import ZERO
from wms.core.text import folded
from wms.documents.kinds import EntryType
from wms.documents.models import DocumentLine
from wms.inventory.models import Item, Location
from wms.ledger.models import ItemLedgerEntry

LONGEST = 50
MOST_OFFERED = 5
_CAPTURED = (
    EntryType.SALE,
    EntryType.TRANSFER,
)  # transfers that are picked are those by order (CAP-037)


class Taker(Protocol):
    """What takes units: a pick's line, or one at the packing station, which has no ``pk``."""

    @property
    def pk(self) -> int | None: ...
    @property
    def item(self) -> Item: ...
    @property
    def item_id(self) -> int: ...
    @property
    def variant_id(self) -> int: ...
    @property
    def location(self) -> Location: ...
    @property
    def location_id(self) -> int: ...
    @property
    def source_line_id(self) -> int: ...
    @property
    def lot_no(self) -> str: ...
    @property
    def package_no(self) -> str: ...


def captures_serials(item: Item, entry_type: str) -> bool:
    """Whether units of this item get their serial as they leave this way (CAP-027, CAP-037, CAP-039)."""
    code = item.item_tracking_code
    group = code.tracking_dimension_group if code else None
    return group is not None and group.captures and entry_type in _CAPTURED


def captures_while_packing(line: DocumentLine) -> bool:
    """Whether units of the line get their serial at the packing station, and no sooner (CAP-042)."""
    code = line.item.item_tracking_code
    group = code.tracking_dimension_group if code else None
    return (
        captures_serials(line.item, line.entry_type)
        and group is not None
        and group.capture_serial_no == Capture.PACKING
    )


def captures(line: ActivityLine) -> bool:
    return captures_serials(line.item, line.source_line.entry_type)


CAPTURING = (
    Q(source_line__entry_type__in=_CAPTURED)
    & ~Q(item__item_tracking_code__tracking_dimension_group__capture_serial_no__in=["", "none"])
    & Q(item__item_tracking_code__tracking_dimension_group__isnull=False)
)


def readable(text: str) -> str:
    """The serial as it is stored.  Raises the violation of checks 1 and 2."""
    try:
        serial = folded(text)
    except ValidationError as error:
        raise errors.SerialUnreadable(fault="has a control character in it") from error
    if not serial:
        raise errors.SerialUnreadable(fault="cannot be blank")
    if len(serial) > LONGEST:
        raise errors.SerialUnreadable(fault=f"has at most {LONGEST} characters, not {len(serial)}")
    return serial


def read_serials(texts: Iterable[str]) -> tuple[list[str], list[RuleViolation]]:
    """Checks 1 to 3 of what was typed; the second of two equal ones is told."""
    good: dict[str, None] = {}
    refused: list[RuleViolation] = []
    for text in texts:
        try:
            serial = readable(text)
        except RuleViolation as fault:
            refused.append(fault)
            continue
        if serial in good:
            refused.append(errors.SerialInThisList(number=serial))
        good[serial] = None
    return list(good), refused


def faults_of(
    line: Taker, serials: Collection[str], *, reason: str = ""
) -> dict[str, RuleViolation]:
    """What forbids each of these new serials of the line; one answer each, in the order of CAP-029.

    ``reason``: why serials that were shipped are captured again.  The number of statements does not grow.
    """
    found: dict[str, RuleViolation] = {}
    for asked in (
        _packed,
        _in_list,
        _in_progress,
        _on_hand_elsewhere,
        _blocked,
        _without_card,
        _shipped,
    ):
        for serial, violation in asked(line, serials, reason):
            found.setdefault(serial, violation)
    return found


Faults = Iterator[tuple[str, RuleViolation]]


def _of(line: Taker) -> dict[str, Any]:
    return {"item": line.item_id, "variant": line.variant_id}


def _packed(line: Taker, serials: Collection[str], reason: str) -> Faults:
    packed = ContainerLine.objects.filter(serial_no__in=serials, is_shipped=False, **_of(line))
    for one in packed.select_related("container"):
        yield (
            one.serial_no,
            errors.SerialPacked(number=one.serial_no, item=line.item, container=one.container.no),
        )


def _in_list(line: Taker, serials: Collection[str], reason: str) -> Faults:
    for one in CapturedSerial.objects.filter(line=line.pk, serial_no__in=serials):
        yield one.serial_no, errors.SerialInThisList(number=one.serial_no)


def _in_progress(line: Taker, serials: Collection[str], reason: str) -> Faults:
    places: dict[str, str] = {}
    captured = CapturedSerial.objects.filter(serial_no__in=serials, **_of(line)).exclude(
        line=line.pk
    )
    for one in captured.select_related("line__activity"):
        places[one.serial_no] = f"line {one.line.line_no} of {one.line.activity}"
    lines = ActivityLine.objects.filter(serial_no__in=serials, **_of(line)).exclude(pk=line.pk or 0)
    for other in lines.select_related("activity"):
        places.setdefault(other.serial_no, f"line {other.line_no} of {other.activity}")
    rows = TrackingLine.objects.filter(
        serial_no__in=serials,
        session=None,
        outbound=True,
        quantity__gt=F("qty_handled"),
        **_of(line),
    ).exclude(line=line.source_line_id)
    for row in rows.select_related("line__document"):
        places.setdefault(row.serial_no, f"line {row.line.line_no} of {row.line.document}")
    for serial, place in places.items():
        yield serial, errors.SerialInProgress(number=serial, item=line.item, place=place)


def _on_hand_elsewhere(line: Taker, serials: Collection[str], reason: str) -> Faults:
    entries = ItemLedgerEntry.objects.in_inventory().filter(serial_no__in=serials, **_of(line))
    elsewhere = entries.exclude(location=line.location_id).select_related("location")
    for entry in elsewhere:
        place = f"location {entry.location}" if entry.location.code else "the blank location"
        yield (
            entry.serial_no,
            errors.SerialElsewhere(number=entry.serial_no, item=line.item, place=place),
        )


def _cards(line: Taker, serials: Collection[str]) -> QuerySet[NumberInformation]:
    return NumberInformation.objects.filter(kind=NumberKind.SERIAL, number__in=serials, **_of(line))


def _blocked(line: Taker, serials: Collection[str], reason: str) -> Faults:
    for number in _cards(line, serials).filter(blocked=True).values_list("number", flat=True):
        yield number, errors.SerialBlocked(number=number, item=line.item)


def _without_card(line: Taker, serials: Collection[str], reason: str) -> Faults:
    code = line.item.item_tracking_code
    if code is None or not code.sn_info_outbound_must_exist or code.create_sn_info_on_posting:
        return
    known = set(_cards(line, serials).values_list("number", flat=True))
    for serial in serials:
        if serial not in known:
            yield serial, errors.SerialCardMissing(number=serial, item=line.item)


def _shipped(line: Taker, serials: Collection[str], reason: str) -> Faults:
    """The last that the ledger knows of the serial is that it was sold (CAP-030; POST-030 without group)."""
    code = line.item.item_tracking_code
    group = code.tracking_dimension_group if code else None
    setting = group.previously_shipped_serial if group else PreviouslyShipped.ERROR
    if setting == PreviouslyShipped.ALLOW or (setting == PreviouslyShipped.CONFIRM and reason):
        return
    last = (
        ItemLedgerEntry.objects.filter(serial_no__in=serials, **_of(line))
        .exclude(serial_no="")
        .order_by()
        .values("serial_no")
        .annotate(last=Max("entry_no"))
        .values("last")
    )
    sold = ItemLedgerEntry.objects.filter(
        entry_no__in=last, quantity__lt=0, entry_type=EntryType.SALE
    ).select_related("customer")
    for entry in sold:
        yield (
            entry.serial_no,
            errors.SerialWasShipped(
                number=entry.serial_no,
                item=line.item,
                shipment=entry.document_no,
                customer=f" to customer {entry.customer}" if entry.customer else "",
                day=entry.posting_date,
                way_out="Give the reason to capture it all the same."
                if setting == PreviouslyShipped.CONFIRM
                else "Use another one.",
            ),
        )


def in_stock_here(line: Taker, serials: Collection[str]) -> set[str]:
    """Those that units at the line's location carry: they are selected and not captured (CAP-031)."""
    entries = ItemLedgerEntry.objects.in_inventory().filter(
        serial_no__in=serials, location=line.location_id, **_of(line)
    )
    return set(entries.values_list("serial_no", flat=True))


def packed_without_serial(line: Taker | DocumentLine) -> QuerySet[ContainerLine]:
    """What containers at the line's location hold of units that lie there without serial, named or not."""
    stock = {"item": OuterRef("item"), "variant": OuterRef("variant")}
    lying = ItemLedgerEntry.objects.in_inventory().filter(serial_no=OuterRef("serial_no"), **stock)
    return ContainerLine.objects.filter(
        ~Exists(lying.exclude(serial_no="")),
        item=line.item_id,
        variant=line.variant_id,
        container__location=line.location_id,
        is_shipped=False,
    ).order_by()


def units_without_serial(line: Taker) -> Any:
    """How many units at the line's location, of its lot and package if any, carry no serial and are not packed."""
    wanted = {name: getattr(line, name) for name in ("lot_no", "package_no") if getattr(line, name)}
    entries = ItemLedgerEntry.objects.in_inventory().filter(
        serial_no="", location=line.location_id, **_of(line), **wanted
    )
    lying = entries.aggregate(left=Sum("remaining_quantity"))["left"] or ZERO
    packed = packed_without_serial(line).filter(**wanted)
    return lying - (packed.aggregate(held=Sum("quantity"))["held"] or ZERO)


def fitting(
    line: Taker, serials: list[str], *, before: list[str], outstanding: Any
) -> tuple[list[str], list[RuleViolation]]:
    """As many as there is room for, and as there are units without serial to put them on (CAP-031).

    ``before``: the serials that the line has already; ``outstanding``: the units that want one, those included.
    """
    room = int(outstanding) - len(before)
    here = in_stock_here(line, [*before, *serials])
    blank = units_without_serial(line) - sum(serial not in here for serial in before)
    good: list[str] = []
    refused: list[RuleViolation] = []
    for serial in serials:
        if room <= 0:
            refused.append(errors.SerialsComplete(number=serial, outstanding=outstanding))
        elif serial not in here and blank <= 0:
            refused.append(
                errors.NoUnitLeft(
                    number=serial, item=line.item, location=line.location, offers=offers(line)
                )
            )
        else:
            good.append(serial)
            room -= 1
            blank -= serial not in here
    return good, refused


def offers(line: Taker) -> str:
    """Up to five serials that could be picked instead, as a sentence; "" without any."""
    entries = ItemLedgerEntry.objects.in_inventory().filter(location=line.location_id, **_of(line))
    found = entries.exclude(serial_no="").order_by("serial_no")
    serials = list(found.values_list("serial_no", flat=True)[:MOST_OFFERED])
    return f" In stock there: {', '.join(serials)}." if serials else ""


# --- before an activity is posted -----------------------------------------------------------------


def _counted(lines: QuerySet) -> QuerySet:
    return lines.filter(CAPTURING).annotate(captured_units=Count("captured"))


def count_violations(lines: QuerySet) -> Iterator[RuleViolation]:
    """CAP-027, CAP-047: as many serials as are handled, on every handled line."""
    counted = _counted(lines)
    for line in counted.select_related("item", "activity").order_by("line_no"):
        captured, needed = line.captured_units, line.qty_to_handle
        where: dict[str, Any] = {
            "document": str(line.activity),
            "line_no": line.line_no,
            "item": line.item,
            "captured": captured,
            "needed": needed,
        }
        if captured < needed:
            yield errors.SerialsMissing(**where)
        elif captured > needed:
            surplus = line.captured.order_by("-pk").values_list("serial_no", flat=True)
            yield errors.SerialsSurplus(
                surplus=", ".join(sorted(surplus[: captured - int(needed)])), **where
            )
