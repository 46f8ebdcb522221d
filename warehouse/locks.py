"""Item Tracking Lines are locked while the warehouse handles the numbers (ITL-157, ITL-162, WHS-169)."""

from tracking.locks import Lock
from tracking.switches import KINDS
from warehouse.kinds import picks_for_shipments
from warehouse.models import ActivityLine, PickedNumber, WarehouseDocumentLine
from warehouse.selectors.picked import WITH_NUMBER
from wms.documents.models import DocumentLine


def worked_on(line: DocumentLine) -> Lock | None:
    """The lock of a line whose item is warehouse-tracked and that stands on an open activity."""
    if not _is_warehouse_tracked(line):
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


def picked_for_shipment(line: DocumentLine) -> Lock | None:
    """The lock of a line on a shipment whose goods are picked (ITL-162 a), or of which numbers are (ITL-167)."""
    if not (line.outbound and picks_for_shipments(line.location)):
        return None
    found = WarehouseDocumentLine.objects.filter(
        source_line=line.pk, document__kind="warehouse_shipment"
    )
    tracked = _is_warehouse_tracked(line)
    if not tracked:
        found = found.filter(pk__in=PickedNumber.objects.filter(WITH_NUMBER).values("line"))
    first = found.select_related("document").order_by("pk").first()
    if first is None:
        return None
    document = first.document
    return Lock(
        reason=f"Numbers are picked for {document.in_words}; only Qty. to Handle can be changed here.",
        url=document.get_absolute_url(),
        link_text=str(document),
    )


def _is_warehouse_tracked(line: DocumentLine) -> bool:
    code = line.item.item_tracking_code
    return code is not None and any(code.is_warehouse_tracked(kind) for kind in KINDS)
