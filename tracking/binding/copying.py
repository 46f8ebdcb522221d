"""The item tracking lines of one side of a drop shipment, copied to the other (ITL-183).

Base units throughout.  What is handled and invoiced of a number is each side's own.  The same few statements
however many numbers there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import F
from django.utils import timezone

from tracking.services.sql import BY_NUMBER
from wms.core import sql
from wms.documents.models import Document, DocumentLine

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from tracking.models import TrackingSession
    from tracking.page import Page

_COLUMNS = """line_id, item_id, variant_id, location_id, outbound, serial_no, lot_no, package_no,
    new_serial_no, new_lot_no, new_package_no, expiration_date, warranty_date, quantity, qty_to_handle,
    qty_to_invoice, qty_handled, qty_invoiced, qty_to_receive, qty_received, changed_by_id, changed_at"""
_VALUES = """t.item_id, t.variant_id, t.location_id, false, t.serial_no, t.lot_no, t.package_no,
    '', '', '', t.expiration_date, t.warranty_date, t.quantity, {to_handle},
    t.quantity, 0, 0, 0, 0, %(by)s, %(now)s"""
_NUMBERS = "{0}.serial_no, {0}.lot_no, {0}.package_no"
_QUANTITIES = "{0}.quantity, {0}.qty_to_handle"

_TO_PURCHASE = f"""
insert into tracking_trackingline ({_COLUMNS})
select l.id, {_VALUES.format(to_handle="{to_handle}")}
from documents_documentline l
join tracking_trackingline t on t.line_id = l.sales_line_id and t.session_id is null
where l.document_id = %(document)s and l.line_no > %(after)s
order by l.line_no, t.id
"""
# The rows of a page that is about to be saved, against the saved rows of the other side.
_PAGE = "t.session_id = %(page)s and t.quantity > 0"
_SAVED = "o.line_id = %(other)s and o.session_id is null"
_ON_PAGE = f"select {_NUMBERS.format('t')} from tracking_trackingline t where {_PAGE}"
_ON_LINE = f"select {_NUMBERS.format('o')} from tracking_trackingline o where {_SAVED}"
# Sets against sets: row by row, every number would be looked for among all others of the line.
_DIFFERING = f"""
select 1 where exists (
    select {_NUMBERS.format("t")}, {_QUANTITIES.format("t")} from tracking_trackingline t where {_PAGE}
    except
    select {_NUMBERS.format("o")}, {_QUANTITIES.format("o")} from tracking_trackingline o where {_SAVED})
  or exists ({_ON_LINE} except {_ON_PAGE})
"""
_DROP = f"""
delete from tracking_trackingline
where line_id = %(other)s and session_id is null and qty_handled = 0
  and (serial_no, lot_no, package_no) not in ({_ON_PAGE})
"""
_CHANGE = f"""
update tracking_trackingline set
    quantity = t.quantity, qty_to_handle = t.qty_to_handle, expiration_date = t.expiration_date,
    warranty_date = t.warranty_date, qty_to_invoice = t.quantity - tracking_trackingline.qty_invoiced,
    changed_by_id = %(by)s, changed_at = %(now)s
from tracking_trackingline t
where tracking_trackingline.line_id = %(other)s and tracking_trackingline.session_id is null
  and {_PAGE} and tracking_trackingline.serial_no = t.serial_no
  and tracking_trackingline.lot_no = t.lot_no and tracking_trackingline.package_no = t.package_no
  and t.quantity >= tracking_trackingline.qty_handled
  and t.qty_to_handle <= t.quantity - tracking_trackingline.qty_handled
  and {{index}}
"""
_ADD = f"""
insert into tracking_trackingline ({_COLUMNS})
select %(other)s, {_VALUES.format(to_handle="t.qty_to_handle")}
from tracking_trackingline t
where {_PAGE} and ({_NUMBERS.format("t")}) not in ({_ON_LINE})
order by t.id
"""


def copy_to_purchase(
    document: Document, *, after: int, by: AbstractBaseUser, whole: bool = False
) -> None:
    """The lines of a purchase order behind line no. ``after`` get the numbers of their sales lines.

    ``whole``: all of each is to be received, whatever is to be shipped of it.
    """
    statement = _TO_PURCHASE.format(to_handle="t.quantity" if whole else "t.qty_to_handle")
    sql.execute(statement, {"document": document.pk, "after": after, "by": by.pk, "now": _now()})


def differing_side(page: Page) -> DocumentLine | None:
    """The other side of a drop shipment, where it has saved other numbers or quantities than this page has."""
    other = page.line.bound_line if page.line.is_drop_shipment else None
    if other is None:
        return None
    differs = sql.rows(_DIFFERING, {"page": page.session.pk, "other": other.pk})
    return other if differs else None


def copy_page(session: TrackingSession, other: DocumentLine, *, by: AbstractBaseUser) -> None:
    """The other side has the numbers and quantities of this page from now on.

    Both orders and both lines are locked.  Numbers that are handled stay.
    """
    values = {"page": session.pk, "other": other.pk, "by": by.pk, "now": _now()}
    for statement in (_DROP, *(_CHANGE.format(index=index) for index in BY_NUMBER), _ADD):
        sql.execute(statement, values)
    DocumentLine.objects.filter(pk=other.pk).update(tracking_version=F("tracking_version") + 1)
    Document.objects.filter(pk=other.document_id).update(version=F("version") + 1)


def _now() -> object:
    return connection.ops.adapt_datetimefield_value(timezone.now())
