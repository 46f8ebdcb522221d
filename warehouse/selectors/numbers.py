"""Where a number lies: what bins, or the ledger at a location without bins, know of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum

from tracking.switches import NUMBER_FIELD, Situation, switch_field
from warehouse.models import ActivityLine, WarehouseEntry
from wms.core.quantity import ZERO
from wms.documents.kinds import EntryType
from wms.inventory.models import Item
from wms.ledger.models import ItemLedgerEntry


@dataclass(frozen=True)
class Found:
    """A tracking set in one place; ``bin_code`` is "" where there are no bins."""

    bin_id: int | None
    bin_code: str
    serial_no: str
    lot_no: str
    package_no: str
    quantity: Decimal


def is_warehouse_tracked(item: Item, kind: str) -> bool:
    code = item.item_tracking_code
    return code is not None and code.is_warehouse_tracked(kind)


def is_captured(item: Item, kind: str, entry_type: str) -> bool:
    """Required outbound but free on the way in: a new number is put on the goods now (WHS-066)."""
    code = item.item_tracking_code
    if code is None or code.is_specific(kind):
        return False
    return bool(getattr(code, switch_field(kind, Situation(EntryType(entry_type), outbound=True))))


def is_accepted(item: Item, kind: str, entry_type: str) -> bool:
    """Whether a line of outbound work takes a number of this kind at all (WHS-054, WHS-065, WHS-066)."""
    code = item.item_tracking_code
    if code is None:
        return False
    if code.is_warehouse_tracked(kind) or is_captured(item, kind, entry_type):
        return True
    has_any = any(code.is_warehouse_tracked(other) for other in NUMBER_FIELD)
    return has_any and code.is_specific(kind)


def found_numbers(line: ActivityLine, numbers: dict[str, str]) -> list[Found]:
    """Where the location has these numbers of the line's item; ``numbers`` by field, "" for any.

    Kinds that the warehouse does not track are looked up in the ledger, without bin.
    """
    stated = {field: number for field, number in numbers.items() if number}
    known_to_bins = all(
        is_warehouse_tracked(line.item, kind)
        for kind, field in NUMBER_FIELD.items()
        if field in stated
    )
    if line.activity.location.bin_mandatory and known_to_bins:
        return _in_bins(line, stated)
    return _in_ledger(line, stated)


def _in_bins(line: ActivityLine, stated: dict[str, str]) -> list[Found]:
    entries = WarehouseEntry.objects.filter(
        item=line.item_id, variant=line.variant_id, location=line.location_id, **stated
    )
    held = (
        entries.values("bin_id", "bin__code", *NUMBER_FIELD.values())
        .annotate(held=Sum("quantity"))
        .filter(held__gt=ZERO)
        .order_by("-bin__ranking", "bin__code", *NUMBER_FIELD.values())
    )
    return [
        Found(row["bin_id"], row["bin__code"], *_numbers(row), quantity=row["held"]) for row in held
    ]


def _in_ledger(line: ActivityLine, stated: dict[str, str]) -> list[Found]:
    held = (
        _open_entries(line)
        .filter(**stated)
        .values(*NUMBER_FIELD.values())
        .annotate(held=Sum("remaining_quantity"))
        .order_by(*NUMBER_FIELD.values())
    )
    return [Found(None, "", *_numbers(row), quantity=row["held"]) for row in held]


def _open_entries(line: ActivityLine) -> QuerySet[ItemLedgerEntry]:
    return ItemLedgerEntry.objects.in_inventory().filter(
        item=line.item_id, variant=line.variant_id, location=line.location_id
    )


def _numbers(row: dict) -> tuple[str, str, str]:
    serial, lot, package = (row[field] for field in NUMBER_FIELD.values())
    return (serial, lot, package)


def claimed_by_others(line: ActivityLine, numbers: dict[str, str], bin_id: int | None) -> Decimal:
    """What other open takes are going to take of these numbers in that bin (WHS-104)."""
    stated = {field: number for field, number in numbers.items() if number}
    others = (
        ActivityLine.objects.filter(
            Q(bin=bin_id) if bin_id else Q(),
            item=line.item_id,
            variant=line.variant_id,
            location=line.location_id,
            quantity__gt=F("qty_handled"),
            **stated,
        )
        .exclude(pk=line.pk)
        .exclude(action_type=ActivityLine.Action.PLACE)
    )
    total = others.aggregate(total=Sum(F("quantity") - F("qty_handled")))["total"]
    return total or ZERO


_OWNERS = (
    "lot_no",
    "serial_no",
    "package_no",
)  # a date belongs to the lot, else the serial, else the package


def current_dates(lines: Sequence[ActivityLine]) -> dict[int, date | None]:
    """The expiration dates that the numbers on these lines have now, by line (WHS-119).

    Lines without number, and numbers that are no longer in stock, are left out.  At most three reads.
    """
    owned: dict[str, dict[tuple[int, int, str], list[int]]] = {}
    for line in lines:
        owner = next((field for field in _OWNERS if getattr(line, field)), "")
        if owner:
            key = (line.item_id, line.variant_id, getattr(line, owner))
            owned.setdefault(owner, {}).setdefault(key, []).append(line.pk)
    found: dict[int, date | None] = {}
    for owner, of_owner in owned.items():
        entries = ItemLedgerEntry.objects.in_inventory().filter(
            **{f"{owner}__in": {number for *_, number in of_owner}},
            item__in={item for item, *_ in of_owner},
        )
        rows = entries.order_by("entry_no").values_list(
            "item_id", "variant_id", owner, "expiration_date"
        )
        for *key, day in rows:
            for pk in of_owner.get(tuple(key), ()):
                found[pk] = day
    return found


def known_date(line: ActivityLine, numbers: dict[str, str]) -> date | None:
    """The expiration date of the number: its lot's, else its serial's, else its package's."""
    owner = next((field for field in _OWNERS if numbers.get(field)), "")
    if not owner:
        return None
    entries = ItemLedgerEntry.objects.in_inventory().filter(
        item=line.item_id, variant=line.variant_id, **{owner: numbers[owner]}
    )
    return entries.order_by("-entry_no").values_list("expiration_date", flat=True).first()
