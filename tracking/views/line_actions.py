"""The actions of the Item Tracking Lines page: creating, choosing, reading in, scanning, closing."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from tracking.availability import Combination
from tracking.forms import CreateForm, CustomizedForm, SelectedForm
from tracking.page import Page, read_page
from tracking.selectors import entries
from tracking.services import assignment, selection, sessions
from tracking.services.assignment import Extras
from tracking.services.sessions import Asked, Refreshed
from tracking.switches import NUMBER_FIELD
from tracking.views.access import may_change, page_of, tells_when_closed
from tracking.views.answers import dialog, page_context, whole
from tracking.views.lines import chosen_rows
from wms.core.errors import Refused
from wms.core.pages.requests import PageRequest
from wms.core.pages.workdate import work_date
from wms.core.quantity import ZERO

DIFFERENCES_SHOWN = 50


# --- creating numbers ---


@require_http_methods(["GET", "POST"])
@tells_when_closed
def tracking_create(request: PageRequest, line_id: int, how: str) -> HttpResponse:
    """Assign Serial No. and Create Customized SN: the dialog, and what it does."""
    page = page_of(request, line_id)
    customized = how == "customized"
    form_class = CustomizedForm if customized else CreateForm
    if request.method == "POST":
        form = form_class(request.POST, page=page)
        if form.is_valid():
            try:
                serials = _create(request, page, form.cleaned_data, customized=customized)
            except Refused as refused:
                form.add_refusal(refused)
            else:
                return whole(request, page, told=_created(serials))
    else:
        initial = {"quantity": max(page.undefined(), ZERO), "increment": 1}
        form = form_class(initial=initial, page=page)
    context = {
        "title": "Create Customized SN" if customized else "Assign Serial No.",
        "form": form,
        "how": how,
        "undefined": page.undefined(),
    }
    return dialog(request, page, "_create_form.html", context, status=422 if form.errors else 200)


def _create(
    request: PageRequest, page: Page, data: dict[str, Any], *, customized: bool
) -> list[str]:
    extras = Extras(
        data["new_lot"],
        data["new_package"],
        data["create_cards"],
        expiration_date=data.get("expiration_date"),
    )
    common: dict[str, Any] = {
        "session": page.session,
        "by": request.user,
        "on": work_date(request),
        "quantity": data["quantity"],
        "extras": extras,
        "selected": chosen_rows(request) or (),
    }
    if not customized:
        return assignment.assign_serial_numbers(**common)
    return assignment.create_customized_serials(
        start=data["start"], increment=data["increment"], **common
    )


def _created(numbers: list[str]) -> str:
    if len(numbers) == 1:
        return f"{numbers[0]} was created."
    return f"{len(numbers):,} serial numbers were created, {numbers[0]} to {numbers[-1]}."


@require_POST
@tells_when_closed
def tracking_assign(request: PageRequest, line_id: int, kind: str) -> HttpResponse:
    """Assign Lot No. and Assign Package No.; on a reclassification line the New columns are filled."""
    page = page_of(request, line_id)
    selected = chosen_rows(request)
    common: dict[str, Any] = {
        "session": page.session,
        "by": request.user,
        "on": work_date(request),
    }
    try:
        if page.is_reclassification and kind in NUMBER_FIELD:
            numbers = assignment.assign_new_numbers(kind=kind, selected=selected or None, **common)
            told = f"New {page.caption_of(kind)}: {numbers[0]}" + (
                f" to {numbers[-1]}." if len(numbers) > 1 else "."
            )
        elif kind == "lot":
            told = f"Lot No. {assignment.assign_lot_number(selected=selected, **common)} assigned."
        else:
            number = assignment.assign_package_number(selected=selected, **common)
            told = f"{page.caption_of('package')} {number} assigned."
    except Refused as refused:
        return whole(request, page, refused=str(refused))
    return whole(request, page, told=told)


# --- choosing from stock ---


@require_http_methods(["GET", "POST"])
@tells_when_closed
def tracking_select(request: PageRequest, line_id: int) -> HttpResponse:
    """Select Entries: opening proposes, OK takes over, the rest pages through the list."""
    page = page_of(request, line_id, verb="change" if request.method == "POST" else "view")
    if request.method == "POST":
        try:
            count = selection.take_over(session=page.session, by=request.user)
        except Refused as refused:
            return _entries(request, page, refusal=str(refused))
        numbers = "number" if count == 1 else "numbers"
        return whole(request, page, told=f"{count:,} {numbers} taken over." if count else "")
    if "start" not in request.GET and "search" not in request.GET:
        sessions.look_at_stock(page.session)
        if may_change(request, page):
            selection.propose(session=page.session, on=work_date(request))
    return _entries(request, page)


def _entries(request: PageRequest, page: Page, *, refusal: str = "") -> HttpResponse:
    start = request.GET.get("start", "")
    context = {
        "title": "Select Entries",
        "search": request.GET.get("search", ""),
        "entries": entries.page_of_entries(
            page,
            start=int(start) if start.isascii() and start.isdigit() else 0,
            search=request.GET.get("search", ""),
            on=work_date(request),
        ),
        "refusal": refusal,
        "may_change": may_change(request, page),
    }
    if request.htmx and request.htmx.target in ("select-list", "select-more"):
        template = (
            "tracking/_entries_rows.html"
            if request.htmx.target == "select-more"
            else "tracking/_entries.html"
        )
        context |= {"page": page, "line": page.line, "in_dialog": True}
        return render(request, template, context)
    return dialog(request, page, "_entries.html", context, status=422 if refusal else 200)


@require_POST
@tells_when_closed
def tracking_select_entry(request: PageRequest, line_id: int, figure_id: int) -> HttpResponse:
    """The Selected Quantity of one combination was changed."""
    page = page_of(request, line_id)
    text = request.POST.get("selected", "").strip()
    fault = ""
    form = SelectedForm(request.POST)
    if form.is_valid():
        try:
            selection.select(
                session=page.session,
                figure_id=figure_id,
                quantity=form.cleaned_data["selected"] or ZERO,
            )
        except Refused as refused:
            fault = str(refused)
    else:
        fault = f"Selected Quantity {text[:30]} is not a number. Write it as 4 or 0.5."
    if not request.htmx:
        if fault:
            messages.error(request, fault)
        return redirect(f"{request.path.rsplit('/', 2)[0]}/?start=0")
    context = {
        "page": page,
        "line": page.line,
        "entry": entries.entry_of(page, figure_id),
        "entries": entries.footer_of(page),
        "typed": text if fault else "",
        "fault": fault,
        "oob": True,
    }
    status = 422 if fault else 200
    return render(request, "tracking/_entry_answer.html", context, status=status)


# --- refreshing and closing ---


@require_POST
@tells_when_closed
def tracking_refresh(request: PageRequest, line_id: int) -> HttpResponse:
    """Refresh Availability: what changed, and whether there are warnings now (ITL-205)."""
    page = page_of(request, line_id, verb="view")
    refreshed = sessions.refresh(page.session)
    if not request.htmx:
        return whole(request, page, told=_refreshed(refreshed))
    page = read_page(page.session)
    context = page_context(request, page) | {"refreshed": refreshed}
    response = render(request, "tracking/_whole.html", context)
    response["HX-Retarget"] = "#tracking-page"
    response["HX-Reswap"] = "outerHTML"
    return response


def _refreshed(refreshed: Refreshed) -> str:
    changes = (
        f"{refreshed.change_count:,} figures changed" if refreshed.change_count else "No change"
    )
    warnings = (
        f"{refreshed.warning_count:,} rows with warnings"
        if refreshed.warning_count
        else "no warnings"
    )
    return f"Availability was read again: {changes}, {warnings}."


@require_POST
@tells_when_closed
def tracking_close(request: PageRequest, line_id: int) -> HttpResponse:
    """Save & close, or Discard."""
    action = request.POST.get("action", "")
    page = page_of(request, line_id, verb="view" if action == "discard" else "change")
    back = page.opener.url if page.opener else page.line.document.get_absolute_url()
    if action == "discard":
        sessions.discard(page.session)
        return _gone(request, back)
    try:
        sessions.save(
            page.session,
            by=request.user,
            accept_zero="accept_zero" in request.POST,
            accept_warnings="accept_warnings" in request.POST,
            copy_to_bound="copy" in request.POST if "copy_asked" in request.POST else None,
        )
    except Asked as asked:
        context = {"title": "Save & close", "questions": asked.questions}
        return dialog(request, page, "_questions.html", context)
    except Refused as refused:
        return _not_saved(request, page, refused)
    messages.success(request, f"Item tracking lines of line {page.line.line_no} saved.")
    return _gone(request, back)


def _not_saved(request: PageRequest, page: Page, refused: Refused) -> HttpResponse:
    """Why, and the ways on: go back, apply the rows anew on what is saved now, or discard them."""
    stale = any(violation.code == "stale" for violation in refused.violations)
    context = {
        "title": "Not saved",
        "violations": refused.violations,
        "differences": sessions.differences_from_saved(page.session, most=DIFFERENCES_SHOWN)
        if stale
        else [],
        "stale": stale,
    }
    return dialog(request, page, "_not_saved.html", context, status=422)


@require_POST
@tells_when_closed
def tracking_apply_anew(request: PageRequest, line_id: int) -> HttpResponse:
    """Put the rows on top of what another user has saved meanwhile, line by line as ticked (ERR-006)."""
    page = page_of(request, line_id)
    shown_numbers, mine = request.POST.getlist("shown"), set(request.POST.getlist("mine"))
    theirs = [_combination(text) for text in shown_numbers if text not in mine]
    try:
        sessions.apply_anew(page.session, take_saved=[one for one in theirs if one])
    except Refused as refused:
        return whole(request, page, refused=str(refused))
    return whole(
        request, page, told="Your rows now stand on what is saved. Check them and save again."
    )


def _combination(text: str) -> Combination | None:
    """The numbers of a line of the dialog; None for what it did not show."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    is_one = isinstance(found, list) and len(found) == 3 and all(isinstance(n, str) for n in found)
    return Combination(*found) if is_one else None


def _gone(request: PageRequest, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)
