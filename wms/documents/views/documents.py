"""Lists and cards of source documents, and what their action bars do."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wms.core.errors import Refused
from wms.core.pages.lists import list_view
from wms.core.pages.requests import PageRequest
from wms.core.pages.workdate import work_date
from wms.documents import services
from wms.documents.actions import steps
from wms.documents.columns import caption_of, columns_for
from wms.documents.forms import HeaderForm
from wms.documents.grid import Row
from wms.documents.lists import TONES, document_list
from wms.documents.models import Document, DocumentStatus
from wms.documents.providers import tracked
from wms.documents.selectors import lines_page, series_of_kind, totals, tracked_rows
from wms.documents.views.access import document_of, rules_of, version_in


@require_GET
def documents(request: PageRequest, kind: str) -> HttpResponseBase:
    return list_view(request, document_list(rules_of(request, kind, verb="view")))


@require_http_methods(["GET", "POST"])
def new_document(request: PageRequest, kind: str) -> HttpResponse:
    rules = rules_of(request, kind, verb="change")
    series = series_of_kind(rules)
    form = HeaderForm(request.POST or None, rules=rules, day=work_date(request), series=series)
    if form.is_valid():
        try:
            document = services.create_document(kind=rules.kind, by=request.user, **form.header())
        except Refused as refused:
            form.add_refusal(refused)
        else:
            return redirect(f"{document.get_absolute_url()}#new-line")
    context = {"title": f"New {rules.title.lower()}", "form": form, "rules": rules}
    return render(request, "documents/new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def document(request: PageRequest, kind: str, pk: int) -> HttpResponse:
    """The card.  Sent back, it changes the header; the lines have addresses of their own."""
    verb = "change" if request.method == "POST" else "view"
    found = document_of(request, kind, pk, verb=verb)
    if request.method == "GET":
        return card(request, found)
    form = HeaderForm(request.POST, rules=found.rules, document=found, day=work_date(request))
    if form.is_valid():
        version = form.cleaned_data["version"]
        try:
            services.change_document(
                document=found, by=request.user, version=version, **form.header()
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, f"{found} is saved.")
            return redirect(found)
    return card(request, found, form=form)


@require_POST
def release_document(request: PageRequest, kind: str, pk: int) -> HttpResponse:
    return _moved(request, document_of(request, kind, pk, verb="change"), services.release)


@require_POST
def reopen_document(request: PageRequest, kind: str, pk: int) -> HttpResponse:
    return _moved(request, document_of(request, kind, pk, verb="change"), services.reopen)


def _moved(request: PageRequest, found: Document, move: Any) -> HttpResponse:
    try:
        moved = move(document=found, by=request.user, version=version_in(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return card(request, document_of(request, found.kind, found.pk, verb="view"), status=422)
    messages.success(request, f"{moved} is {moved.get_status_display().lower()}.")
    return redirect(moved)


@require_http_methods(["GET", "POST"])
def delete_document(request: PageRequest, kind: str, pk: int) -> HttpResponse:
    """Asks once, tracking included (ITL-152); then deletes."""
    found = document_of(request, kind, pk, verb="change")
    refusal = ""
    if request.method == "POST":
        try:
            services.delete_document(
                document=found,
                by=request.user,
                version=version_in(request),
                with_tracking="with_tracking" in request.POST,
            )
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, f"{found} is deleted.")
            return redirect("documents", kind=found.kind)
    lines, rows = found.lines.count(), tracked_rows(found)
    context = {
        "title": f"Delete {found.rules.title.lower()} {found.no}",
        "what": [
            words
            for count, words in (
                (lines, f"{lines} lines" if lines != 1 else "1 line"),
                (rows, f"{rows} item tracking lines" if rows != 1 else "1 item tracking line"),
            )
            if count
        ],
        "url": request.path,
        "back": found.get_absolute_url(),
        "version": version_in(request) or found.version,
        "with_tracking": rows > 0,
        "refusal": refusal,
    }
    return render(
        request,
        "documents/_delete.html" if request.htmx else "documents/delete.html",
        context,
        status=422 if refusal else 200,
    )


def card(
    request: PageRequest,
    found: Document,
    *,
    form: HeaderForm | None = None,
    refused_row: Row | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole page; with what was typed where a request was refused."""
    may_change = request.user.has_perm(found.rules.permission("change"))
    page = lines_page(found, _page_number(request))
    figures = tracked(page.lines)
    locked = found.is_closed or not may_change
    rows = [Row(found, line, tracked=figures[line.pk], is_locked=locked) for line in page.lines]
    if page.is_last and not locked and found.status == DocumentStatus.OPEN:
        rows.append(Row(found, None, key=f"new{page.count}"))
    if refused_row is not None:
        rows = [refused_row if _same(row, refused_row) else row for row in rows]
    shown_form = form or HeaderForm(rules=found.rules, document=found, day=work_date(request))
    if locked:
        for field in shown_form.fields.values():
            field.disabled = True
    context = header_state(request, found) | {
        "title": f"{found.rules.title} {found.no}",
        "form": shown_form,
        "is_locked": locked,
        "page": page,
        "rows": rows,
        "columns": [(column, caption_of(column, found.rules)) for column in columns_for(found)],
    }
    wrong = bool(shown_form.errors) or refused_row is not None
    return render(request, "documents/card.html", context, status=422 if wrong else status)


def header_state(request: PageRequest, found: Document) -> dict[str, Any]:
    """What changes with every line: the action bar, the state chip, the figures."""
    figures = totals(found)
    return {
        "document": found,
        "rules": found.rules,
        "totals": figures,
        "tone": TONES[DocumentStatus(found.status)],
        "steps": steps(found, request.user, totals=figures),
    }


def _same(row: Row, other: Row) -> bool:
    return (row.line and row.line.pk) == (other.line and other.line.pk)


def _page_number(request: PageRequest) -> int:
    text = request.GET.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
