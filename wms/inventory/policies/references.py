"""What an item reference must meet (SCAN-018)."""

from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import QuerySet

from wms.core.errors import RuleViolation
from wms.core.records import RecordPolicy
from wms.core.records.faults import label_of
from wms.core.records.questions import Rows
from wms.inventory import errors
from wms.inventory.models import ItemReference
from wms.inventory.models.references import ReferenceType
from wms.inventory.policies.items import units_of

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
    if unit and unit not in {one.unit_of_measure_id for one in units_of(reference.item_id) or ()}:
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
    others = at_the_same_time(reference)
    if any(_names_the_same(reference, other) for other in others):
        yield errors.ReferenceTwice(number=reference.reference_no)
    elif reference.type == ReferenceType.BAR_CODE and others:
        yield errors.BarCodeTaken(number=reference.reference_no, what=meaning(others[0]))


def _names_the_same(reference: ItemReference, other: ItemReference) -> bool:
    return all(
        getattr(reference, name) == getattr(other, name)
        for name in ("item_id", "variant_id", "unit_of_measure_id", "vendor_id", "customer_id")
    )


def at_the_same_time(reference: ItemReference) -> list[ItemReference]:
    """Other references of its type and number whose dates meet those of ``reference``, oldest first."""
    return [
        other
        for other in _of_the_same_number.others(reference)
        if (reference.ending_date or date.max) >= (other.starting_date or date.min)
        and (reference.starting_date or date.min) <= (other.ending_date or date.max)
    ]


def _same_number(keys: Collection[tuple[str, str]]) -> QuerySet[ItemReference]:
    rows = ItemReference.objects.select_related("item", "variant", "unit_of_measure")
    types, numbers = {key[0] for key in keys}, {key[1] for key in keys}
    return rows.filter(type__in=types, reference_no__in=numbers).order_by("pk")


_of_the_same_number = Rows(
    ItemReference, key=lambda one: (one.type, one.reference_no), find=_same_number
)


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
