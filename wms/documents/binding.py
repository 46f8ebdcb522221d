"""Sales lines whose goods are bought for them: what binds them to the purchase line (ITL-183, ITL-148, ITL-223).

The purchase line names the sales line; both have the same item, variant, unit, location and quantity.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from wms.core.errors import RuleViolation
from wms.documents import errors
from wms.documents.models import Document, DocumentLine
from wms.inventory.models import Item

# What both lines have in common, and its name on the screen.
COMMON = {
    "item": "Item No.",
    "variant": "Variant Code",
    "location": "Location Code",
    "unit_of_measure": "Unit of Measure",
    "quantity": "Quantity",
    "purchasing_code": "Purchasing Code",
}


def violations(line: DocumentLine, where: dict[str, Any]) -> Iterator[RuleViolation]:
    """What keeps a line from having its purchasing code."""
    if not line.purchasing_code:
        return
    rules, caption = line.document.rules, line.get_purchasing_code_display()
    if not rules.has_purchasing_code or (rules.gets_sales_lines and line.sales_line_id is None):
        yield errors.NotBoughtFor(caption=caption, **where)
    elif line.is_negative:
        yield errors.BoughtNegative(caption=caption, quantity=line.quantity, **where)
    elif line.item.type != Item.Type.INVENTORY:
        yield errors.BoughtWithoutStock(caption=caption, item=line.item.no, **where)
    elif line.qty_handled_base and line.bound_line is None:
        yield errors.MarkedTooLate(caption=caption, **where)


def change_violations(line: DocumentLine, changed: frozenset[str]) -> Iterator[RuleViolation]:
    """A bound line keeps what it has in common with the other one."""
    fields = [field for field in COMMON if field in changed]
    other = line.bound_line if fields else None
    if other is None:
        return
    ours, theirs = (other, line) if line.sales_line_id is None else (line, other)
    refusal = errors.OrderedLineIsBound if line.is_special_order else errors.LineIsBound
    for field in fields:
        violation = refusal(
            document=str(line.document),
            line_no=line.line_no,
            caption=COMMON[field],
            other=str(other),
            purchase=str(ours),
            sale=str(theirs),
        )
        violation.field = field  # one rule, several fields
        yield violation


def deletion_violations(lines: QuerySet[DocumentLine]) -> Iterator[RuleViolation]:
    """Sales lines stay while a purchase line is bound to them, which may be deleted: it unbinds them."""
    bound = DocumentLine.objects.filter(sales_line__in=lines).order_by("sales_line__line_no")
    for purchase in bound.select_related("document", "sales_line__document"):
        sale = purchase.sales_line
        assert sale is not None  # noqa: S101 (the filter)
        refusal = errors.OrderedLineKept if sale.is_special_order else errors.BoundLineKept
        yield refusal(document=str(sale.document), line_no=sale.line_no, purchase=str(purchase))


def documents_bound_to(document: Document) -> QuerySet[Document]:
    """The orders that lines of this one are bound to, for its links."""
    if document.rules.gets_sales_lines:
        found = Document.objects.filter(lines__purchase_line__document=document)
    else:
        found = Document.objects.filter(lines__sales_line__document=document)
    return found.distinct().order_by("kind", "no")
