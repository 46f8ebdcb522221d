"""Warehouse receipts and shipments: their lists, a card, and what is asked of one as a whole."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from warehouse.documentkinds import KINDS, WarehouseDocumentKind
from warehouse.documents import services
from warehouse.documents.lists import document_list, posted_list
from warehouse.documents.posting import (
    PostedGoods,
    post_warehouse_document,
    posted_by_request,
    posted_documents_of,
)
from warehouse.documents.views.access import DELETE, VIEW, WORK, document_of, still_there
from warehouse.documents.views.cards import card
from warehouse.forms import PostingForm
from warehouse.models import PostedWarehouseDocument, WarehouseDocument
from warehouse.services.shipment_picks import create_picks
from warehouse.views.access import number_in, permitted, refuse_elsewhere, version_in
from wms.core.errors import Refused
from wms.core.pages.lists import list_view
from wms.core.pages.requests import PageRequest
from wms.core.pages.workdate import work_date

LINES_PER_PAGE = 100
MOST_TOLD = 20  # short lines
VIEW_POSTED = "warehouse.view_postedwarehousedocument"


@require_safe
@permitted(VIEW)
def warehouse_documents(request: PageRequest, kind: WarehouseDocumentKind) -> HttpResponseBase:
    return list_view(request, document_list(kind))


@require_safe
@permitted(VIEW)
def warehouse_document(request: PageRequest, kind: WarehouseDocumentKind, pk: int) -> HttpResponse:
    return card(request, document_of(request, kind, pk))


@require_POST
@permitted(WORK)
def fill_warehouse_document(
    request: PageRequest, kind: WarehouseDocumentKind, pk: int
) -> HttpResponse:
    """Autofill Qty. to Receive, or to Ship (WHS-189, WHS-204)."""
    said = f"{KINDS[kind].handle_caption} is filled on every line."
    return _worked(request, kind, pk, services.fill_lines, said)


@require_POST
@permitted(WORK)
def release_warehouse_document(
    request: PageRequest, kind: WarehouseDocumentKind, pk: int
) -> HttpResponse:
    """Picks can be made of it then; its lines are fixed (WHS-205)."""
    said = "It is released; picks can be made for it."
    return _worked(request, kind, pk, services.release, said)


@require_POST
@permitted(WORK)
def reopen_warehouse_document(
    request: PageRequest, kind: WarehouseDocumentKind, pk: int
) -> HttpResponse:
    said = "It is open; its lines can be changed."
    return _worked(request, kind, pk, services.reopen, said)


@require_POST
@permitted(WORK, "warehouse.add_activity")
def create_picks_of(request: PageRequest, kind: WarehouseDocumentKind, pk: int) -> HttpResponse:
    """Create Pick: the pick, or the shipment when several were made; what is missing is told there."""
    found = document_of(request, kind, pk)
    try:
        made = create_picks(
            document=found,
            by=request.user,
            work_date=work_date(request),
            version=version_in(request),
        )
    except Refused as refused:
        return _refused(request, kind, pk, str(refused))
    messages.success(request, made.message)
    for pick in made.picks:
        for expired in pick.left_out[:MOST_TOLD]:
            messages.warning(request, str(expired))
    activities = [pick.activity for pick in made.picks]
    place = f"shortages-{activities[0].pk}" if len(activities) == 1 else f"shortages-of-{found.pk}"
    request.session[place] = made.shortages[:MOST_TOLD]
    return redirect(activities[0] if len(activities) == 1 else found)


@require_POST
@permitted(WORK)
def empty_warehouse_document(
    request: PageRequest, kind: WarehouseDocumentKind, pk: int
) -> HttpResponse:
    said = f"{KINDS[kind].handle_caption} is 0 on every line."
    return _worked(request, kind, pk, services.empty_lines, said)


def _worked(
    request: PageRequest,
    kind: WarehouseDocumentKind,
    pk: int,
    work: Callable[..., object],
    said: str,
) -> HttpResponse:
    found = document_of(request, kind, pk)
    try:
        work(document=found, by=request.user, version=version_in(request))
    except Refused as refused:
        return _refused(request, kind, pk, str(refused))
    messages.success(request, said)
    return redirect(found)


@require_POST
@permitted(WORK)
def post_document(request: PageRequest, kind: WarehouseDocumentKind, pk: int) -> HttpResponse:
    """Posts; the same request key again leads to what it posted, also when nothing is left here."""
    before = posted_by_request(request.POST.get("request_key", "")[:100])
    found = still_there(request, kind, pk)
    if found is None:
        if before is not None:
            return redirect(before)
        return _gone(request, kind)
    form = PostingForm(request.POST, activity=found)
    if not form.is_valid():
        return card(request, found, posting_form=form, refusal=form.hidden_fault)
    try:
        work = post_warehouse_document(document=found, by=request.user, **form.cleaned_data)
    except Refused as refused:
        return _refused(request, kind, pk, str(refused))
    _tell(request, work)
    return redirect(work.document or work.posted)


def _tell(request: PageRequest, work: PostedGoods) -> None:
    names = ", ".join(map(str, work.posted_documents))
    rest = f" What was not {work.posted.rules.verb} stays here." if work.document else ""
    messages.success(request, f"{work.posted} is posted, with {names}.{rest}")
    for warning in work.warnings:
        messages.warning(request, str(warning))


@require_POST
@permitted(DELETE)
def delete_warehouse_document(
    request: PageRequest, kind: WarehouseDocumentKind, pk: int
) -> HttpResponse:
    found = still_there(request, kind, pk)
    if found is None:
        return _gone(request, kind)
    try:
        services.delete_document(document=found, by=request.user, version=version_in(request))
    except Refused as refused:
        return _refused(request, kind, pk, str(refused))
    messages.success(request, f"{found} is deleted. The orders on it are as they were.")
    return redirect("warehouse_documents", kind=kind)


def _refused(
    request: PageRequest, kind: WarehouseDocumentKind, pk: int, refusal: str
) -> HttpResponse:
    found = still_there(request, kind, pk)
    return _gone(request, kind) if found is None else card(request, found, refusal=refusal)


def _gone(request: PageRequest, kind: WarehouseDocumentKind) -> HttpResponse:
    messages.error(
        request,
        f"The {KINDS[kind].title.lower()} no longer exists: it was posted completely or deleted by "
        "somebody else.",
    )
    return redirect("warehouse_documents", kind=kind)


@require_safe
@permitted(VIEW_POSTED)
def posted_warehouse_documents(
    request: PageRequest, kind: WarehouseDocumentKind
) -> HttpResponseBase:
    return list_view(request, posted_list(kind))


@require_safe
@permitted(VIEW_POSTED)
def posted_warehouse_document(
    request: PageRequest, kind: WarehouseDocumentKind, pk: int
) -> HttpResponse:
    found = PostedWarehouseDocument.objects.select_related("location", "posted_by")
    posted = get_object_or_404(found, kind=kind, pk=pk)
    refuse_elsewhere(request, posted.location)
    lines = posted.lines.select_related(
        "item__base_unit_of_measure",
        "variant",
        "bin",
        "source_line__document",
        "posted_line__document",
        "posted_line__corrected_by",
    ).order_by("line_no")
    number = number_in(request.GET.get("page", "")) or 1
    context = {
        "title": str(posted),
        "posted": posted,
        "page": Paginator(lines, LINES_PER_PAGE).get_page(number),
        "receipts": [
            one
            for one in posted_documents_of(posted)
            if request.user.has_perm(one.source.rules.permission("view"))
        ],
        "open_document": WarehouseDocument.objects.filter(
            kind=kind, no=posted.whse_document_no
        ).first(),
    }
    return render(request, "warehouse/documents/posted.html", context)
