"""Lines made from other lines: which values they take over, and the numbers that they get."""

from decimal import Decimal
from typing import Any

from wms.documents.models import Document, DocumentLine, PostedDocumentLine

STEP = 10_000


def last_line_no(document: Document) -> int:
    """The highest line number of the document; 0 when it has no line."""
    last = document.lines.order_by("-line_no").values_list("line_no", flat=True).first()
    return last or 0


def copied(
    source: DocumentLine | PostedDocumentLine,
    *,
    document: Document,
    line_no: int,
    quantity: Decimal,
    quantity_base: Decimal,
    **values: Any,
) -> DocumentLine:
    """A line, not stored yet, of the goods, place and unit of another.  Quantities in its unit and in base units."""
    return DocumentLine(
        document=document,
        line_no=line_no,
        item=source.item,
        variant=source.variant,
        description=source.description,
        location=source.location,
        entry_type=document.rules.entry_type or "",
        unit_of_measure=source.unit_of_measure,
        qty_per_unit=source.qty_per_unit,
        quantity=quantity,
        quantity_base=quantity_base,
        **values,
    )
