"""One line of a warehouse document: how much of it, its bin, taking it off."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from warehouse.documentkinds import WarehouseDocumentKind
from warehouse.documents import services
from warehouse.documents.forms import LineForm
from warehouse.documents.views.access import DELETE, WORK, document_of, line_of
from warehouse.documents.views.cards import card, row_of, state_of
from warehouse.models import WarehouseDocumentLine
from warehouse.views.access import permitted, version_in
from wms.core.errors import Refused
from wms.core.pages.requests import PageRequest


@require_POST
@permitted(WORK)
def warehouse_document_line(
    request: PageRequest, kind: WarehouseDocumentKind, pk: int, line_id: int
) -> HttpResponse:
    """Sent from the grid, the answer is its row."""
    line = line_of(document_of(request, kind, pk), line_id)
    form = LineForm(request.POST, line=line)
    if form.is_valid():
        try:
            services.change_line(
                line=line, by=request.user, seen=request.POST.get("seen"), **form.changes()
            )
        except Refused as refused:
            for violation in refused.violations:  # the texts stand at the line itself
                violation.document, violation.line_no = "", None
            form.add_refusal(refused)
        else:
            if not request.htmx:
                return redirect(line.document)
            return _row(request, _fresh(request, line))
    if not request.htmx:
        texts = [text for errors in form.errors.values() for text in errors]
        return card(request, line.document, refused_line=form, refusal="\n".join(map(str, texts)))
    return _row(request, _fresh(request, line), form=form, seen=request.POST.get("seen"))


def _fresh(request: PageRequest, line: WarehouseDocumentLine) -> WarehouseDocumentLine:
    document = line.document
    found = document_of(request, WarehouseDocumentKind(document.kind), document.pk)
    return line_of(found, line.pk)


def _row(
    request: PageRequest,
    line: WarehouseDocumentLine,
    *,
    form: LineForm | None = None,
    seen: str | None = None,
) -> HttpResponse:
    row = row_of(request, line, form=form, seen=seen)
    context = state_of(request, line.document) | {"row": row, "oob": True}
    status = 422 if form is not None and form.errors else 200
    return render(request, "warehouse/documents/_row_answer.html", context, status=status)


@require_POST
@permitted(DELETE)
def delete_warehouse_document_line(
    request: PageRequest, kind: WarehouseDocumentKind, pk: int, line_id: int
) -> HttpResponse:
    document = document_of(request, kind, pk)
    line = line_of(document, line_id)
    try:
        left = services.delete_line(line=line, by=request.user, version=version_in(request))
    except Refused as refused:
        return card(request, document_of(request, kind, pk), refusal=str(refused))
    messages.success(request, f"Line {line.line_no} is off {document.in_words}.")
    return redirect(left) if left else redirect("warehouse_documents", kind=kind)
