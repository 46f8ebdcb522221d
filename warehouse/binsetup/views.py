"""Bins, and Warehouse Setup."""

from urllib.parse import urlencode

import django_filters
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from warehouse.binsetup import services
from warehouse.binsetup.forms import BinForm, BinPatternForm, WarehouseSetupForm
from warehouse.models import Bin, WarehouseSetup
from warehouse.models.bins import BlockMovement
from wms.core.errors import Refused
from wms.core.pages.cards import Chip, Group, RecordCard, Tab, card_view, delete_view, went_well
from wms.core.pages.filters import CodeFilter, YesNoFilter
from wms.core.pages.lists import Action, Column, ListPage, list_view
from wms.core.pages.requests import PageRequest
from wms.inventory.models import Location
from wms.inventory.policies.locations import REQUIRE


class BinFilters(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    location = CodeFilter("location__code", label="Location")
    code = CodeFilter("code", label="Code")
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
    queryset=lambda request: Bin.objects.select_related("location"),
    columns=(
        Column("Code", "code"),
        Column("Location", "location.code"),
        Column("Description", "description", wrap=True),
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
    code = request.GET.get("location", "").upper()
    location = Location.objects.filter(code=code).exclude(code="").first() if code else None
    return Bin(location=location)


def _chip(bin_: Bin) -> Chip | None:
    return (
        Chip(f"{bin_.get_block_movement_display()} blocked", "bad") if bin_.block_movement else None
    )


BIN = RecordCard(
    model=Bin,
    form=BinForm,
    noun="Bin",
    rows=lambda: Bin.objects.select_related("location"),
    new=_new_bin,
    tabs=(
        Tab("General", ("location", "code", "description")),
        Tab("Warehouse", ("block_movement", "ranking", "dedicated")),
    ),
    list_url="bins",
    url="bin",
    new_url="bin_new",
    delete_url="bin_delete",
    save=lambda bin_, request: services.save_bin(bin_=bin_),
    delete=lambda bin_, request: services.delete_bin(bin_=bin_),
    title=lambda bin_: f"Bin {bin_.code} at {bin_.location}",
    chip=_chip,
)


def bins(request: PageRequest) -> HttpResponseBase:
    return list_view(request, BINS)


def bin_card(request: PageRequest, pk: int | None = None) -> HttpResponseBase:
    return card_view(request, BIN, pk)


def bin_delete(request: PageRequest, pk: int) -> HttpResponseBase:
    return delete_view(request, BIN, pk)


@require_http_methods(["GET", "POST"])
@permission_required("warehouse.add_bin", raise_exception=True)
def bins_by_pattern(request: PageRequest) -> HttpResponse:
    """Many bins at once: ``A-[01-04]-[1-3]``."""
    initial = {"location": request.GET.get("location", ""), "ranking": 0}
    form = BinPatternForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            made = services.create_bins(**form.cleaned_data)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            existing = f" {made.existing} existed already." if made.existing else ""
            messages.success(request, f"{made.created} bins created.{existing}")
            code = form.cleaned_data["location"].code
            return went_well(request, f"{reverse('bins')}?location={code}")
    context = {"form": form, "title": "Bins by pattern", "list_url": reverse("bins")}
    return render(request, "setup/bin_pattern.html", context, status=422 if form.errors else 200)


WAREHOUSE_SETUP = RecordCard(
    model=WarehouseSetup,
    form=WarehouseSetupForm,
    noun="Warehouse setup",
    tabs=(
        Tab(
            "Lines without location",
            groups=(Group("Documents that move their goods", REQUIRE),),
        ),
        Tab("Numbering", ("inventory_pick_nos", "posted_inventory_pick_nos")),
    ),
    list_url="",
    url="warehouse_setup",
    new_url="",
    delete_url="",
    save=lambda setup, request: services.save_warehouse_setup(
        setup=setup, require={name: name in request.POST for name in REQUIRE}
    ),
    delete=lambda setup, request: None,
    is_single=True,
)


def warehouse_setup(request: PageRequest) -> HttpResponseBase:
    return card_view(request, WAREHOUSE_SETUP, 1)
