"""Lists of numbers: an uploaded file, pasted text with its preview, and what was rejected of them."""

from __future__ import annotations

import csv

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tracking.forms import PasteForm, UploadForm
from tracking.models import UploadReport
from tracking.page import Page
from tracking.selectors import lines_page
from tracking.services import ranges, reading, scanning, uploads
from tracking.services.reading import Sheet
from tracking.services.upload_reports import harmless
from tracking.services.uploads import Imported, Previewed
from tracking.switches import NUMBER_FIELD
from tracking.views.access import page_of, tells_when_closed
from tracking.views.answers import dialog, whole
from wms.core.errors import Refused
from wms.core.pages.requests import PageRequest
from wms.core.quantity import ZERO, shown

PREVIEWED = 200


@require_http_methods(["GET", "POST"])
@tells_when_closed
def tracking_upload(request: PageRequest, line_id: int) -> HttpResponse:
    page = page_of(request, line_id)
    sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if sent else UploadForm()
    if sent and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            sheet = reading.read_file(file.name, file.size, file, sheet=form.cleaned_data["sheet"])
            imported = uploads.import_rows(
                session=page.session,
                by=request.user,
                sheet=sheet,
                all_or_nothing=form.cleaned_data["all_or_nothing"],
                file_name=file.name,
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            return _imported(request, page, imported, sheet.unread)
    context = {"title": "Upload", "form": form}
    return dialog(request, page, "_upload_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@tells_when_closed
def tracking_paste(request: PageRequest, line_id: int) -> HttpResponse:
    """A list is looked at first; then the good numbers are added and the others stay in the box (SCAN-037)."""
    page = page_of(request, line_id)
    form = PasteForm(request.POST if request.method == "POST" else None, page=page)
    previewed: list[Previewed] = []
    if form.is_valid():
        try:
            sheet = _pasted(page, form)
            if "preview" in request.POST:
                previewed = uploads.preview_rows(session=page.session, sheet=sheet, from_stock=True)
            else:
                return _added(request, page, form, sheet)
        except Refused as refused:
            form.add_refusal(refused)
    return _paste_dialog(request, page, form, previewed)


def _pasted(page: Page, form: PasteForm) -> Sheet:
    kind = form.cleaned_data["kind"] or form.fields["kind"].initial
    undefined = int(max(page.undefined(), ZERO))
    most = min(ranges.MOST, undefined) if kind == "serial" else ranges.MOST
    return reading.read_text(form.cleaned_data["text"], column=NUMBER_FIELD[kind], most=most)


def _added(request: PageRequest, page: Page, form: PasteForm, sheet: Sheet) -> HttpResponse:
    """The good ones are on the page; of a plain list the others stay in the box, of a table in the list."""
    imported = uploads.import_rows(
        session=page.session,
        by=request.user,
        sheet=sheet,
        from_stock=True,
        keeps_rejected=not sheet.is_plain,
    )
    wrong = imported.wrong
    if not wrong:
        return _imported(request, page, imported, sheet.unread)
    text = "\n".join(f'"{row.number}"' if "," in row.number else row.number for row in wrong)
    again = PasteForm({"kind": form.cleaned_data["kind"], "text": text}, page=page)
    told = f"{imported.added:,} added; these are not. Correct them, or cancel."
    return _paste_dialog(request, page, again, wrong, told=told, status=422)


def _paste_dialog(
    request: PageRequest,
    page: Page,
    form: PasteForm,
    previewed: list[Previewed],
    *,
    told: str = "",
    status: int = 200,
) -> HttpResponse:
    good = sum(row.is_ok for row in previewed)
    context = {
        "title": "Paste",
        "form": form,
        "previewed": previewed[:PREVIEWED],
        "count": len(previewed),
        "good": good,
        "told": told,
    }
    return dialog(request, page, "_paste_form.html", context, status=422 if form.errors else status)


def _imported(
    request: PageRequest, page: Page, imported: Imported, unread: list[str]
) -> HttpResponse:
    told = [f"{imported.added:,} {'row' if imported.added == 1 else 'rows'} added"]
    if imported.already:
        told.append(f"{imported.already:,} already there")
    warned = []
    if imported.rejected:
        rows = "row was" if imported.rejected == 1 else "rows were"
        warned.append(
            f"{imported.rejected:,} {rows} not taken over; see the list of rejected rows."
        )
    if unread:
        warned.append(f"Not read: {', '.join(unread)}.")
    over = -page.undefined()
    if over > 0:
        warned.append(f"{shown(over)} more are tracked than the line has.")
    return whole(request, page, told=f"{', '.join(told)}.", warned=" ".join(warned))


@require_http_methods(["GET", "POST"])
@tells_when_closed
def tracking_rejected(request: PageRequest, line_id: int) -> HttpResponse:
    """GET: the rejected rows as a file.  POST: they have been dealt with."""
    page = page_of(request, line_id, verb="view" if request.method == "GET" else "change")
    if request.method == "POST":
        uploads.forget_rejected(session=page.session)
        return whole(request, page)
    response = _file(f"rejected-{page.line.document.no}.csv")
    writer = csv.writer(response)
    writer.writerow(["Row", "Column", "Value", "Reason"])
    for fault in page.session.rejected.order_by("row", "id").iterator():
        writer.writerow([fault.row, fault.column, harmless(fault.value), harmless(fault.reason)])
    return response


@require_GET
@tells_when_closed
def tracking_report(request: PageRequest, line_id: int) -> HttpResponse:
    """What became of each row of the file uploaded last (SCAN-041)."""
    page = page_of(request, line_id, verb="view")
    report = get_object_or_404(UploadReport, session=page.session)
    response = _file(f"report-{page.line.document.no}.csv")
    response.write(report.content)
    return response


def _file(name: str) -> HttpResponse:
    """A CSV file that spreadsheets read as UTF-8."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response.write("\ufeff")
    return response


@require_POST
@tells_when_closed
def tracking_take_rejected(request: PageRequest, line_id: int, rejected_id: int) -> HttpResponse:
    """Take a rejected scan over as if it had been typed (SCAN-029)."""
    page = page_of(request, line_id)
    try:
        scanning.take_rejected(session=page.session, rejected_id=rejected_id, by=request.user)
    except Refused as refused:
        return whole(request, page, refused=str(refused))
    return whole(request, page)


@require_GET
@tells_when_closed
def tracking_template(request: PageRequest, line_id: int) -> HttpResponse:
    """An empty file with the columns that an upload understands."""
    page = page_of(request, line_id, verb="view")
    headings = [column.caption for column in lines_page.columns_of(page)]
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="item-tracking-lines.csv"'
    left_out = {"Qty. to Handle", "Qty. to Invoice", "Quantity Handled"}
    csv.writer(response).writerow(
        [heading for heading in headings if heading not in left_out] + ["Warranty Date"]
    )
    return response
