"""Check setup: locations and their warehouse policy."""

from collections.abc import Iterator
from datetime import date

from django.db.models import F, Q
from django.urls import reverse

from wms.core.records.faults import label_of
from wms.core.setupchecks import Finding, setup_check
from wms.inventory.models import Location
from wms.inventory.models.locations import BinSelection
from wms.inventory.policies.locations import BINS, DIRECTED, REQUIRE

LOCATIONS = "Locations"


def of_location(location: Location, problem: str, fix: str) -> Finding:
    if location.code:
        return Finding(
            f"Location {location}", problem, fix, reverse("location", args=[location.pk])
        )
    return Finding("Lines without location", problem, fix, reverse("warehouse_setup"))


@setup_check("CHECK-401", LOCATIONS, "Pick According to FEFO has the picks that it needs")
def fefo(on: date) -> Iterator[Finding]:
    lacking = Q(require_pick=False) | Q(require_shipment=True, bin_mandatory=False)
    for location in Location.objects.filter(lacking, pick_according_to_fefo=True).order_by("code"):
        yield of_location(
            location,
            "Pick According to FEFO is on, but needs Require Pick, and Bin Mandatory where Require "
            "Shipment is on.",
            "Switch what it needs on, or Pick According to FEFO off.",
        )


@setup_check("CHECK-402", LOCATIONS, "Directed locations have all that they need")
def directed(on: date) -> Iterator[Finding]:
    needed = [*(name for name in DIRECTED if name in REQUIRE), "bin_mandatory"]
    bins = ("receipt_bin", "shipment_bin", "adjustment_bin")
    for location in Location.objects.filter(directed_put_away_and_pick=True).order_by("code"):
        lacking = [label_of(Location, name) for name in needed if not getattr(location, name)]
        lacking += [
            label_of(Location, name) for name in bins if getattr(location, f"{name}_id") is None
        ]
        if lacking:
            yield of_location(
                location,
                f"It has Directed Put-away and Pick, but lacks {', '.join(lacking)}.",
                "Fill it in before the first document.",
            )


@setup_check("CHECK-403", LOCATIONS, "Cross-docking has the documents that it needs")
def cross_docking(on: date) -> Iterator[Finding]:
    lacking = Q()
    for name in REQUIRE:
        lacking |= Q(**{name: False})
    for location in Location.objects.filter(lacking, use_cross_docking=True).order_by("code"):
        yield of_location(
            location,
            "Use Cross-Docking is on, but not all four Require switches are.",
            "Switch them on, or Use Cross-Docking off.",
        )


@setup_check("CHECK-404", LOCATIONS, "Locations with bins say which bin becomes the default")
def bin_selection(on: date) -> Iterator[Finding]:
    for location in Location.objects.filter(
        bin_mandatory=True,
        directed_put_away_and_pick=False,
        default_bin_selection=BinSelection.NONE,
    ).order_by("code"):
        yield of_location(
            location, "Default Bin Selection is None.", "Choose Fixed Bin or Last-Used Bin."
        )


@setup_check(
    "CHECK-405", LOCATIONS, "Default bins are bins of their location, whose step is in use"
)
def default_bins(on: date) -> Iterator[Finding]:
    for field, switch in BINS.items():
        wrong = ~Q(**{f"{field}__location": F("pk")}) | Q(bin_mandatory=False)
        if switch:
            wrong |= Q(**{switch: False})
        filled = Location.objects.filter(wrong, **{f"{field}__isnull": False})
        for location in filled.select_related(f"{field}__location").order_by("code"):
            bin_ = getattr(location, field)
            yield of_location(
                location,
                f"{label_of(Location, field)} {bin_} is of location {bin_.location}, or the location "
                f"lacks Bin Mandatory{' or ' + label_of(Location, switch) if switch else ''}.",
                "Choose a bin of the location, or clear the field.",
            )


@setup_check("CHECK-406", LOCATIONS, "Always Create Pick Line and Allow Breakbulk have their bins")
def bin_switches(on: date) -> Iterator[Finding]:
    without_bins = Q(always_create_pick_line=True, bin_mandatory=False)
    not_directed = Q(allow_breakbulk=True, directed_put_away_and_pick=False)
    for location in Location.objects.filter(without_bins | not_directed).order_by("code"):
        yield of_location(
            location,
            "Always Create Pick Line needs Bin Mandatory, and Allow Breakbulk needs Directed Put-away "
            "and Pick.",
            "Switch what is needed on, or them off.",
        )
