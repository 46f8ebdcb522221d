from warehouse.models.activities import (
    Activity,
    ActivityLine,
    CapturedSerial,
    PostedActivity,
    PostedActivityLine,
)
from warehouse.models.bins import Bin, BinContent, BinType, SpecialEquipment, Zone
from warehouse.models.documents import (
    PostedWarehouseDocument,
    PostedWarehouseDocumentLine,
    WarehouseDocument,
    WarehouseDocumentLine,
)
from warehouse.models.entries import WarehouseEntry
from warehouse.models.journal import (
    WarehouseJournal,
    WarehouseJournalLine,
    WarehouseTrackingLine,
)
from warehouse.models.movements import BinMovement
from warehouse.models.packing import Container, ContainerLine, ContainerScan
from warehouse.models.setup import WarehouseSetup

__all__ = [
    "Activity",
    "ActivityLine",
    "Bin",
    "BinContent",
    "BinMovement",
    "BinType",
    "CapturedSerial",
    "Container",
    "ContainerLine",
    "ContainerScan",
    "PostedActivity",
    "PostedActivityLine",
    "PostedWarehouseDocument",
    "PostedWarehouseDocumentLine",
    "SpecialEquipment",
    "WarehouseDocument",
    "WarehouseDocumentLine",
    "WarehouseEntry",
    "WarehouseJournal",
    "WarehouseJournalLine",
    "WarehouseSetup",
    "WarehouseTrackingLine",
    "Zone",
]
