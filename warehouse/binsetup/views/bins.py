"""Bins, one by one."""

from urllib.parse import urlencode

import django_filters
from django.http import HttpResponseBase
from django.urls import reverse

from warehouse.binsetup import services
from warehouse.binsetup.forms import BinForm
from warehouse.binsetup.views.zones import location_asked_for
from warehouse.models import Bin
from warehouse.models.bins import BlockMovement
from wms.core.pages.cards import Chip, RecordCard, Tab, card_view, delete_view
from wms.core.pages.filters import CodeFilter, YesNoFilter
from wms.core.pages.lists import Action, Column, ListPage, list_view
from wms.core.pages.requests import PageRequest


class BinFilters(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    location = CodeFilter("location__code", label="Location")
    code = CodeFilter("code", label="Code")
    zone = CodeFilter("zone__code", label="Zone")
    bin_type = CodeFilter("bin_type__code", label="Bin Type")
    block_movement = django_filters.ChoiceFilter(
        label="Block Movement",
        choices=[choice for choice in BlockMovement.choices if choice[0]],
        empty_label="all",
    )
    dedicated = YesNoFilter("dedicated", label="Dedicated")


def _actions(request: PageRequest) -> list[Action]:
    location = request.GET.get("location", "")
    at = f"?{urlencode({'location': location})}" if location else ""
    return [
        Action("New bin", f"{reverse('bin_new')}{at}", "warehouse.add_bin", "plus", primary=True),
        Action("Bins by pattern", f"{reverse('bins_by_pattern')}{at}", "warehouse.add_bin"),
    ]


BINS = ListPage(
    title="Bins",
    name="bins",
    permission="warehouse.view_bin",
    queryset=lambda request: Bin.objects.select_related(
        "location", "zone", "bin_type", "warehouse_class"
    ),
    columns=(
        Column("Code", "code"),
        Column("Location", "location.code"),
        Column("Description", "description", wrap=True),
        Column("Zone", "zone.code"),
        Column("Bin Type", "bin_type.code"),
        Column("Warehouse Class", "warehouse_class.code", hidden=True),
        Column("Bin Ranking", "ranking", numeric=True),
        Column("Block Movement", "get_block_movement_display", sort="block_movement"),
        Column("Dedicated", "dedicated"),
    ),
    filterset=BinFilters,
    search=("code__startswith", "description"),
    search_label="Code or description",
    default_sort=("location__code", "code"),
    row_url=lambda bin_: reverse("bin", args=[bin_.pk]),
    actions=_actions,
    empty="There are no bins yet.",
)


def _new_bin(request: PageRequest) -> Bin:
    return Bin(location=location_asked_for(request))


def _chip(bin_: Bin) -> Chip | None:
    return (
        Chip(f"{bin_.get_block_movement_display()} blocked", "bad") if bin_.block_movement else None
    )


def _links(bin_: Bin, request: PageRequest) -> list[Action]:
    at = urlencode({"location": bin_.location.code, "bin": bin_.code})
    return [
        Action("Bin contents", f"{reverse('bin_contents')}?{at}", "warehouse.view_bincontent"),
        Action(
            "Numbers in the bin",
            f"{reverse('numbers_by_bin')}?{at}",
            "warehouse.view_warehouseentry",
        ),
    ]


BIN = RecordCard(
    model=Bin,
    form=BinForm,
    noun="Bin",
    rows=lambda: Bin.objects.select_related("location", "zone", "bin_type", "warehouse_class"),
    new=_new_bin,
    tabs=(
        Tab("General", ("location", "code", "description")),
        Tab(
            "Zone", ("zone", "bin_type", "warehouse_class"), hint=lambda bin_: str(bin_.zone or "")
        ),
        Tab("Warehouse", ("block_movement", "ranking", "is_cross_dock", "dedicated")),
        Tab("Capacity", ("max_cubage", "max_weight"), is_open=False),
    ),
    list_url="bins",
    url="bin",
    new_url="bin_new",
    delete_url="bin_delete",
    save=lambda bin_, request: services.save_bin(bin_=bin_),
    delete=lambda bin_, request: services.delete_bin(bin_=bin_),
    title=lambda bin_: f"Bin {bin_.code} at {bin_.location}",
    chip=_chip,
    actions=_links,
)


def bins(request: PageRequest) -> HttpResponseBase:
    return list_view(request, BINS)


def bin_card(request: PageRequest, pk: int | None = None) -> HttpResponseBase:
    return card_view(request, BIN, pk)


def bin_delete(request: PageRequest, pk: int) -> HttpResponseBase:
    return delete_view(request, BIN, pk)
