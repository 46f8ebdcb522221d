"""Figures on the cards of items and numbers, each opening the entries behind it."""

from urllib.parse import urlencode

from django.db.models import Sum
from django.urls import reverse

from tracking.models import NumberInformation
from tracking.numbers.selectors import inventory_of
from tracking.switches import NUMBER_FIELD
from wms.core.pages.facts import Fact, Facts, register
from wms.core.pages.requests import PageRequest
from wms.core.pages.workdate import work_date
from wms.core.quantity import ZERO, shown
from wms.inventory.models import Item
from wms.ledger.models import ItemLedgerEntry

MOST_LOCATIONS = 8


def inventory_of_item(item: Item, request: PageRequest) -> Facts:
    """What is on hand in all, and at the locations that have most."""
    if not request.user.has_perm("ledger.view_itemledgerentry"):
        return {}
    by_location = list(
        ItemLedgerEntry.objects.of_item(item)
        .in_inventory()
        .values_list("location__code")
        .annotate(on_hand=Sum("remaining_quantity"))
        .order_by("-on_hand", "location__code")
    )
    total = sum((on_hand for _, on_hand in by_location), ZERO)
    locations = [
        Fact(
            code or "(no location)",
            shown(on_hand),
            _entries(item=item.no, location=code) if code else "",
        )
        for code, on_hand in by_location[:MOST_LOCATIONS]
    ]
    return {"Inventory": [Fact("On hand", shown(total), _entries(item=item.no)), *locations]}


def inventory_of_number(card: NumberInformation, request: PageRequest) -> Facts:
    if not request.user.has_perm("ledger.view_itemledgerentry"):
        return {}
    today = work_date(request)
    on_hand = inventory_of(card, on=today)
    asked = {"item": card.item.no, NUMBER_FIELD[card.kind]: card.number}
    if card.variant.code:
        asked["variant"] = card.variant.code
    return {
        "Inventory": [
            Fact("Inventory", shown(on_hand.inventory), _entries(**asked)),
            Fact("Expired Inventory", shown(on_hand.expired), _entries(**asked)),
        ]
    }


def _entries(**asked: str) -> str:
    return f"{reverse('ledger_entries')}?{urlencode({**asked, 'in_stock': 'yes'})}"


register(Item, inventory_of_item)
register(NumberInformation, inventory_of_number)
