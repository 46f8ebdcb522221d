"""Locations with warehouse receipts and shipments, and documents of theirs."""

from datetime import date
from decimal import Decimal

from tests.factories import UserFactory
from tests.warehouse.scenes import pick_location
from warehouse.documentkinds import WarehouseDocumentKind
from warehouse.documents.posting import PostedGoods, post_warehouse_document
from warehouse.documents.services import change_line, create_document
from warehouse.models import WarehouseDocument
from wms.documents.models import Document
from wms.inventory.models import Location

WORK_DAY = date(2026, 1, 3)
RECEIPT, SHIPMENT = WarehouseDocumentKind.RECEIPT, WarehouseDocumentKind.SHIPMENT


def receiving(code="YELLOW", *, bins=(), **values) -> Location:
    """Require Receive, and no bins unless named."""
    return pick_location(
        code, bins=bins, **{"require_pick": False, "require_receive": True} | values
    )


def shipping(code="YELLOW", *, bins=(), **values) -> Location:
    """Require Shipment without Require Pick, and no bins unless named."""
    return pick_location(
        code, bins=bins, **{"require_pick": False, "require_shipment": True} | values
    )


def released(order: Document) -> Document:
    """As if it had been made at that location: Qty. to Handle is 0 there (WHS-005)."""
    order.status = Document.Status.RELEASED
    order.save()
    order.lines.update(qty_to_handle=0, qty_to_handle_base=0)
    return order


def made(kind, *orders: Document, location: Location | None = None, by=None) -> WarehouseDocument:
    place = location or orders[0].location
    return create_document(
        kind=kind, location=place, sources=orders, by=by or UserFactory(), on=WORK_DAY
    )


def handle(document: WarehouseDocument, *quantities) -> WarehouseDocument:
    """Fill Qty. to Receive or to Ship of the lines, in their order."""
    by = UserFactory()
    for line, quantity in zip(document.lines.order_by("line_no"), quantities, strict=True):
        change_line(line=line, by=by, qty_to_handle=Decimal(quantity))
    return document


def post(document: WarehouseDocument, **values) -> PostedGoods:
    return post_warehouse_document(
        document=document, **{"by": UserFactory(), "posting_date": WORK_DAY} | values
    )


def figures(document: WarehouseDocument) -> list[tuple]:
    """Quantity, to handle and handled of each line."""
    lines = document.lines.order_by("line_no")
    return [(line.quantity, line.qty_to_handle, line.qty_handled) for line in lines]
