"""The list of serials below a line, and the numbers assigned on it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from warehouse.capture import services
from warehouse.capture.forms import AssignForm, SerialsForm
from warehouse.capture.rules import captures
from warehouse.kinds import ActivityKind
from warehouse.models import ActivityLine
from warehouse.views.access import activity_of, line_of, permitted
from warehouse.views.lines import line_page
from wms.core.errors import Refused, RuleViolation
from wms.core.pages.requests import PageRequest
from wms.core.pages.workdate import work_date


@require_POST
@permitted("warehouse.work_activity")
def add_serials(request: PageRequest, kind: ActivityKind, pk: int, line_id: int) -> HttpResponse:
    """Good serials are kept; the others stay in the field, with what is wrong with each."""
    line = line_of(activity_of(request, kind, pk), line_id)
    form = SerialsForm(request.POST)
    if not form.is_valid():
        return line_page(request, line, serials_form=form)
    try:
        added = services.add_serials(
            line=line,
            by=request.user,
            serials=form.numbers(),
            reason=form.cleaned_data["reason"],
        )
    except Refused as refused:
        form.add_refusal(refused)
        return line_page(request, line, serials_form=form)
    if added.serials:
        messages.success(request, _captured(len(added.serials)))
    if not added.refused:
        return redirect(_address(line))
    form = SerialsForm(_with_only_the_refused(request, added.refused))
    form.is_valid()
    form.add_refusal(Refused(added.refused))
    return line_page(request, line_of(line.activity, line_id), serials_form=form)


def _with_only_the_refused(request: PageRequest, refused: list[RuleViolation]) -> Any:
    data = request.POST.copy()
    data["serials"] = "\n".join(dict.fromkeys(one.number for one in refused if one.number)) or "-"
    return data


@require_POST
@permitted("warehouse.work_activity")
def remove_serial(request: PageRequest, kind: ActivityKind, pk: int, line_id: int) -> HttpResponse:
    line = line_of(activity_of(request, kind, pk), line_id)
    serial = request.POST.get("serial", "")
    try:
        services.remove_serial(line=line, by=request.user, serial=serial)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"Serial number {serial} is off the line and free again.")
    return redirect(_address(line))


@require_POST
@permitted("warehouse.work_activity")
def assign_numbers(request: PageRequest, kind: ActivityKind, pk: int, line_id: int) -> HttpResponse:
    line = line_of(activity_of(request, kind, pk), line_id)
    form = AssignForm(request.POST)
    if not form.is_valid():
        return line_page(request, line, assign_form=form)
    try:
        count = services.assign_numbers(
            line=line, by=request.user, on=work_date(request), **form.values()
        )
    except Refused as refused:
        form.add_refusal(refused)
        return line_page(request, line, assign_form=form)
    messages.success(
        request, "1 number is assigned." if count == 1 else f"{count} numbers are assigned."
    )
    return redirect(line.activity if not captures(line) else _address(line))


def _captured(count: int) -> str:
    return "1 serial number is captured." if count == 1 else f"{count} serial numbers are captured."


def _address(line: ActivityLine) -> str:
    activity = line.activity
    return f"{reverse('activity_line', args=[activity.kind, activity.pk, line.pk])}#serials"
