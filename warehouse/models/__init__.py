from warehouse.models.activities import Activity, ActivityLine, PostedActivity, PostedActivityLine
from warehouse.models.bins import Bin, BinContent
from warehouse.models.entries import WarehouseEntry
from warehouse.models.setup import WarehouseSetup

__all__ = [
    "Activity",
    "ActivityLine",
    "Bin",
    "BinContent",
    "PostedActivity",
    "PostedActivityLine",
    "WarehouseEntry",
    "WarehouseSetup",
]
