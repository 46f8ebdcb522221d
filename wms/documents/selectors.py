"""Everything that pages read about source documents and posted documents."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from wms.core.models import NumberSeries
from wms.core.quantity import ZERO, shown
from wms.documents import providers
from wms.documents.kinds import Kind
from wms.documents.models import Document, DocumentLine
from wms.inventory.models import InventorySetup

LINES_PER_PAGE = 100

CODES = {
    "item": "no",
    "variant": "code",
    "location": "code",
    "bin": "code",
    "unit_of_measure": "code",
    "new_location": "code",
    "new_bin": "code",
}
QUANTITIES = ("quantity", "qty_to_handle", "qty_to_receive", "qty_to_invoice")
FIGURES = ("qty_calculated", "qty_counted", "qty_per_output")  # 0 says something here
WHOLE_NUMBERS = ("output_line_no", "applies_to_entry_no", "applies_from_entry_no")
DATES = ("posting_date", "expiration_date", "warranty_date")
NUMBERS = ("serial_no", "lot_no", "package_no")
TEXTS = ("description", "entry_type", "document_no", "reason_code", "purchasing_code", *NUMBERS)


def shown_values(line: DocumentLine) -> dict[str, str]:
    """The fields that people enter, as texts: what stands in the row of a grid.  0 is blank."""
    values = {
        field: getattr(getattr(line, field), code) if getattr(line, field) else ""
        for field, code in CODES.items()
    }
    values |= {field: shown(getattr(line, field) or None) for field in QUANTITIES}
    values |= {field: shown(getattr(line, field)) for field in FIGURES}
    values |= {field: str(getattr(line, field) or "") for field in WHOLE_NUMBERS}
    values |= {
        field: getattr(line, field).isoformat() if getattr(line, field) else "" for field in DATES
    }
    return values | {field: getattr(line, field) for field in TEXTS}


@dataclass(frozen=True)
class LinesPage:
    """One page of the lines of a document."""

    lines: list[DocumentLine]
    number: int
    last: int
    count: int

    @property
    def is_last(self) -> bool:
        return self.number == self.last

    @property
    def next(self) -> int:
        return self.number + 1

    @property
    def previous(self) -> int:
        return self.number - 1

    @property
    def first_line(self) -> int:
        return (self.number - 1) * LINES_PER_PAGE + 1

    @property
    def last_line(self) -> int:
        return self.first_line + len(self.lines) - 1


def lines_page(document: Document, number: int) -> LinesPage:
    """The page of this number, or the nearest there is; two statements."""
    count = document.lines.count()
    last = max(1, -(-count // LINES_PER_PAGE))
    number = min(max(1, number), last)
    start = (number - 1) * LINES_PER_PAGE
    lines = list(
        with_codes(document.lines.all()).order_by("line_no")[start : start + LINES_PER_PAGE]
    )
    for line in lines:
        line.document = document
    return LinesPage(lines, number, last, count)


def with_codes(lines: QuerySet[DocumentLine]) -> QuerySet[DocumentLine]:
    """With all that a row shows, in the same statement."""
    return lines.select_related(
        "item", "variant", "location", "bin", "unit_of_measure", "new_location", "new_bin",
        "invoiced_line__document", "sales_line__document", "purchase_line__document",
    )  # fmt: skip


def with_outstanding(documents: QuerySet[Document]) -> QuerySet[Document]:
    """Documents on which something is still to be received, shipped or posted."""
    lines = DocumentLine.objects.filter(document=OuterRef("pk"))
    return documents.filter(Exists(lines.exclude(quantity_base=F("qty_handled_base"))))


def with_goods_in_transit(documents: QuerySet[Document]) -> QuerySet[Document]:
    """Transfer orders of which something was shipped and has not arrived."""
    lines = DocumentLine.objects.filter(document=OuterRef("pk"))
    return documents.filter(Exists(lines.exclude(qty_handled_base=F("qty_received_base"))))


@dataclass(frozen=True)
class Totals:
    """Of all lines of a document, base units."""

    lines: int
    with_quantity: int
    quantity: Decimal
    handled: Decimal
    to_handle: Decimal
    to_receive: Decimal  # of transfers, as what follows
    received: Decimal
    to_invoice: Decimal
    invoiced: Decimal

    @property
    def in_transit(self) -> Decimal:
        return self.handled - self.received

    @property
    def outstanding(self) -> Decimal:
        return self.quantity - self.handled


def totals(document: Document) -> Totals:
    found = document.lines.aggregate(
        lines=Count("pk"),
        with_quantity=Count("pk", filter=~Q(quantity_base=0)),
        quantity=Sum("quantity_base"),
        handled=Sum("qty_handled_base"),
        to_handle=Sum("qty_to_handle_base"),
        to_receive=Sum("qty_to_receive_base"),
        received=Sum("qty_received_base"),
        to_invoice=Sum("qty_to_invoice_base"),
        invoiced=Sum("qty_invoiced_base"),
    )
    sums: dict[str, Any] = {name: value or ZERO for name, value in found.items()}
    counts = {name: found[name] for name in ("lines", "with_quantity")}
    return Totals(**sums | counts)


def tracked_rows(document: Document) -> int:
    """How many item tracking lines hang on a document."""
    return sum(tracked.rows for tracked in providers.tracked(document.lines.all()).values())


def series_of_kind(rules: Kind) -> NumberSeries | None:
    """The series that Inventory Setup names for documents of this kind."""
    setup = InventorySetup.objects.select_related(rules.numbers_from).get()
    series: NumberSeries | None = getattr(setup, rules.numbers_from)
    return series
