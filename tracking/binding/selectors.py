"""Which sales lines wait to be bought, for Get Sales Order (ITL-183, ITL-223)."""

from django.db.models import QuerySet

from tracking.fetching.selectors import MOST_OFFERED
from wms.documents.kinds import PurchasingCode
from wms.documents.models import Document, DocumentLine, DocumentStatus


def to_buy(code: PurchasingCode) -> QuerySet[DocumentLine]:
    """Sales lines that are marked so and stand on no purchase order yet."""
    waiting = DocumentLine.objects.filter(
        purchasing_code=code, sales_line=None, purchase_line=None, quantity_base__gt=0
    )
    return waiting.exclude(document__status=DocumentStatus.CLOSED)


def offers(document: Document, *, code: PurchasingCode, no: str = "") -> QuerySet[DocumentLine]:
    """The first of them, of one sales order where it is named; any purchase order may buy any of them."""
    found = to_buy(code).filter(document__no=no) if no else to_buy(code)
    related = ("document__customer", "item", "variant", "location", "unit_of_measure")
    return found.select_related(*related).order_by("document_id", "line_no")[:MOST_OFFERED]
