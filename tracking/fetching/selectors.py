"""Posted lines that a document may take over: still to be invoiced, or still to be reversed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Abs

from wms.core.quantity import ZERO
from wms.documents.kinds import EntryType, PostedKind
from wms.documents.models import Document, DocumentLine, DocumentStatus, PostedDocumentLine
from wms.ledger.models import InvoicedEntry, ItemLedgerEntry

MOST_OFFERED = 500  # lines; who looks for an older one names its document


@dataclass(frozen=True)
class Offer:
    """``left``: base units with the sign of the posted line; ``other``: the open invoice it stands on."""

    line: PostedDocumentLine
    left: Decimal
    other: Document | None = None


def to_invoice(document: Document, *, no: str = "") -> list[Offer]:
    """Posted lines of the same partner with something to invoice, the oldest first (POST-126, POST-132)."""
    lines = _of_partner(document, PostedDocumentLine.objects.filter(_kind(document))).annotate(
        moved=Abs(Sum("entries__quantity")), invoiced=Abs(Sum("entries__invoiced_quantity"))
    )
    found = list(_offered(lines.exclude(moved=F("invoiced")), no))
    others = _other_invoices([line.pk for line in found])
    return [
        Offer(line, _signed(line, line.moved - line.invoiced), others.get(line.pk))
        for line in found
    ]


def to_reverse(document: Document, *, no: str = "") -> list[Offer]:
    """Posted lines of the same partner of which something can go back, or come back (POST-138)."""
    lines = _of_partner(document, PostedDocumentLine.objects.filter(_reversed_kinds(document)))
    found = list(_offered(lines.filter(_has_something_left(document)).distinct(), no))
    left: dict[int, Decimal] = {}
    for part in parts_to_reverse(document, [line.pk for line in found]):
        left[part.line_id] = left.get(part.line_id, ZERO) + part.quantity
    return [Offer(line, _signed(line, left[line.pk])) for line in found if left.get(line.pk)]


@dataclass(frozen=True)
class Part:
    """What of one ledger entry can be reversed by way of one posted line; base units without sign."""

    line_id: int
    entry: ItemLedgerEntry
    quantity: Decimal


def parts_to_reverse(document: Document, line_ids: list[int]) -> list[Part]:
    """Entry by entry: what of these lines has not come back, or is still there; invoiced, for invoices."""
    chosen = {"posted_line__in": line_ids}
    moved = ItemLedgerEntry.objects.filter(**chosen).order_by("entry_no")
    invoiced = InvoicedEntry.objects.filter(**chosen).select_related("entry").order_by("pk")
    parts = [Part(entry.posted_line_id or 0, entry, _left(document, entry)) for entry in moved]
    parts += [
        Part(row.posted_line_id, row.entry, min(abs(row.quantity), _left(document, row.entry)))
        for row in invoiced
    ]
    return [part for part in parts if part.quantity > 0]


def left_to_invoice(line: DocumentLine) -> Decimal:
    """What of the posted line behind a fetched line is not invoiced yet; base units without sign."""
    sums = ItemLedgerEntry.objects.filter(posted_line=line.invoiced_line_id).aggregate(
        moved=Sum("quantity"), invoiced=Sum("invoiced_quantity")
    )
    return abs(sums["moved"] or ZERO) - abs(sums["invoiced"] or ZERO)


def _left(document: Document, entry: ItemLedgerEntry) -> Decimal:
    if document.rules.entry_type == EntryType.SALE:
        return -entry.shipped_qty_not_returned
    return max(entry.remaining_quantity, ZERO)


def _has_something_left(document: Document) -> Q:
    if document.rules.entry_type == EntryType.SALE:
        return Q(entries__shipped_qty_not_returned__lt=0) | Q(
            invoiced_entries__entry__shipped_qty_not_returned__lt=0
        )
    return Q(entries__remaining_quantity__gt=0) | Q(
        invoiced_entries__entry__remaining_quantity__gt=0
    )


def _kind(document: Document) -> Q:
    return Q(document__kind=document.rules.fetches_from)


def _reversed_kinds(document: Document) -> Q:
    kinds = (
        (PostedKind.SALES_SHIPMENT, PostedKind.SALES_INVOICE)
        if document.rules.entry_type == EntryType.SALE
        else (PostedKind.PURCHASE_RECEIPT, PostedKind.PURCHASE_INVOICE)
    )
    return Q(document__kind__in=kinds)


def _of_partner(document: Document, lines: QuerySet) -> QuerySet:
    of_partner: QuerySet = lines.filter(
        document__vendor=document.vendor_id, document__customer=document.customer_id
    )
    return of_partner


def _offered(lines: QuerySet, no: str) -> QuerySet:
    if no:
        lines = lines.filter(document__no=no)
    related = ("document__source", "item", "variant", "location", "unit_of_measure")
    offered: QuerySet = lines.select_related(*related).order_by("document_id", "line_no")
    return offered[:MOST_OFFERED]


def _other_invoices(line_ids: list[int]) -> dict[int, Document]:
    lines = DocumentLine.objects.filter(invoiced_line__in=line_ids).exclude(
        document__status=DocumentStatus.CLOSED
    )
    return {line.invoiced_line_id or 0: line.document for line in lines.select_related("document")}


def _signed(line: PostedDocumentLine, quantity: Decimal) -> Decimal:
    return -quantity if line.quantity_base < 0 else quantity
