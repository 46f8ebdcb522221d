"""What the receipt side shows: the one set of rows of a transfer line, and how far each has come."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from tracking.models import TrackingLine
from wms.core.quantity import ZERO
from wms.documents.models import DocumentLine
from wms.ledger.models import ItemLedgerEntry

ROWS_PER_PAGE = 100


@dataclass(frozen=True)
class Figure:
    """A row of the head: what the document line says, and the sum of the rows; base units."""

    caption: str
    source: Decimal
    tracked: Decimal

    @property
    def undefined(self) -> Decimal:
        return self.source - self.tracked


@dataclass(frozen=True)
class ReceiptRow:
    """A tracking row with the dates that its goods have in transit."""

    row: TrackingLine
    expiration_date: date | None = None
    warranty_date: date | None = None

    @property
    def in_transit(self) -> Decimal:
        return self.row.in_transit

    @property
    def state(self) -> str:
        if self.in_transit:
            return "in transit"
        return "received" if self.row.qty_received else "not shipped yet"


@dataclass(frozen=True)
class ReceiptPage:
    """One page of rows; ``tracked`` of all of them."""

    figures: tuple[Figure, ...]
    rows: list[ReceiptRow]
    count: int
    number: int
    last: int

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.last else None

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def differs(self) -> bool:
        """Whether posting would be refused, because rows and line disagree."""
        return self.count > 0 and self.figures[1].undefined != ZERO


def receipt_page(line: DocumentLine, *, number: int, search: str = "") -> ReceiptPage:
    """Four statements, however many rows.  ``search``: the beginning of a serial, lot or package no."""
    rows = TrackingLine.objects.filter(line=line, session=None)
    sums = rows.aggregate(quantity=Sum("quantity"), to_receive=Sum("qty_to_receive"))
    if search:
        rows = rows.filter(
            Q(serial_no__startswith=search)
            | Q(lot_no__startswith=search)
            | Q(package_no__startswith=search)
        )
    count = rows.count()
    last = max(1, -(-count // ROWS_PER_PAGE))
    number = min(max(1, number), last)
    start = (number - 1) * ROWS_PER_PAGE
    shown = list(rows.order_by(*ORDER)[start : start + ROWS_PER_PAGE])
    dates = _dates(line, shown)
    return ReceiptPage(
        figures=(
            Figure("Quantity", line.quantity_base, sums["quantity"] or ZERO),
            Figure("Qty. to Receive", line.qty_to_receive_base, sums["to_receive"] or ZERO),
        ),
        rows=[
            ReceiptRow(row, *dates.get((row.serial_no, row.lot_no, row.package_no), (None, None)))
            for row in shown
        ],
        count=count,
        number=number,
        last=last,
    )


ORDER = ("lot_no", "serial_no", "package_no", "id")


def _dates(
    line: DocumentLine, rows: list[TrackingLine]
) -> dict[tuple[str, str, str], tuple[date | None, date | None]]:
    """Expiration and warranty date of what this line shipped, by serial, lot and package no."""
    arrived_in_transit = shipped_entries(line).filter(
        serial_no__in={row.serial_no for row in rows},
        lot_no__in={row.lot_no for row in rows},
        package_no__in={row.package_no for row in rows},
    )
    found = arrived_in_transit.order_by().values_list(
        "serial_no", "lot_no", "package_no", "expiration_date", "warranty_date"
    )
    return {(serial, lot, package): dates for serial, lot, package, *dates in found.distinct()}  # type: ignore[misc]


def shipped_entries(line: DocumentLine) -> QuerySet[ItemLedgerEntry]:
    """What a line of a transfer order has brought into transit."""
    return ItemLedgerEntry.objects.filter(
        order=line.document_id,
        order_line_no=line.line_no,
        location=line.document.in_transit_id,
        quantity__gt=0,
    )
