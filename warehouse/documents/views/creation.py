"""Making warehouse documents: from an order's page, or by choosing the documents of a location."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from warehouse.documentkinds import KINDS, WarehouseDocumentKind
from warehouse.documents import services
from warehouse.documents.forms import LocationForm
from warehouse.documents.lists import partner_of
from warehouse.documents.selectors import documents_on, documents_waiting, places_waiting
from warehouse.documents.views.access import ADD, document_of
from warehouse.policies.employees import locations_of
from warehouse.views.access import number_in, permitted, version_in
from wms.core.errors import Refused
from wms.core.pages.requests import PageRequest
from wms.core.pages.workdate import work_date
from wms.documents.models import Document
from wms.inventory.models import Location

MOST_OFFERED = 200


@require_http_methods(["GET", "POST"])
@permitted(ADD)
def create_from_source(
    request: PageRequest, whse_kind: WarehouseDocumentKind, kind: str, pk: int
) -> HttpResponse:
    """What of the document can be received or shipped where; sent, makes the document of one location."""
    rules = KINDS[whse_kind]
    source = get_object_or_404(
        Document.objects.select_related("customer", "vendor", "location"), kind=kind, pk=pk
    )
    refusal = ""
    if request.method == "POST":
        location = source.location
        if location_id := number_in(request.POST.get("location", "")):
            location = get_object_or_404(Location, pk=location_id)
        try:
            made = services.create_document(
                kind=whse_kind,
                location=location,
                sources=[source],
                by=request.user,
                on=source.posting_date or work_date(request),
            )
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, f"{made} is made from {source}.")
            return redirect(made)
    context = {
        "title": f"Create {rules.title.lower()}",
        "rules": rules,
        "source": source,
        "partner": partner_of(source),
        "places": places_waiting(source, rules, request.user),
        "documents": [one for one in documents_on(source) if one.kind == whse_kind],
        "refusal": refusal,
        "may_see_source": request.user.has_perm(source.rules.permission("view")),
    }
    return render(
        request, "warehouse/documents/create.html", context, status=422 if refusal else 200
    )


@require_http_methods(["GET", "POST"])
@permitted(ADD)
def new_warehouse_document(request: PageRequest, kind: WarehouseDocumentKind) -> HttpResponse:
    """A location is chosen, then documents that wait there; sent, makes the document."""
    rules = KINDS[kind]
    places = locations_of(request.user).filter(**{rules.switch: True}).order_by("code")
    asked = request.POST if request.method == "POST" else request.GET
    day = work_date(request)
    if "location" in asked:
        form = LocationForm(asked, locations=places)
    else:
        form = LocationForm(locations=places, initial=_first_place(places, day))
    location = form.cleaned_data.get("location") if form.is_bound and form.is_valid() else None
    if request.method == "POST" and location is not None:
        try:
            made = services.create_document(
                kind=kind,
                location=location,
                sources=_chosen(request),
                by=request.user,
                on=form.cleaned_data["posting_date"],
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, f"{made} is made.")
            return redirect(made)
    context: dict[str, Any] = {
        "title": f"New {rules.title.lower()}",
        "rules": rules,
        "form": form,
        "location": location,
        "offers": _offers(request, kind, location) if location else [],
        "chosen": request.POST.getlist("source"),
        "has_places": places.exists(),
    }
    return render(
        request, "warehouse/documents/new.html", context, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
@permitted(ADD)
def add_warehouse_sources(
    request: PageRequest, kind: WarehouseDocumentKind, pk: int
) -> HttpResponse:
    """Get source documents: further orders of its location."""
    document = document_of(request, kind, pk)
    refusal = ""
    if request.method == "POST":
        try:
            services.add_sources(
                document=document,
                sources=_chosen(request),
                by=request.user,
                version=version_in(request),
            )
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, f"The lines are on {document.in_words}.")
            return redirect(document)
    context = {
        "title": "Get source documents",
        "rules": document.rules,
        "document": document,
        "version": version_in(request) or document.version,
        "offers": _offers(request, kind, document.location),
        "chosen": request.POST.getlist("source"),
        "refusal": refusal,
    }
    return render(
        request, "warehouse/documents/sources.html", context, status=422 if refusal else 200
    )


def _first_place(places: Any, day: Any) -> dict[str, Any]:
    return {"location": places.first(), "posting_date": day}


def _offers(
    request: PageRequest, kind: WarehouseDocumentKind, location: Location
) -> list[tuple[Document, str]]:
    """Released documents that wait at the location, each with its partner."""
    waiting = documents_waiting(KINDS[kind], request.user, location)
    return [(one, partner_of(one)) for one in waiting.order_by("pk")[:MOST_OFFERED]]


def _chosen(request: PageRequest) -> list[Document]:
    """The ticked documents; those that are gone meanwhile are left out."""
    keys = [number_in(text) for text in request.POST.getlist("source")]
    return list(Document.objects.filter(pk__in=[key for key in keys if key][:MOST_OFFERED]))
