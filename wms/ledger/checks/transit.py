"""Goods in transit: what transfer orders say is on its way lies there, order by order (POST-148)."""

from collections.abc import Iterator

from wms.core import sql
from wms.core.quantity import shown, unscaled
from wms.documents.kinds import DocumentKind
from wms.documents.models import DocumentLine
from wms.ledger.checks.registry import Difference, check

_DIFFERING = """
select d.no, l.line_no, l.qty_handled_base - l.qty_received_base, coalesce(e.quantity, 0)
from documents_document d
join documents_documentline l on l.document_id = d.id
left join (select order_id, order_line_no, location_id, sum(remaining_quantity) as quantity
           from ledger_itemledgerentry
           where order_id is not null and remaining_quantity > 0
           group by order_id, order_line_no, location_id) e
    on e.order_id = d.id and e.order_line_no = l.line_no and e.location_id = d.in_transit_id
where d.kind = %s and d.in_transit_id is not null
  and l.qty_handled_base - l.qty_received_base <> coalesce(e.quantity, 0)
order by d.id, l.line_no
"""


@check("POST-148", "What transfer orders have on its way is in transit", over=DocumentLine)
def transit_adds_up() -> Iterator[Difference]:
    """Shipped less received of each line is what its order has left at the in-transit location."""
    for no, line_no, on_its_way, found in sql.rows(_DIFFERING, [DocumentKind.TRANSFER_ORDER]):
        yield Difference(
            where=f"Transfer order {no}, line {line_no}, in transit",
            expected=f"{shown(unscaled(int(on_its_way)))} (shipped less received)",
            found=shown(unscaled(int(found))),
        )
