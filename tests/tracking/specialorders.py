"""Special orders in one call, and what is held and to be shipped of them.

sale, order = special(bolt, lot("A", 6))
post(order)
assert held(sale) == [(1, 6)]
"""

from tests.factories import purchase_order, tracked
from tests.tracking.posting.desk import sales, the_line
from tracking.binding import services as binding
from tracking.models import Reservation, TrackingLine
from wms.documents.kinds import PurchasingCode

SPECIAL = {"purchasing_code": "special_order", "to_handle": 0}


def ordered(sale, *, no="PO1"):
    order = purchase_order(no=no)
    binding.get_sales_lines(
        document=order,
        line_ids=[line.pk for line in sale.lines.all()],
        by=order.created_by,
        code=PurchasingCode.SPECIAL_ORDER,
    )
    return order


def special(item, *rows, quantity=None, **header):
    """A sale of its own goods: the sales order, and the purchase order that brings them with these numbers."""
    if quantity is None:
        quantity = sum(row["quantity"] for row in rows)
    sale = sales(item, quantity=quantity, no="SO1", line=dict(SPECIAL), **header)
    order = ordered(sale)
    for row in rows:
        tracked(the_line(order), **row)
    return sale, order


def held(document):
    """What is held for its line: (entry, quantity)."""
    found = Reservation.objects.filter(line__document=document).order_by("entry_id")
    return list(found.values_list("entry_id", "quantity"))


def rows_of(document):
    """(number, quantity, to handle, handled) of its line."""
    found = TrackingLine.objects.filter(line__document=document, session=None)
    found = found.order_by("serial_no", "lot_no")
    return [
        (row.serial_no or row.lot_no, row.quantity, row.qty_to_handle, row.qty_handled)
        for row in found
    ]


def to_ship(document):
    line = the_line(document)
    return line.qty_to_handle, line.qty_to_handle_base, line.qty_to_invoice
