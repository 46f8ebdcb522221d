"""The shapes in which the page answers: as a whole, as a dialog, as one row with what changed around it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from tracking.forms import NewRowForm, main_kind
from tracking.models import UploadReport
from tracking.page import Page, read_page
from tracking.selectors import lines_page
from tracking.switches import KINDS
from tracking.views.access import may_change
from wms.core.pages.requests import PageRequest
from wms.core.pages.workdate import work_date

REJECTED_SHOWN = 100
# Shown greyed, with the reason, while nothing can be added (ITL-079).
CLOSED_ACTIONS = (
    "Assign Serial No.",
    "Assign Lot No.",
    "Assign Package No.",
    "Create Customized SN",
    "Upload",
    "Paste",
)


def head_context(request: PageRequest, page: Page) -> dict[str, Any]:
    """What stands above the rows: the matrix, the state of the page, its closing buttons."""
    return {
        "page": page,
        "line": page.line,
        "document": page.line.document,
        "session": page.session,
        "matrix": lines_page.matrix_of(page),
        "may_change": may_change(request, page),
    }


def page_context(
    request: PageRequest, page: Page, *, most: int = lines_page.PAGE_LENGTH
) -> dict[str, Any]:
    """Everything on the page but its frame; ``most`` rows of it."""
    context = head_context(request, page)
    changeable = context["may_change"]
    after = request.GET.get("after", "")
    search = request.GET.get("search", "")
    warnings_only = "warnings" in request.GET
    return (
        context
        | rejected_context(page)
        | {
            "columns": lines_page.columns_of(page),
            "rows": lines_page.rows_page(
                page,
                on=work_date(request),
                may_change=changeable,
                after=int(after) if after.isascii() and after.isdigit() else None,
                search=search,
                warnings_only=warnings_only,
                most=most,
            ),
            "search": search,
            "warnings_only": warnings_only,
            "new_row": NewRowForm(page=page),
            "scan_kinds": [(kind, page.caption_of(kind)) for kind in KINDS],
            "scan_kind": main_kind(page),
            "disabled_because": why_disabled(page, may_change=changeable),
            "closed_actions": CLOSED_ACTIONS,
        }
    )


def rejected_context(page: Page) -> dict[str, Any]:
    """What was not taken over, a screen of it, and the file uploaded last."""
    rejected = page.session.rejected.order_by("id")
    first = list(rejected[: REJECTED_SHOWN + 1])
    report = UploadReport.objects.filter(session=page.session).values_list("name", flat=True)
    return {
        "rejected": first[:REJECTED_SHOWN],
        "rejected_count": rejected.count() if len(first) > REJECTED_SHOWN else len(first),
        "report": report.first(),
    }


def why_disabled(page: Page, *, may_change: bool) -> str:
    """Why nothing can be added to the page; "" when it can (ITL-079)."""
    if not may_change:
        return "You may look at this page but not change it."
    return page.lock.reason if page.lock else ""


def whole(
    request: PageRequest, page: Page, *, told: str = "", warned: str = "", refused: str = ""
) -> HttpResponse:
    """The page as it is now, with a word about what was done."""
    for level, text in (
        (messages.SUCCESS, told),
        (messages.WARNING, warned),
        (messages.ERROR, refused),
    ):
        if text:
            messages.add_message(request, level, text)
    if not request.htmx:
        return redirect("tracking_lines", page.line.pk)
    page = read_page(page.session)
    response = render(
        request,
        "tracking/_whole.html",
        page_context(request, page, most=lines_page.AFTER_ACTION),
        status=422 if refused else 200,
    )
    response["HX-Retarget"] = "#tracking-page"
    response["HX-Reswap"] = "outerHTML"
    return response


def dialog(
    request: PageRequest, page: Page, body: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A step of its own: a dialog over the page, or without HTMX a page with the same content."""
    template = "tracking/dialog.html" if request.htmx else "tracking/step.html"
    context = {"page": page, "line": page.line, "body": f"tracking/{body}"} | context
    response = render(request, template, context, status=status)
    if request.htmx:
        response["HX-Retarget"] = "#dialog-place"
        response["HX-Reswap"] = "innerHTML"
    return response
