"""Containers: their list, their card, and what is asked of one as a whole."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from warehouse.models import Container
from warehouse.packing import services
from warehouse.packing.forms import ShippingForm
from warehouse.packing.lists import container_list
from warehouse.packing.shipping import ship_containers
from warehouse.packing.views.bench import container_of, container_page
from warehouse.packing.views.orders import tell_shipped
from warehouse.views.access import permitted
from wms.core.errors import Refused
from wms.core.pages.lists import list_view
from wms.core.pages.requests import PageRequest


@require_GET
@permitted("warehouse.view_container")
def containers(request: PageRequest) -> HttpResponseBase:
    return list_view(request, container_list())


@require_GET
@permitted("warehouse.view_container")
def container(request: PageRequest, pk: int) -> HttpResponse:
    return container_page(request, container_of(request, pk))


@require_POST
@permitted("warehouse.work_container")
def close_container(request: PageRequest, pk: int) -> HttpResponse:
    def work(found: Container) -> str:
        services.close_container(container=found, by=request.user)
        return f"{found} is closed. It can be shipped."

    return _worked(request, pk, work)


@require_POST
@permitted("warehouse.work_container")
def reopen_container(request: PageRequest, pk: int) -> HttpResponse:
    def work(found: Container) -> str:
        services.reopen_container(container=found, by=request.user)
        return f"{found} is open again."

    return _worked(request, pk, work)


@require_POST
@permitted("warehouse.work_container")
def cancel_container(request: PageRequest, pk: int) -> HttpResponse:
    def work(found: Container) -> str:
        services.cancel_container(container=found, by=request.user)
        return f"{found} is cancelled; its number is not used again."

    return _worked(request, pk, work)


def _worked(request: PageRequest, pk: int, work: Callable[[Container], str]) -> HttpResponse:
    found = container_of(request, pk)
    try:
        message = work(found)
    except Refused as refused:
        return container_page(request, container_of(request, pk), refusal=str(refused))
    messages.success(request, message)
    return redirect(found)


@require_POST
@permitted("warehouse.work_container")
def ship_container(request: PageRequest, pk: int) -> HttpResponse:
    """Exactly this one (PACK-026); the same request key again tells what it posted."""
    found = container_of(request, pk)
    form = ShippingForm(request.POST, document=found.source)
    if not form.is_valid():
        return container_page(request, found, refusal=form.fault)
    try:
        shipped = ship_containers(
            document=found.source,
            location=found.location,
            by=request.user,
            containers=[found.pk],
            on=form.cleaned_data["posting_date"],
            request_key=form.cleaned_data["request_key"],
        )
    except Refused as refused:
        return container_page(request, container_of(request, pk), refusal=str(refused))
    tell_shipped(request, shipped)
    return redirect(found)
