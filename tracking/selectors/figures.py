"""The figures behind a row's availability icon, and the entries behind the figures (ITL-198…203)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Sum

from tracking.availability import bin_contents_of
from tracking.models import Reservation, TrackingLine
from tracking.page import Page
from tracking.switches import NUMBER_FIELD
from wms.core.quantity import ZERO
from wms.ledger.models import ItemLedgerEntry

SHOWN = 100


@dataclass(frozen=True)
class RowFigures:
    """What stock has for the numbers of a row; base units.

    ``entries`` and ``demand``: what is summed.  ``reserved`` is no part of what is available (ITL-198);
    ``bin_content`` is None where the line has no bin.
    """

    names: str
    numbers: dict[str, str]
    total: Decimal
    requested: Decimal
    current_requested: Decimal
    pending: Decimal
    parked: Decimal
    reserved: Decimal
    current_reserved: Decimal
    non_specific_reserved: Decimal
    bin_content: Decimal | None
    entries: list[ItemLedgerEntry]
    demand: list[TrackingLine]

    @property
    def available(self) -> Decimal:
        return self.total - self.requested - self.pending

    def shown(self) -> list[tuple[str, str, Decimal]]:
        """Each figure that opens its rows: its name in the address, its caption, its value."""
        found = [
            (name, caption, getattr(self, name))
            for name, caption in CAPTIONS.items()
            if name != "bin_content" or self.bin_content is not None
        ]
        return [one for one in found if one[2] or one[0] not in _RARE]


CAPTIONS = {
    "total": "Total Quantity",
    "requested": "Total Requested Quantity",
    "current_requested": "Current Requested Quantity",
    "pending": "Current Pending Quantity",
    "parked": "Parked Quantity",
    "reserved": "Total Reserved Quantity",
    "current_reserved": "Current Reserved Quantity",
    "non_specific_reserved": "Non-specific Reserved Qty.",
    "bin_content": "Bin Content",
}
_RARE = ("reserved", "current_reserved", "non_specific_reserved")


def figures_of_row(page: Page, row: TrackingLine) -> RowFigures:
    """Judged as the icon judges: by the specific kinds together; by all its numbers if none is (ITL-208)."""
    kinds = page.specific or tuple(NUMBER_FIELD)
    numbers = {NUMBER_FIELD[kind]: getattr(row, NUMBER_FIELD[kind]) for kind in kinds}
    sums = page.session.figures.filter(**numbers).aggregate(
        total_sum=Sum("total"),
        requested_sum=Sum("requested"),
        current=Sum("current_requested"),
        parked_sum=Sum("parked"),
        reserved_sum=Sum("reserved"),
        current_held=Sum("current_reserved"),
        loose=Sum("non_specific_reserved"),
        in_bin=Sum("bin_content"),
    )
    asked = page.rows.filter(**numbers, qty_to_handle__gt=0).aggregate(
        total=Sum(F("quantity") - F("qty_handled"))
    )["total"]
    current = sums["current"] or ZERO
    return RowFigures(
        names=" / ".join(
            f"{page.caption_of(kind)} {number}"
            for kind, number in zip(kinds, numbers.values(), strict=True)
            if number
        )
        or "No number",
        numbers=numbers,
        total=sums["total_sum"] or ZERO,
        requested=sums["requested_sum"] or ZERO,
        current_requested=current,
        pending=(asked or ZERO) - current if page.outbound else ZERO,
        parked=sums["parked_sum"] or ZERO,
        reserved=sums["reserved_sum"] or ZERO,
        current_reserved=sums["current_held"] or ZERO,
        non_specific_reserved=sums["loose"] or ZERO,
        bin_content=(sums["in_bin"] or ZERO) if page.line.bin_id else None,
        entries=list(_in_stock(page, numbers).order_by("entry_no")[:SHOWN]),
        demand=list(
            _open_demand(page, numbers).select_related("line__document").order_by("id")[:SHOWN]
        ),
    )


@dataclass(frozen=True)
class Summed:
    """One row that a figure sums: what it is, where it leads, its numbers and its part; base units."""

    name: str
    url: str
    numbers: str
    quantity: Decimal


@dataclass(frozen=True)
class Behind:
    """The rows behind one figure as they are now: the first of them, how many, and their sum."""

    figure: str
    caption: str
    rows: list[Summed]
    count: int
    sum: Decimal


def behind(page: Page, numbers: dict[str, str], figure: str) -> Behind:
    """Exactly the rows that the figure sums up (ITL-203)."""
    question, value, told = _QUESTIONS[figure]
    found = question(page, numbers)
    total = found.aggregate(total=Sum(value))["total"] or ZERO
    if figure == "pending":
        current = _saved_here(page, numbers).aggregate(total=Sum(value))["total"] or ZERO
        total -= current
    first = found.annotate(part=value).order_by("pk")[:SHOWN]
    return Behind(
        figure, CAPTIONS[figure], [told(page, row) for row in first], found.count(), total
    )


def _in_stock(page: Page, numbers: dict[str, str]) -> QuerySet[ItemLedgerEntry]:
    """Exactly what Total Quantity sums up, as it is now."""
    entries = ItemLedgerEntry.objects.in_inventory().filter(**_place(page), **numbers)
    return entries.exclude(serial_no="", lot_no="", package_no="")


def _open_demand(page: Page, numbers: dict[str, str]) -> QuerySet[TrackingLine]:
    """Exactly what Total Requested sums up, as it is now, and what is parked beside it."""
    return TrackingLine.objects.filter(
        session=None, outbound=True, quantity__gt=F("qty_handled"), **_place(page), **numbers
    )


def _requested(page: Page, numbers: dict[str, str]) -> QuerySet[TrackingLine]:
    return _open_demand(page, numbers).filter(qty_to_handle__gt=0).select_related("line__document")


def _saved_here(page: Page, numbers: dict[str, str]) -> QuerySet[TrackingLine]:
    return _requested(page, numbers).filter(line=page.line)


def _parked(page: Page, numbers: dict[str, str]) -> QuerySet[TrackingLine]:
    return _open_demand(page, numbers).filter(qty_to_handle=0).select_related("line__document")


def _pending(page: Page, numbers: dict[str, str]) -> QuerySet[TrackingLine]:
    rows = page.rows.filter(**numbers, qty_to_handle__gt=0, outbound=True)
    return rows.select_related("line__document")


def _reserved(page: Page, numbers: dict[str, str]) -> QuerySet[Reservation]:
    """Exactly what Total Reserved sums up."""
    asked = {f"entry__{name}": value for name, value in (_place(page) | numbers).items()}
    return Reservation.objects.filter(**asked).select_related("entry", "line__document")


def _reserved_here(page: Page, numbers: dict[str, str]) -> QuerySet[Reservation]:
    return _reserved(page, numbers).filter(line=page.line)


def _loosely_reserved(page: Page, numbers: dict[str, str]) -> QuerySet[Reservation]:
    return _reserved(page, numbers).filter(is_specific=False).exclude(line=page.line)


def _in_bin(page: Page, numbers: dict[str, str]) -> QuerySet:
    contents = bin_contents_of(page.line)
    if contents is None:
        return TrackingLine.objects.none()
    tracked = {
        NUMBER_FIELD[kind]: numbers[NUMBER_FIELD[kind]]
        for kind in NUMBER_FIELD
        if page.code.is_warehouse_tracked(kind) and NUMBER_FIELD[kind] in numbers
    }
    return contents.filter(**tracked)


def _place(page: Page) -> dict[str, int]:
    line = page.line
    return {
        "item": line.item_id,
        "variant": line.variant_id,
        "location": line.location_id,
    }


def _entry_told(page: Page, entry: Any) -> Summed:
    name = f"Entry {entry.entry_no}, {entry.document_no}, {entry.posting_date.isoformat()}"
    return Summed(name, entry.get_absolute_url(), _numbers(entry), entry.part)


def _row_told(page: Page, row: Any) -> Summed:
    name = f"{row.line} ({row.status})"
    return Summed(name, row.line.document.get_absolute_url(), _numbers(row), row.part)


def _hold_told(page: Page, hold: Any) -> Summed:
    name = f"{hold.line}, entry {hold.entry_id}"
    numbers = f"{_numbers(hold.entry)}{'' if hold.is_specific else ' (any number)'}"
    return Summed(name, hold.line.document.get_absolute_url(), numbers, hold.part)


def _bin_told(page: Page, entry: Any) -> Summed:
    name = f"Warehouse entry {entry.pk}, {entry.registering_date.isoformat()}"
    return Summed(name, "", _numbers(entry), entry.part)


def _numbers(row: Any) -> str:
    return " ".join(filter(None, (row.serial_no, row.lot_no, row.package_no)))


_OPEN = F("quantity") - F("qty_handled")
_Question = Callable[[Page, dict[str, str]], QuerySet]
_QUESTIONS: dict[str, tuple[_Question, Any, Callable[[Page, Any], Summed]]] = {
    "total": (_in_stock, F("remaining_quantity"), _entry_told),
    "requested": (_requested, _OPEN, _row_told),
    "current_requested": (_saved_here, _OPEN, _row_told),
    "pending": (_pending, _OPEN, _row_told),
    "parked": (_parked, _OPEN, _row_told),
    "reserved": (_reserved, F("quantity"), _hold_told),
    "current_reserved": (_reserved_here, F("quantity"), _hold_told),
    "non_specific_reserved": (_loosely_reserved, F("quantity"), _hold_told),
    "bin_content": (_in_bin, F("quantity"), _bin_told),
}
