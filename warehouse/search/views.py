"""The search box, and the page of one number."""

from dataclasses import replace

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from tracking.switches import CAPTION, NUMBER_FIELD
from warehouse.search import numbers
from warehouse.search.numbers import Number
from warehouse.search.selectors import find
from wms.core.pages.lists import Action, list_view
from wms.core.pages.requests import PageRequest
from wms.core.text import folded
from wms.documents.kinds import KINDS, DocumentKind
from wms.inventory.models import Item
from wms.ledger.lists import ENTRIES
from wms.ledger.selectors import entries


@require_GET
def search(request: PageRequest) -> HttpResponse:
    """One hit is opened at once, several are listed by kind."""
    found = find(request, request.GET.get("q", ""))
    if found.only:
        return redirect(found.only.url)
    context = {"title": "Search", "found": found, "number_words": " · ".join(CAPTION.values())}
    return render(request, "search/search.html", context, status=422 if found.fault else 200)


@require_GET
@permission_required("ledger.view_itemledgerentry", raise_exception=True)
def number(request: PageRequest, kind: str, item_id: int) -> HttpResponseBase:
    """Where it is, its entries, the open documents that hold it, the way to its trace."""
    asked = _number_of(request, kind, item_id)
    page = replace(
        ENTRIES,
        title=f"{CAPTION[kind]} {asked.number}",
        name=f"{kind}-entries",
        queryset=lambda request: asked.of(entries()),
        actions=_actions(asked),
        filterset=None,
        search=(),
    )
    cards = list(asked.cards)
    return list_view(
        request,
        page,
        template="search/number.html",
        number=asked,
        caption=CAPTION[kind],
        cards=cards,
        is_blocked=any(card.blocked for card in cards),
        places=numbers.in_stock(asked),
        bins=numbers.in_bins(asked),
        documents=numbers.open_documents(asked),
        activities=numbers.open_activities(asked)
        if request.user.has_perm("warehouse.view_activity")
        else [],
        sees_kinds={
            str(kind)
            for kind in DocumentKind
            if request.user.has_perm(KINDS[kind].permission("view"))
        },
        sees_cards=request.user.has_perm("tracking.view_numberinformation"),
        most=numbers.MOST,
    )


def _number_of(request: PageRequest, kind: str, item_id: int) -> Number:
    """404 for a kind or item that is not there, and for a number that nothing knows."""
    if kind not in NUMBER_FIELD:
        raise Http404(f"There is no kind of number named {kind}.")
    item = get_object_or_404(Item, pk=item_id)
    try:
        text = folded(request.GET.get("no", ""))
    except ValidationError as error:
        raise Http404(" ".join(error.messages)) from error
    asked = Number(kind, item, text)
    if not text or not asked.is_known:
        raise Http404(f"{CAPTION[kind]} {text} of item {item} is not known.")
    return asked


def _actions(asked: Number) -> list[Action]:
    query = urlencode({"item": asked.item.no, asked.field: asked.number})
    trace = reverse("trace")
    return [
        Action("Trace usage → origin", f"{trace}?{query}&direction=backward", icon="trace"),
        Action("Trace origin → usage", f"{trace}?{query}&direction=forward", icon="trace"),
        Action("Item", reverse("item", args=[asked.item.pk]), permission="inventory.view_item"),
        Action("Item ledger entries", f"{reverse('ledger_entries')}?{query}"),
    ]
