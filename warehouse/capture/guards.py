"""What open picks forbid about tracking dimension groups (CAP-015)."""

from collections.abc import Iterator

from tracking.models import TrackingDimensionGroup
from warehouse.capture.errors import StepFixedByPick
from warehouse.models import ActivityLine
from wms.core.errors import RuleViolation
from wms.core.records.questions import first_of
from wms.inventory import guards


def group_keeps_its_step_while_goods_are_picked(
    stored: TrackingDimensionGroup, changed: TrackingDimensionGroup | None
) -> Iterator[RuleViolation]:
    """From picking to packing and back it goes only while none of its items stands on an open pick."""
    if changed is None or stored.capture_serial_no == changed.capture_serial_no:
        return
    if (line := line_of_group(stored.pk)) is not None:
        yield StepFixedByPick(item=line.item, activity=line.activity)


line_of_group = first_of(
    TrackingDimensionGroup,
    by="item__item_tracking_code__tracking_dimension_group",
    rows=lambda: ActivityLine.objects.select_related("activity", "item").order_by("pk"),
)

guards.register(TrackingDimensionGroup, group_keeps_its_step_while_goods_are_picked)
