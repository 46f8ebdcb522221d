"""Number information: what is known of single serial, lot and package numbers, as lists and cards."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from tracking.models import NumberInformation
from tracking.models.cards import NumberKind
from tracking.numbers import services
from tracking.numbers.filters import CardFilters, day_asked, location_asked
from tracking.numbers.forms import NumberCardForm, StockForm
from tracking.numbers.keys import NumberKey
from tracking.numbers.notices import tell_what_blocking_means
from tracking.numbers.selectors import cards_with_inventory, inventory_of
from tracking.numbers.views.asked import (
    ADD,
    CHANGE,
    SEES_BOOK,
    VIEW,
    item_asked,
    number_asked,
    typed,
)
from tracking.numbers.views.comments import COMMENTS
from wms.core.errors import Refused
from wms.core.pages.cards import Chip, RecordCard, Tab, card_view, delete_view
from wms.core.pages.lists import Action, Column, ListPage, list_view
from wms.core.pages.paging import MOST_COUNTED
from wms.core.pages.requests import PageRequest
from wms.core.records import stored_version
from wms.core.wording import in_company_words
from wms.documents.links import number_url
from wms.inventory.models import Item

MOST_BY_STOCK = 1_000  # each card is looked up in the ledger


def _asks_for_stock(request: PageRequest) -> bool:
    return bool(request.GET.get("in_stock") or request.GET.get("expired"))


CARDS = ListPage(
    title="Number information",
    name="number-information",
    permission=VIEW,
    queryset=lambda request: cards_with_inventory(
        on=day_asked(request), location=location_asked(request)
    ),
    columns=(
        Column("No.", "number", sort=""),
        Column("Kind", "get_kind_display", sort=""),
        Column("Item No.", "item.no", sort=""),
        Column("Variant", "variant.code", sort=""),
        Column("Description", "description", sort="", wrap=True),
        Column("Blocked", "blocked", sort="", tone=lambda card: "bad"),
        Column("Comment", "has_comments", sort=""),
        Column("Inventory", "inventory", numeric=True, sort="", total="inventory"),
        Column(
            "Expired Inventory",
            "expired_inventory",
            numeric=True,
            sort="",
            total="expired_inventory",
        ),
        Column("Test Quality", "get_test_quality_display", sort="", hidden=True),
        Column("Certificate No.", "certificate_number", sort="", hidden=True),
        Column("Country/Region Code", "country_code", sort="", hidden=True),
    ),
    filterset=CardFilters,
    search=("number__startswith",),
    search_label="Beginning of a number",
    default_sort=("kind", "number"),
    row_url=lambda card: reverse("number_card", args=[card.pk]),
    actions=lambda request: [_new(kind) for kind in NumberKind],
    most_counted=lambda request: MOST_BY_STOCK if _asks_for_stock(request) else MOST_COUNTED,
    empty="There are no information cards yet. A number can be used without one.",
)


def _new(kind: NumberKind) -> Action:
    url = f"{reverse('number_card_new')}?kind={kind.value}"
    return Action(f"New {in_company_words(kind.label)} card", url, ADD, "plus")


def _of_kind(kind: NumberKind) -> ListPage:
    """Sorted by number either way: the cards of one kind are ordered so in their index."""
    columns = [column for column in CARDS.columns if column.caption != "Kind"]
    return replace(
        CARDS,
        title=f"{kind.label} information",
        name=f"{kind.value}-information",
        queryset=lambda request: CARDS.queryset(request).filter(kind=kind),
        columns=(replace(columns[0], sort="number"), *columns[1:]),
        filterset=CardFilters.of_kind(kind),
        default_sort=("number",),
        actions=lambda request: [_new(kind)],
    )


CARDS_OF_KIND = {kind.value: _of_kind(kind) for kind in NumberKind}


def number_cards(request: PageRequest) -> HttpResponseBase:
    return list_view(request, CARDS)


def number_cards_of_kind(request: PageRequest, kind: str) -> HttpResponseBase:
    if kind not in CARDS_OF_KIND:
        raise Http404(f"There is no kind of number named {kind}.")
    page = CARDS_OF_KIND[kind]
    return list_view(request, replace(page, title=in_company_words(page.title)))


# ---- one card


def _new_card(request: PageRequest) -> NumberInformation:
    """Prefilled with what the address names, so far as it exists (SET-147)."""
    kind, no = request.GET.get("kind", ""), typed(request, "no")
    card = NumberInformation(
        kind=kind if kind in NumberKind.values else NumberKind.SERIAL, number=no[:50]
    )
    if item := Item.objects.filter(no=typed(request, "item")).first():
        card.item = item
        if variant := item.variants.filter(code=typed(request, "variant")).first():
            card.variant = variant
    return card


def _old(request: PageRequest) -> dict[str, str]:
    """The number that the tracking row had before, where the card was opened from one."""
    return {"old": old} if (old := typed(request, "old")) else {}


def _actions(card: NumberInformation, request: PageRequest) -> list[Action]:
    """To the entries of the number, its documents, and where it came from and went (SET-164)."""
    number = NumberKey.of_card(card)
    label = reverse("number_label", args=[card.pk])
    everything = number_url(card.kind, card.item_id, card.number)
    return [
        Action("Copy Info", number.url("number_copy_info", **_old(request)), CHANGE, "down"),
        Action("Item ledger entries", f"{reverse('ledger_entries')}?{number.query()}", SEES_BOOK),
        Action(
            "Documents", reverse("number_documents", args=[card.pk]), "tracking.view_trackingline"
        ),
        Action("Trace", f"{reverse('trace')}?{number.query()}", SEES_BOOK, "trace"),
        *([Action("Where it is", everything, SEES_BOOK)] if everything else []),
        Action("Label", label, VIEW, "print"),
    ]


def _context(card: NumberInformation, request: PageRequest) -> dict[str, Any]:
    """Inventory by the location and on the day that are asked for (SET-149, SET-150), and the files."""
    day, place = day_asked(request), location_asked(request)
    at = {"location": place} if place else {}
    in_stock = NumberKey.of_card(card).query(in_stock="yes", **at)
    late = NumberKey.of_card(card).query(
        in_stock="yes", expires_to=str(day - timedelta(days=1)), **at
    )
    entries = reverse("ledger_entries")
    return {
        "stock": StockForm(request.GET or {"expired_on": str(day)}),
        "on_hand": inventory_of(card, on=day, location=place)
        if request.user.has_perm(SEES_BOOK)
        else None,
        "entries_url": f"{entries}?{in_stock}",
        "expired_url": f"{entries}?{late}",
        "has_comments": NumberKey.of_card(card).comments.exists(),
        "files": card.files.select_related("added_by").order_by("pk"),
        "may_change": request.user.has_perm(CHANGE),
    }


def _question(card: Any) -> str:
    return f"Delete the information card of {card}, with its comments and files?"


def _save(card: NumberInformation, request: PageRequest) -> NumberInformation:
    before = stored_version(card)
    saved = services.save_number_card(card=card)
    tell_what_blocking_means(before, saved, request)
    return saved


CARD = RecordCard(
    model=NumberInformation,
    form=NumberCardForm,
    noun="Number information",
    rows=lambda: NumberInformation.objects.select_related("item", "variant"),
    new=_new_card,
    tabs=(
        Tab(
            "General",
            (
                "kind",
                "number",
                "item",
                "variant",
                "description",
                "blocked",
                "test_quality",
                "certificate_number",
                "country_code",
            ),
        ),
    ),
    list_url="number_cards",
    url="number_card",
    new_url="number_card_new",
    delete_url="number_card_delete",
    save=_save,
    delete=lambda card, request: services.delete_number_card(
        card=card, confirmed=request.POST.get("confirmed") == "yes"
    ),
    chip=lambda card: Chip("Blocked", "bad") if card.blocked else None,
    actions=_actions,
    delete_question=_question,
    lines=(COMMENTS,),
    context=_context,
    template="tracking/numbers/card.html",
)


def number_card(request: PageRequest, pk: int | None = None) -> HttpResponseBase:
    return card_view(request, CARD, pk)


def number_card_delete(request: PageRequest, pk: int) -> HttpResponseBase:
    return delete_view(request, CARD, pk)


# ---- the card of a number that stands somewhere


@require_safe
def number_card_of(request: PageRequest, kind: str, item_id: int) -> HttpResponseBase:
    """From a tracking row: the card of its number, or a new one with what is known of it (SET-147)."""
    return _card_or(request, kind, item_id, proposes=True)


@require_safe
def number_card_known(request: PageRequest, kind: str, item_id: int) -> HttpResponseBase:
    """From an entry: the card of its number; without one the user is told that none exists (SET-165)."""
    return _card_or(request, kind, item_id, proposes=False)


def _card_or(request: PageRequest, kind: str, item_id: int, *, proposes: bool) -> HttpResponseBase:
    item_asked(request, kind, item_id)
    try:
        number = number_asked(request, kind, item_id)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("number_cards")
    old = _old(request)
    if card := number.card:
        return redirect(f"{reverse('number_card', args=[card.pk])}?{urlencode(old)}".rstrip("?"))
    if proposes and request.user.has_perm(ADD):
        return redirect(f"{reverse('number_card_new')}?{number.asked(**old)}")
    messages.warning(request, f"{number} has no information card.")
    place = number_url(kind, item_id, number.number)
    if place and request.user.has_perm(SEES_BOOK) and number.is_used:
        return redirect(place)
    return redirect("number_cards_of_kind", kind)
