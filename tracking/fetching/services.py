"""Take posted lines over into a document, their numbers included (POST-126, POST-127, POST-138)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone

from tracking.fetching import errors, selectors
from tracking.fetching.selectors import Offer, Part
from tracking.models import TrackingLine
from wms.core import sql
from wms.core.errors import Refused, refuse_if_any
from wms.core.quantity import ZERO, rounded
from wms.documents.models import Document, DocumentLine, PostedDocumentLine
from wms.documents.services.copies import STEP, copied, last_line_no
from wms.documents.services.locking import grown, lock_document, refuse_unless_open

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# One tracking line a number: what of its entry is not invoiced yet; nothing of it moves (POST-127).
_COPY = """
insert into tracking_trackingline (
    line_id, item_id, variant_id, location_id, outbound, serial_no, lot_no, package_no, new_serial_no,
    new_lot_no, new_package_no, expiration_date, warranty_date, quantity, qty_to_handle,
    qty_to_invoice, qty_handled, qty_invoiced, qty_to_receive, qty_received, changed_by_id, changed_at)
select l.id, l.item_id, l.variant_id, l.location_id, false, e.serial_no, e.lot_no, e.package_no, '',
       '', '', e.expiration_date, e.warranty_date, abs(e.quantity) - abs(e.invoiced_quantity), 0,
       abs(e.quantity) - abs(e.invoiced_quantity), 0, 0, 0, 0, %(by)s, %(now)s
from documents_documentline l
join ledger_itemledgerentry e on e.posted_line_id = l.invoiced_line_id
where l.document_id = %(document)s and l.line_no > %(after)s and e.invoiced_quantity <> e.quantity
  and (e.serial_no <> '' or e.lot_no <> '' or e.package_no <> '')
order by e.entry_no
"""


@transaction.atomic
def fetch_lines(
    *, document: Document, line_ids: Iterable[int], by: User, version: int | None = None
) -> int:
    """Make a line of an open invoice for each of these posted lines; answers with their number.

    Each has what is left to invoice, and that of each number of it.  Raises Refused when a line is not
    offered any more or stands on another open invoice.  Rules: POST-126, POST-127, POST-132.
    """
    document = lock_document(document, version=version)
    refuse_unless_open(document, what="Lines")
    chosen = _chosen(selectors.to_invoice(document), line_ids)
    refuse_if_any(
        errors.OnAnotherInvoice(
            document=str(document),
            source=str(offer.line.document),
            source_line_no=offer.line.line_no,
            other=str(offer.other),
        )
        for offer in chosen
        if offer.other is not None
    )
    last = last_line_no(document)
    made = [
        _line(document, offer.line, offer.left, line_no=last + position * STEP)
        for position, offer in enumerate(chosen, start=1)
    ]
    for line in made:
        line.qty_to_invoice, line.qty_to_invoice_base = line.quantity, line.quantity_base
    for line, offer in zip(made, chosen, strict=True):
        line.invoiced_line = offer.line
    DocumentLine.objects.bulk_create(made)
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    sql.execute(_COPY, {"document": document.pk, "after": last, "by": by.pk, "now": now})
    grown(document)
    return len(made)


@transaction.atomic
def reverse_lines(
    *, document: Document, line_ids: Iterable[int], by: User, version: int | None = None
) -> int:
    """Make lines of a return order or credit memo that reverse these posted lines, number by number.

    A line of an invoice over several movements becomes a line for each of them.  Every tracking line, or
    the line itself where there are no numbers, names its entry.  Rules: POST-138.
    """
    document = lock_document(document, version=version)
    refuse_unless_open(document, what="Lines")
    chosen = {
        offer.line.pk: offer.line for offer in _chosen(selectors.to_reverse(document), line_ids)
    }
    parts: dict[tuple[int, int], list[Part]] = defaultdict(list)
    for part in selectors.parts_to_reverse(document, list(chosen)):
        parts[part.line_id, part.entry.posted_line_id or 0].append(part)
    last = last_line_no(document)
    made = []
    for position, ((line_id, _), of_line) in enumerate(parts.items(), start=1):
        total = sum((part.quantity for part in of_line), ZERO)
        line = _line(document, chosen[line_id], total, line_no=last + position * STEP)
        _propose(line)
        if not _has_numbers(of_line[0]):
            setattr(line, _reference(document), of_line[0].entry.pk)
        made.append(line)
    DocumentLine.objects.bulk_create(made)
    TrackingLine.objects.bulk_create(
        _tracking_line(document, line, part, by)
        for line, of_line in zip(made, parts.values(), strict=True)
        for part in of_line
        if _has_numbers(part)
    )
    grown(document)
    return len(made)


def _chosen(offers: list[Offer], line_ids: Iterable[int]) -> list[Offer]:
    wanted = set(line_ids)
    if not wanted:
        raise Refused([errors.NothingChosen()])
    chosen = [offer for offer in offers if offer.line.pk in wanted]
    if len(chosen) != len(wanted):
        raise Refused([errors.LineNotOffered()])
    return chosen


def _line(
    document: Document, source: PostedDocumentLine, base: Decimal, *, line_no: int
) -> DocumentLine:
    is_whole = base == source.quantity_base
    return copied(
        source,
        document=document,
        line_no=line_no,
        quantity=source.quantity if is_whole else rounded(base / source.qty_per_unit),
        quantity_base=base,
    )


def _propose(line: DocumentLine) -> None:
    """A line that moves its goods: all of it is handled and invoiced next."""
    if line.document.rules.has_qty_to_handle:
        line.qty_to_handle, line.qty_to_handle_base = line.quantity, line.quantity_base
    line.qty_to_invoice, line.qty_to_invoice_base = line.quantity, line.quantity_base


def _tracking_line(document: Document, line: DocumentLine, part: Part, by: User) -> TrackingLine:
    entry = part.entry
    values: dict[str, Any] = {_reference(document): entry.pk}
    return TrackingLine(
        line=line,
        item_id=line.item_id,
        variant_id=line.variant_id,
        location_id=line.location_id,
        outbound=line.outbound,
        serial_no=entry.serial_no,
        lot_no=entry.lot_no,
        package_no=entry.package_no,
        expiration_date=None if line.outbound else entry.expiration_date,
        quantity=part.quantity,
        qty_to_handle=part.quantity,
        qty_to_invoice=part.quantity,
        changed_by=by,
        **values,
    )


def _reference(document: Document) -> str:
    """Goods that go back leave by the entry they came in by; goods that come back, the other way around."""
    return "applies_to_entry_no" if document.rules.leaves_stock else "applies_from_entry_no"


def _has_numbers(part: Part) -> bool:
    entry = part.entry
    return bool(entry.serial_no or entry.lot_no or entry.package_no)
