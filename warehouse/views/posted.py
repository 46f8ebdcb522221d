"""Posted activities, numbers by bin, and the pages that activities do not have."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from tracking.switches import CAPTION
from warehouse.documentkinds import WarehouseDocumentKind
from warehouse.kinds import KINDS, ActivityKind
from warehouse.lists import NUMBERS_BY_BIN, posted_list, registered_list, source_tracking_url
from warehouse.models import PostedActivity, RegisteredActivity, WarehouseDocument
from warehouse.views.access import activity_of, number_in, permitted, refuse_elsewhere
from wms.core.pages.lists import list_view
from wms.core.pages.requests import PageRequest

LINES_PER_PAGE = 100


@require_GET
@permitted("warehouse.view_postedactivity")
def posted_activities(request: PageRequest, kind: ActivityKind) -> HttpResponseBase:
    lists = registered_list if KINDS[kind].registers else posted_list
    return list_view(request, lists(kind))


@require_GET
@permitted("warehouse.view_postedactivity")
def posted_activity(request: PageRequest, kind: ActivityKind, pk: int) -> HttpResponse:
    model, beside = (
        (RegisteredActivity, ("registered_by",))
        if KINDS[kind].registers
        else (PostedActivity, ("posted_document", "posted_by"))
    )
    found: Any = model._default_manager.select_related("location", "source", *beside)
    posted = get_object_or_404(found, kind=kind, pk=pk)
    refuse_elsewhere(request, posted.location)
    lines = posted.lines.select_related(
        "item__base_unit_of_measure", "variant", "bin", "source_line"
    ).order_by("line_no")
    context: dict[str, Any] = {
        "title": str(posted),
        "posted": posted,
        "shipment": _open_shipment(posted),
        "page": Paginator(lines, LINES_PER_PAGE).get_page(
            number_in(request.GET.get("page", "")) or 1
        ),
        "captions": CAPTION.values(),
        "may_see_source": request.user.has_perm(posted.source.rules.permission("view")),
    }
    return render(request, "warehouse/posted.html", context)


def _open_shipment(posted: PostedActivity | RegisteredActivity) -> WarehouseDocument | None:
    """The shipment that a registered pick was made for, while it is open."""
    if not isinstance(posted, RegisteredActivity):
        return None
    shipments = WarehouseDocument.objects.filter(kind=WarehouseDocumentKind.SHIPMENT)
    return shipments.filter(no=posted.whse_document_no).first()


@require_GET
@permitted("warehouse.view_warehouseentry")
def numbers_by_bin(request: PageRequest) -> HttpResponseBase:
    return list_view(request, NUMBERS_BY_BIN)


@require_GET
@permitted("warehouse.view_activity")
def not_from_here(
    request: PageRequest, kind: ActivityKind, pk: int, page: str, line_id: int = 0
) -> HttpResponse:
    """Item tracking and reservation belong to the source document (WHS-057, ITL-023)."""
    activity = activity_of(request, kind, pk)
    line = activity.lines.select_related("source_line").filter(pk=line_id).first()
    context = {
        "title": "Not available from a warehouse activity",
        "what": {"tracking": "Item Tracking Lines", "reservation": "Reservation"}[page],
        "activity": activity,
        "line": line,
        "tracking_url": source_tracking_url(line.source_line_id) if line else "",
    }
    return render(request, "warehouse/not_from_here.html", context, status=404)
