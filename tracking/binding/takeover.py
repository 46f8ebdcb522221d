"""The demand side of a special order takes over what its supply side has: numbers, and what came in (ITL-223).

The purchase line is where numbers are set.  The sales line has the same rows; what is to be shipped of each is
what was received of it and is not shipped yet, so that posting the sale takes just what is there.  Base units;
the same few statements however many lines and numbers there are.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import F, QuerySet
from django.utils import timezone

from tracking.services.sql import BY_NUMBER
from tracking.switches import KINDS, Need, Situation, need
from wms.core import sql
from wms.documents.kinds import EntryType, PurchasingCode
from wms.documents.models import Document, DocumentLine

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

_SOLD = Situation(EntryType.SALE, outbound=True)
_BOUGHT = Situation(EntryType.PURCHASE, outbound=False)

_NUMBERS = "{0}.serial_no, {0}.lot_no, {0}.package_no"
# The saved rows of the purchase lines, by the sales lines that they are for.
_SUPPLY = """
    select p.sales_line_id, t.id, t.serial_no, t.lot_no, t.package_no, t.quantity, t.qty_handled,
           t.expiration_date, t.warranty_date
    from documents_documentline p join tracking_trackingline t on t.line_id = p.id and t.session_id is null
    where p.id in ({lines})"""
_DEMAND = """
    select d.line_id, d.serial_no, d.lot_no, d.package_no from tracking_trackingline d
    join documents_documentline q on q.sales_line_id = d.line_id
    where q.id in ({lines}) and d.session_id is null"""
# Sets against sets: row by row, every number would be looked for among all others of the line.
_DROP = f"""
delete from tracking_trackingline
where line_id in (select q.sales_line_id from documents_documentline q where q.id in ({{lines}}))
  and session_id is null and qty_handled = 0
  and (line_id, serial_no, lot_no, package_no) not in (
      select t.sales_line_id, {_NUMBERS.format("t")} from ({_SUPPLY}) t)
"""
_CHANGE = f"""
update tracking_trackingline set
    quantity = t.quantity, qty_to_handle = t.qty_handled - tracking_trackingline.qty_handled,
    qty_to_invoice = t.qty_handled - tracking_trackingline.qty_invoiced,
    warranty_date = t.warranty_date, changed_by_id = %(by)s, changed_at = %(now)s
from ({_SUPPLY}) t
where tracking_trackingline.line_id = t.sales_line_id and tracking_trackingline.session_id is null
  and tracking_trackingline.serial_no = t.serial_no and tracking_trackingline.lot_no = t.lot_no
  and tracking_trackingline.package_no = t.package_no and {{index}}
  and (tracking_trackingline.quantity <> t.quantity
       or tracking_trackingline.qty_to_handle <> t.qty_handled - tracking_trackingline.qty_handled
       or tracking_trackingline.qty_to_invoice <> t.qty_handled - tracking_trackingline.qty_invoiced)
"""
_ADD = f"""
insert into tracking_trackingline (
    line_id, item_id, variant_id, location_id, outbound, serial_no, lot_no, package_no, new_serial_no,
    new_lot_no, new_package_no, warranty_date, quantity, qty_to_handle, qty_to_invoice, qty_handled,
    qty_invoiced, qty_to_receive, qty_received, changed_by_id, changed_at)
select s.id, s.item_id, s.variant_id, s.location_id, true, {_NUMBERS.format("t")}, '', '', '',
       t.warranty_date, t.quantity, t.qty_handled, t.qty_handled, 0, 0, 0, 0, %(by)s, %(now)s
from ({_SUPPLY}) t join documents_documentline s on s.id = t.sales_line_id
where (t.sales_line_id, {_NUMBERS.format("t")}) not in ({_DEMAND})
order by s.id, t.id
"""
# Goods that leave through a warehouse shipment are asked for by that (WHS-005).
_TO_SHIP = """
update documents_documentline set
    qty_to_handle = came.qty, qty_to_handle_base = came.qty_base,
    qty_to_invoice = documents_documentline.qty_handled - documents_documentline.qty_invoiced + came.qty,
    qty_to_invoice_base =
        documents_documentline.qty_handled_base - documents_documentline.qty_invoiced_base + came.qty_base,
    tracking_version = tracking_version + 1
from (select s.id, case when k.require_shipment then 0 else p.qty_handled - s.qty_handled end as qty,
             case when k.require_shipment then 0 else p.qty_handled_base - s.qty_handled_base end as qty_base
      from documents_documentline p join documents_documentline s on s.id = p.sales_line_id
      join inventory_location k on k.id = s.location_id
      where p.id in ({lines})) came
where documents_documentline.id = came.id
"""


def supplied(lines: QuerySet[DocumentLine]) -> QuerySet[DocumentLine]:
    """Those of them that bring goods for a sales line through stock."""
    return lines.filter(
        purchasing_code=PurchasingCode.SPECIAL_ORDER, sales_line__isnull=False
    ).order_by("pk")


def numbers_come_along(line: DocumentLine) -> bool:
    """Whether its numbers are known when the goods come in.

    Numbers that sales ask for and purchases do not, such as serials captured while picking, are stated where
    the goods leave; there is nothing to take over.
    """
    code = line.item.item_tracking_code
    return code is not None and all(
        need(code, kind, _BOUGHT) is Need.REQUIRED or need(code, kind, _SOLD) is not Need.REQUIRED
        for kind in KINDS
    )


def take_over(lines: Collection[DocumentLine], *, by: AbstractBaseUser, but: int = 0) -> None:
    """The sales lines of these purchase lines have the same numbers from now on, and ship what has come.

    Both sides are locked.  Numbers that are shipped stay.  ``but``: the document whose version has grown
    already, or grows with what is under way.
    """
    if not lines:
        return
    values = {
        "by": by.pk,
        "now": connection.ops.adapt_datetimefield_value(timezone.now()),
    }
    followed = _ids(line for line in lines if numbers_come_along(line))
    if followed:
        for statement in (_DROP, *(_CHANGE.replace("{index}", one) for one in BY_NUMBER), _ADD):
            sql.execute(statement.replace("{lines}", followed), values)
    sql.execute(_TO_SHIP.replace("{lines}", _ids(lines)))
    sales = DocumentLine.objects.filter(purchase_line__in=[line.pk for line in lines])
    orders = Document.objects.filter(pk__in=list(sales.values_list("document_id", flat=True)))
    orders.exclude(pk=but).update(version=F("version") + 1)


def _ids(lines: object) -> str:
    return ", ".join(str(line.pk) for line in lines)  # type: ignore[attr-defined]
