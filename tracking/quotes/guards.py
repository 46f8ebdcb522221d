"""What became of a quote that an order was made of: its numbers are looked at there, and set on the order."""

from django.urls import reverse

from tracking.locks import Lock
from wms.documents.models import DocumentLine
from wms.documents.quotes import why_closed


def ordered(line: DocumentLine) -> Lock | None:
    """The lock of a line of a closed quote (QUOTE-005)."""
    quote = line.document
    if not (quote.rules.is_quote and quote.is_closed):
        return None
    reason = f"{quote} is closed, because {why_closed(quote)}."
    order = quote.order_made
    lines = order.lines.filter(line_no=line.line_no, item=line.item_id) if order else None
    there = lines.first() if lines is not None else None
    if order is None or there is None:
        return Lock(reason=reason, open_fields=frozenset())
    return Lock(
        reason=reason,
        url=reverse("tracking_lines", args=[there.pk]),
        link_text=f"Item Tracking Lines of {order}",
        permission=order.rules.permission("view"),
        open_fields=frozenset(),
    )
