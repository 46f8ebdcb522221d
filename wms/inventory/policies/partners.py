"""What units of measure, vendors, customers and Inventory Setup must meet."""

from wms.core.records import RecordPolicy
from wms.inventory.models import Customer, InventorySetup, UnitOfMeasure, Vendor
from wms.inventory.policies.numbers import drawn_from

UNIT_OF_MEASURE = RecordPolicy[UnitOfMeasure](places={"unit_code_filled": "code"})
VENDOR = RecordPolicy[Vendor](drawn=drawn_from("vendor_nos"), places={"vendor_no_filled": "no"})
CUSTOMER = RecordPolicy[Customer](
    drawn=drawn_from("customer_nos"), places={"customer_no_filled": "no"}
)
INVENTORY_SETUP = RecordPolicy[InventorySetup]()
