"""What the reservation page of a line shows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, Sum

from tracking.models import Reservation
from tracking.reservations.holds import Numbers, Stock, asked_of, specific_fields
from tracking.reservations.policies import why_not_reservable
from wms.core.quantity import ZERO, unscaled
from wms.documents.models import DocumentLine

SHOWN = 100


@dataclass(frozen=True)
class Choice:
    """A number of the line's rows that stock can be reserved for; base units."""

    numbers: Numbers
    asked: Decimal
    reserved: Decimal
    free: Decimal

    @property
    def name(self) -> str:
        return " / ".join(filter(None, self.numbers))

    @property
    def left(self) -> Decimal:
        return self.asked - self.reserved


@dataclass(frozen=True)
class SpecialOrder:
    """What a line is bound to, and how far the goods have come; base units (ITL-223)."""

    sale: DocumentLine
    purchase: DocumentLine
    other: DocumentLine

    @property
    def ordered(self) -> Decimal:
        ordered: Decimal = self.purchase.quantity_base
        return ordered

    @property
    def received(self) -> Decimal:
        received: Decimal = self.purchase.qty_handled_base
        return received

    @property
    def to_come(self) -> Decimal:
        return self.purchase.outstanding_base

    @property
    def shipped(self) -> Decimal:
        shipped: Decimal = self.sale.qty_handled_base
        return shipped

    @property
    def may_be_released(self) -> bool:
        return bool(self.sale.outstanding_base)


@dataclass(frozen=True)
class LineReservations:
    """The holds of one line and what else could be held; base units.

    ``special_order``: what the line is bound to, if it is.  ``non_specific``: the part that states no number
    and may be moved to other stock (ITL-221).
    """

    holds: list[Reservation]
    count: int
    outstanding: Decimal
    reserved: Decimal
    non_specific: Decimal
    total: Decimal
    free: Decimal
    choices: list[Choice]
    why_not: str
    special_order: SpecialOrder | None = None

    @property
    def left(self) -> Decimal:
        return max(self.outstanding - self.reserved, ZERO)


def reservations_of(line: DocumentLine) -> LineReservations:
    """Everything on the page; the statements do not depend on the number of holds or rows."""
    holds = Reservation.objects.filter(line=line)
    sums = holds.aggregate(all=Sum("quantity"), loose=Sum("quantity", filter=Q(is_specific=False)))
    first = holds.select_related("entry", "reserved_by").order_by(
        "entry__posting_date", "entry_id", "is_specific"
    )
    stock = Stock.of(line)
    asked = asked_of(line) if specific_fields(line.item) else {}
    stated: dict[Numbers, int] = {}
    for hold, units in stock.holds.items():
        if hold.line_id == line.pk and hold.is_specific:
            numbers = stock.entries[hold.entry_no].numbers
            stated[numbers] = stated.get(numbers, 0) + units
    free: dict[Numbers, int] = {}
    for entry in stock.entries.values():
        free[entry.numbers] = free.get(entry.numbers, 0) + stock.free_of(entry)
    return LineReservations(
        holds=list(first[:SHOWN]),
        count=holds.count(),
        outstanding=abs(line.outstanding_base),
        reserved=sums["all"] or ZERO,
        non_specific=sums["loose"] or ZERO,
        total=unscaled(stock.total()),
        free=unscaled(stock.free()),
        choices=[
            Choice(
                numbers,
                unscaled(units),
                unscaled(stated.get(numbers, 0)),
                unscaled(free.get(numbers, 0)),
            )
            for numbers, units in list(asked.items())[:SHOWN]
        ],
        why_not=why_not_reservable(line),
        special_order=_special_order(line),
    )


def _special_order(line: DocumentLine) -> SpecialOrder | None:
    other = line.bound_line if line.is_special_order else None
    if other is None:
        return None
    sale, purchase = (line, other) if line.sales_line_id is None else (other, line)
    return SpecialOrder(sale, purchase, other)
