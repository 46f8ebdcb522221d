"""Sales that a vendor ships to the customer, and their purchase orders."""

from tests.factories import (
    purchase_order,
)
from tests.tracking.posting.desk import (
    sales,
)
from tracking.binding import services as binding
from wms.documents.models import Document

DROP = "drop_shipment"


def ordered(sale: Document, **header) -> Document:
    """A purchase order that has got all lines of the sale."""
    order = purchase_order(**{"no": "PO1"} | header)
    ids = list(sale.lines.filter(purchasing_code=DROP).values_list("pk", flat=True))
    binding.get_sales_lines(document=order, line_ids=ids, by=order.created_by)
    return order


def dropped(item, *numbers_, quantity=None, no="SO1", **header) -> tuple[Document, Document]:
    """A sale with one drop shipment, and the purchase order that buys for it."""
    line = {"purchasing_code": DROP}
    sale = sales(item, *numbers_, quantity=quantity, line=line, no=no, **header)
    return sale, ordered(sale)
