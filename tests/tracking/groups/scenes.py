"""Groups and the codes that name them."""

from tests.factories import code_with
from tracking.codes.services import save_tracking_code
from tracking.groups.services import save_group
from tracking.models import ItemTrackingCode, TrackingDimensionGroup


def group(code="CAP", *, capture="none", **values) -> TrackingDimensionGroup:
    """A saved group, by the service: what follows from the step of capture is set."""
    return save_group(group=TrackingDimensionGroup(code=code, capture_serial_no=capture, **values))


def linked(named: TrackingDimensionGroup, code="SNCAP", **switches) -> ItemTrackingCode:
    """A code that names the group, saved by the service."""
    made = code_with(code, **switches)
    made.tracking_dimension_group = named
    return save_tracking_code(code=made)


def capturing_code(step="picking", code="SNCAP", *, shipped="confirm", **switches):
    """A code whose serials are captured at that step (cases E and F)."""
    made = group(f"G-{code}"[:10], capture=step, previously_shipped_serial=shipped)
    return linked(made, code, **switches)
