"""Check setup: zones, bins and bin contents, and the series that documents need."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse

from warehouse.documentkinds import KINDS as DOCUMENT_KINDS
from warehouse.documentkinds import Kind as DocumentRow
from warehouse.kinds import KINDS as ACTIVITY_KINDS
from warehouse.kinds import Kind as ActivityRow
from warehouse.models import Bin, BinContent, WarehouseSetup, Zone
from warehouse.models.bins import BlockMovement
from warehouse.packing.policies import packs
from wms.core.records.faults import label_of
from wms.core.setup_checks import series_without_numbers
from wms.core.setupchecks import Finding, setup_check
from wms.documents.kinds import KINDS
from wms.inventory.models import InventorySetup, Location
from wms.inventory.policies.locations import INBOUND_BINS, OUTBOUND_BINS
from wms.inventory.setup_checks.locations import of_location

LOCATIONS, BINS, COMPANY = "Locations", "Zones and bins", "Company"


def _of_bin(bin_: Bin, problem: str, fix: str) -> Finding:
    return Finding(f"Bin {bin_} at {bin_.location}", problem, fix, reverse("bin", args=[bin_.pk]))


def _of_content(content: BinContent, problem: str, fix: str) -> Finding:
    return Finding(
        f"Item {content.item} in bin {content.bin}",
        problem,
        fix,
        reverse("bin_content", args=[content.pk]),
    )


# ---- locations


@setup_check("CHECK-407", LOCATIONS, "Default bins let goods pass")
def blocked_default_bins(on: date) -> Iterator[Finding]:
    for names, block in (
        (INBOUND_BINS, BlockMovement.INBOUND),
        (OUTBOUND_BINS, BlockMovement.OUTBOUND),
    ):
        for name in names:
            blocked = Location.objects.filter(
                **{f"{name}__block_movement__in": [block, BlockMovement.ALL]}
            )
            for location in blocked.select_related(name).order_by("code"):
                bin_ = getattr(location, name)
                yield of_location(
                    location,
                    f"{label_of(Location, name)} {bin_} has Block Movement "
                    f"{bin_.get_block_movement_display()}.",
                    "Choose another bin, or clear Block Movement there.",
                )
    for location in Location.objects.filter(shipment_bin__dedicated=True).order_by("code"):
        yield of_location(
            location,
            f"Shipment Bin {location.shipment_bin} is dedicated.",
            "Choose another bin, or switch Dedicated off there.",
        )


@setup_check("CHECK-408", LOCATIONS, "Locations with Bin Mandatory have bins")
def locations_without_bins(on: date) -> Iterator[Finding]:
    bins = Bin.objects.filter(location=OuterRef("pk"))
    for location in Location.objects.filter(~Exists(bins), bin_mandatory=True).order_by("code"):
        yield of_location(
            location,
            "Bin Mandatory is on, and there is no bin, so nothing can be posted here.",
            "Create bins, one by one or by a pattern.",
        )


# ---- zones and bins


@setup_check("CHECK-501", BINS, "Bins belong to locations that have bins")
def stray_bins(on: date) -> Iterator[Finding]:
    """One finding a location, which leads to its bins."""
    bins = Bin.objects.filter(location=OuterRef("pk"))
    for location in Location.objects.filter(Exists(bins), bin_mandatory=False).order_by("code"):
        yield Finding(
            f"Location {location}",
            "It has bins, but Bin Mandatory is off, so they are never used.",
            "Switch Bin Mandatory on, or delete the bins.",
            f"{reverse('bins')}?location={location.code}",
        )


@setup_check(
    "CHECK-502", BINS, "Bins of directed locations have zone and bin type, others no bin type"
)
def bin_types(on: date) -> Iterator[Finding]:
    directed = Q(location__directed_put_away_and_pick=True)
    lacking = directed & (Q(zone=None) | Q(bin_type=None))
    for bin_ in _bins(lacking):
        yield _of_bin(
            bin_, "Its location is directed, but its zone or bin type is blank.", "Fill both."
        )
    for bin_ in _bins(~directed & Q(bin_type__isnull=False)):
        yield _of_bin(
            bin_,
            "It has a bin type, but its location is not directed.",
            "Clear the bin type, or switch Directed Put-away and Pick on.",
        )


def _bins(where: Q) -> QuerySet[Bin]:
    return Bin.objects.filter(where).select_related("location").order_by("location__code", "code")


@setup_check("CHECK-503", BINS, "Bins lie in a zone of their own location")
def zones(on: date) -> Iterator[Finding]:
    for bin_ in _bins(Q(zone__isnull=False) & ~Q(zone__location=F("location"))):
        yield _of_bin(
            bin_, "Its zone belongs to another location.", "Choose a zone of its location."
        )


@setup_check("CHECK-504", BINS, "Zones have a bin type at directed locations only")
def zone_types(on: date) -> Iterator[Finding]:
    for zone in (
        Zone.objects.filter(bin_type__isnull=False, location__directed_put_away_and_pick=False)
        .select_related("location")
        .order_by("location__code", "code")
    ):
        yield Finding(
            f"Zone {zone} at {zone.location}",
            "It has a bin type, but its location is not directed, so new bins cannot take it over.",
            "Clear the bin type.",
            reverse("zone", args=[zone.pk]),
        )


@setup_check("CHECK-505", BINS, "Bin contents belong to the location and the variants they name")
def contents(on: date) -> Iterator[Finding]:
    wrong = ~Q(bin__location=F("location")) | ~Q(variant__item=F("item"))
    for content in _contents(wrong):
        yield _of_content(
            content,
            "Its location is not that of the bin, or its variant is of another item.",
            "Delete it and make a new one.",
        )


@setup_check("CHECK-506", BINS, "Goods can be put into the bins where they have their place")
def blocked_places(on: date) -> Iterator[Finding]:
    blocked = [BlockMovement.INBOUND, BlockMovement.ALL]
    for content in _contents(
        Q(bin__block_movement__in=blocked) & (Q(is_default=True) | Q(is_fixed=True))
    ):
        yield _of_content(
            content,
            f"It is fixed or default, but the bin has Block Movement "
            f"{content.bin.get_block_movement_display()}.",
            "Choose another bin, or clear Block Movement there.",
        )


@setup_check("CHECK-507", BINS, "Items have their place in bins of their warehouse class")
def classes(on: date) -> Iterator[Finding]:
    alike = Q(bin__warehouse_class=F("item__warehouse_class")) | Q(
        bin__warehouse_class=None, item__warehouse_class=None
    )
    for content in _contents(Q(location__check_warehouse_class=True) & ~alike):
        yield _of_content(
            content,
            "Bin and item have different warehouse classes, and the location checks them.",
            "Choose a bin of the item's class.",
        )


def _contents(where: Q) -> QuerySet[BinContent]:
    return (
        BinContent.objects.filter(where)
        .select_related("item", "bin", "location")
        .order_by("location__code", "bin__code", "pk")
    )


# ---- the company


@setup_check("CHECK-703", COMPANY, "Every kind of document has series that give numbers")
def document_series(on: date) -> Iterator[Finding]:
    names = [
        name
        for kind in KINDS.values()
        for name in (
            kind.numbers_from,
            *(row.posted_numbers_from for row in kind.steps),
            *(row.invoice_numbers_from for row in kind.steps),
        )
        if name
    ]
    reasons = series_without_numbers(on)
    for setup in InventorySetup.objects.all():
        yield from _series_missing(setup, names, reasons, url="inventory_setup")


@setup_check("CHECK-704", COMPANY, "Every warehouse document that a location needs can be numbered")
def activity_series(on: date) -> Iterator[Finding]:
    locations = list(Location.objects.all())
    kinds: list[ActivityRow | DocumentRow] = [*ACTIVITY_KINDS.values(), *DOCUMENT_KINDS.values()]
    names = [
        name
        for kind in kinds
        if any(kind.serves(location) for location in locations)
        for name in (kind.numbers_from, kind.posted_numbers_from)
    ]
    names += ["container_nos"] if any(packs(location) for location in locations) else []
    reasons = series_without_numbers(on)
    for setup in WarehouseSetup.objects.all():
        yield from _series_missing(setup, names, reasons, url="warehouse_setup")


def _series_missing(
    setup: InventorySetup | WarehouseSetup,
    names: list[str],
    reasons: dict[int, str],
    *,
    url: str,
) -> Iterator[Finding]:
    for name in dict.fromkeys(names):
        label = label_of(type(setup), name)
        series = getattr(setup, f"{name}_id")
        if series is None:
            problem = f"{label} is blank, so such documents cannot be made or posted."
        elif series in reasons:
            problem = f"The series of {label} gives no number: {reasons[series]}."
        else:
            continue
        yield Finding(str(setup), problem, "Name a series that has numbers.", reverse(url))
