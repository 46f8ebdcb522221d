"""Special orders: goods that are bought for a sale, come into stock, are held for it and leave on it (ITL-223).

The sales line ships what its purchase line has received, number by number.  What comes in is held for it from
the same transaction on, what goes back to the vendor by undoing is not, and undone shipments are held again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from tracking.binding import takeover
from tracking.posting import errors, tables
from tracking.posting.context import Posting
from wms.core import sql
from wms.core.errors import MOST_SHOWN, RuleViolation
from wms.core.quantity import unscaled
from wms.documents.kinds import PurchasingCode
from wms.documents.models import DocumentLine

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

_CODE = PurchasingCode.SPECIAL_ORDER.value

# What a sale is to ship of its special orders, and what has come in for it.
_TOO_EARLY = f"""
select s.id, s.line_no, p.id, s.qty_to_handle_base, coalesce(p.qty_handled_base, 0) - s.qty_handled_base
from documents_documentline s left join documents_documentline p on p.sales_line_id = s.id
where s.document_id = %(document)s and s.purchasing_code = '{_CODE}' and s.sales_line_id is null
  and s.id in (select line_id from {tables.ROW})
  and s.qty_to_handle_base > coalesce(p.qty_handled_base, 0) - s.qty_handled_base
order by s.line_no limit {MOST_SHOWN + 1}
"""
_OTHER_NUMBERS = f"""
with leaving as (
    select line_id, line_no, serial_no, lot_no, package_no, sum(quantity) as quantity
    from {tables.ROW} where line_id in ({{lines}})
    group by line_id, line_no, serial_no, lot_no, package_no
), came as (
    select p.sales_line_id, t.serial_no, t.lot_no, t.package_no, t.qty_handled
    from documents_documentline p join tracking_trackingline t on t.line_id = p.id and t.session_id is null
    where p.sales_line_id in ({{lines}})
), left_already as (
    select line_id, serial_no, lot_no, package_no, qty_handled from tracking_trackingline
    where line_id in ({{lines}}) and session_id is null
)
select l.line_id, l.line_no, l.serial_no, l.lot_no, l.package_no, l.quantity,
       coalesce(c.qty_handled, 0) - coalesce(g.qty_handled, 0)
from leaving l
left join came c on c.sales_line_id = l.line_id and c.serial_no = l.serial_no and c.lot_no = l.lot_no
    and c.package_no = l.package_no
left join left_already g on g.line_id = l.line_id and g.serial_no = l.serial_no and g.lot_no = l.lot_no
    and g.package_no = l.package_no
where l.quantity > coalesce(c.qty_handled, 0) - coalesce(g.qty_handled, 0)
order by l.line_no, l.serial_no, l.lot_no, l.package_no limit {MOST_SHOWN + 1}
"""
# What these entries leave open is held for the sales lines that their lines are bound to, or are.
_HOLD = f"""
insert into tracking_reservation (line_id, entry_id, item_id, is_specific, quantity, reserved_by_id, reserved_at)
select coalesce(l.sales_line_id, l.id), e.entry_no, e.item_id, true, e.remaining_quantity, %(by)s, %(now)s
from ledger_itemledgerentry e
join documents_posteddocumentline q on q.id = e.posted_line_id
join documents_documentline l on l.id = q.source_line_id
left join documents_documentline p on p.sales_line_id = l.id
where e.entry_no between %(first)s and %(last)s and e.remaining_quantity > 0
  and l.purchasing_code = '{_CODE}' and (l.sales_line_id is not null or p.id is not null)
order by e.entry_no
"""
_RELEASE = f"""
delete from tracking_reservation where entry_id in (select applies_to_entry_no from {tables.ROW})
"""


def violations(posting: Posting) -> Iterator[RuleViolation]:
    """Sales lines that would ship more than has come in for them, or other numbers."""
    found = sql.rows(_TOO_EARLY, {"document": posting.document.pk})
    sales = DocumentLine.objects.filter(
        document=posting.document, purchasing_code=PurchasingCode.SPECIAL_ORDER, sales_line=None
    ).select_related("item__item_tracking_code", "purchase_line__document")
    by_id = {line.pk: line for line in sales}
    for sale_id, line_no, purchase_id, wanted, came in found:
        where = {"document": str(posting.document), "line_no": line_no}
        if purchase_id is None:
            yield errors.SpecialOrderNotOrdered(**where)
            continue
        yield errors.SpecialOrderNotReceived(
            to_ship=unscaled(int(wanted)),
            came=unscaled(int(came)),
            purchase=str(by_id[sale_id].supply_line),
            **where,
        )
    told = {sale_id for sale_id, *_ in found}
    followed = [
        pk
        for pk, line in by_id.items()
        if pk not in told and line.supply_line and takeover.numbers_come_along(line)
    ]
    if not followed:
        return
    lines = ", ".join(map(str, followed))
    for sale_id, line_no, *numbers, wanted, came in sql.rows(_OTHER_NUMBERS.format(lines=lines)):
        yield errors.SpecialOrderNumberNotReceived(
            document=str(posting.document),
            line_no=line_no,
            number=" / ".join(filter(None, numbers)) or "without number",
            to_ship=unscaled(int(wanted)),
            came=unscaled(int(came)),
            purchase=str(by_id[sale_id].supply_line),
        )


def settle(posting: Posting) -> None:
    """Once posted or undone: what came in is held, and the sales lines may ship what is there for them."""
    hold(first=posting.first_entry_no, last=posting.next_entry_no - 1, by=posting.by)
    here = Q(document=posting.document) | Q(sales_line__document=posting.document)
    lines = takeover.supplied(DocumentLine.objects.filter(here))
    lines = lines.select_related("item__item_tracking_code")
    takeover.take_over(list(lines), by=posting.by, but=posting.document.pk)


def release_undone() -> None:
    """The holds on what is about to go back; what is staged are the entries that are undone."""
    sql.execute(_RELEASE)


def hold(*, first: int, last: int, by: AbstractBaseUser) -> None:
    """Hold what is open of these entries for the sales lines of special orders; one statement."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    sql.execute(_HOLD, {"first": first, "last": last, "by": by.pk, "now": now})
