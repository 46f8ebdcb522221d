"""The worksheet by scan: one task, one question, in big type (ui.md, page kind 5)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from warehouse.kinds import ActivityKind
from warehouse.models import Activity
from warehouse.scanplace import Answer
from warehouse.services import pick_scanning as scanning
from warehouse.services.pick_scanning import Place
from warehouse.views.access import activity_of, permitted
from warehouse.views.cards import fresh_posting_form
from wms.core.fields import QuantityFormField
from wms.core.pages.requests import PageRequest
from wms.core.quantity import ZERO

LONGEST_SCAN = 200
_KEY = "scan"


@require_http_methods(["GET", "POST"])
@permitted("warehouse.work_activity")
def activity_scan(request: PageRequest, kind: ActivityKind, pk: int) -> HttpResponse:
    """The worksheet.  What is sent is one of: a scan, a quantity, one more, skip, undo."""
    activity = activity_of(request, kind, pk)
    place = _place(request, activity)
    if request.method == "GET":
        return _shown(request, activity, place, _kept_answer(request))
    answer = _done(request, activity, place)
    _keep(request, activity, place)
    if request.htmx:
        return _shown(request, activity, place, answer)
    request.session[f"{_KEY}-answer"] = [answer.good, answer.words]
    return redirect("activity_scan", kind=kind, pk=pk)


def _done(request: PageRequest, activity: Activity, place: Place) -> Answer:
    by = request.user
    step = request.POST.get("do", "scan")
    if step == "skip":
        return scanning.skip(activity=activity, place=place)
    if step == "undo":
        return scanning.undo(activity=activity, place=place, by=by)
    if step == "quantity":
        form_field = QuantityFormField(required=True)
        try:
            quantity = form_field.clean(request.POST.get("quantity", ""))
        except ValidationError:
            return Answer(good=False, words="Enter the quantity as a number, such as 4 or 2.5.")
        return scanning.enter_quantity(activity=activity, place=place, quantity=quantity, by=by)
    text = request.POST.get("scan", "")
    if len(text) > LONGEST_SCAN:
        return Answer(good=False, words="The scan is too long; a number has at most 50 characters.")
    return scanning.scan(activity=activity, place=place, text=text, by=by)


def _shown(
    request: PageRequest, activity: Activity, place: Place, answer: Answer | None
) -> HttpResponse:
    activity = activity_of(
        request, ActivityKind(activity.kind), activity.pk
    )  # as it is after the scan
    context: dict[str, Any] = {
        "title": str(activity),
        "activity": activity,
        "task": (task := scanning.task_of(activity, place)),
        "step": str(task.step),
        "answer": answer,
        "may_undo": bool(place.undo),
        "posting_form": fresh_posting_form(activity),
        "has_something": activity.lines.filter(qty_to_handle__gt=ZERO).exists(),
    }
    template = "warehouse/_task.html" if request.htmx else "warehouse/scan.html"
    return render(request, template, context)


def _place(request: PageRequest, activity: Activity) -> Place:
    kept = request.session.get(_KEY, {}).get(str(activity.pk))
    return Place(**kept) if kept else Place()


def _keep(request: PageRequest, activity: Activity, place: Place) -> None:
    """One worksheet at a time; an older one begins anew."""
    request.session[_KEY] = {str(activity.pk): place.as_dict()}


def _kept_answer(request: PageRequest) -> Answer | None:
    kept = request.session.pop(f"{_KEY}-answer", None)
    return Answer(good=kept[0], words=kept[1]) if kept else None
