"""Where a set-up record is used, place by place, and the rows of one place (SET-007)."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from wms.core.pages.addresses import address_of
from wms.core.pages.lists import Action
from wms.core.pages.places import may_see, shown_places
from wms.core.pages.requests import PageRequest
from wms.core.records.naming import named
from wms.core.records.usage import rows_of_place
from wms.core.views.changes import setup_model

PER_PAGE = 50


def where_used(request: PageRequest, table: str, pk: int) -> HttpResponse:
    record = _record(request, table, pk)
    if isinstance(record, HttpResponse):
        return record
    context = {
        "title": f"Where {named(record)} is used",
        "places": shown_places(record),
        "actions": [Action("Back to the card", address_of(record))],
    }
    return render(request, "pages/where_used.html", context)


def where_used_rows(request: PageRequest, table: str, pk: int, place: str) -> HttpResponse:
    record = _record(request, table, pk)
    if isinstance(record, HttpResponse):
        return record
    rows = rows_of_place(record, place)
    if rows is None:
        raise Http404
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    label = type(record)._meta.label_lower
    context = {
        "title": f"{named(record)} is used by",
        "page": page,
        "rows": [(named(row), address_of(row)) for row in page.object_list],
        "actions": [Action("All places", reverse("where_used", args=[label, pk]))],
    }
    return render(request, "pages/where_used_rows.html", context)


def _record(request: PageRequest, table: str, pk: int) -> Model | HttpResponse:
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    model = setup_model(table)
    if not may_see(request, model):
        raise PermissionDenied
    return get_object_or_404(model._base_manager.all(), pk=pk)
