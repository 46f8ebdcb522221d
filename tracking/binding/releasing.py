"""Release the binding of a special order: both lines are ordinary lines again (ITL-223, ITL-148)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from tracking.binding import errors
from tracking.binding.services import lock_both
from tracking.models import TrackingLine
from tracking.reservations import services as reservations
from wms.core.errors import Refused
from wms.documents import invoices
from wms.documents.defaults import settle_handled
from wms.documents.models import Document, DocumentLine

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

_TO_HANDLE = (
    "qty_to_handle",
    "qty_to_handle_base",
    "qty_to_invoice",
    "qty_to_invoice_base",
)


@transaction.atomic
def release(*, line: DocumentLine, by: AbstractBaseUser) -> DocumentLine:
    """Unbind the two lines of a special order, asked for on either; answers with the other one.

    What came in stays held for the sales line, as a reservation that can be cancelled; its numbers stay and
    can be changed there from now on, and all that is open on it may be shipped, from any stock.

    Locks both orders and both lines.  Raises Refused when they are not bound, or all is shipped.
    """
    lock_both(line)
    line = DocumentLine.objects.select_related("document").get(pk=line.pk)
    other = line.bound_line if line.is_special_order else None
    if other is None:
        raise Refused([errors.NotBound(document=str(line.document), line_no=line.line_no)])
    sale, purchase = (line, other) if line.sales_line_id is None else (other, line)
    if not sale.outstanding_base:
        raise Refused([errors.AllShipped(sale=str(sale), purchase=str(purchase))])

    # Unbind: the purchase line first, which the database lets have a sales line by its code alone.
    purchase.sales_line, purchase.purchasing_code = None, ""
    purchase.save(update_fields=["sales_line", "purchasing_code"])
    sale = _ordinary(sale)
    orders = Document.objects.filter(pk__in=[sale.document_id, purchase.document_id])
    orders.update(version=F("version") + 1)
    reservations.after_saving(sale, by=by)
    return other


def _ordinary(sale: DocumentLine) -> DocumentLine:
    """The sales line may ship all that is open on it, as any other."""
    related = ("document", "item__item_tracking_code__tracking_dimension_group", "location")
    sale = DocumentLine.objects.select_related(*related).get(pk=sale.pk)
    sale.purchasing_code = ""
    settle_handled(sale)
    invoices.propose(sale)
    sale.tracking_version += 1  # an open page of it speaks of a locked line
    sale.save(update_fields=["purchasing_code", "tracking_version", *_TO_HANDLE])
    TrackingLine.objects.filter(line=sale, session=None).update(
        qty_to_handle=F("quantity") - F("qty_handled"),
        qty_to_invoice=F("quantity") - F("qty_invoiced"),
    )
    return sale
