"""Check setup: items, their units and references."""

from collections.abc import Iterator
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse

from wms.core import dateformulas
from wms.core.quantity import shown
from wms.core.records.faults import label_of
from wms.core.setupchecks import Finding, setup_check
from wms.inventory.models import Item, ItemReference, ItemUnit, ItemVariant
from wms.inventory.models.references import ReferenceType
from wms.inventory.policies.items import OTHER_UNITS

ITEMS = "Items"


def of_item(item: Item, problem: str, fix: str) -> Finding:
    return Finding(f"Item {item}", problem, fix, reverse("item", args=[item.pk]))


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
