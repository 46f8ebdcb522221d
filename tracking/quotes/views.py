"""Make Order: asks once, then leads to the order (QUOTE-002, QUOTE-003); and the answer to who posts a quote."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from tracking.quotes import services
from wms.core.errors import Refused
from wms.core.pages.requests import PageRequest
from wms.core.pages.workdate import work_date
from wms.documents.kinds import KINDS, Kind
from wms.documents.models import Document
from wms.documents.quotes import refuse_posting
from wms.documents.selectors import tracked_rows
from wms.documents.views.access import document_of, version_in
from wms.documents.views.documents import card


@require_http_methods(["GET", "POST"])
def make_order(request: PageRequest, kind: str, pk: int) -> HttpResponse:
    """The question, and the order.  A refusal tells all that forbids it."""
    quote = document_of(request, kind, pk, verb="change")
    if quote.rules.becomes is None:
        raise Http404("Orders are made of quotes.")
    refusals: list[str] = []
    if request.method == "POST" or quote.is_closed:  # of a closed one there is nothing left to ask
        try:
            made = services.make_order(
                quote=quote, by=request.user, on=work_date(request), version=version_in(request)
            )
        except Refused as refused:
            refusals = str(refused).splitlines()
        else:
            _tell(request, quote, made)
            return _gone_to(request, made.order)
    context: dict[str, Any] = {
        "title": f"Make an order of {quote.rules.title.lower()} {quote.no}",
        "quote": quote,
        "order_title": KINDS[quote.rules.becomes].title.lower(),
        "lines": quote.lines.count(),
        "rows": tracked_rows(quote),
        "version": version_in(request) or quote.version,
        "refusals": refusals,
    }
    template = "documents/_make_order.html" if request.htmx else "documents/make_order.html"
    return render(request, template, context, status=422 if refusals else 200)


def not_posted(request: PageRequest, quote: Document) -> HttpResponse:
    """The card of a quote that somebody wants to post, with the way out (QUOTE-001)."""
    try:
        refuse_posting(quote)
    except Refused as refused:
        messages.error(request, str(refused))
    return card(request, quote, status=422)


def none_posted(request: PageRequest, rules: Kind) -> HttpResponse:
    """The list of quotes, to who wants to post several (QUOTE-001)."""
    messages.error(
        request, "Quotes are not posted. Choose Make Order on each of them, and post the orders."
    )
    return redirect("documents", rules.kind)


def _tell(request: PageRequest, quote: Document, made: services.Made) -> None:
    if made.was_made_before:
        messages.info(request, f"{made.order} was made of {quote} before; this is it.")
    else:
        messages.success(request, f"{made.order} is made of {quote}, which is closed.")


def _gone_to(request: PageRequest, order: Document) -> HttpResponse:
    url = order.get_absolute_url()
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)
