"""Figures on the cards of items, each opening the entries behind it."""

from urllib.parse import urlencode

from django.db.models import Sum
from django.urls import reverse

from wms.core.pages.facts import Fact, Facts, register
from wms.core.pages.requests import PageRequest
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


def _entries(**asked: str) -> str:
    return f"{reverse('ledger_entries')}?{urlencode({**asked, 'in_stock': 'yes'})}"


register(Item, inventory_of_item)
