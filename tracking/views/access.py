"""What every view of the page begins with: the line, the right to it, the user's open page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from tracking import errors, openers
from tracking.page import WITH_LINE, Page, page_with
from wms.core.errors import Refused
from wms.core.pages.requests import PageRequest
from wms.documents.models import DocumentLine

View = Callable[..., HttpResponse]
VIEW, CHANGE = "tracking.view_trackingline", "tracking.change_trackingline"


def line_of(request: PageRequest, line_id: int, *, verb: str) -> DocumentLine:
    """404 for a line that is not there, 403 without the rights to its kind of document and to tracking."""
    line = get_object_or_404(DocumentLine.objects.select_related(*WITH_LINE), pk=line_id)
    rules = line.document.rules
    if not request.user.has_perms([rules.permission("view"), VIEW]):
        raise PermissionDenied
    if verb == "change" and not _may_change(request, line):
        raise PermissionDenied
    return line


def may_change(request: PageRequest, page: Page) -> bool:
    return _may_change(request, page.line)


def _may_change(request: PageRequest, line: DocumentLine) -> bool:
    """Who changes such documents, and who receives or ships this line in the warehouse (WHS-190)."""
    if not request.user.has_perm(CHANGE):
        return False
    if request.user.has_perm(line.document.rules.permission("change")):
        return True
    return openers.may_change(request.user, line)


def page_of(request: PageRequest, line_id: int, *, verb: str = "change") -> Page:
    """The user's open page of the line.  Raises Refused when it was closed in another window."""
    return page_with(line_of(request, line_id, verb=verb), request.user)


def tells_when_closed(view: View) -> View:
    """A page that was closed in another window is told, with the way back to it."""

    @wraps(view)
    def guarded(request: PageRequest, line_id: int, **rest: Any) -> HttpResponse:
        try:
            return view(request, line_id, **rest)
        except Refused as refused:
            if not all(isinstance(one, errors.PageClosed) for one in refused.violations):
                raise
            return _closed(request, line_id, str(refused))

    return guarded


def _closed(request: PageRequest, line_id: int, text: str) -> HttpResponse:
    if not request.htmx:
        messages.warning(request, text)
        return redirect("tracking_lines", line_id)
    response = render(
        request,
        "tracking/dialog.html",
        {
            "body": "tracking/_closed.html",
            "title": "The page is closed",
            "text": text,
            "url": reverse("tracking_lines", args=[line_id]),
        },
        status=409,
    )
    response["HX-Retarget"] = "#dialog-place"
    response["HX-Reswap"] = "innerHTML"
    return response
