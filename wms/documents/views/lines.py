"""The rows of the lines grid: each is saved by itself when one of its fields is left."""

import json
from collections.abc import Iterable

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from wms.core.errors import Refused, RuleViolation
from wms.core.pages.requests import PageRequest
from wms.documents import services
from wms.documents.columns import columns_for, columns_of
from wms.documents.entry import read
from wms.documents.grid import Row, places
from wms.documents.lookups import LOOKUPS
from wms.documents.models import Document, DocumentLine
from wms.documents.providers import tracked
from wms.documents.selectors import shown_values, with_codes
from wms.documents.views.access import document_of, line_of, rules_of, version_in
from wms.documents.views.documents import card, header_state

MOST_TYPED = 100  # characters that a lookup reads


@require_POST
def document_lines(request: PageRequest, kind: str, pk: int) -> HttpResponse:
    """The empty row below the last one was filled: a new line."""
    found = document_of(request, kind, pk, verb="change")
    texts = _texts(request, found)
    given = tuple(
        column
        for column in columns_for(found)
        if not column.only_shown(found.rules)
        and (texts[column.field].strip() or column.field == "item")
    )
    entered = read(texts, given, found.rules, among=_among(found, texts))
    faults: Iterable[RuleViolation] = entered.faults
    if not faults:
        try:
            line = services.add_line(document=found, by=request.user, **entered.values)
        except Refused as refused:
            faults = refused.violations
        else:
            return _saved(request, line, is_new=True)
    return _refused(request, Row(found, None, typed=texts, faults=faults, key=_key(request)))


@require_POST
def document_line(request: PageRequest, kind: str, pk: int, line_id: int) -> HttpResponse:
    """A field of a stored line was left: what differs from what was shown is saved."""
    found = document_of(request, kind, pk, verb="change")
    line = line_of(found, line_id)
    texts, seen = _texts(request, found, line), _seen(request)
    changed = tuple(
        column
        for column in columns_for(found)
        if column.field in request.POST
        and not column.only_shown(found.rules)
        and texts[column.field].strip() != seen.get(column.field)
    )
    entered = read(texts, changed, found.rules, among=_among(found, texts))
    faults: Iterable[RuleViolation] = entered.faults
    if not faults:
        try:
            line = services.change_line(line=line, by=request.user, seen=seen, **entered.values)
        except Refused as refused:
            faults = refused.violations
        else:
            return _saved(request, line)
    typed = {column.field: texts[column.field] for column in changed}
    return _refused(
        request, Row(found, line, tracked=tracked([line])[line.pk], typed=typed, faults=faults)
    )


@require_http_methods(["GET", "POST"])
def delete_document_line(request: PageRequest, kind: str, pk: int, line_id: int) -> HttpResponse:
    """Asks once, tracking included (ITL-151); then deletes."""
    found = document_of(request, kind, pk, verb="change")
    line = line_of(found, line_id)
    refusal = ""
    if request.method == "POST":
        try:
            services.delete_line(
                line=line,
                by=request.user,
                version=version_in(request),
                with_tracking="with_tracking" in request.POST,
            )
        except Refused as refused:
            refusal = str(refused)
        else:
            return redirect(f"{found.get_absolute_url()}#lines")
    rows = tracked([line])[line.pk].rows
    context = {
        "title": f"Delete line {line.line_no}: {line.item} {line.description}",
        "what": [f"{rows} item tracking lines" if rows != 1 else "1 item tracking line"]
        if rows
        else [],
        "url": request.path,
        "back": f"{found.get_absolute_url()}#lines",
        "version": found.version,
        "with_tracking": rows > 0,
        "refusal": refusal,
    }
    return render(
        request,
        "documents/_delete.html" if request.htmx else "documents/delete.html",
        context,
        status=422 if refusal else 200,
    )


@require_GET
def lookup(request: PageRequest, kind: str, field: str) -> HttpResponse:
    """Codes that fit what is being typed, at most 20, as options below the field."""
    rules_of_kind = rules_of(request, kind, verb="view")
    columns = {column.field for column in columns_of(rules_of_kind) if column.field in LOOKUPS}
    if field not in columns:
        raise Http404(f"There is nothing to look up for {field}.")
    typed = request.GET.get(field, "")[:MOST_TYPED]
    offers = LOOKUPS[field].offers(typed, request.GET.dict())
    return render(request, "pages/_offers.html", {"offers": offers})


def _saved(request: PageRequest, line: DocumentLine, *, is_new: bool = False) -> HttpResponse:
    """The row as it is now; after a new line with an empty row below it."""
    document = line.document
    if not request.htmx:
        return redirect(
            f"{document.get_absolute_url()}?page=999999#new-line" if is_new else document
        )
    if document.rules.makes_goods and line.is_output and not is_new:
        return HttpResponseClientRefresh()  # its components follow it
    line = with_codes(DocumentLine.objects.all()).get(pk=line.pk)
    line.document = document
    rows = [Row(document, line, tracked=tracked([line])[line.pk])]
    if is_new:
        rows.append(Row(document, None, key=f"new{line.pk}"))
    return _rows(request, document, rows)


def _refused(request: PageRequest, row: Row) -> HttpResponse:
    """The row with what was typed and why it was not taken; the other rows are as they were."""
    if not request.htmx:
        return card(request, row.document, refused_row=row)
    return _rows(request, row.document, [row], status=422)


def _rows(
    request: PageRequest, document: Document, rows: list[Row], *, status: int = 200
) -> HttpResponse:
    context = header_state(request, document) | {"rows": rows, "oob": True}
    return render(request, "documents/_rows.html", context, status=status)


def _among(document: Document, texts: dict[str, str]) -> dict[str, str]:
    """What a code is looked up beside: the row, and of a transfer order the places of its header."""
    return places(document) | texts


def _texts(
    request: PageRequest, document: Document, line: DocumentLine | None = None
) -> dict[str, str]:
    """What was typed; of a field that was not sent, what is stored."""
    stored = shown_values(line) if line else {}
    return {
        column.field: request.POST.get(column.field, stored.get(column.field, ""))
        for column in columns_for(document)
    }


def _seen(request: PageRequest) -> dict[str, str]:
    """What the row showed when it was opened; nothing when the request does not say."""
    try:
        seen = json.loads(request.POST.get("seen", "{}"))
    except ValueError:
        return {}
    return {str(name): str(text) for name, text in seen.items()} if isinstance(seen, dict) else {}


def _key(request: PageRequest) -> str:
    """The empty row keeps its place in the page when it is shown again."""
    key = request.POST.get("key", "")
    return key if key.isascii() and key.isalnum() and len(key) < 30 else "new"
