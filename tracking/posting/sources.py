"""The posted document, and what a posting leaves on its source (POST sections 13 to 15)."""

from django.db.models import F

from tracking.models import (
    AvailabilityFigure,
    RejectedInput,
    Scan,
    TrackingLine,
    TrackingSession,
    UploadReport,
)
from tracking.posting import closing, invoicing, tables, transfers
from tracking.posting.context import Posting
from wms.core import numberseries, prepared, sql
from wms.core.models import NumberSeries
from wms.documents.models import Document, PostedDocument

_POSTED_LINES = f"""
insert into documents_posteddocumentline (
    document_id, line_no, source_line_id, item_id, variant_id, description, location_id,
    unit_of_measure_id, qty_per_unit, quantity, quantity_base)
select %(posted)s, l.line_no, l.id, l.item_id, l.variant_id, l.description, {{location}}, l.unit_of_measure_id,
       l.qty_per_unit, {{quantity}}, {{quantity}}_base
from documents_documentline l
where l.id in (select line_id from {tables.ROW})
"""

# POST-115, POST-116: the posted part becomes history, all that is open is to be handled again.
_TRACKING = f"""
update tracking_trackingline set
    qty_handled = tracking_trackingline.qty_handled + s.posted,
    qty_to_handle = tracking_trackingline.quantity - tracking_trackingline.qty_handled - s.posted,
    qty_to_invoice = tracking_trackingline.quantity - tracking_trackingline.qty_invoiced
from (select t.id, coalesce(r.quantity, 0) as posted
      from tracking_trackingline t left join {tables.ROW} r on r.tracking_line_id = t.id
      where t.line_id in (select line_id from {tables.ROW}) and t.session_id is null
        and (r.id is not null or t.qty_to_handle <> t.quantity - t.qty_handled)) s
where s.id = tracking_trackingline.id
"""

# The right-hand sides read the row as it was: what is handled now is what was to be handled.
_LINES = f"""
update documents_documentline set
    qty_handled = qty_handled + qty_to_handle,
    qty_handled_base = qty_handled_base + qty_to_handle_base,
    qty_to_handle = quantity - qty_handled - qty_to_handle,
    qty_to_handle_base = quantity_base - qty_handled_base - qty_to_handle_base,{{invoice}}
    tracking_version = tracking_version + 1
where id in (select line_id from {tables.ROW})
"""

_TO_INVOICE = """
    qty_to_invoice = quantity - qty_invoiced,
    qty_to_invoice_base = quantity_base - qty_invoiced_base,"""


def create_posted_document(posting: Posting) -> None:
    """Draw its number and write the header; journals have none."""
    row = posting.step_row
    if row.posted_kind is None:
        return
    assert posting.posting_date is not None  # noqa: S101 (the rules have seen to it)
    series = getattr(posting.setup, row.posted_numbers_from)
    document = posting.document
    posting.posted_document = PostedDocument.objects.create(
        kind=row.posted_kind,
        no=_number(posting, series),
        source=document,
        vendor_id=document.vendor_id,
        customer_id=document.customer_id,
        posting_date=posting.posting_date,
        document_date=document.document_date or posting.posting_date,
        external_document_no=document.external_document_no,
        posted_by=posting.by,
    )


def posted_lines(posting: Posting) -> str:
    """Writes the lines of the document that was ``posted``, as SQL; "" for journals."""
    if posting.step_row.posted_kind is None:
        return ""
    arrives = posting.is_transfer_receipt
    return _POSTED_LINES.format(
        location="l.new_location_id" if arrives else "l.location_id",
        quantity=posting.to_post.removesuffix("_base"),
    )


def _number(posting: Posting, series: NumberSeries) -> str:
    """The next of the series; a preview uses none up, not even where gaps are allowed (POST-173)."""
    assert posting.posting_date is not None  # noqa: S101 (the rules have seen to it)
    if not posting.is_preview:
        return numberseries.draw_one(series, on=posting.posting_date)
    first = numberseries.peek(series, on=posting.posting_date)
    if not posting.earlier:
        return first
    return numberseries.run_of(first, increment=1, count=posting.earlier + 1)[-1]


def settle(posting: Posting) -> None:
    """Move the source on: quantities handled on orders; journal lines and their tracking are used up."""
    if posting.document.rules.is_journal:
        _remove_journal_lines()
        if posting.document.rules.is_count:
            _remove_agreed_lines(posting)
    elif posting.document.rules.is_transfer:
        transfers.settle(posting)
    elif posting.waves:
        lines = closing.WHOLE_LINES
        if posting.document.rules.has_qty_to_handle:
            lines = _LINES.format(invoice=_TO_INVOICE if posting.document.rules.invoices else "")
        prepared.together(_TRACKING, lines)
    if posting.document.rules.invoices:
        invoicing.move_on(posting)
        return
    if not (posting.document.rules.is_journal or posting.document.rules.is_transfer):
        closing.close_if_done(posting)
    Document.objects.filter(pk=posting.document.pk).update(version=F("version") + 1)


_AGREED = """qty_calculated is not null and qty_counted is not null and quantity_base = 0"""


def _remove_agreed_lines(posting: Posting) -> None:
    """A count that found what the books say is confirmed by posting the others."""
    agreed = f"(select id from documents_documentline where document_id = {posting.document.pk} and {_AGREED})"
    _remove_lines(agreed)


def _remove_journal_lines() -> None:
    """Posted journal lines leave with their tracking and whatever pages of them are open (POST-114).

    Each table by one statement, where Django would collect the rows first.
    """
    _remove_lines(f"(select line_id from {tables.ROW})")


def _remove_lines(lines: str) -> None:
    sessions = f"(select id from {TrackingSession._meta.db_table} where line_id in {lines})"
    for of_session in (AvailabilityFigure, RejectedInput, Scan, UploadReport):
        sql.execute(f"delete from {of_session._meta.db_table} where session_id in {sessions}")
    for of_line in (TrackingLine, TrackingSession):
        sql.execute(f"delete from {of_line._meta.db_table} where line_id in {lines}")
    sql.execute(f"delete from documents_documentline where id in {lines}")
