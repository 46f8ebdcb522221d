"""Item Tracking Lines are locked while an activity handles the numbers (ITL-157, ITL-162, WHS-169)."""

from tracking.locks import Lock
from tracking.switches import KINDS
from warehouse.models import ActivityLine
from wms.documents.models import DocumentLine


def worked_on(line: DocumentLine) -> Lock | None:
    """The lock of a line whose item is warehouse-tracked and that stands on an open activity."""
    code = line.item.item_tracking_code
    if code is None or not any(code.is_warehouse_tracked(kind) for kind in KINDS):
        return None
    if not (line.location.require_pick or line.location.require_put_away):
        return None
    found = ActivityLine.objects.filter(source_line=line.pk).select_related("activity")
    first = found.order_by("pk").first()
    if first is None:
        return None
    activity = first.activity
    return Lock(
        reason=f"Numbers are handled on {activity.rules.title.lower()} {activity.no}; only Qty. to "
        "Handle can be changed here.",
        url=activity.get_absolute_url(),
        link_text=str(activity),
    )
