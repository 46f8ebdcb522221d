"""Figures on the cards of bins: what lies there, and what the bin is used for (WHS-019)."""

from urllib.parse import urlencode

from django.db.models import Sum
from django.urls import reverse

from warehouse.models import Bin, BinContent, WarehouseEntry
from wms.core.pages.facts import Fact, Facts, register
from wms.core.pages.requests import PageRequest
from wms.core.quantity import shown
from wms.core.records.faults import label_of
from wms.inventory.models import Location
from wms.inventory.policies.locations import BINS

MOST_ITEMS = 8


def contents_of_bin(bin_: Bin, request: PageRequest) -> Facts:
    """Empty or not, and the items that most of it is; quantities are summed from the warehouse entries."""
    if not request.user.has_perm("warehouse.view_warehouseentry"):
        return {}
    held = list(
        WarehouseEntry.objects.filter(bin=bin_)
        .values_list("item__no")
        .annotate(held=Sum("quantity"))
        .exclude(held=0)
        .order_by("-held", "item__no")[: MOST_ITEMS + 1]
    )
    if not held:
        return {"Contents": [Fact("Empty", "Yes")]}
    at = {"location": bin_.location.code, "bin": bin_.code}
    facts = [
        Fact(
            item,
            shown(quantity),
            f"{reverse('numbers_by_bin')}?{urlencode(at | {'item': item})}",
        )
        for item, quantity in held[:MOST_ITEMS]
    ]
    if len(held) > MOST_ITEMS:
        facts.append(Fact("…", "more", f"{reverse('numbers_by_bin')}?{urlencode(at)}"))
    return {"Contents": [Fact("Empty", "No"), *facts]}


def use_of_bin(bin_: Bin, request: PageRequest) -> Facts:
    """Which default bin of its location it is, and of how many items it is the default."""
    facts = [
        Fact(label_of(Location, name), "Yes", reverse("location", args=[bin_.location_id]))
        for name in BINS
        if getattr(bin_.location, f"{name}_id") == bin_.pk
    ]
    if count := BinContent.objects.filter(bin=bin_, is_default=True).count():
        at = {"location": bin_.location.code, "bin": bin_.code, "is_default": "yes"}
        facts.append(
            Fact("Default of items", str(count), f"{reverse('bin_contents')}?{urlencode(at)}")
        )
    return {"Use": facts} if facts else {}


register(Bin, contents_of_bin)
register(Bin, use_of_bin)
