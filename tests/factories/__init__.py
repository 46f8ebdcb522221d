"""Rows for tests.  Say only what the test is about; the rest has a sensible default.

chair = ItemFactory(no="1900-S", item_tracking_code=serial_code())
order = purchase_order(chair, quantity=10)
"""

from tests.factories.documents import (
    add_line,
    journal,
    purchase_order,
    reclassification,
    sales_order,
    tracked,
    trade_document,
    transfer_order,
)
from tests.factories.setup import (
    BinFactory,
    CustomerFactory,
    ItemFactory,
    LocationFactory,
    NumberSeriesFactory,
    UnitFactory,
    UserFactory,
    VendorFactory,
    code_with,
    lot_code,
    serial_code,
    setup_series,
    user_with_role,
)

__all__ = [
    "BinFactory",
    "CustomerFactory",
    "ItemFactory",
    "LocationFactory",
    "NumberSeriesFactory",
    "UnitFactory",
    "UserFactory",
    "VendorFactory",
    "add_line",
    "code_with",
    "journal",
    "lot_code",
    "purchase_order",
    "reclassification",
    "sales_order",
    "serial_code",
    "setup_series",
    "tracked",
    "trade_document",
    "transfer_order",
    "user_with_role",
]
