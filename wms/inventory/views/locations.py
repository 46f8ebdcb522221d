"""Locations with their warehouse policy."""

from dataclasses import replace
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase, HttpResponseNotFound
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from wms.core.pages.cards import (
    Chip,
    Group,
    RecordCard,
    Tab,
    card_view,
    delete_view,
    shown_tabs,
)
from wms.core.pages.lists import Action, Column, ListPage, list_view
from wms.core.pages.requests import PageRequest
from wms.core.records.faults import label_of
from wms.inventory import flows
from wms.inventory.filters import LocationFilters
from wms.inventory.forms.locations import SWITCHES, LocationForm, after_click
from wms.inventory.models import Location
from wms.inventory.policies.locations import BINS
from wms.inventory.services import locations as services

# the blank location stands for "no location"; its switches are on the page of the warehouse set-up
NAMED = Location.objects.exclude(code="")
# what goes off by itself when something that it needs is switched off
TOLD = ("pick_according_to_fefo", "use_cross_docking", "use_put_away_worksheet", "allow_breakbulk")

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
        Column("Inbound Through", lambda one: _through(flows.inbound(one)), wrap=True, hidden=True),
        Column(
            "Outbound Through", lambda one: _through(flows.outbound(one)), wrap=True, hidden=True
        ),
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


def _through(flow: flows.Flow) -> str:
    """``"warehouse pick, warehouse shipment"``."""
    return ", ".join(flow.documents) or "order or journal"


def _chip(location: Location) -> Chip | None:
    if location.use_as_in_transit:
        return Chip("In-transit")
    if location.directed_put_away_and_pick:
        return Chip("Directed", "accent")
    return Chip("Bins", "accent") if location.bin_mandatory else None


def _actions(location: Location, request: PageRequest) -> list[Action]:
    at = urlencode({"location": location.code})
    employees = Action(
        "Employees", f"{reverse('employees')}?{at}", "inventory.view_warehouseemployee"
    )
    if not location.bin_mandatory:
        return [employees]
    return [
        Action("Bins", f"{reverse('bins')}?{at}", "warehouse.view_bin", "bin"),
        Action("Bins by pattern", f"{reverse('bins_by_pattern')}?{at}", "warehouse.add_bin"),
        Action("Zones", f"{reverse('zones')}?{at}", "warehouse.view_zone"),
        employees,
    ]


TABS = (
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
                    "bin_capacity_policy",
                    "check_warehouse_class",
                ),
            ),
        ),
    ),
    Tab(
        "Picks and put-aways",
        groups=(
            Group(
                "Picks",
                ("pick_according_to_fefo", "pick_bin_policy", "always_create_pick_line"),
            ),
            Group(
                "Put-aways",
                (
                    "put_away_bin_policy",
                    "always_create_put_away_line",
                    "use_put_away_worksheet",
                    "allow_breakbulk",
                ),
            ),
        ),
    ),
    Tab(
        "Default bins",
        groups=(
            Group(
                "Receipts and shipments",
                ("receipt_bin", "shipment_bin", "cross_dock_bin", "adjustment_bin"),
            ),
            Group(
                "Assembly, production and projects",
                (
                    "to_assembly_bin",
                    "from_assembly_bin",
                    "open_shop_floor_bin",
                    "to_production_bin",
                    "from_production_bin",
                    "to_project_bin",
                ),
            ),
        ),
        is_open=False,
        hint=lambda location: str(location.shipment_bin or ""),
    ),
)


def _save(location: Location, request: PageRequest) -> Location:
    """Tells what went off because something that it needs did."""
    on = [name for name in TOLD if name in request.POST]
    saved = services.save_location(location=location, driven=request.POST.get("driven", "").split())
    off = [label_of(Location, name) for name in on if not getattr(saved, name)]
    if off:
        messages.info(request, f"Switched off, because what it needs is off: {', '.join(off)}.")
    if saved.bin_mandatory and not saved.bins.exists():
        messages.info(request, "Nothing can be posted here until there are bins. Create them next.")
    return saved


LOCATION = RecordCard(
    model=Location,
    form=LocationForm,
    noun="Location",
    rows=lambda: NAMED.select_related(*BINS),
    tabs=TABS,
    list_url="locations",
    url="location",
    new_url="location_new",
    delete_url="location_delete",
    save=_save,
    delete=lambda location, request: services.delete_location(location=location),
    delete_question=lambda location: (
        f"Delete location {location} with its zones, bins, bin contents and warehouse employees?"
    ),
    chip=_chip,
    actions=_actions,
    template="setup/location.html",
)


def locations(request: PageRequest) -> HttpResponseBase:
    return list_view(request, LOCATIONS)


def location(request: PageRequest, pk: int | None = None) -> HttpResponseBase:
    return card_view(request, LOCATION, pk)


def location_delete(request: PageRequest, pk: int) -> HttpResponseBase:
    return delete_view(request, LOCATION, pk)


@require_POST
def location_switches(request: PageRequest) -> HttpResponse:
    """The tabs after a click on a switch: what it brings along, what it locks.  Nothing is saved."""
    if not request.user.has_perm("inventory.change_location"):
        raise PermissionDenied
    clicked = request.htmx.trigger_name or ""
    if clicked not in SWITCHES:
        return HttpResponseNotFound()
    pk = request.POST.get("location", "")
    stored = NAMED.filter(pk=pk).first() if pk.isdecimal() else None
    form = after_click(request.POST, clicked, of=stored)
    tabs = [replace(tab, is_open=tab.is_open or clicked in tab.all_fields) for tab in TABS]
    record = stored or Location()
    context = {"form": form, "record": record, "tabs": shown_tabs(form, tabs, record)}
    return render(request, "setup/_location.html", context)
