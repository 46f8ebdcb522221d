from tracking.models.cards import NumberInformation, NumberKind
from tracking.models.codes import ItemTrackingCode
from tracking.models.lines import TrackingLine
from tracking.models.posting import PostingRow
from tracking.models.sessions import AvailabilityFigure, RejectedInput, TrackingSession

__all__ = [
    "AvailabilityFigure",
    "ItemTrackingCode",
    "NumberInformation",
    "NumberKind",
    "PostingRow",
    "RejectedInput",
    "TrackingLine",
    "TrackingSession",
]
