from warehouse.models.activities import (
    Activity,
    ActivityLine,
    CapturedSerial,
    PostedActivity,
    PostedActivityLine,
)
from warehouse.models.bins import Bin, BinContent, BinType, SpecialEquipment, Zone
from warehouse.models.documents import (
    PickedNumber,
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
from warehouse.models.registered import RegisteredActivity, RegisteredActivityLine
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
    "PickedNumber",
    "PostedActivity",
    "PostedActivityLine",
    "PostedWarehouseDocument",
    "PostedWarehouseDocumentLine",
    "RegisteredActivity",
    "RegisteredActivityLine",
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
