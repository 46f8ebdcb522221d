"""What every view here begins with: the kind that the address names, the right to it, the document."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from wms.core.pages.requests import PageRequest
from wms.documents.kinds import KINDS, DocumentKind, Kind
from wms.documents.models import Document, DocumentLine
from wms.documents.selectors import with_codes


def rules_of(request: PageRequest, kind: str, *, verb: str) -> Kind:
    """The row of the table of kinds.  404 for a kind that is not there, 403 without the right."""
    if kind not in DocumentKind:
        raise Http404(f"There is no kind of document named {kind}.")
    rules = KINDS[DocumentKind(kind)]
    if not request.user.has_perm(rules.permission(verb)):
        raise PermissionDenied
    return rules


def document_of(request: PageRequest, kind: str, pk: int, *, verb: str) -> Document:
    rules = rules_of(request, kind, verb=verb)
    documents = Document.objects.select_related(
        "vendor",
        "customer",
        "location",
        "created_by",
        "transfer_to",
        "in_transit",
        "quote",
        "made_order",
    )
    return get_object_or_404(documents, kind=rules.kind, pk=pk)


def line_of(document: Document, line_id: int) -> DocumentLine:
    line = get_object_or_404(with_codes(document.lines.all()), pk=line_id)
    line.document = document
    return line


def version_in(request: PageRequest) -> int | None:
    """The version that was on the screen, as form or link say it; None when they say none."""
    asked = request.POST if request.method == "POST" else request.GET
    text = asked.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
