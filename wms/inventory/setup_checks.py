"""Check setup: items, locations, employees and the company's settings."""

from collections.abc import Iterator
from datetime import date

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse

from wms.core import dateformulas
from wms.core.quantity import shown
from wms.core.records.faults import label_of
from wms.core.setupchecks import Finding, setup_check
from wms.inventory.models import (
    InventorySetup,
    Item,
    ItemReference,
    ItemUnit,
    ItemVariant,
    Location,
    WarehouseEmployee,
)
from wms.inventory.models.locations import BinSelection
from wms.inventory.models.references import ReferenceType
from wms.inventory.policies.items import OTHER_UNITS
from wms.inventory.policies.locations import BINS, DIRECTED, REQUIRE

ITEMS, LOCATIONS, EMPLOYEES, COMPANY = "Items", "Locations", "Warehouse employees", "Company"


def of_item(item: Item, problem: str, fix: str) -> Finding:
    return Finding(f"Item {item}", problem, fix, reverse("item", args=[item.pk]))


def of_location(location: Location, problem: str, fix: str) -> Finding:
    if location.code:
        return Finding(
            f"Location {location}", problem, fix, reverse("location", args=[location.pk])
        )
    return Finding("Lines without location", problem, fix, reverse("warehouse_setup"))


# ---- items


@setup_check("CHECK-301", ITEMS, "The base unit of an item is one of its units, with quantity 1")
def base_units(on: date) -> Iterator[Finding]:
    units = ItemUnit.objects.filter(
        item=OuterRef("pk"), unit_of_measure=OuterRef("base_unit_of_measure"), qty_per_unit=1
    )
    for item in (
        Item.objects.filter(~Exists(units)).select_related("base_unit_of_measure").order_by("no")
    ):
        yield of_item(
            item,
            f"{item.base_unit_of_measure} is its base unit, but not among its units with quantity 1.",
            "Add the unit with Qty. per Unit of Measure 1.",
        )


@setup_check("CHECK-302", ITEMS, "Sales, purchase and put-away units are units of the item")
def other_units(on: date) -> Iterator[Finding]:
    for field in OTHER_UNITS:
        own = ItemUnit.objects.filter(item=OuterRef("pk"), unit_of_measure=OuterRef(field))
        lacking = Item.objects.filter(~Exists(own), **{f"{field}__isnull": False})
        for item in lacking.select_related(field).order_by("no"):
            yield of_item(
                item,
                f"{label_of(Item, field)} {getattr(item, field)} is not one of its units.",
                "Add the unit to the item, or choose another.",
            )


@setup_check("CHECK-303", ITEMS, "Units of an item are multiples of its rounding precision")
def units_fit_the_precision(on: date) -> Iterator[Finding]:
    rows = ItemUnit.objects.filter(item__rounding_precision__gt=0)
    whole = rows.annotate(rest=F("qty_per_unit") % F("item__rounding_precision"))
    for unit in (
        whole.exclude(rest=0).select_related("item", "unit_of_measure").order_by("item__no", "pk")
    ):
        yield of_item(
            unit.item,
            f"{shown(unit.qty_per_unit)} per {unit.unit_of_measure} is not a multiple of its Qty. "
            f"Rounding Precision {shown(unit.item.rounding_precision)}.",
            "Change the unit or the precision.",
        )


@setup_check("CHECK-304", ITEMS, "Every item can stand on a document by itself")
def blank_variants(on: date) -> Iterator[Finding]:
    own = ItemVariant.objects.filter(item=OuterRef("pk"), code="")
    for item in Item.objects.filter(~Exists(own)).order_by("no"):
        yield of_item(
            item,
            "It lacks the variant with a blank code, which stands for the item itself.",
            "Open the card and save it; that adds the variant.",
        )


@setup_check("CHECK-305", ITEMS, "Every Expiration Calculation can be read")
def formulas_of_items(on: date) -> Iterator[Finding]:
    """One row a formula, however many items have it."""
    filled = Item.objects.exclude(expiration_calculation="")
    for row in (
        filled.values("expiration_calculation")
        .annotate(items=Count("pk"))
        .order_by("expiration_calculation")
    ):
        text = row["expiration_calculation"]
        try:
            dateformulas.parse(text)
        except ValidationError as error:
            item = filled.filter(expiration_calculation=text).order_by("no")[0]
            more = f", as {row['items'] - 1} more items" if row["items"] > 1 else ""
            yield of_item(
                item,
                f"Expiration Calculation {text}{more}: {' '.join(error.messages)}",
                "Write a date formula such as 6M or 1Y-1D, or clear it.",
            )


