"""What every view here begins with: the right, the activity, and whether the user works there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render

from warehouse.kinds import ActivityKind
from warehouse.models import Activity, ActivityLine
from warehouse.policies.employees import not_employed
from warehouse.selectors.activities import lines_of
from wms.core.pages.requests import PageRequest
from wms.inventory.models import Location

View = Callable[..., HttpResponseBase]


class NotEmployed(Exception):
    """The user does not work at the location of what he asks for (WHS-255)."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(text)


def permitted(*permissions: str) -> Callable[[View], View]:
    """403 without these permissions, and, with the reason, where the user does not work."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.has_perms(permissions):
                raise PermissionDenied
            try:
                return view(request, *args, **kwargs)
            except NotEmployed as refused:
                return _not_employed(request, refused)

        return guarded

    return decorate


def activity_of(request: PageRequest, kind: ActivityKind, pk: int) -> Activity:
    found = Activity.objects.select_related(
        "location", "source__customer", "assigned_user", "whse_document__location"
    )
    activity = get_object_or_404(found, kind=kind, pk=pk)
    refuse_elsewhere(request, activity.location)
    return activity


def line_of(activity: Activity, line_id: int) -> ActivityLine:
    line = get_object_or_404(lines_of(activity), pk=line_id)
    line.activity = activity
    return line


def refuse_elsewhere(request: PageRequest, location: Location) -> None:
    for violation in not_employed(request.user, location):
        raise NotEmployed(str(violation))


def version_in(request: PageRequest) -> int | None:
    """The version that was on the screen, as the form says it; None when it says none."""
    return number_in(request.POST.get("version", "")) or None


def number_in(text: str) -> int:
    """A whole number from an address or a hidden field; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _not_employed(request: PageRequest, refused: NotEmployed) -> HttpResponse:
    context = {"title": "Not your location", "reason": refused.text}
    return render(request, "warehouse/not_employed.html", context, status=403)
