"""What the card of a warehouse document shows, whole or in parts."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from warehouse.documents.forms import BINS_OFFERED, LineForm
from warehouse.documents.selectors import Totals, lines_page, sources_of, totals
from warehouse.documents.views.access import ADD, DELETE, WORK
from warehouse.forms import PostingForm
from warehouse.models import Activity, Bin, WarehouseDocument, WarehouseDocumentLine
from warehouse.services.shipment_picks import why_no_picks
from warehouse.views.access import number_in
from warehouse.views.cards import fresh_posting_form
from wms.core.fields import MOST_OFFERED
from wms.core.pages.requests import PageRequest
from wms.core.quantity import shown


@dataclass(frozen=True)
class Row:
    """One line of the grid.  ``tracked``: how much of it the tracking rows have to handle."""

    line: WarehouseDocumentLine
    form: LineForm
    seen: str
    may_work: bool
    may_delete: bool
    tracking_url: str
    tracked: str
    is_untracked: bool


def row_of(
    request: PageRequest,
    line: WarehouseDocumentLine,
    *,
    form: LineForm | None = None,
    seen: str | None = None,
) -> Row:
    """``seen``: the stamp that a refused form came with, so that sending it again is refused again."""
    is_tracked = line.item.item_tracking_code_id is not None
    to_handle = getattr(line, "tracked_to_receive" if _arrives(line) else "tracked_to_handle")
    return Row(
        line=line,
        form=form or LineForm(line=line),
        seen=line.stamp if seen is None else seen,
        may_work=request.user.has_perm(WORK),
        may_delete=request.user.has_perm(DELETE) and not line.document.is_released,
        tracking_url=_tracking_url(request, line) if is_tracked else "",
        tracked=f"{shown(to_handle)} of {shown(line.qty_to_handle)}" if is_tracked else "",
        is_untracked=is_tracked and to_handle != line.qty_to_handle,
    )


def _arrives(line: WarehouseDocumentLine) -> bool:
    return line.source_line.document.rules.is_transfer and not line.document.rules.outbound


def _tracking_url(request: PageRequest, line: WarehouseDocumentLine) -> str:
    """Item Tracking Lines of the source line, for those who may look at them (WHS-058)."""
    source = line.source_line.document
    if not request.user.has_perms([source.rules.permission("view"), "tracking.view_trackingline"]):
        return ""
    if _arrives(line):
        return reverse("transfer_receipt_lines", args=[line.source_line_id])
    url = reverse("tracking_lines", args=[line.source_line_id])
    return f"{url}?{urlencode({'whse_line': line.pk})}"


def state_of(request: PageRequest, document: WarehouseDocument) -> dict[str, Any]:
    """What changes with every line: figures, version, buttons."""
    figures = totals(document)
    rules = document.rules
    return {
        "document": document,
        "rules": rules,
        "totals": figures,
        "may_add": request.user.has_perm(ADD),
        "may_work": request.user.has_perm(WORK),
        "may_delete": request.user.has_perm(DELETE) and not document.is_released,
        "why_not_post": "" if figures.filled else f"{rules.handle_caption} is 0 on every line.",
        **(_picking_of(request, document, figures) if document.is_picked else {}),
    }


def _picking_of(
    request: PageRequest, document: WarehouseDocument, figures: Totals
) -> dict[str, Any]:
    """Where goods are picked before they are shipped: how far that is, and what can be done (WHS-202, WHS-205)."""
    picks = list(document.activities.order_by("pk"))
    may_see_picks = request.user.has_perm("warehouse.view_activity")
    return {
        "is_picked": True,
        "picks": picks,
        "may_see_picks": may_see_picks,
        "may_pick": request.user.has_perm("warehouse.add_activity"),
        "why_no_picks": why_no_picks(document),
        "why_not_open": _why_not_open(picks),
        "picked_state": figures.picked_state,
    }


def _why_not_open(picks: list[Activity]) -> str:
    return f"{picks[0]} is open for it. Register or delete that first." if picks else ""


def card(
    request: PageRequest,
    document: WarehouseDocument,
    *,
    posting_form: PostingForm | None = None,
    refused_line: LineForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    """The whole page; with the refusal of whatever was asked, and what was typed into a line."""
    page = lines_page(document, number_in(request.GET.get("page", "")) or 1)
    sources = [
        (source, request.user.has_perm(source.rules.permission("view")))
        for source in sources_of(document)
    ]
    context = state_of(request, document) | {
        "title": str(document),
        "page": page,
        "rows": [
            row_of(
                request,
                line,
                form=refused_line if refused_line and refused_line.line.pk == line.pk else None,
            )
            for line in page.object_list
        ],
        "bins_offered": BINS_OFFERED,
        "bins": list(
            Bin.objects.filter(location=document.location)
            .order_by("code")
            .values_list("code", flat=True)[:MOST_OFFERED]
        ),
        "posting_form": posting_form or fresh_posting_form(document),
        "refusal": refusal,
        "sources": sources,
        "shortages": request.session.pop(f"shortages-of-{document.pk}", []),
        "list_url": reverse("warehouse_documents", args=[document.kind]),
    }
    is_wrong = bool(refusal) or bool(posting_form and posting_form.errors)
    return render(
        request, "warehouse/documents/card.html", context, status=422 if is_wrong else 200
    )
