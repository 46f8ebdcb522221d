from wms.inventory.models.items import (
    Item,
    ItemUnit,
    ItemVariant,
    UnitOfMeasure,
    WarehouseClass,
)
from wms.inventory.models.locations import Location, WarehouseEmployee
from wms.inventory.models.partners import Customer, Vendor
from wms.inventory.models.references import ItemReference
from wms.inventory.models.setup import InventorySetup, UserSetup

__all__ = [
    "Customer",
    "InventorySetup",
    "Item",
    "ItemReference",
    "ItemUnit",
    "ItemVariant",
    "Location",
    "UnitOfMeasure",
    "UserSetup",
    "Vendor",
    "WarehouseClass",
    "WarehouseEmployee",
]
