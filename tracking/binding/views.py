"""Get Sales Order: choose the sales lines that a purchase order buys for; and release what is bound so."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from tracking.binding import releasing, selectors, services
from tracking.fetching.views import Function, choose_lines
from wms.core.errors import Refused
from wms.core.pages.requests import PageRequest
from wms.documents.kinds import PurchasingCode
from wms.documents.models import DocumentLine
from wms.documents.views.access import document_of

CHANGE = "tracking.change_reservation"


def _function(code: PurchasingCode, explanation: str) -> Function:
    return Function(
        title=lambda rules: f"{code.label} – Get Sales Order",
        left="Quantity",
        explanation=f"Sales lines with Purchasing Code {code.label} that stand on no purchase order yet."
        f" {explanation}",
        offers=partial(selectors.offers, code=code),
        take=partial(services.get_sales_lines, code=code),
        find="Sales order No.",
        template="tracking/binding/lines.html",
        none_because=f"Choose Purchasing Code {code.label} on the line of a sales order first.",
    )


DROP_SHIPMENTS = _function(
    PurchasingCode.DROP_SHIPMENT,
    "The vendor sends their goods to the customer; both lines are posted together.",
)
SPECIAL_ORDERS = _function(
    PurchasingCode.SPECIAL_ORDER,
    "Their goods come into stock, are held for the sales line and leave on it; their numbers are set on the"
    " purchase line.",
)


@require_http_methods(["GET", "POST"])
def get_sales_order(request: PageRequest, kind: str, pk: int) -> HttpResponse:
    """Drop shipments that stand on no purchase order yet (ITL-183)."""
    return _choose(request, kind, pk, DROP_SHIPMENTS)


@require_http_methods(["GET", "POST"])
def get_special_order(request: PageRequest, kind: str, pk: int) -> HttpResponse:
    """Special orders that stand on no purchase order yet (ITL-223)."""
    return _choose(request, kind, pk, SPECIAL_ORDERS)


def _choose(request: PageRequest, kind: str, pk: int, function: Function) -> HttpResponse:
    document = document_of(request, kind, pk, verb="change")
    if not document.rules.gets_sales_lines:
        raise Http404("Sales lines are bought on purchase orders.")
    return choose_lines(request, document, function)


@require_POST
def release_binding(request: PageRequest, line_id: int) -> HttpResponse:
    """The two lines of a special order go their own ways (ITL-223); asked for on the reservation page."""
    line = get_object_or_404(DocumentLine.objects.select_related("document"), pk=line_id)
    if not request.user.has_perms([line.document.rules.permission("change"), CHANGE]):
        raise PermissionDenied
    try:
        other = releasing.release(line=line, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request,
            f"The line is bound to {other} no more. Item tracking lines and reservations stay.",
        )
    return redirect("reservations", line.pk)
