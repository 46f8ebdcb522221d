"""What an item reference must meet (SCAN-018)."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from wms.core.errors import RuleViolation
from wms.core.records import RecordPolicy
from wms.core.records.faults import label_of
from wms.inventory import errors
from wms.inventory.models import ItemReference
from wms.inventory.models.references import ReferenceType

PARTNERS = {"vendor": ReferenceType.VENDOR, "customer": ReferenceType.CUSTOMER}


def _violations(stored: ItemReference | None, reference: ItemReference) -> Iterator[RuleViolation]:
    yield from _partner_by_type(reference)
    yield from _unit_of_item(reference)
    if _dates_in_order(reference):
        yield from _twice(reference)


def _partner_by_type(reference: ItemReference) -> Iterator[RuleViolation]:
    name = ReferenceType(reference.type).label
    for field, wanted_by in PARTNERS.items():
        label = label_of(ItemReference, field)
        filled = getattr(reference, f"{field}_id") is not None
        if reference.type == wanted_by and not filled:
            yield errors.ReferenceWithoutPartner(field=field, label=label, type=name)
        elif reference.type != wanted_by and filled:
            yield errors.ReferenceWithOtherPartner(field=field, label=label, type=name)


def _unit_of_item(reference: ItemReference) -> Iterator[RuleViolation]:
    unit = reference.unit_of_measure_id
    if unit and not reference.item.units.filter(unit_of_measure=unit).exists():
        yield errors.UnitNotOfItem(
            field="unit_of_measure",
            label=label_of(ItemReference, "unit_of_measure"),
            unit=reference.unit_of_measure,
            item=reference.item,
        )


def _dates_in_order(reference: ItemReference) -> bool:
    since, until = reference.starting_date, reference.ending_date
    return since is None or until is None or since <= until


def _twice(reference: ItemReference) -> Iterator[RuleViolation]:
    """At one time a bar code leads to one item, and no reference stands twice."""
    others = at_the_same_time(reference).select_related("item", "variant", "unit_of_measure")
    same = others.filter(
        item=reference.item,
        variant=reference.variant,
        unit_of_measure=reference.unit_of_measure_id,
        vendor=reference.vendor_id,
        customer=reference.customer_id,
    )
    if same.exists():
        yield errors.ReferenceTwice(number=reference.reference_no)
    elif reference.type == ReferenceType.BAR_CODE and (other := others.order_by("pk").first()):
        yield errors.BarCodeTaken(number=reference.reference_no, what=meaning(other))


def at_the_same_time(reference: ItemReference) -> QuerySet[ItemReference]:
    """Other references of its type and number whose dates meet those of ``reference``."""
    rows = ItemReference.objects.filter(
        type=reference.type, reference_no=reference.reference_no
    ).exclude(pk=reference.pk)
    if reference.ending_date is not None:
        rows = rows.filter(Q(starting_date=None) | Q(starting_date__lte=reference.ending_date))
    if reference.starting_date is not None:
        rows = rows.filter(Q(ending_date=None) | Q(ending_date__gte=reference.starting_date))
    return rows


def meaning(reference: ItemReference) -> str:
    """``"item 1900-S, variant BLUE, unit BOX"``."""
    parts = [f"item {reference.item}"]
    if reference.variant.code:
        parts.append(f"variant {reference.variant}")
    if reference.unit_of_measure is not None:
        parts.append(f"unit {reference.unit_of_measure}")
    return ", ".join(parts)


REFERENCE = RecordPolicy[ItemReference](
    violations=_violations,
    places={
        "item_reference_filled": "reference_no",
        "item_reference_dates_in_order": "ending_date",
    },
    covered=["item_reference_partner_by_type", "item_reference_bar_code_once"],
    owner="item",
)
