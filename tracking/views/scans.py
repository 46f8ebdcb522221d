"""Scanning on the page: one number after the other, and taking back the last one (SCAN-020…029)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from tracking.page import Page, read_page
from tracking.selectors import lines_page
from tracking.services import scanning
from tracking.services.scanning import Scanned
from tracking.switches import NUMBER_FIELD
from tracking.views.access import page_of, tells_when_closed
from tracking.views.answers import head_context, rejected_context, whole
from wms.core.errors import Refused
from wms.core.pages.requests import PageRequest
from wms.core.pages.workdate import work_date


@require_POST
@tells_when_closed
def tracking_scan(request: PageRequest, line_id: int) -> HttpResponse:
    """One number, typed or scanned, and Enter.  With the key of a scan sent before: the answer it had."""
    page = page_of(request, line_id)
    kind = request.POST.get("kind", "")
    code = request.POST.get("code", "")
    if kind not in NUMBER_FIELD:
        kind = "serial"
    if not code.strip():
        return whole(request, page)
    try:
        scanned = scanning.scan(
            session=page.session,
            by=request.user,
            kind=kind,
            code=code,
            key=request.POST.get("key", "")[:40],
        )
    except Refused as refused:
        return whole(request, page, refused=str(refused))
    if not request.htmx:
        return whole(request, page, refused=scanned.refused)
    return _answer(request, page, scanned)


def _answer(request: PageRequest, page: Page, scanned: Scanned) -> HttpResponse:
    """The row and what is still to go; nothing that costs more with many rows on the page."""
    page = read_page(page.session)
    context: dict[str, Any] = head_context(request, page) | {"scanned": scanned, "oob": True}
    if scanned.refused:
        context |= rejected_context(page)
    if scanned.row is not None and not scanned.was_sent_before:
        (context["row"],) = lines_page.views_of(
            page, [page.rows.get(pk=scanned.row.pk)], on=work_date(request), may_change=True
        )
    response = render(request, "tracking/_scan_answer.html", context)
    response["WMS-Scan"] = "refused" if scanned.refused else "taken"
    return response


@require_POST
@tells_when_closed
def tracking_undo_scan(request: PageRequest, line_id: int) -> HttpResponse:
    """Take back the last accepted scan (SCAN-027)."""
    page = page_of(request, line_id)
    try:
        number = scanning.undo_last(session=page.session, by=request.user)
    except Refused as refused:
        return whole(request, page, refused=str(refused))
    if not number:
        return whole(request, page, warned="There is no scan to take back.")
    return whole(request, page, told=f"The scan of {number} was taken back.")
