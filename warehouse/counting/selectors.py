"""What the books say is in stock of one place."""

from decimal import Decimal

from django.db.models import Sum

from tracking.switches import KINDS, NUMBER_FIELD
from warehouse.models import WarehouseEntry
from wms.core.quantity import ZERO
from wms.documents.models import DocumentLine
from wms.ledger.models import ItemLedgerEntry


def stock_of(line: DocumentLine) -> Decimal:
    """Of the item, variant, location, bin and numbers that stand on the line; numbers that it does not
    name are summed up."""
    of_item = {"item": line.item, "variant": line.variant, "location": line.location}
    code = line.item.item_tracking_code
    numbers = {
        NUMBER_FIELD[kind]: getattr(line, NUMBER_FIELD[kind])
        for kind in KINDS
        if getattr(line, NUMBER_FIELD[kind])
    }
    if line.bin is not None:
        known = {NUMBER_FIELD[kind] for kind in KINDS if code and code.is_warehouse_tracked(kind)}
        asked = {field: number for field, number in numbers.items() if field in known}
        entries = WarehouseEntry.objects.filter(bin=line.bin, **of_item, **asked)
        return entries.aggregate(total=Sum("quantity"))["total"] or ZERO
    open_entries = ItemLedgerEntry.objects.filter(remaining_quantity__gt=0, **of_item, **numbers)
    return open_entries.aggregate(total=Sum("remaining_quantity"))["total"] or ZERO
