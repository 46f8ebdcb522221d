"""Pages of warehouse journals: the list, a journal with its lines, and the numbers of a line."""

import uuid
from collections.abc import Callable
from typing import Any

import django_filters
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet, Sum
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from warehouse.journal import services
from warehouse.journal.forms import JournalForm, LineForm, NumbersForm
from warehouse.models import WarehouseEntry, WarehouseJournal, WarehouseJournalLine
from warehouse.policies.employees import locations_of
from warehouse.views.access import number_in, permitted, refuse_elsewhere, version_in
from wms.core.errors import Refused
from wms.core.pages.filters import CodeFilter
from wms.core.pages.lists import Action, Column, ListPage, list_view
from wms.core.pages.requests import PageRequest
from wms.core.pages.workdate import work_date
from wms.core.quantity import ZERO

VIEW = "warehouse.view_warehousejournal"
CHANGE = "warehouse.change_warehousejournal"
MOST_SHOWN = 500


class JournalFilters(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    location = CodeFilter("location__code", label="Location Code")
    item = CodeFilter("lines__item__no", label="Item No.", distinct=True)


def _journals(request: PageRequest) -> QuerySet[WarehouseJournal]:
    rows = WarehouseJournal.objects.filter(location__in=locations_of(request.user))
    return rows.select_related("location", "created_by").annotate(
        line_count=Count("lines", distinct=True)
    )


JOURNALS = ListPage(
    title="Warehouse journals",
    name="warehouse-journals",
    permission=VIEW,
    queryset=_journals,
    columns=(
        Column("No.", "no"),
        Column("Location Code", "location.code"),
        Column("Registering Date", "registering_date"),
        Column("Lines", "line_count", numeric=True, sort="line_count"),
        Column("Made By", "created_by.username", sort="created_by__username"),
        Column("Registered At", "registered_at"),
    ),
    filterset=JournalFilters,
    search=("no",),
    default_sort=("-id",),
    key="id",
    row_url=lambda journal: journal.get_absolute_url(),
    actions=lambda request: (
        Action(
            "New warehouse journal",
            reverse("warehouse_journal_new"),
            "warehouse.add_warehousejournal",
            "plus",
            primary=True,
        ),
    ),
    empty="Nothing was moved between bins at your locations yet.",
)


@require_safe
@permitted(VIEW)
def warehouse_journals(request: PageRequest) -> HttpResponseBase:
    return list_view(request, JOURNALS)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("warehouse.add_warehousejournal")
def warehouse_journal_new(request: PageRequest) -> HttpResponse:
    places = locations_of(request.user).filter(bin_mandatory=True)
    form = JournalForm(request.POST or None, locations=places, initial={"on": work_date(request)})
    if form.is_valid():
        try:
            journal = services.create_journal(by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            return redirect(journal)
    context = {"title": "New warehouse journal", "form": form}
    status = 422 if form.errors else 200
    return render(request, "warehouse/journal/new.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(VIEW)
def warehouse_journal(request: PageRequest, pk: int) -> HttpResponse:
    """The journal; sent, adds a line."""
    journal = _journal(request, pk)
    form = LineForm(request.POST or None, journal=journal)
    if request.method == "POST":
        _may_change(request)
        if form.is_valid():
            try:
                services.add_line(
                    journal=journal,
                    by=request.user,
                    version=version_in(request),
                    **form.cleaned_data,
                )
            except Refused as refused:
                form.add_refusal(refused)
            else:
                return redirect(journal)
    return _shown(request, journal, form)


@require_POST
@permitted("warehouse.register_warehousejournal")
def warehouse_journal_register(request: PageRequest, pk: int) -> HttpResponse:
    journal = _journal(request, pk)
    return _done(
        request,
        journal,
        lambda: services.register_journal(
            journal=journal,
            by=request.user,
            version=version_in(request),
            request_key=request.POST.get("request_key", "")[:64],
        ),
        f"{journal} registered.",
    )


@require_POST
@permitted("warehouse.delete_warehousejournal")
def warehouse_journal_delete(request: PageRequest, pk: int) -> HttpResponse:
    journal = _journal(request, pk)
    try:
        services.delete_journal(journal=journal, by=request.user, version=version_in(request))
    except Refused as refused:
        return _shown(request, journal, LineForm(journal=journal), refusal=str(refused))
    messages.success(request, f"{journal} deleted.")
    return redirect("warehouse_journals")


@require_POST
@permitted(CHANGE)
def warehouse_journal_line_delete(request: PageRequest, pk: int, line_id: int) -> HttpResponse:
    line = _line(request, pk, line_id)
    return _done(
        request,
        line.journal,
        lambda: services.delete_line(line=line, by=request.user, version=version_in(request)),
        "Line deleted.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(VIEW)
def warehouse_item_tracking(request: PageRequest, pk: int, line_id: int) -> HttpResponse:
    """Warehouse Item Tracking Lines of a journal line; sent, adds a number (SET-050, WHS-072)."""
    line = _line(request, pk, line_id)
    try:
        services.refuse_without_warehouse_tracking(line.item)
    except Refused as refused:
        lines = LineForm(journal=line.journal)
        return _shown(request, line.journal, lines, refusal=str(refused))
    form = NumbersForm(request.POST or None, kinds=services.tracked_kinds(line.item))
    if request.method == "POST":
        _may_change(request)
        if form.is_valid():
            try:
                services.add_numbers(
                    line=line, by=request.user, version=version_in(request), **form.cleaned_data
                )
            except Refused as refused:
                form.add_refusal(refused)
            else:
                return redirect("warehouse_item_tracking", pk, line_id)
    return _shown_tracking(request, line, form)


@require_POST
@permitted(CHANGE)
def warehouse_numbers_delete(request: PageRequest, pk: int, line_id: int) -> HttpResponse:
    line = _line(request, pk, line_id)
    row = get_object_or_404(
        line.tracking.select_related("line__journal"), pk=number_in(request.POST.get("row", ""))
    )
    try:
        services.delete_numbers(row=row, by=request.user, version=version_in(request))
    except Refused as refused:
        form = NumbersForm(kinds=services.tracked_kinds(line.item))
        return _shown_tracking(request, line, form, refusal=str(refused))
    return redirect("warehouse_item_tracking", pk, line_id)


def _journal(request: PageRequest, pk: int) -> WarehouseJournal:
    found = WarehouseJournal.objects.select_related("location", "created_by", "registered_by")
    journal = get_object_or_404(found, pk=pk)
    refuse_elsewhere(request, journal.location)
    return journal


def _line(request: PageRequest, pk: int, line_id: int) -> WarehouseJournalLine:
    found = WarehouseJournalLine.objects.select_related(
        "item__item_tracking_code", "variant", "from_bin", "to_bin", "unit_of_measure"
    )
    line = get_object_or_404(found, pk=line_id, journal=pk)
    line.journal = _journal(request, pk)
    return line


def _may_change(request: PageRequest) -> None:
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied


def _done(
    request: PageRequest, journal: WarehouseJournal, step: Callable[[], Any], said: str
) -> HttpResponse:
    try:
        step()
    except Refused as refused:
        return _shown(request, journal, LineForm(journal=journal), refusal=str(refused))
    messages.success(request, said)
    return redirect(journal)


def _shown(
    request: PageRequest, journal: WarehouseJournal, form: LineForm, *, refusal: str = ""
) -> HttpResponse:
    lines = (
        journal.lines.select_related("item", "variant", "from_bin", "to_bin", "unit_of_measure")
        .annotate(tracked=Sum("tracking__quantity"))
        .order_by("line_no")
    )
    context = {
        "title": str(journal),
        "journal": journal,
        "lines": lines[:MOST_SHOWN],
        "form": form,
        "refusal": refusal,
        "may_change": journal.is_open and request.user.has_perm(CHANGE),
        "may_register": request.user.has_perm("warehouse.register_warehousejournal"),
        "may_delete": request.user.has_perm("warehouse.delete_warehousejournal"),
        "request_key": uuid.uuid4().hex,
        "entries": []
        if journal.is_open
        else WarehouseEntry.objects.filter(
            whse_document_kind="warehouse_journal", whse_document_no=journal.no
        )
        .select_related("bin", "item", "variant")
        .order_by("pk")[:MOST_SHOWN],
    }
    status = 422 if refusal or form.errors else 200
    return render(request, "warehouse/journal/journal.html", context, status=status)


def _shown_tracking(
    request: PageRequest, line: WarehouseJournalLine, form: NumbersForm, *, refusal: str = ""
) -> HttpResponse:
    tracked = line.tracking.aggregate(total=Sum("quantity"))["total"] or ZERO
    context = {
        "title": f"Warehouse Item Tracking Lines, {line}",
        "line": line,
        "journal": line.journal,
        "rows": line.tracking.order_by("pk")[:MOST_SHOWN],
        "tracked": tracked,
        "undefined": line.quantity_base - tracked,
        "figures": ("Quantity", "Qty. to Handle"),
        "form": form,
        "refusal": refusal,
        "may_change": line.journal.is_open and request.user.has_perm(CHANGE),
    }
    status = 422 if refusal or form.errors else 200
    return render(request, "warehouse/journal/tracking.html", context, status=status)
