"""The reservation page of a document line: what is held for it, reserve, cancel (ITL-216, 221, 222)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from tracking.reservations import selectors, services
from tracking.reservations.holds import specific_fields
from tracking.switches import CAPTION, NUMBER_FIELD
from wms.core.errors import Refused
from wms.core.fields import QuantityFormField
from wms.core.forms import RefusableForm
from wms.core.pages.requests import PageRequest
from wms.core.quantity import shown
from wms.documents.models import DocumentLine

VIEW, CHANGE = "tracking.view_reservation", "tracking.change_reservation"


class ReserveForm(RefusableForm):
    quantity = QuantityFormField(label="Quantity to reserve")


@require_http_methods(["GET", "POST"])
def reservations(request: PageRequest, line_id: int) -> HttpResponse:
    """What is held for the line.  POST: reserve from stock, of one number or of any."""
    line = _line(request, line_id, verb="change" if request.method == "POST" else "view")
    if request.method == "GET":
        found = selectors.reservations_of(line)
        return _page(request, line, found, ReserveForm(initial={"quantity": found.left}))
    form = ReserveForm(request.POST)
    if form.is_valid():
        try:
            held = services.reserve(
                line=line,
                by=request.user,
                quantity=form.cleaned_data["quantity"],
                numbers=_numbers(request, line),
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            asked = form.cleaned_data["quantity"]
            rest = "" if held == asked else f" No more of the {shown(asked)} is free."
            messages.success(request, f"{shown(held)} reserved.{rest}")
            return redirect("reservations", line.pk)
    return _page(request, line, selectors.reservations_of(line), form, status=422)


@require_POST
def cancel_reservation(request: PageRequest, line_id: int) -> HttpResponse:
    """Give back one hold, or all of the line; its item tracking lines stay (ITL-222)."""
    line = _line(request, line_id, verb="change")
    text = request.POST.get("reservation", "")
    one = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
    try:
        ended = services.cancel(line=line, by=request.user, reservation_id=one)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        what = "reservation was" if ended == 1 else "reservations were"
        messages.success(
            request, f"{ended} {what} cancelled. Item tracking lines keep their numbers."
        )
    return redirect("reservations", line.pk)


def _line(request: PageRequest, line_id: int, *, verb: str) -> DocumentLine:
    lines = DocumentLine.objects.select_related(
        "document",
        "item__item_tracking_code__tracking_dimension_group",
        "item__base_unit_of_measure",
        "variant",
        "location",
    )
    line = get_object_or_404(lines, pk=line_id)
    needed = [line.document.rules.permission("view"), VIEW]
    if verb == "change":
        needed += [line.document.rules.permission("change"), CHANGE]
    if not request.user.has_perms(needed):
        raise PermissionDenied
    return line


def _numbers(request: PageRequest, line: DocumentLine) -> tuple[str, ...] | None:
    """The number that was chosen; None for any."""
    fields = specific_fields(line.item)
    numbers = tuple(request.POST.get(field, "") for field in fields)
    return numbers if any(numbers) else None


def _page(
    request: PageRequest,
    line: DocumentLine,
    found: selectors.LineReservations,
    form: ReserveForm,
    *,
    status: int = 200,
) -> HttpResponse:
    fields = specific_fields(line.item)
    captions = {NUMBER_FIELD[kind]: CAPTION[kind] for kind in NUMBER_FIELD}
    context: dict[str, Any] = {
        "title": f"Reservation for {line.document}, line {line.line_no}",
        "line": line,
        "document": line.document,
        "found": found,
        "choices": [
            (choice, list(zip(fields, choice.numbers, strict=True))) for choice in found.choices
        ],
        "captions": ", ".join(captions[field] for field in fields),
        "form": form,
        "may_see_other": found.special_order is not None
        and request.user.has_perm(found.special_order.other.document.rules.permission("view")),
        "may_change": request.user.has_perms([line.document.rules.permission("change"), CHANGE]),
        "has_tracking": line.item.item_tracking_code_id is not None,
    }
    return render(request, "tracking/reservations.html", context, status=status)
