"""The page of the receipt side: rows as they were shipped, and how much of each has arrived."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from tracking.services.sessions import opening_violations
from tracking.transfers import services
from tracking.transfers.selectors import receipt_page
from tracking.views.access import CHANGE, line_of
from wms.core.errors import Refused
from wms.core.pages.requests import PageRequest
from wms.core.text import folded
from wms.documents.models import DocumentLine

MOST_TYPED = 50


@require_GET
def transfer_receipt_lines(request: PageRequest, line_id: int) -> HttpResponse:
    line = _transfer_line(request, line_id, verb="view")
    if refusals := opening_violations(line):
        context = {"title": "Item Tracking Lines", "document": line.document, "line": line}
        context |= {"refusals": [str(one) for one in refusals]}
        return render(request, "tracking/transfers/closed.html", context, status=422)
    return _page(request, line)


@require_POST
def transfer_receipt_row(request: PageRequest, line_id: int, row_id: int) -> HttpResponse:
    """Qty. to Receive of one row was typed; a refusal keeps what was typed at its field."""
    line = _transfer_line(request, line_id, verb="change")
    typed = request.POST.get("qty_to_receive", "").strip()[:MOST_TYPED]
    try:
        quantity = Decimal(typed or "0")
        if not quantity.is_finite() or quantity.adjusted() > 12:
            raise InvalidOperation
        services.set_to_receive(line=line, row_id=row_id, quantity=quantity, by=request.user)
    except InvalidOperation:
        wrong = f"Qty. to Receive cannot be {typed}. Type a number, such as 10 or 2.5."
        return _page(request, line, wrong_row=row_id, typed=typed, wrong=wrong)
    except Refused as refused:
        return _page(request, line, wrong_row=row_id, typed=typed, wrong=str(refused))
    return _done(request, line)


@require_POST
def transfer_receipt_scan(request: PageRequest, line_id: int) -> HttpResponse:
    """A number was scanned: all that is in transit of it has arrived."""
    line = _transfer_line(request, line_id, verb="change")
    typed = request.POST.get("number", "")[:MOST_TYPED]
    try:
        services.receive_number(line=line, number=typed, by=request.user)
    except ValidationError as fault:
        return _page(request, line, said=" ".join(fault.messages), is_wrong=True)
    except Refused as refused:
        return _page(request, line, said=str(refused), is_wrong=True)
    return _done(request, line, said=f"{folded(typed)} has arrived.")


@require_POST
def transfer_receipt_set(request: PageRequest, line_id: int, what: str) -> HttpResponse:
    """All rows at once, or the line after the rows."""
    line = _transfer_line(request, line_id, verb="change")
    does = {
        "all": services.receive_all,
        "none": services.receive_none,
        "match": services.match_line,
    }.get(what)
    if does is None:
        raise Http404
    try:
        does(line=line, by=request.user)
    except Refused as refused:
        return _page(request, line, said=str(refused), is_wrong=True)
    return _done(request, line)


def _transfer_line(request: PageRequest, line_id: int, *, verb: str) -> DocumentLine:
    """404 unless the goods of the line are in transit between two postings."""
    line = line_of(request, line_id, verb=verb)
    if not line.document.rules.is_transfer or line.document.direct_transfer:
        raise Http404("This line is never in transit.")
    if verb == "change" and not request.user.has_perm(CHANGE):
        raise PermissionDenied
    return line


def _done(request: PageRequest, line: DocumentLine, *, said: str = "") -> HttpResponse:
    if request.htmx:
        return _page(request, line_of(request, line.pk, verb="view"), said=said)
    return redirect(f"{reverse('transfer_receipt_lines', args=[line.pk])}?{_place(request)}")


def _page(
    request: PageRequest,
    line: DocumentLine,
    *,
    wrong_row: int = 0,
    typed: str = "",
    wrong: str = "",
    said: str = "",
    is_wrong: bool = False,
) -> HttpResponse:
    document = line.document
    asked = request.POST if request.method == "POST" else request.GET
    number = asked.get("page", "1")
    search = _readable(asked.get("search", ""))
    page = receipt_page(
        line, number=int(number) if number.isascii() and number.isdigit() else 1, search=search
    )
    rights = [document.rules.permission("change"), CHANGE]
    context: dict[str, Any] = {
        "title": "Item Tracking Lines",
        "line": line,
        "document": document,
        "page": page,
        "search": search,
        "may_change": request.user.has_perms(rights) and not document.is_closed,
        "wrong_row": wrong_row,
        "typed": typed,
        "wrong": wrong,
        "said": said,
        "is_wrong": is_wrong,
    }
    template = "tracking/transfers/_page.html" if request.htmx else "tracking/transfers/page.html"
    return render(request, template, context, status=422 if wrong or is_wrong else 200)


def _place(request: PageRequest) -> str:
    """Where in the list the user was."""
    place = {name: request.POST.get(name, "") for name in ("page", "search")}
    return urlencode({name: value for name, value in place.items() if value})


def _readable(text: str) -> str:
    try:
        return folded(text[:MOST_TYPED])
    except ValidationError:
        return ""
