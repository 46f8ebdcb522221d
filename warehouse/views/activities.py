"""Activities: their list, their card, and what is asked of one as a whole."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tracking.posting.context import Preview
from warehouse.forms import PostingForm
from warehouse.kinds import KINDS, ActivityKind
from warehouse.lists import activity_list
from warehouse.models import Activity, PostedActivity, RegisteredActivity, WarehouseDocument
from warehouse.selectors.activities import captured_numbers, stated_numbers, totals
from warehouse.services.pick_deletion import delete_activity as delete_service
from warehouse.services.pick_posting import (
    PostedWork,
    posted_by_request,
)
from warehouse.services.pick_posting import (
    post_activity as post_service,
)
from warehouse.services.pick_posting import (
    preview_activity as preview_service,
)
from warehouse.services.pick_registering import register_pick, registered_by_request
from warehouse.services.pick_work import autofill, reset
from warehouse.views.access import activity_of, permitted, version_in
from warehouse.views.cards import card
from wms.core.errors import Refused
from wms.core.pages.lists import list_view
from wms.core.pages.requests import PageRequest

MOST_LISTED = 50  # numbers in a question


@require_GET
@permitted("warehouse.view_activity")
def activities(request: PageRequest, kind: ActivityKind) -> HttpResponseBase:
    return list_view(request, activity_list(kind))


@require_GET
@permitted("warehouse.view_activity")
def activity(request: PageRequest, kind: ActivityKind, pk: int) -> HttpResponse:
    return card(request, activity_of(request, kind, pk))


@require_POST
@permitted("warehouse.work_activity")
def fill_activity(request: PageRequest, kind: ActivityKind, pk: int) -> HttpResponse:
    """Autofill Qty. to Handle (WHS-138)."""

    def work(found: Activity) -> str:
        unready = autofill(activity=found, by=request.user, version=version_in(request))
        if unready:
            lines = "1 line" if unready == 1 else f"{unready} lines"
            return f"Qty. to Handle is filled; {lines} still lack a number or a bin."
        return "Qty. to Handle is filled on every line."

    return _worked(request, kind, pk, work)


@require_POST
@permitted("warehouse.work_activity")
def reset_activity(request: PageRequest, kind: ActivityKind, pk: int) -> HttpResponse:
    """Delete Qty. to Handle (WHS-138)."""

    def work(found: Activity) -> str:
        reset(activity=found, by=request.user, version=version_in(request))
        return "Qty. to Handle is 0 on every line."

    return _worked(request, kind, pk, work)


def _worked(
    request: PageRequest, kind: ActivityKind, pk: int, work: Callable[[Activity], str]
) -> HttpResponse:
    found = activity_of(request, kind, pk)
    try:
        message = work(found)
    except Refused as refused:
        return card(request, activity_of(request, kind, pk), refusal=str(refused))
    messages.success(request, message)
    return redirect(found)


@require_POST
@permitted("warehouse.work_activity")
def post_activity(request: PageRequest, kind: ActivityKind, pk: int) -> HttpResponse:
    """Posts; the same request key again leads to what it posted, also when nothing is left here."""
    key = request.POST.get("request_key", "")[:100]
    before = registered_by_request(key) if KINDS[kind].registers else posted_by_request(key)
    found = _still_there(request, kind, pk)
    if found is None:
        if before is not None:
            return redirect(before)
        return _gone(request, kind)
    form = PostingForm(request.POST, activity=found)
    if not form.is_valid():
        return card(request, found, posting_form=form, refusal=form.hidden_fault, status=422)
    finish = _register if found.rules.registers else _post
    try:
        done = finish(request, found, **form.cleaned_data)
    except Refused as refused:
        still = _still_there(request, kind, pk)
        if still is None:
            return _gone(request, kind)
        return card(request, still, refusal=str(refused))
    return redirect(done)


def _post(request: PageRequest, found: Activity, **values: Any) -> Activity | PostedActivity:
    work = post_service(activity=found, by=request.user, **values)
    _tell(request, work)
    return work.activity or work.posted_activity


def _register(
    request: PageRequest, found: Activity, **values: Any
) -> Activity | WarehouseDocument | RegisteredActivity:
    """What is left leads on; else the shipment, which can be posted now."""
    shipment = found.whse_document
    work = register_pick(activity=found, by=request.user, **values)
    rest = " What was not handled stays here." if work.activity else ""
    messages.success(request, f"{work.registered} is registered; {shipment} can ship it.{rest}")
    return work.activity or shipment or work.registered


def _tell(request: PageRequest, work: PostedWork) -> None:
    entries = "1 entry" if work.entry_count == 1 else f"{work.entry_count} entries"
    messages.success(
        request,
        f"{work.posted_activity} and {work.posted_document} are posted, {entries}."
        + (" What was not handled stays here." if work.activity else ""),
    )
    for warning in work.warnings:
        messages.warning(request, str(warning))


@require_http_methods(["GET", "POST"])
@permitted("warehouse.view_activity")
def preview_activity(request: PageRequest, kind: ActivityKind, pk: int) -> HttpResponse:
    """What posting would write, on the day that is typed; nothing of it is kept (WHS-172)."""
    if KINDS[kind].registers:
        raise Http404(
            "There is nothing to preview: a pick that is registered writes no ledger entries."
        )
    found = activity_of(request, kind, pk)
    day = found.posting_date
    if request.method == "POST":
        form = PostingForm(request.POST, activity=found)
        if not form.is_valid():
            return card(request, found, posting_form=form, refusal=form.hidden_fault, status=422)
        day = form.cleaned_data["posting_date"]
    try:
        preview: Preview = preview_service(activity=found, by=request.user, posting_date=day)
    except Refused as refused:
        return card(request, found, refusal=str(refused))
    context = {
        "title": f"Preview of {found.rules.title.lower()} {found.no}",
        "activity": found,
        "preview": preview,
        "day": day,
    }
    return render(request, "warehouse/preview.html", context)


@require_http_methods(["GET", "POST"])
@permitted("warehouse.delete_activity")
def delete_activity(request: PageRequest, kind: ActivityKind, pk: int) -> HttpResponse:
    """Asks once, listing the numbers that come from the source (WHS-151); then deletes."""
    found = _still_there(request, kind, pk)
    if found is None:
        return _gone(request, kind)
    refusal = ""
    if request.method == "POST":
        try:
            delete_service(activity=found, by=request.user, version=version_in(request))
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, f"{found} is deleted. Its lines can be picked again.")
            return redirect("activities", kind=kind)
    numbers, captured = stated_numbers(found), captured_numbers(found)
    context: dict[str, Any] = {
        "title": f"Delete {found.rules.title.lower()} {found.no}",
        "activity": found,
        "version": version_in(request) or found.version,
        "lines": totals(found).lines,
        "numbers": numbers[:MOST_LISTED],
        "more": len(numbers) - MOST_LISTED,
        "captured": captured[:MOST_LISTED],
        "more_captured": len(captured) - MOST_LISTED,
        "refusal": refusal,
    }
    template = "warehouse/_delete.html" if request.htmx else "warehouse/delete.html"
    return render(request, template, context, status=422 if refusal else 200)


def _still_there(request: PageRequest, kind: ActivityKind, pk: int) -> Activity | None:
    if not Activity.objects.filter(kind=kind, pk=pk).exists():
        return None
    return activity_of(request, kind, pk)


def _gone(request: PageRequest, kind: ActivityKind) -> HttpResponse:
    messages.error(
        request,
        f"The {KINDS[kind].title.lower()} no longer exists: it was {KINDS[kind].past} completely or deleted by "
        "somebody else.",
    )
    return redirect("activities", kind=kind)
