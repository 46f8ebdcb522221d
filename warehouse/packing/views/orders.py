"""Orders at the packing station: what waits, what is to pack of one, its containers, and shipping them."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from warehouse.models import Container
from warehouse.models.packing import ContainerStatus
from warehouse.packing import services
from warehouse.packing.forms import ShippingForm
from warehouse.packing.lists import DOCUMENTS_TO_PACK, TONES
from warehouse.packing.policies import PACKED_KINDS
from warehouse.packing.selectors import containers_of, packing_lines, places_of
from warehouse.packing.shipping import Shipped, ship_containers
from warehouse.views.access import permitted, refuse_elsewhere
from wms.core.errors import Refused
from wms.core.pages.lists import list_view
from wms.core.pages.requests import PageRequest
from wms.core.pages.workdate import work_date
from wms.documents.models import Document
from wms.inventory.models import Location

MOST_CONTAINERS = 50


@require_GET
@permitted("warehouse.work_container")
def documents_to_pack(request: PageRequest) -> HttpResponseBase:
    return list_view(request, DOCUMENTS_TO_PACK)


@require_GET
@permitted("warehouse.work_container")
def pack_document(request: PageRequest, kind: str, pk: int) -> HttpResponse:
    """From the order to the first place where this user can pack it."""
    document = get_object_or_404(Document, pk=pk, kind=kind, kind__in=PACKED_KINDS)
    place = places_of(document, request.user).first()
    if place is not None:
        return redirect("pack_order", location_id=place.pk, pk=document.pk)
    messages.warning(
        request, f"Nothing outstanding on {document} is packed at a location where you work."
    )
    return redirect("documents_to_pack")


@require_GET
@permitted("warehouse.work_container")
def pack_order(request: PageRequest, location_id: int, pk: int) -> HttpResponse:
    return _order(request, *_place(request, location_id, pk))


@require_POST
@permitted("warehouse.work_container")
def open_container(request: PageRequest, location_id: int, pk: int) -> HttpResponse:
    document, location = _place(request, location_id, pk)
    try:
        made = services.open_container(
            document=document, location=location, by=request.user, on=work_date(request)
        )
    except Refused as refused:
        return _order(request, document, location, refusal=str(refused))
    return redirect(made)


@require_POST
@permitted("warehouse.work_container")
def ship_order(request: PageRequest, location_id: int, pk: int) -> HttpResponse:
    """Posts what lies in closed containers; the same request key again tells what it posted."""
    document, location = _place(request, location_id, pk)
    form = ShippingForm(request.POST, document=document)
    if not form.is_valid():
        return _order(request, document, location, refusal=form.fault)
    try:
        shipped = ship_containers(
            document=document,
            location=location,
            by=request.user,
            closed_only=request.POST.get("closed_only") == "yes",
            on=form.cleaned_data["posting_date"],
            request_key=form.cleaned_data["request_key"],
        )
    except Refused as refused:
        return _order(request, document, location, refusal=str(refused))
    tell_shipped(request, shipped)
    return redirect("pack_order", location_id=location.pk, pk=document.pk)


def tell_shipped(request: PageRequest, shipped: Shipped) -> None:
    names = ", ".join(container.no for container in shipped.containers)
    what = "Container" if len(shipped.containers) == 1 else "Containers"
    verb = "is" if len(shipped.containers) == 1 else "are"
    messages.success(request, f"{what} {names} {verb} shipped with {shipped.posted_document}.")
    for warning in shipped.warnings:
        messages.warning(request, str(warning))


def _place(request: PageRequest, location_id: int, pk: int) -> tuple[Document, Location]:
    documents = Document.objects.select_related("customer", "transfer_to", "location")
    document = get_object_or_404(documents, pk=pk, kind__in=PACKED_KINDS)
    location = get_object_or_404(Location, pk=location_id)
    refuse_elsewhere(request, location)
    return document, location


def _order(
    request: PageRequest, document: Document, location: Location, *, refusal: str = ""
) -> HttpResponse:
    lines = list(packing_lines(document, location))
    found = containers_of(request.user).filter(source=document, location=location)
    containers = list(found.order_by("-pk")[:MOST_CONTAINERS])
    context: dict[str, Any] = {
        "title": f"Pack {document}",
        "document": document,
        "location": location,
        "lines": lines,
        "something_left": any(not line.is_done for line in lines),
        "containers": containers,
        "tones": {status.value: tone for status, tone in TONES.items()},
        "places": list(places_of(document, request.user).exclude(pk=location.pk)),
        "open_count": _count(containers, ContainerStatus.OPEN),
        "closed_count": _count(containers, ContainerStatus.CLOSED),
        "shipping_form": fresh_shipping_form(document),
        "may_see_document": request.user.has_perm(document.rules.permission("view")),
        "is_released": document.status == Document.Status.RELEASED,
        "refusal": refusal,
    }
    status = 422 if refusal else 200
    return render(request, "warehouse/packing/order.html", context, status=status)


def _count(containers: list[Container], status: ContainerStatus) -> int:
    return sum(container.status == status for container in containers)


def fresh_shipping_form(document: Document) -> ShippingForm:
    return ShippingForm(
        document=document,
        initial={"posting_date": document.posting_date, "request_key": uuid4().hex},
    )