@setup_check("CHECK-306", ITEMS, "A bar code stands for one item, variant and unit")
def bar_codes(on: date) -> Iterator[Finding]:
    """Those whose dates include the day, or that have none."""
    valid = ItemReference.objects.filter(
        Q(starting_date=None) | Q(starting_date__lte=on),
        Q(ending_date=None) | Q(ending_date__gte=on),
        type=ReferenceType.BAR_CODE,
    )
    twice = valid.values("reference_no").annotate(count=Count("pk")).filter(count__gt=1)
    for reference in (
        valid.filter(reference_no__in=twice.values("reference_no"))
        .select_related("item")
        .order_by("reference_no", "pk")
    ):
        yield of_item(
            reference.item,
            f"Bar code {reference.reference_no} stands for several items, variants or units.",
            "End or delete all but one of the references.",
        )


@setup_check("CHECK-307", ITEMS, "References name a unit and a variant of their item")
def references_fit(on: date) -> Iterator[Finding]:
    own = ItemUnit.objects.filter(
        item=OuterRef("item"), unit_of_measure=OuterRef("unit_of_measure")
    )
    wrong_unit = Q(unit_of_measure__isnull=False) & ~Exists(own)
    for reference in (
        ItemReference.objects.filter(wrong_unit | ~Q(variant__item=F("item")))
        .select_related("item", "variant", "unit_of_measure")
        .order_by("item__no", "pk")
    ):
        yield of_item(
            reference.item,
            f"Reference {reference.reference_no} names a unit or variant that is not the item's.",
            "Change or delete the reference.",
        )


# ---- locations


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


# ---- employees


@setup_check(
    "CHECK-601", EMPLOYEES, "Somebody works where goods are handled by warehouse documents"
)
def staffed(on: date) -> Iterator[Finding]:
    working = WarehouseEmployee.objects.filter(location=OuterRef("pk"), user__is_active=True)
    handled = Q()
    for name in REQUIRE:
        handled |= Q(**{name: True})
    for location in (
        Location.objects.filter(handled, ~Exists(working)).exclude(code="").order_by("code")
    ):
        yield of_location(
            location,
            "No active user is a warehouse employee here, so nobody can make or work off its "
            "warehouse documents.",
            "Add a warehouse employee.",
        )


@setup_check("CHECK-602", EMPLOYEES, "Everybody who works off warehouse documents has a location")
def employed(on: date) -> Iterator[Finding]:
    """By group or by themselves; not those who could make themselves employees, such as administrators."""
    has_location = WarehouseEmployee.objects.filter(user=OuterRef("pk"))
    for user in (
        _permitted("warehouse", "work_activity")
        .exclude(pk__in=_permitted("inventory", "add_warehouseemployee").values("pk"))
        .filter(~Exists(has_location))
        .order_by("username")
    ):
        yield Finding(
            f"User {user.get_username()}",
            "The user may work on warehouse documents, but is a warehouse employee of no location.",
            "Make the user a warehouse employee, or take the user out of the group.",
            reverse("employee_new"),
        )


def _permitted(app: str, codename: str) -> QuerySet:
    """Active users with a permission, of their own or by group; no superusers."""
    wanted = Permission.objects.filter(codename=codename, content_type__app_label=app)
    users = get_user_model()._default_manager.filter(is_active=True, is_superuser=False)
    return users.filter(
        Q(pk__in=users.filter(groups__permissions__in=wanted).values("pk"))
        | Q(pk__in=users.filter(user_permissions__in=wanted).values("pk"))
    )


@setup_check("CHECK-603", EMPLOYEES, "Warehouse employees are active and work at real locations")
def employments(on: date) -> Iterator[Finding]:
    wrong = Q(user__is_active=False) | Q(location__code="") | Q(location__use_as_in_transit=True)
    for one in (
        WarehouseEmployee.objects.filter(wrong)
        .select_related("user", "location")
        .order_by("user__username", "pk")
    ):
        yield Finding(
            f"Warehouse employee {one}",
            "The user is not active, or nobody works at the location.",
            "Delete the warehouse employee, or activate the user.",
            reverse("employee", args=[one.pk]),
        )


@setup_check("CHECK-604", EMPLOYEES, "Whoever works at several locations has a default one")
def default_locations(on: date) -> Iterator[Finding]:
    users = get_user_model()._default_manager
    several = users.annotate(
        places=Count("warehouse_employments"),
        defaults=Count("warehouse_employments", filter=Q(warehouse_employments__is_default=True)),
    ).filter(places__gt=1, defaults=0)
    for user in several.order_by("username"):
        yield Finding(
            f"User {user.get_username()}",
            "The user works at several locations, and none is the default.",
            "Tick Default at one of them.",
            f"{reverse('employees')}?user={user.get_username()}",
        )


# ---- the company


@setup_check(
    "CHECK-701", COMPANY, "Something can be posted: the first allowed day is not after the last"
)
def posting_dates(on: date) -> Iterator[Finding]:
    for setup in InventorySetup.objects.filter(allow_posting_to__lt=F("allow_posting_from")):
        yield Finding(
            "Inventory Setup",
            f"Allow Posting To {setup.allow_posting_to} is before Allow Posting From "
            f"{setup.allow_posting_from}.",
            "Exchange them, or clear one.",
            reverse("inventory_setup"),
        )
