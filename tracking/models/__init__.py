from tracking.models.captures import CaptureReversal, SerialCapture
from tracking.models.cards import (
    FileType,
    NumberComment,
    NumberFile,
    NumberInformation,
    NumberKind,
)
from tracking.models.codes import ItemTrackingCode
from tracking.models.groups import Capture, PreviouslyShipped, TrackingDimensionGroup
from tracking.models.lines import TrackingLine
from tracking.models.posting import PostingRow
from tracking.models.reservations import Reservation
from tracking.models.scans import Scan
from tracking.models.sessions import (
    AvailabilityFigure,
    RejectedInput,
    TrackingSession,
    UploadReport,
)

__all__ = [
    "AvailabilityFigure",
    "Capture",
    "CaptureReversal",
    "FileType",
    "ItemTrackingCode",
    "NumberComment",
    "NumberFile",
    "NumberInformation",
    "NumberKind",
    "PostingRow",
    "PreviouslyShipped",
    "RejectedInput",
    "Reservation",
    "Scan",
    "SerialCapture",
    "TrackingDimensionGroup",
    "TrackingLine",
    "TrackingSession",
    "UploadReport",
]
