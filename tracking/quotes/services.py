"""Make Order: a quote becomes an order of the same trade (QUOTE-002…005)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from tracking.models import TrackingLine
from tracking.quotes import errors
from wms.core import sql
from wms.core.errors import Refused, RuleViolation, refuse_if_any
from wms.core.records import insert_records
from wms.documents import invoices, policies
from wms.documents.defaults import settle_handled
from wms.documents.kinds import KINDS, Kind
from wms.documents.models import Document, DocumentLine, DocumentStatus
from wms.documents.selectors import series_of_kind
from wms.documents.services.copies import copied
from wms.documents.services.documents import create_document
from wms.documents.services.locking import grown, lock_document
from wms.inventory.models import InventorySetup

if TYPE_CHECKING:
    from datetime import date

    from django.contrib.auth.models import User

# What an order has from its quote; the rest of a header belongs to other kinds of document.
_HEADER = (
    "vendor", "customer", "location", "posting_date", "document_date", "external_document_no",
    "description",
)  # fmt: skip
# Lines of the order have the line numbers of the quote.  All of each number is to be handled and invoiced.
_COPY = """
insert into tracking_trackingline (
    line_id, item_id, variant_id, location_id, outbound, serial_no, lot_no, package_no, new_serial_no,
    new_lot_no, new_package_no, expiration_date, warranty_date, quantity, qty_to_handle, qty_to_invoice,
    qty_handled, qty_invoiced, qty_to_receive, qty_received, applies_to_entry_no, applies_from_entry_no,
    changed_by_id, changed_at)
select l.id, t.item_id, t.variant_id, t.location_id, t.outbound, t.serial_no, t.lot_no, t.package_no, '',
       '', '', t.expiration_date, t.warranty_date, t.quantity, t.quantity, t.quantity,
       0, 0, 0, 0, t.applies_to_entry_no, t.applies_from_entry_no, %(by)s, %(now)s
from documents_documentline q
join documents_documentline l on l.document_id = %(order)s and l.line_no = q.line_no
join tracking_trackingline t on t.line_id = q.id and t.session_id is null
where q.document_id = %(quote)s
order by l.line_no, t.id
"""


@dataclass(frozen=True)
class Made:
    """``was_made_before``: the order was there already, and this request has made nothing."""

    order: Document
    was_made_before: bool = False


@transaction.atomic
def make_order(*, quote: Document, by: User, on: date, version: int | None = None) -> Made:
    """Make the order of a quote, open or released: its header, its lines, and their item tracking lines.

    The order is open, has a number of its own series, drawn on the day ``on``, and names its quote.  What is
    to be handled and invoiced of its lines is proposed as on new lines; of each number it is all.  The quote
    stays, closed; what it asked of stock is asked by the order from then on.  The same statements however
    many lines and numbers there are.  Asked again, the answer is the order that was made.

    Locks the quote.  Raises Refused with everything that forbids the order; then nothing is made.
    Rules: QUOTE-002, QUOTE-003, QUOTE-004, QUOTE-005.
    """
    # Lock.
    quote = lock_document(quote)
    kind = quote.rules.becomes
    if kind is None:
        raise TypeError(f"{quote} is no quote")
    if quote.is_closed:
        return _made_before(quote)
    quote = lock_document(quote, version=version)

    # Check.
    lines = list(
        quote.lines.select_related(
            "item__item_tracking_code", "variant", "location", "unit_of_measure", "bin", "new_location",
            "new_bin",
        ).order_by("line_no")
    )  # fmt: skip
    for line in lines:
        line.document = quote
    refuse_if_any(_violations(quote, lines, KINDS[kind]))

    # Write.
    header = {field: getattr(quote, field) for field in _HEADER}
    order = create_document(kind=kind, by=by, order_date=on, **header)
    order.order_date, order.quote = quote.order_date, quote
    order.save(update_fields=["order_date", "quote"])
    insert_records([_line(order, line) for line in lines])
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    sql.execute(_COPY, {"order": order.pk, "quote": quote.pk, "by": by.pk, "now": now})
    _close(quote)
    return Made(order)


def _made_before(quote: Document) -> Made:
    if quote.order_made is None:
        raise Refused([errors.OrderIsGone(document=str(quote))])
    return Made(quote.order_made, was_made_before=True)


def _violations(
    quote: Document, lines: Sequence[DocumentLine], rules: Kind
) -> Iterator[RuleViolation]:
    """What forbids the order; told of the quote and its lines, where most of it is mended."""
    yield from policies.header_violations(quote)
    if way_out := _numbering_missing(rules):
        yield errors.OrderWithoutSeries(document=str(quote), way_out=way_out)
    if not any(line.quantity_base for line in lines):
        yield errors.NothingToOrder(document=str(quote))
    setup = InventorySetup.objects.get()
    for line in lines:
        yield from policies.line_violations(line, setup=setup)


def _numbering_missing(rules: Kind) -> str:
    """Where the order's number is mended, if nothing gives it one; "" where its series does."""
    series = series_of_kind(rules)
    caption = policies.caption(rules.numbers_from, model=InventorySetup)
    if series is None:
        return f"Fill {caption} in Inventory Setup."
    if not series.default_nos:
        return f"Turn on Default Nos. of number series {series.code}, which {caption} names."
    return ""


def _line(order: Document, source: DocumentLine) -> DocumentLine:
    """The line of the order, with what is to be handled and invoiced of it proposed anew."""
    line = copied(
        source,
        document=order,
        line_no=source.line_no,
        quantity=source.quantity,
        quantity_base=source.quantity_base,
        bin=source.bin,
    )
    settle_handled(line)
    invoices.propose(line)
    return line


def _close(quote: Document) -> None:
    """Nothing is open on the quote any more: what it offered stands on its order (QUOTE-005)."""
    quote.lines.update(
        qty_handled=F("quantity"),
        qty_handled_base=F("quantity_base"),
        tracking_version=F("tracking_version")
        + 1,  # a page of it that is open speaks of a closed line
    )
    TrackingLine.objects.filter(line__in=quote.lines.values("pk"), session=None).update(
        qty_handled=F("quantity"), qty_to_handle=0, qty_to_invoice=0
    )
    quote.status = DocumentStatus.CLOSED
    grown(quote, fields=["status"])
