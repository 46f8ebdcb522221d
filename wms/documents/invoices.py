"""What lines say about invoicing: Qty. to Invoice of orders, and lines fetched from posted documents."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from wms.core.errors import RuleViolation
from wms.core.quantity import ZERO
from wms.documents import errors
from wms.documents.models import DocumentLine

# What may change on a fetched line: it says what is invoiced, not what moved where (POST-128).
FREE_WHEN_FETCHED = frozenset({"quantity", "description"})


def most_to_invoice(line: DocumentLine) -> tuple[Decimal, Decimal]:
    """What is handled or to be handled and not invoiced yet, in the line's unit and in base units."""
    return (
        line.qty_handled + line.qty_to_handle - line.qty_invoiced,
        line.qty_handled_base + line.qty_to_handle_base - line.qty_invoiced_base,
    )


def propose(line: DocumentLine) -> None:
    """Orders propose all that can be invoiced; an invoice is one for the whole of its lines."""
    rules = line.document.rules
    if rules.is_invoice:
        line.qty_to_invoice, line.qty_to_invoice_base = line.quantity, line.quantity_base
    elif rules.invoices:
        line.qty_to_invoice, line.qty_to_invoice_base = most_to_invoice(line)


def violations(line: DocumentLine, where: dict[str, Any]) -> Iterator[RuleViolation]:
    """Qty. to Invoice of an order lies within what is handled or to be handled (POST-008)."""
    rules = line.document.rules
    if rules.is_invoice or not rules.invoices:
        return
    most, most_base = most_to_invoice(line)
    for value, limit in ((line.qty_to_invoice, most), (line.qty_to_invoice_base, most_base)):
        if not min(ZERO, limit) <= value <= max(ZERO, limit):
            yield errors.ToInvoiceBeyondHandled(most=most, value=line.qty_to_invoice, **where)
            return


def change_violations(before: DocumentLine, fields: frozenset[str]) -> Iterator[RuleViolation]:
    """``fields``: those that would change on a line that was fetched (POST-128)."""
    if before.invoiced_line is None or not fields - FREE_WHEN_FETCHED:
        return
    yield errors.FetchedLineFixed(
        document=str(before.document),
        line_no=before.line_no,
        source=str(before.invoiced_line.document),
        source_line_no=before.invoiced_line.line_no,
    )
