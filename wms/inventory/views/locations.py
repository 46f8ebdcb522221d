"""Locations with their warehouse policy."""

from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.urls import reverse

from wms.core.pages.cards import Chip, Group, RecordCard, Tab, card_view, delete_view
from wms.core.pages.lists import Action, Column, ListPage, list_view
from wms.core.pages.requests import PageRequest
from wms.inventory.filters import LocationFilters
from wms.inventory.forms.locations import LocationForm
from wms.inventory.models import Location
from wms.inventory.services import locations as services

# the blank location stands for "no location"; its switches are on the page of the warehouse set-up
NAMED = Location.objects.exclude(code="")

LOCATIONS = ListPage(
    title="Locations",
    name="locations",
    permission="inventory.view_location",
    queryset=lambda request: NAMED.all(),
    columns=(
        Column("Code", "code"),
        Column("Name", "name", wrap=True),
        Column("In-Transit", "use_as_in_transit"),
        Column("Receive", "require_receive"),
        Column("Put-away", "require_put_away"),
        Column("Shipment", "require_shipment"),
        Column("Pick", "require_pick"),
        Column("Bins", "bin_mandatory"),
        Column("Directed", "directed_put_away_and_pick"),
        Column("FEFO", "pick_according_to_fefo"),
    ),
    filterset=LocationFilters,
    search=("code", "name"),
    search_label="Code or name",
    default_sort=("code",),
    row_url=lambda location: reverse("location", args=[location.pk]),
    actions=lambda request: (
        Action(
            "New location", reverse("location_new"), "inventory.add_location", "plus", primary=True
        ),
    ),
)


def _chip(location: Location) -> Chip | None:
    if location.use_as_in_transit:
        return Chip("In-transit")
    if location.directed_put_away_and_pick:
        return Chip("Directed", "accent")
    return Chip("Bins", "accent") if location.bin_mandatory else None


def _actions(location: Location, request: PageRequest) -> list[Action]:
    if not location.bin_mandatory:
        return []
    return [
        Action(
            "Bins",
            f"{reverse('bins')}?{urlencode({'location': location.code})}",
            "warehouse.view_bin",
            "bin",
        )
    ]


LOCATION = RecordCard(
    model=Location,
    form=LocationForm,
    noun="Location",
    rows=lambda: NAMED.select_related(
        "receipt_bin",
        "shipment_bin",
        "adjustment_bin",
        "cross_dock_bin",
        "to_assembly_bin",
        "from_assembly_bin",
    ),
    tabs=(
        Tab("General", ("code", "name", "use_as_in_transit"), hint=lambda location: location.name),
        Tab(
            "Warehouse",
            groups=(
                Group(
                    "Documents",
                    (
                        "require_receive",
                        "require_put_away",
                        "require_shipment",
                        "require_pick",
                        "require_packing",
                        "use_cross_docking",
                    ),
                ),
                Group(
                    "Bins",
                    (
                        "bin_mandatory",
                        "directed_put_away_and_pick",
                        "default_bin_selection",
                        "check_warehouse_class",
                    ),
                ),
            ),
        ),
        Tab(
            "Picks and put-aways",
            (
                "pick_according_to_fefo",
                "pick_bin_policy",
                "always_create_pick_line",
                "put_away_bin_policy",
                "always_create_put_away_line",
            ),
        ),
        Tab(
            "Default bins",
            (
                "receipt_bin",
                "shipment_bin",
                "adjustment_bin",
                "cross_dock_bin",
                "to_assembly_bin",
                "from_assembly_bin",
            ),
            is_open=False,
            hint=lambda location: str(location.shipment_bin or ""),
        ),
    ),
    list_url="locations",
    url="location",
    new_url="location_new",
    delete_url="location_delete",
    save=lambda location, request: services.save_location(location=location),
    delete=lambda location, request: services.delete_location(location=location),
    chip=_chip,
    actions=_actions,
)


def locations(request: PageRequest) -> HttpResponseBase:
    return list_view(request, LOCATIONS)


def location(request: PageRequest, pk: int | None = None) -> HttpResponseBase:
    return card_view(request, LOCATION, pk)


def location_delete(request: PageRequest, pk: int) -> HttpResponseBase:
    return delete_view(request, LOCATION, pk)
