"""For which lines stock can be held (ITL-216, ITL-220)."""

from wms.documents.models import DocumentLine
from wms.inventory.models.items import ItemType


def why_not_reservable(line: DocumentLine) -> str:
    """Why no stock can be held for this line; "" when it can."""
    if not line.document.rules.has_qty_to_handle or line.document.is_closed:
        return "Stock is reserved for the lines of open orders only."
    if line.is_drop_shipment:
        return (
            "Goods of a drop shipment go from the vendor to the customer; they never are in stock."
        )
    if line.is_special_order and line.sales_line_id is not None:
        return (
            "Goods come in on this line, and are held for the sales line that they are bought for."
        )
    if line.is_special_order:
        return (
            "The line is a special order: its goods are bought for it, and held for it from the moment they "
            "come in."
        )
    if not line.outbound:
        return "Goods come in on this line; stock is reserved where goods go out."
    if line.item.type != ItemType.INVENTORY:
        return f"Item {line.item.no} is not kept in stock."
    return ""
