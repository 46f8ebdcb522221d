"""Numbers typed on the lines of a journal become its tracking lines (ITL-184…187, POST-012, POST-013)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet

from tracking import errors
from tracking.models import TrackingLine
from wms.core import sql
from wms.core.errors import refuse_if_any
from wms.documents.models import Document, DocumentLine

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

HAS_NUMBER = ~Q(serial_no="", lot_no="", package_no="")

_ROWS = """
insert into tracking_trackingline (
    line_id, item_id, variant_id, location_id, outbound, serial_no, lot_no, package_no, new_serial_no,
    new_lot_no, new_package_no, expiration_date, warranty_date, quantity, qty_to_handle, qty_to_invoice,
    qty_handled, qty_invoiced, changed_by_id, changed_at)
select l.id, l.item_id, l.variant_id, l.location_id,
       (l.entry_type in ('sale', 'negative_adjmt')) <> (l.quantity_base < 0),
       l.serial_no, l.lot_no, l.package_no, '', '', '', l.expiration_date, l.warranty_date,
       abs(l.quantity_base), abs(l.quantity_base), abs(l.quantity_base), 0, 0, %(user)s,
       current_timestamp
from documents_documentline l
where {which} and l.quantity_base <> 0
  and (l.serial_no <> '' or l.lot_no <> '' or l.package_no <> '')
  and not exists (select 1 from tracking_trackingline t where t.line_id = l.id and t.session_id is null)
order by l.line_no
"""


def make_rows_of(line: DocumentLine, user: AbstractBaseUser) -> None:
    """The page of one line is opened: from now on its numbers are the page's (ITL-186)."""
    if line.has_numbers and line.document.has_numbers_on_lines:
        _make("l.id = %(of)s", line.pk, user)
        _clear(DocumentLine.objects.filter(pk=line.pk))
        line.refresh_from_db(fields=[*_CLEARED, "tracking_version"])


@transaction.atomic
def update_tracking_lines(*, document: Document, by: AbstractBaseUser) -> int:
    """Make the tracking lines of all lines with numbers; answers with how many (ITL-186)."""
    locked = Document.objects.select_for_update().get(pk=document.pk)
    lines = locked.lines.filter(HAS_NUMBER)
    refuse_if_any(differing_numbers(locked))
    made = _make("l.document_id = %(of)s", locked.pk, by)
    _clear(lines)
    Document.objects.filter(pk=locked.pk).update(version=F("version") + 1)
    return made


def make_rows_for_posting(document: Document, user: AbstractBaseUser) -> None:
    """POST-012: the journal is about to be posted; one statement, however many lines."""
    if document.has_numbers_on_lines:
        refuse_if_any(differing_numbers(document))
        _make("l.document_id = %(of)s", document.pk, user)


def differing_numbers(document: Document) -> Iterator[errors.NumbersDiffer]:
    """POST-013: numbers on the line and other ones among its tracking lines."""
    saved = Q(tracking_lines__session=None)
    same = saved & Q(
        tracking_lines__serial_no=F("serial_no"),
        tracking_lines__lot_no=F("lot_no"),
        tracking_lines__package_no=F("package_no"),
    )
    lines = (
        document.lines.filter(HAS_NUMBER)
        .annotate(
            rows=Count("tracking_lines", filter=saved), alike=Count("tracking_lines", filter=same)
        )
        .exclude(rows=0)
        .exclude(rows=1, alike=1)
        .order_by("line_no")
    )
    for line in lines:
        number = line.lot_no or line.serial_no or line.package_no
        yield errors.NumbersDiffer(
            document=str(document), line_no=line.line_no, number=number, rows=line.rows
        )


def _make(which: str, of: int, user: AbstractBaseUser) -> int:
    return sql.execute(_ROWS.format(which=which), {"of": of, "user": user.pk})


_CLEARED = ("serial_no", "lot_no", "package_no", "expiration_date", "warranty_date")


def _clear(lines: QuerySet[DocumentLine]) -> None:
    """The rows hold the numbers now; a line keeps what no row was made of."""
    tracked = TrackingLine.objects.filter(session=None).values("line")
    lines.filter(pk__in=tracked).update(
        serial_no="",
        lot_no="",
        package_no="",
        expiration_date=None,
        warranty_date=None,
        tracking_version=F("tracking_version") + 1,
    )
