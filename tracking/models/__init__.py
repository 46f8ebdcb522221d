from tracking.models.cards import (
    FileType,
    NumberComment,
    NumberFile,
    NumberInformation,
    NumberKind,
)
from tracking.models.codes import ItemTrackingCode
from tracking.models.lines import TrackingLine
from tracking.models.posting import PostingRow
from tracking.models.sessions import AvailabilityFigure, RejectedInput, TrackingSession
from tracking.models.reservations import Reservation

__all__ = [
    "AvailabilityFigure",
    "FileType",
    "ItemTrackingCode",
    "NumberComment",
    "NumberFile",
    "NumberInformation",
    "NumberKind",
    "PostingRow",
    "RejectedInput",
    "TrackingLine",
    "TrackingSession",
]
    "Reservation",
    "TrackingDimensionGroup",
