"""Items that stand in one place only: on a warehouse entry, or on an open activity."""

from decimal import Decimal

from tests.factories import BinFactory, sales_order
from tests.warehouse.scenes import JAN_5
from warehouse.models import Activity, ActivityLine, WarehouseEntry
from wms.documents.models import Document
from wms.inventory.models import Item


def warehouse_entry(item: Item, quantity=1) -> WarehouseEntry:
    place = BinFactory()
    return WarehouseEntry.objects.create(
        entry_type="movement",
        registering_date=JAN_5,
        location=place.location,
        bin=place,
        item=item,
        variant=item.variants.get(code=""),
        quantity=quantity,
    )


def activity_line(item: Item) -> ActivityLine:
    """An open pick of goods that no entry knows; the line of its order is complete."""
    order = sales_order(item, 1)
    pick = Activity.objects.create(
        kind=Activity.Kind.INVENTORY_PICK,
        no="IP1",
        location=order.location,
        source=order,
        posting_date=JAN_5,
        created_by=order.created_by,
    )
    order.lines.update(qty_handled=1, qty_handled_base=1, qty_to_handle=0, qty_to_handle_base=0)
    Document.objects.update(status=Document.Status.CLOSED)
    return ActivityLine.objects.create(
        activity=pick,
        line_no=10000,
        source_line=order.lines.get(),
        item=item,
        variant=item.variants.get(code=""),
        location=order.location,
        quantity=Decimal(1),
    )
