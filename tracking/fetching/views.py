"""Choose posted lines for a document: to invoice them, or to reverse them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tracking.fetching import selectors, services
from tracking.fetching.selectors import MOST_OFFERED
from wms.core.errors import Refused
from wms.core.pages.requests import PageRequest
from wms.core.text import folded
from wms.documents.kinds import Kind
from wms.documents.models import Document
from wms.documents.views.access import document_of, version_in

MOST_TYPED = 20
MOST_DIGITS = 18  # of what a database takes for a key


@dataclass(frozen=True)
class Function:
    """One way of taking lines over; ``left`` is the heading of the quantity that is left, ``find`` what the
    lines are looked for by, ``none_because`` what to do where nothing is offered."""

    title: Callable[[Kind], str]
    left: str
    explanation: str
    offers: Callable[..., Iterable[Any]]
    take: Callable[..., int]
    find: str = "Document No."
    template: str = "tracking/fetching/lines.html"
    none_because: str = ""


TO_INVOICE = Function(
    title=lambda rules: rules.fetch_caption,
    left="To invoice (base)",
    explanation="Posted lines of the same partner that are not invoiced completely.",
    offers=selectors.to_invoice,
    take=services.fetch_lines,
)
TO_REVERSE = Function(
    title=lambda rules: "Get Posted Lines to Reverse",
    left="To reverse (base)",
    explanation="Posted lines of the same partner of which something can be returned."
    " Every number names the entry that it reverses.",
    offers=selectors.to_reverse,
    take=services.reverse_lines,
)


@require_http_methods(["GET", "POST"])
def fetch_lines(request: PageRequest, kind: str, pk: int) -> HttpResponse:
    """Get Receipt Lines and its three sisters (POST-126)."""
    document = document_of(request, kind, pk, verb="change")
    if not document.rules.is_invoice:
        raise Http404("Lines are fetched by invoices and credit memos.")
    return choose_lines(request, document, TO_INVOICE)


@require_http_methods(["GET", "POST"])
def reverse_lines(request: PageRequest, kind: str, pk: int) -> HttpResponse:
    """Get Posted Lines to Reverse (POST-138)."""
    document = document_of(request, kind, pk, verb="change")
    if not document.rules.is_return:
        raise Http404("Lines are reversed by return orders and credit memos.")
    return choose_lines(request, document, TO_REVERSE)


def choose_lines(request: PageRequest, document: Document, function: Function) -> HttpResponse:
    """The lines that are offered, and taking over those that are ticked."""
    refusals: list[str] = []
    chosen = [
        int(text)
        for text in request.POST.getlist("line")
        if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    ]
    if request.method == "POST":
        try:
            count = function.take(
                document=document, line_ids=chosen, by=request.user, version=version_in(request)
            )
        except Refused as refused:
            refusals = str(refused).splitlines()
        else:
            messages.success(request, f"{count} line{'s' if count != 1 else ''} added.")
            return redirect(f"{document.get_absolute_url()}#lines")
    no = folded(request.GET.get("no", "")[:MOST_TYPED].strip())
    context = {
        "title": f"{function.title(document.rules)}: {document}",
        "document": document,
        "function": function,
        "offers": function.offers(document, no=no),
        "chosen": chosen,
        "no": no,
        "most": MOST_OFFERED,
        "refusals": refusals,
    }
    return render(request, function.template, context, status=422 if refusals else 200)
