"""Drop Shipment – Get Sales Order: choose the sales lines that a purchase order buys for."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tracking.binding import selectors, services
from wms.core.errors import Refused
from wms.core.pages.requests import PageRequest
from wms.core.text import folded
from wms.documents.views.access import document_of, version_in

MOST_TYPED = 20


@require_http_methods(["GET", "POST"])
def get_sales_order(request: PageRequest, kind: str, pk: int) -> HttpResponse:
    """Marked sales lines that stand on no purchase order yet (ITL-183)."""
    document = document_of(request, kind, pk, verb="change")
    if not document.rules.gets_sales_lines:
        raise Http404("Sales lines are bought on purchase orders.")
    refusals: list[str] = []
    chosen = [
        int(text)
        for text in request.POST.getlist("line")
        if text.isascii() and text.isdigit() and len(text) < 19
    ]
    if request.method == "POST":
        try:
            count = services.get_sales_lines(
                document=document, line_ids=chosen, by=request.user, version=version_in(request)
            )
        except Refused as refused:
            refusals = str(refused).splitlines()
        else:
            messages.success(request, f"{count} line{'s' if count != 1 else ''} added.")
            return redirect(f"{document.get_absolute_url()}#lines")
    no = folded(request.GET.get("no", "")[:MOST_TYPED].strip())
    context = {
        "title": f"Drop Shipment – Get Sales Order: {document}",
        "document": document,
        "offers": selectors.offers(no=no),
        "chosen": chosen,
        "no": no,
        "most": selectors.MOST_OFFERED,
        "refusals": refusals,
        "may_see_sales": request.user.has_perm("documents.view_sales"),
    }
    return render(request, "tracking/binding/lines.html", context, status=422 if refusals else 200)
