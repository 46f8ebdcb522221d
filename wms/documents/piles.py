"""Orders that wait to be received or shipped, for the home page."""

from django.http import HttpRequest
from django.urls import reverse

from wms.core.pages.piles import Pile, register
from wms.documents.kinds import KINDS, DocumentKind
from wms.documents.models import Document, DocumentStatus
from wms.documents.selectors import with_goods_in_transit, with_outstanding


def _pile(kind: DocumentKind, *, caption: str, order: int) -> Pile:
    rules = KINDS[kind]

    def count(request: HttpRequest) -> int:
        released = Document.objects.filter(kind=rules.kind, status=DocumentStatus.RELEASED)
        return with_outstanding(released).count()

    return Pile(
        caption=caption,
        explanation=f"Released {rules.plural.lower()} with something outstanding",
        count=count,
        url=lambda request: (
            f"{reverse('documents', args=[rules.kind])}"
            f"?status={DocumentStatus.RELEASED}&outstanding=yes"
        ),
        permission=rules.permission("view"),
        order=order,
    )


def _in_transit(request: HttpRequest) -> int:
    return with_goods_in_transit(Document.objects.filter(kind=DocumentKind.TRANSFER_ORDER)).count()


register(_pile(DocumentKind.PURCHASE_ORDER, caption="To receive", order=10))
register(_pile(DocumentKind.SALES_ORDER, caption="To ship", order=20))
register(_pile(DocumentKind.SALES_RETURN_ORDER, caption="To take back", order=23))
register(_pile(DocumentKind.PURCHASE_RETURN_ORDER, caption="To send back", order=26))
register(_pile(DocumentKind.TRANSFER_ORDER, caption="Transfers to ship", order=28))
register(_pile(DocumentKind.ASSEMBLY_ORDER, caption="To assemble", order=30))
register(
    Pile(
        caption="Transfers to receive",
        explanation="Transfer orders with goods in transit",
        count=_in_transit,
        url=lambda request: (
            f"{reverse('documents', args=[DocumentKind.TRANSFER_ORDER])}?goods_in_transit=yes"
        ),
        permission=KINDS[DocumentKind.TRANSFER_ORDER].permission("view"),
        order=29,
    )
)
