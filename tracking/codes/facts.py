"""Figures on the card of an item tracking code, each opening the items behind it."""

from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse

from tracking.models import ItemTrackingCode
from wms.core.pages.facts import Fact, Facts
from wms.core.pages.requests import PageRequest
from wms.inventory.models import Item


def items_with_code(code: ItemTrackingCode, request: PageRequest) -> Facts:
    """How many items have the code, and how many of them reckon expiration dates (SET-059)."""
    if not request.user.has_perm("inventory.view_item"):
        return {}
    found = Item.objects.filter(item_tracking_code=code).aggregate(
        items=Count("pk"), reckoning=Count("pk", filter=~Q(expiration_calculation=""))
    )
    facts = [Fact("Items", str(found["items"]), _items(code))]
    if found["reckoning"]:
        facts.append(
            Fact(
                "with Expiration Calculation",
                str(found["reckoning"]),
                _items(code, expiration_calculation="yes"),
            )
        )
    return {"Used by": facts}


def _items(code: ItemTrackingCode, **asked: str) -> str:
    return f"{reverse('items')}?{urlencode({'tracking_code': code.code, **asked})}"
