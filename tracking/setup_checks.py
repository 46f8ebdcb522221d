"""Check setup: item tracking codes, and the series of items that have one."""

from collections.abc import Iterator
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from tracking.groups.policies import contradictions
from tracking.models import Capture, ItemTrackingCode, TrackingDimensionGroup
from tracking.switches import PREFIX
from wms.core import dateformulas
from wms.core.models import NumberSeries
from wms.core.quantity import qty, shown
from wms.core.setup_checks import series_without_numbers
from wms.core.setupchecks import Finding, setup_check
from wms.inventory.models import InventorySetup, Item, ItemUnit, Location
from wms.inventory.setup_checks.items import of_item

CODES, ITEMS, COMPANY = "Item tracking codes", "Items", "Company"
SERIES = {
    "serial": ("serial_nos", "Serial Nos."),
    "lot": ("lot_nos", "Lot Nos."),
    "package": ("package_nos", "Package Nos."),
}


def _of_code(code: ItemTrackingCode, problem: str, fix: str) -> Finding:
    return Finding(
        f"Item tracking code {code}", problem, fix, reverse("tracking_code", args=[code.pk])
    )


@setup_check("CHECK-201", CODES, "Cards that goods need to leave are there once they have come in")
def cards(on: date) -> Iterator[Finding]:
    for kind, prefix in PREFIX.items():
        names = {
            f"{prefix}_info_outbound_must_exist": True,
            f"{prefix}_info_inbound_must_exist": False,
        }
        if prefix != "package":  # their cards are made where the number is required (SET-048)
            names[f"create_{prefix}_info_on_posting"] = False
        for code in ItemTrackingCode.objects.filter(**names).order_by("code"):
            yield _of_code(
                code,
                f"A card must exist before goods with a {kind} number leave, but none is asked for or "
                "made when they come in, so they may come in and never leave.",
                "Ask for the card inbound too, or let posting create it.",
            )


@setup_check("CHECK-202", CODES, "A Warranty Date Formula is used")
def unused_formulas(on: date) -> Iterator[Finding]:
    codes = ItemTrackingCode.objects.filter(require_warranty_date_entry=True)
    for code in codes.exclude(warranty_date_formula="").order_by("code"):
        yield _of_code(
            code,
            f"Warranty Date Formula is {code.warranty_date_formula}, but Require Warranty Date Entry is "
            "on, so that nothing is reckoned with it.",
            "Clear the formula, or switch Require Warranty Date Entry off.",
        )


@setup_check("CHECK-204", CODES, "Codes agree with their tracking dimension group")
def groups(on: date) -> Iterator[Finding]:
    named = ItemTrackingCode.objects.exclude(tracking_dimension_group=None)
    for code in named.select_related("tracking_dimension_group").order_by("code"):
        for violation in contradictions(code):
            yield _of_code(code, violation.text, "Save the group again, which sets the switches.")


@setup_check("CHECK-205", CODES, "The step at which serials are captured exists")
def captured_at_packing(on: date) -> Iterator[Finding]:
    """CAP-039: what is captured where, while there is no packing station."""
    if Location.objects.filter(require_packing=True).exists():
        return
    groups = TrackingDimensionGroup.objects.filter(capture_serial_no=Capture.PACKING)
    for group in groups.order_by("code"):
        yield Finding(
            f"Tracking dimension group {group}",
            "Capture Serial No. is Packing, but no location has Require Packing; serials are captured on "
            "the inventory pick, or on the order's item tracking lines, when goods are shipped.",
            "Switch Require Packing on at a location, or set Capture Serial No. to Picking.",
            reverse("dimension_group", args=[group.pk]),
        )


@setup_check("CHECK-203", CODES, "Every Warranty Date Formula can be read")
def warranty_formulas(on: date) -> Iterator[Finding]:
    for code in ItemTrackingCode.objects.exclude(warranty_date_formula="").order_by("code"):
        try:
            dateformulas.parse(code.warranty_date_formula)
        except ValidationError as error:
            yield _of_code(
                code,
                f"Warranty Date Formula {code.warranty_date_formula}: {' '.join(error.messages)}",
                "Write a date formula such as 1Y or 2Y-1D, or clear it.",
            )


@setup_check("CHECK-308", ITEMS, "An Expiration Calculation has a code that uses expiration dates")
def calculations(on: date) -> Iterator[Finding]:
    unused = Q(item_tracking_code=None) | Q(item_tracking_code__use_expiration_dates=False)
    for item in (
        Item.objects.filter(unused)
        .exclude(expiration_calculation="")
        .select_related("item_tracking_code")
        .order_by("no")
    ):
        yield of_item(
            item,
            f"Expiration Calculation is {item.expiration_calculation}, but "
            f"{item.item_tracking_code or 'no code'} does not use expiration dates.",
            "Clear it, or choose a code that uses expiration dates.",
        )


@setup_check("CHECK-309", ITEMS, "The series of an item give numbers on the work date")
def series_of_items(on: date) -> Iterator[Finding]:
    reasons = series_without_numbers(on)
    codes = dict(NumberSeries.objects.filter(pk__in=reasons).values_list("pk", "code"))
    for field, label in SERIES.values():
        for item in Item.objects.filter(**{f"{field}__in": list(reasons)}).order_by("no"):
            series = getattr(item, f"{field}_id")
            yield of_item(
                item,
                f"{label} {codes[series]} gives no number on {on.isoformat()}: {reasons[series]}.",
                "Add a line to the series, or choose another.",
            )


@setup_check("CHECK-310", ITEMS, "Units of items with serial numbers are whole")
def units_of_serial_items(on: date) -> Iterator[Finding]:
    """One unit with a part of a serial number cannot stand on a line (SET-025)."""
    units = ItemUnit.objects.filter(item__item_tracking_code__sn_specific_tracking=True)
    for unit in (
        units.annotate(rest=F("qty_per_unit") % qty(1))
        .exclude(rest=0)
        .select_related("item", "unit_of_measure")
        .order_by("item__no", "pk")
    ):
        yield of_item(
            unit.item,
            f"{unit.unit_of_measure} holds {shown(unit.qty_per_unit)} base units, and each unit has a "
            "serial number.",
            "Make the unit whole, or delete it.",
        )


@setup_check("CHECK-702", COMPANY, "Packages that codes require can be numbered")
def package_series(on: date) -> Iterator[Finding]:
    """An item without Package Nos. of its own draws from those of Inventory Setup (SET-087)."""
    setup = InventorySetup.objects.select_related("package_nos").first()
    if setup is None or setup.package_nos_id is not None:
        return
    drawing = Item.objects.filter(
        item_tracking_code=OuterRef("pk"), package_nos=None, type=Item.Type.INVENTORY
    )
    codes = ItemTrackingCode.objects.filter(Exists(drawing), package_specific_tracking=True)
    if code := codes.order_by("code").first():
        yield Finding(
            "Inventory Setup",
            f"Package Nos. is blank, and items with code {code} need package numbers.",
            "Name a series there, or on each item.",
            reverse("inventory_setup"),
        )
