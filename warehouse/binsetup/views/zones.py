"""Zones, bin types and special equipment."""

from urllib.parse import urlencode

import django_filters
from django.db.models import Count
from django.http import HttpResponseBase
from django.urls import reverse

from warehouse.binsetup import services
from warehouse.binsetup.forms import BinTypeForm, SpecialEquipmentForm, ZoneForm
from warehouse.models import BinType, SpecialEquipment, Zone
from wms.core.pages.cards import Group, RecordCard, Tab, card_view, delete_view
from wms.core.pages.filters import CodeFilter
from wms.core.pages.lists import Action, Column, ListPage, list_view
from wms.core.pages.requests import PageRequest
from wms.inventory.models import Location
from wms.inventory.views.codetables import code_card, code_list


class ZoneFilters(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    location = CodeFilter("location__code", label="Location")
    code = CodeFilter("code", label="Code")
    bin_type = CodeFilter("bin_type__code", label="Bin Type")


def _new_zone_action(request: PageRequest) -> list[Action]:
    location = request.GET.get("location", "")
    at = f"?{urlencode({'location': location})}" if location else ""
    return [
        Action("New zone", f"{reverse('zone_new')}{at}", "warehouse.add_zone", "plus", primary=True)
    ]


ZONES = ListPage(
    title="Zones",
    name="zones",
    permission="warehouse.view_zone",
    queryset=lambda request: Zone.objects.select_related(
        "location", "bin_type", "warehouse_class", "special_equipment"
    ).annotate(bin_count=Count("bins")),
    columns=(
        Column("Code", "code"),
        Column("Location", "location.code"),
        Column("Description", "description", wrap=True),
        Column("Bin Type", "bin_type.code"),
        Column("Warehouse Class", "warehouse_class.code"),
        Column("Special Equipment", "special_equipment.code"),
        Column("Zone Ranking", "ranking", numeric=True),
        Column("Cross-Dock", "is_cross_dock"),
        Column("Bins", "bin_count", numeric=True),
    ),
    filterset=ZoneFilters,
    search=("code__startswith", "description"),
    search_label="Code or description",
    default_sort=("location__code", "code"),
    row_url=lambda zone: reverse("zone", args=[zone.pk]),
    actions=_new_zone_action,
    empty="There are no zones yet.",
)


def location_asked_for(request: PageRequest) -> Location | None:
    """The location that the address names, for a new record there."""
    code = request.GET.get("location", "").upper()
    return Location.objects.filter(code=code).exclude(code="").first() if code else None


def _links(zone: Zone, request: PageRequest) -> list[Action]:
    at = urlencode({"location": zone.location.code, "zone": zone.code})
    return [Action("Bins", f"{reverse('bins')}?{at}", "warehouse.view_bin", "bin")]


ZONE = RecordCard(
    model=Zone,
    form=ZoneForm,
    noun="Zone",
    rows=lambda: Zone.objects.select_related(
        "location", "bin_type", "warehouse_class", "special_equipment"
    ),
    new=lambda request: Zone(location=location_asked_for(request)),
    tabs=(
        Tab("General", ("location", "code", "description")),
        Tab(
            "New bins take over",
            ("bin_type", "warehouse_class", "ranking", "is_cross_dock"),
        ),
        Tab("Work", ("special_equipment",)),
    ),
    list_url="zones",
    url="zone",
    new_url="zone_new",
    delete_url="zone_delete",
    save=lambda zone, request: services.save_zone(zone=zone),
    delete=lambda zone, request: services.delete_zone(zone=zone),
    title=lambda zone: f"Zone {zone.code} at {zone.location}",
    actions=_links,
)

BIN_TYPES = code_list(
    BinType,
    title="Bin types",
    noun="bin type",
    url="bin_type",
    columns=(
        Column("Receive", "receive"),
        Column("Ship", "ship"),
        Column("Put Away", "put_away"),
        Column("Pick", "pick"),
    ),
)
BIN_TYPE = code_card(
    BinTypeForm,
    noun="Bin type",
    url="bin_type",
    list_url="bin_types",
    save=lambda bin_type: services.save_bin_type(bin_type=bin_type),
    delete=lambda bin_type: services.delete_bin_type(bin_type=bin_type),
    tabs=(Tab("Abilities", groups=(Group("", ("receive", "ship", "put_away", "pick")),)),),
)
EQUIPMENT = code_list(
    SpecialEquipment, title="Special equipment", noun="special equipment", url="special_equipment"
)
ONE_EQUIPMENT = code_card(
    SpecialEquipmentForm,
    noun="Special equipment",
    url="special_equipment",
    list_url="special_equipments",
    save=lambda equipment: services.save_special_equipment(equipment=equipment),
    delete=lambda equipment: services.delete_special_equipment(equipment=equipment),
)


def zones(request: PageRequest) -> HttpResponseBase:
    return list_view(request, ZONES)


def zone(request: PageRequest, pk: int | None = None) -> HttpResponseBase:
    return card_view(request, ZONE, pk)


def zone_delete(request: PageRequest, pk: int) -> HttpResponseBase:
    return delete_view(request, ZONE, pk)


def bin_types(request: PageRequest) -> HttpResponseBase:
    return list_view(request, BIN_TYPES)


def bin_type(request: PageRequest, pk: int | None = None) -> HttpResponseBase:
    return card_view(request, BIN_TYPE, pk)


def bin_type_delete(request: PageRequest, pk: int) -> HttpResponseBase:
    return delete_view(request, BIN_TYPE, pk)


def special_equipments(request: PageRequest) -> HttpResponseBase:
    return list_view(request, EQUIPMENT)


def special_equipment(request: PageRequest, pk: int | None = None) -> HttpResponseBase:
    return card_view(request, ONE_EQUIPMENT, pk)


def special_equipment_delete(request: PageRequest, pk: int) -> HttpResponseBase:
    return delete_view(request, ONE_EQUIPMENT, pk)
