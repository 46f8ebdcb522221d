"""Bind sales lines to a purchase order, and keep the numbers of both sides the same (ITL-183, ITL-223)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q

from tracking.binding import copying, errors, selectors, takeover
from wms.core.errors import Refused, RuleViolation, refuse_if_any
from wms.core.records import insert_records
from wms.documents import invoices, policies
from wms.documents.defaults import settle_handled
from wms.documents.kinds import PurchasingCode
from wms.documents.models import Document, DocumentLine
from wms.documents.services.copies import STEP, copied, last_line_no
from wms.documents.services.locking import grown, lock_document, refuse_unless_open

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


@transaction.atomic
def get_sales_lines(
    *,
    document: Document,
    line_ids: Collection[int],
    by: AbstractBaseUser,
    version: int | None = None,
    code: PurchasingCode = PurchasingCode.DROP_SHIPMENT,
) -> int:
    """Make a line of an open purchase order for each of these sales lines; answers with their number.

    It has the item, variant, location, unit and quantities of the sales line, is bound to it, and gets its item
    tracking lines.  ``code``: how they are bought.  Of a special order the purchase line has the say from then
    on: the sales line takes over its numbers, and ships nothing before it comes in.

    Locks the purchase order with the sales orders, then the lines, by primary key.
    Raises Refused when a line is not offered any more, or may not be bought.  Rules: ITL-148, ITL-183, ITL-223.
    """
    _lock_orders(document, line_ids)
    document = lock_document(document, version=version)
    refuse_unless_open(document, what="Lines")
    if not line_ids:
        raise Refused([errors.NothingChosen()])
    chosen = list(_locked_lines(line_ids, code))
    if len(chosen) != len(set(line_ids)):
        raise Refused([errors.LineNotOffered()])
    last = last_line_no(document)
    made = [
        _line(document, sale, line_no=last + position * STEP)
        for position, sale in enumerate(chosen, start=1)
    ]
    refuse_if_any(_violations(made))

    insert_records(made)
    is_special = code == PurchasingCode.SPECIAL_ORDER
    copying.copy_to_purchase(document, after=last, by=by, whole=is_special)
    if is_special:
        takeover.take_over(made, by=by)
    else:
        sales = {sale.document_id for sale in chosen}
        Document.objects.filter(pk__in=sales).update(version=F("version") + 1)
    grown(document)
    return len(made)


def _lock_orders(document: Document, line_ids: Collection[int]) -> None:
    touched = Q(pk=document.pk) | Q(pk__in=_documents_of(line_ids))
    orders = Document.objects.filter(touched).order_by("pk").select_for_update(no_key=True)
    list(orders.values_list("pk"))


def _documents_of(line_ids: Collection[int]) -> list[int]:
    found = DocumentLine.objects.filter(pk__in=line_ids)
    return list(found.values_list("document_id", flat=True).distinct())


def _locked_lines(line_ids: Collection[int], code: PurchasingCode) -> Iterator[DocumentLine]:
    """The chosen lines that can still be bought, in the order of their documents."""
    found = selectors.to_buy(code).filter(pk__in=line_ids).order_by("pk")
    ids = list(found.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
    related = ("document", "item__item_tracking_code", "variant", "location", "unit_of_measure")
    lines = DocumentLine.objects.filter(pk__in=ids).select_related(*related)
    yield from lines.order_by("document_id", "line_no")


def _line(document: Document, sale: DocumentLine, *, line_no: int) -> DocumentLine:
    line = copied(
        sale,
        document=document,
        line_no=line_no,
        quantity=sale.quantity,
        quantity_base=sale.quantity_base,
        qty_to_handle=sale.qty_to_handle,
        qty_to_handle_base=sale.qty_to_handle_base,
        purchasing_code=sale.purchasing_code,
        sales_line=sale,
    )
    if sale.is_special_order:
        settle_handled(line)  # it is received whatever the sale ships
    invoices.propose(line)
    return line


def _violations(lines: list[DocumentLine]) -> Iterator[RuleViolation]:
    """Items and variants that are blocked for purchases."""
    for line in lines:
        yield from policies.item_violations(line)


def lock_both(line: DocumentLine) -> None:
    """Both orders of a bound line, then both lines, each by primary key (POST-167)."""
    either = Q(pk=line.pk) | Q(purchase_line=line.pk) | Q(sales_line=line.pk)
    lines = DocumentLine.objects.filter(either)
    orders = Document.objects.filter(pk__in=list(lines.values_list("document_id", flat=True)))
    list(orders.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk"))
    list(lines.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk"))


def hand_over(line: DocumentLine, *, by: AbstractBaseUser) -> None:
    """The rows of a purchase line were saved: the sales line of a special order has the same from now on.

    Both orders and both lines are locked (``lock_both``).
    """
    if line.is_special_order and line.sales_line_id is not None:
        takeover.take_over([line], by=by, but=line.document_id)
