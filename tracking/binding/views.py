"""Drop Shipment – Get Sales Order: choose the sales lines that a purchase order buys for."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from tracking.binding import selectors, services
from tracking.fetching.views import Function, choose_lines
from wms.core.pages.requests import PageRequest
from wms.documents.views.access import document_of

TO_BUY = Function(
    title=lambda rules: "Drop Shipment – Get Sales Order",
    left="Quantity",
    explanation="Sales lines with Purchasing Code Drop Shipment that stand on no purchase order yet. The"
    " vendor sends their goods to the customer; both lines are posted together.",
    offers=selectors.offers,
    take=services.get_sales_lines,
    find="Sales order No.",
    template="tracking/binding/lines.html",
)


@require_http_methods(["GET", "POST"])
def get_sales_order(request: PageRequest, kind: str, pk: int) -> HttpResponse:
    """Marked sales lines that stand on no purchase order yet (ITL-183)."""
    document = document_of(request, kind, pk, verb="change")
    if not document.rules.gets_sales_lines:
        raise Http404("Sales lines are bought on purchase orders.")
    return choose_lines(request, document, TO_BUY)
