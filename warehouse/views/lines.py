"""One line of an activity: its quantity, numbers and bin; splitting it, taking it off."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from tracking.switches import CAPTION, NUMBER_FIELD
from warehouse.capture.forms import AssignForm, SerialsForm
from warehouse.capture.rules import captures
from warehouse.capture.services import may_assign
from warehouse.forms import LineForm, LinePageForm
from warehouse.kinds import ActivityKind
from warehouse.models import ActivityLine
from warehouse.selectors.fefo import earlier_number
from warehouse.selectors.offers import offered_numbers
from warehouse.services.pick_deletion import delete_line as delete_service
from warehouse.services.pick_work import change_line
from warehouse.services.pick_work import split_line as split_service
from warehouse.views.access import activity_of, line_of, permitted, version_in
from warehouse.views.cards import card, row_of, state_of
from wms.core.errors import Refused
from wms.core.pages.requests import PageRequest
from wms.core.pages.workdate import work_date
from wms.core.quantity import ZERO


@require_http_methods(["GET", "POST"])
@permitted("warehouse.work_activity")
def activity_line(request: PageRequest, kind: ActivityKind, pk: int, line_id: int) -> HttpResponse:
    """The line on a page of its own; sent from the grid, the answer is its row."""
    activity = activity_of(request, kind, pk)
    line = line_of(activity, line_id)
    in_grid = bool(request.htmx)
    form_class = LineForm if in_grid else LinePageForm
    form = form_class(request.POST or None, line=line)
    if request.method == "GET":
        return line_page(request, line, form)
    asks = False
    seen = request.POST.get("seen")
    if form.is_valid():
        try:
            changed = change_line(
                line=line,
                by=request.user,
                seen=seen,
                accept_less="accept_less" in request.POST,
                **form.changes(),
            )
        except Refused as refused:
            form.add_refusal(_at_the_line(refused))
            asks = _asks(refused)
        else:
            notice = _earlier(request, changed, form)
            if not in_grid:
                messages.success(request, f"Line {changed.line_no} is changed.")
                if notice:
                    messages.warning(request, notice)
                return redirect(activity)
            fresh = line_of(activity_of(request, kind, pk), line_id)
            return _row(request, fresh, notice=notice)
    fresh = line_of(activity_of(request, kind, pk), line_id)
    if in_grid:
        return _row(request, fresh, form=form, seen=seen)
    return line_page(request, fresh, form, asks=asks, seen=seen)


def _earlier(request: PageRequest, line: ActivityLine, form: LineForm) -> str:
    """WHS-117, when another number was chosen."""
    if not set(form.changed_data) & set(NUMBER_FIELD.values()):
        return ""
    return earlier_number(line, on=work_date(request))


def _at_the_line(refused: Refused) -> Refused:
    """The texts stand at the line itself, so they need not name it."""
    for violation in refused.violations:
        violation.document, violation.line_no = "", None
    return refused


def _asks(refused: Refused) -> bool:
    return {violation.code for violation in refused.violations} == {"bin-has-less"}


def _row(
    request: PageRequest,
    line: ActivityLine,
    *,
    form: LineForm | None = None,
    seen: str | None = None,
    notice: str = "",
) -> HttpResponse:
    state = state_of(request, line.activity)
    row = row_of(
        request,
        line,
        kinds=state["columns"].kinds,
        form=form,
        seen=seen,
        notice=notice,
        place_bin=state["place_bins"].get(line.source_line_id, ""),
    )
    context = state | {"row": row, "oob": True}
    status = 422 if form is not None and form.errors else 200
    return render(request, "warehouse/_row_answer.html", context, status=status)


def line_page(
    request: PageRequest,
    line: ActivityLine,
    form: LineForm | None = None,
    *,
    asks: bool = False,
    seen: str | None = None,
    serials_form: SerialsForm | None = None,
    assign_form: AssignForm | None = None,
) -> HttpResponse:
    """The line by itself, with one of its forms as it was refused."""
    form = form or LinePageForm(line=line)
    serials_form, assign_form = serials_form or SerialsForm(), assign_form or AssignForm()
    refused = form.errors or serials_form.errors or assign_form.errors
    context = {
        "title": f"Line {line.line_no} of {line.activity}",
        "activity": line.activity,
        "line": line,
        "form": form,
        "asks": asks,
        "row": row_of(request, line, seen=seen),
        "offers": offered_numbers(line, on=line.activity.posting_date),
        "captions": CAPTION.values(),
        "captures": captures(line),
        "captured": line.captured.select_related("captured_by").order_by("pk"),
        "assigns": may_assign(line),
        "serials_form": serials_form,
        "assign_form": assign_form,
    }
    return render(request, "warehouse/line.html", context, status=422 if refused else 200)


@require_GET
@permitted("warehouse.work_activity")
def line_numbers(request: PageRequest, kind: ActivityKind, pk: int, line_id: int) -> HttpResponse:
    """The numbers that can be entered on the line, offered below its fields (WHS-060)."""
    line = line_of(activity_of(request, kind, pk), line_id)
    offers = [
        offer for offer in offered_numbers(line, on=line.activity.posting_date) if not offer.why_not
    ]
    field = request.GET.get("field", "serial_no")
    chosen = {getattr(offer, field, ""): offer for offer in reversed(offers)}
    return render(request, "warehouse/_offers.html", {"offers": [*reversed(chosen.items())]})


@require_POST
@permitted("warehouse.work_activity")
def split_line(request: PageRequest, kind: ActivityKind, pk: int, line_id: int) -> HttpResponse:
    activity = activity_of(request, kind, pk)
    line = line_of(activity, line_id)
    try:
        below = split_service(line=line, by=request.user, version=version_in(request))
    except Refused as refused:
        return card(request, activity_of(request, kind, pk), refusal=str(refused))
    messages.success(
        request, f"Line {line.line_no} is split; the rest stands on line {below.line_no}."
    )
    if request.POST.get("from") == "scan":
        return redirect("activity_scan", kind=kind, pk=pk)
    return _to_card(request, activity)


@require_http_methods(["GET", "POST"])
@permitted("warehouse.delete_activity")
def delete_line(request: PageRequest, kind: ActivityKind, pk: int, line_id: int) -> HttpResponse:
    """Three answers: set Qty. to Handle to 0 instead (the default), delete, or go back (WHS-151)."""
    activity = activity_of(request, kind, pk)
    line = line_of(activity, line_id)
    refusal = ""
    if request.method == "POST":
        try:
            return _taken_off(request, line)
        except Refused as refused:
            refusal = str(refused)
    context: dict[str, Any] = {
        "title": f"Take line {line.line_no} off {activity.rules.title.lower()} {activity.no}",
        "activity": activity,
        "line": line,
        "version": version_in(request) or activity.version,
        "captured": line.captured.order_by("pk"),
        "refusal": refusal,
    }
    template = "warehouse/_delete_line.html" if request.htmx else "warehouse/delete_line.html"
    return render(request, template, context, status=422 if refusal else 200)


def _taken_off(request: PageRequest, line: ActivityLine) -> HttpResponse:
    activity = line.activity
    version = version_in(request)
    if request.POST.get("answer") != "delete":
        change_line(line=line, by=request.user, version=version, qty_to_handle=ZERO)
        messages.success(request, f"Qty. to Handle of line {line.line_no} is 0; the line stays.")
        return _to_card(request, activity)
    left = delete_service(line=line, by=request.user, version=version)
    messages.success(request, f"Line {line.line_no} is off {activity}. It can be picked again.")
    if left is None:
        return redirect("activities", kind=activity.kind)
    return _to_card(request, activity)


def _to_card(request: PageRequest, activity: Any) -> HttpResponse:
    url = activity.get_absolute_url()
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)
