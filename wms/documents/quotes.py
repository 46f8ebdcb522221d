"""Quotes: offers that are never posted, and are kept when an order is made of them (QUOTE-001…005, ADR 0023).

The order names its quote; the quote is closed, and leads to its order.
"""

from wms.core.errors import Refused, RuleViolation
from wms.documents import errors
from wms.documents.kinds import KINDS
from wms.documents.models import Document


def refuse_posting(document: Document) -> None:
    """A quote is posted in no way; the refusal names the way out (QUOTE-001)."""
    rules = document.rules
    if rules.becomes is not None:
        order = KINDS[rules.becomes].title.lower()
        raise Refused([errors.QuoteNotPosted(document=str(document), order=order)])


def closed(document: Document) -> RuleViolation | None:
    """Why a closed quote cannot be changed; None for other documents, which are closed by posting."""
    if not document.rules.is_quote:
        return None
    return errors.QuoteClosed(document=str(document), why=why_closed(document))


def why_closed(quote: Document) -> str:
    """What closed a quote: its order, by the number that leads to it."""
    order = quote.order_made
    if order is None:
        return "an order was made of it, which was deleted since"
    return f"{order.rules.title.lower()} {order.no} was made of it"
