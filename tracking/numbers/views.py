"""Number information: what is known of single serial, lot and package numbers."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.urls import reverse

from tracking.models import NumberInformation
from tracking.models.cards import NumberKind
from tracking.numbers import services
from tracking.numbers.filters import CardFilters
from tracking.numbers.forms import NumberCardForm
from tracking.numbers.selectors import cards_with_inventory
from tracking.switches import NUMBER_FIELD
from wms.core.pages.cards import Chip, RecordCard, Tab, card_view, delete_view
from wms.core.pages.lists import Action, Column, ListPage, list_view
from wms.core.pages.requests import PageRequest
from wms.core.pages.workdate import work_date

CARDS = ListPage(
    title="Number information",
    name="number-information",
    permission="tracking.view_numberinformation",
    queryset=lambda request: cards_with_inventory(on=work_date(request)),
    columns=(
        Column("No.", "number"),
        Column("Kind", "get_kind_display", sort="kind"),
        Column("Item No.", "item.no"),
        Column("Variant", "variant.code"),
        Column("Description", "description", wrap=True),
        Column("Blocked", "blocked", tone=lambda card: "bad"),
        Column("Inventory", "inventory", numeric=True, sort="", total="inventory"),
        Column(
            "Expired Inventory",
            "expired_inventory",
            numeric=True,
            sort="",
            total="expired_inventory",
        ),
        Column("Test Quality", "get_test_quality_display", sort="test_quality", hidden=True),
        Column("Certificate No.", "certificate_number", hidden=True),
    ),
    filterset=CardFilters,
    search=("number__startswith", "description"),
    search_label="Number or description",
    default_sort=("number",),
    row_url=lambda card: reverse("number_card", args=[card.pk]),
    actions=lambda request: [
        Action(
            f"New {kind.label} card",
            f"{reverse('number_card_new')}?kind={kind.value}",
            "tracking.add_numberinformation",
            "plus",
        )
        for kind in NumberKind
    ],
    empty="There are no information cards yet. A number can be used without one.",
)


def _new_card(request: PageRequest) -> NumberInformation:
    kind = request.GET.get("kind", "")
    return NumberInformation(kind=kind if kind in NumberKind.values else NumberKind.SERIAL)


def _actions(card: NumberInformation, request: PageRequest) -> list[Action]:
    """To the entries of the number, and to where it came from and went."""
    asked = {"item": card.item.no, NUMBER_FIELD[card.kind]: card.number}
    if card.variant.code:
        asked["variant"] = card.variant.code
    query, needs = urlencode(asked), "ledger.view_itemledgerentry"
    return [
        Action("Item ledger entries", f"{reverse('ledger_entries')}?{query}", needs),
        Action("Trace", f"{reverse('trace')}?{query}", needs, "trace"),
    ]


def _question(card: Any) -> str:
    return f"Delete the information card of {card}?"


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
    save=lambda card, request: services.save_number_card(card=card),
    delete=lambda card, request: services.delete_number_card(
        card=card, confirmed=request.POST.get("confirmed") == "yes"
    ),
    chip=lambda card: Chip("Blocked", "bad") if card.blocked else None,
    actions=_actions,
    delete_question=_question,
)


def number_cards(request: PageRequest) -> HttpResponseBase:
    return list_view(request, CARDS)


def number_card(request: PageRequest, pk: int | None = None) -> HttpResponseBase:
    return card_view(request, CARD, pk)


def number_card_delete(request: PageRequest, pk: int) -> HttpResponseBase:
    return delete_view(request, CARD, pk)
