"""Orders that wait to be received or shipped, for the home page."""

from django.http import HttpRequest
from django.urls import reverse

from wms.core.pages.piles import Pile, register
from wms.documents.kinds import KINDS, DocumentKind
from wms.documents.models import Document, DocumentStatus
from wms.documents.selectors import with_outstanding


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


register(_pile(DocumentKind.PURCHASE_ORDER, caption="To receive", order=10))
register(_pile(DocumentKind.SALES_ORDER, caption="To ship", order=20))
register(_pile(DocumentKind.SALES_RETURN_ORDER, caption="To take back", order=23))
register(_pile(DocumentKind.PURCHASE_RETURN_ORDER, caption="To send back", order=26))
