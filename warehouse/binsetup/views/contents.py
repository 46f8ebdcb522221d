"""Bin contents: which item has its place in which bin."""

from urllib.parse import urlencode

import django_filters
from django.http import HttpResponseBase
from django.urls import reverse

from warehouse.binsetup import services
from warehouse.binsetup.forms import BinContentForm
from warehouse.models import Bin, BinContent
from wms.core.pages.cards import RecordCard, Tab, card_view, delete_view
from wms.core.pages.filters import CodeFilter, YesNoFilter
from wms.core.pages.lists import Action, Column, ListPage, list_view
from wms.core.pages.requests import PageRequest

_RELATED = ("bin__location", "bin__zone", "location", "item", "variant")


class BinContentFilters(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    location = CodeFilter("location__code", label="Location")
    bin = CodeFilter("bin__code", label="Bin")
    item = CodeFilter("item__no", label="Item")
    is_fixed = YesNoFilter("is_fixed", label="Fixed")
    is_default = YesNoFilter("is_default", label="Default")


def _actions(request: PageRequest) -> list[Action]:
    names = ("location", "bin")
    given = {name: request.GET[name] for name in names if request.GET.get(name)}
    at = f"?{urlencode(given)}" if given else ""
    return [
        Action(
            "New bin content",
            f"{reverse('bin_content_new')}{at}",
            "warehouse.add_bincontent",
            "plus",
            primary=True,
        )
    ]


BIN_CONTENTS = ListPage(
    title="Bin contents",
    name="bin-contents",
    permission="warehouse.view_bincontent",
    queryset=lambda request: BinContent.objects.select_related(*_RELATED),
    columns=(
        Column("Bin", "bin.code"),
        Column("Location", "location.code"),
        Column("Zone", "bin.zone.code", hidden=True),
        Column("Item No.", "item.no"),
        Column("Variant", "variant.code"),
        Column("Description", "item.description", wrap=True),
        Column("Fixed", "is_fixed"),
        Column("Default", "is_default"),
        Column("Min. Qty.", "min_qty", numeric=True),
        Column("Max. Qty.", "max_qty", numeric=True),
        # the bin's own settings count for all that lies in it (WHS-021)
        Column("Block Movement", "bin.get_block_movement_display", sort="bin__block_movement"),
        Column("Bin Ranking", "bin.ranking", numeric=True, hidden=True),
        Column("Dedicated", "bin.dedicated", hidden=True),
    ),
    filterset=BinContentFilters,
    search=("bin__code__startswith", "item__no__startswith", "item__description"),
    search_label="Bin, item or description",
    default_sort=("location__code", "bin__code", "item__no", "variant__code"),
    row_url=lambda content: reverse("bin_content", args=[content.pk]),
    actions=_actions,
    empty="No item has its place in a bin yet. The first posting into a bin makes a bin content.",
)


def _new(request: PageRequest) -> BinContent:
    codes = {name: request.GET.get(name, "").upper() for name in ("location", "bin")}
    bin_ = (
        Bin.objects.select_related("location")
        .filter(location__code=codes["location"], code=codes["bin"])
        .first()
        if all(codes.values())
        else None
    )
    return BinContent(bin=bin_)


BIN_CONTENT = RecordCard(
    model=BinContent,
    form=BinContentForm,
    noun="Bin content",
    rows=lambda: BinContent.objects.select_related(*_RELATED),
    new=_new,
    tabs=(
        Tab("Place", ("location", "bin", "item", "variant")),
        Tab("Use", ("is_fixed", "is_default")),
        Tab("Quantities", ("min_qty", "max_qty")),
    ),
    list_url="bin_contents",
    url="bin_content",
    new_url="bin_content_new",
    delete_url="bin_content_delete",
    save=lambda content, request: services.save_bin_content(content=content),
    delete=lambda content, request: services.delete_bin_content(content=content),
    title=lambda content: f"Bin content: item {content.item} in bin {content.bin}",
    actions=lambda content, request: [
        Action("Bin", reverse("bin", args=[content.bin_id]), "warehouse.view_bin", "bin"),
        Action("Item", reverse("item", args=[content.item_id]), "inventory.view_item"),
    ],
)


def bin_contents(request: PageRequest) -> HttpResponseBase:
    return list_view(request, BIN_CONTENTS)


def bin_content(request: PageRequest, pk: int | None = None) -> HttpResponseBase:
    return card_view(request, BIN_CONTENT, pk)


def bin_content_delete(request: PageRequest, pk: int) -> HttpResponseBase:
    return delete_view(request, BIN_CONTENT, pk)
