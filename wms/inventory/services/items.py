"""Saving and deleting items, their units and variants."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from wms.core.errors import RuleViolation
from wms.core.models import NumberSeries
from wms.core.records import (
    delete_record,
    insert_records,
    note_made,
    save_record,
    save_records,
)
from wms.core.records.questions import portions
from wms.inventory.models import (
    Item,
    ItemReference,
    ItemUnit,
    ItemVariant,
    UnitOfMeasure,
    WarehouseClass,
)
from wms.inventory.policies.items import ITEM, ITEM_UNIT, ITEM_VARIANT
from wms.inventory.policies.partners import UNIT_OF_MEASURE, WAREHOUSE_CLASS
from wms.inventory.policies.references import REFERENCE
from wms.inventory.services.numbers import drawn_if_blank, refusals_of_numbers


@transaction.atomic
def save_item(*, item: Item, on: date, series: NumberSeries | None = None) -> Item:
    """Save an item with its base unit; a new one gets its blank variant too.

    A blank No. is drawn from Item Nos., or from the related ``series``, for the work date ``on``.
    Raises Refused; nothing is stored
    then.  Rules: SET-003, SET-011…015, SET-019, SET-078…081, SET-086, SET-089, SET-090.
    """
    drawn_if_blank(item, setting="item_nos", on=on, series=series)
    save_record(item, policy=ITEM)
    _complete([item])
    return item


@transaction.atomic
def save_items(*, items: Sequence[Item], on: date) -> list[Sequence[RuleViolation]]:
    """``save_item`` for many: answers for each what is wrong with it, nothing when it is stored."""
    refused = refusals_of_numbers(items, setting="item_nos", on=on)
    answers = save_records(items, policy=ITEM, refused=refused)
    _complete([item for item, faults in zip(items, answers, strict=True) if not faults])
    return answers


def _complete(items: Sequence[Item]) -> None:
    """Every item has its base unit, and the variant that is the item itself."""
    have: set[tuple[int, int]] = set()
    complete: set[int] = set()
    for some in portions(item.pk for item in items):
        units = ItemUnit.objects.filter(item__in=some)
        have |= set(units.values_list("item_id", "unit_of_measure_id"))
        blank = ItemVariant.objects.filter(item__in=some, code="")
        complete |= set(blank.values_list("item_id", flat=True))
    made = [
        ItemUnit(item=item, unit_of_measure=item.base_unit_of_measure, qty_per_unit=1)
        for item in items
        if (item.pk, item.base_unit_of_measure_id) not in have
    ]
    insert_records(made)
    note_made(made, owner="item")
    insert_records([ItemVariant(item=item, code="") for item in items if item.pk not in complete])


def delete_item(*, item: Item) -> None:
    """Delete an item with its units, variants and references.

    Refused while anything else points to it, naming where (SET-007, SET-027).
    """
    delete_record(item, policy=ITEM)


def save_item_unit(*, unit: ItemUnit) -> ItemUnit:
    """Rules: SET-016…019."""
    return save_record(unit, policy=ITEM_UNIT)


def save_item_units(*, units: Sequence[ItemUnit]) -> list[Sequence[RuleViolation]]:
    return save_records(units, policy=ITEM_UNIT)


def delete_item_unit(*, unit: ItemUnit) -> None:
    delete_record(unit, policy=ITEM_UNIT)


def save_variant(*, variant: ItemVariant) -> ItemVariant:
    return save_record(variant, policy=ITEM_VARIANT)


def save_variants(*, variants: Sequence[ItemVariant]) -> list[Sequence[RuleViolation]]:
    return save_records(variants, policy=ITEM_VARIANT)


def delete_variant(*, variant: ItemVariant) -> None:
    delete_record(variant, policy=ITEM_VARIANT)


def save_reference(*, reference: ItemReference) -> ItemReference:
    """Rules: SCAN-018."""
    return save_record(reference, policy=REFERENCE)


def save_references(*, references: Sequence[ItemReference]) -> list[Sequence[RuleViolation]]:
    return save_records(references, policy=REFERENCE)


def delete_reference(*, reference: ItemReference) -> None:
    delete_record(reference, policy=REFERENCE)


def save_warehouse_class(*, warehouse_class: WarehouseClass) -> WarehouseClass:
    return save_record(warehouse_class, policy=WAREHOUSE_CLASS)


def save_warehouse_classes(
    *, warehouse_classes: Sequence[WarehouseClass]
) -> list[Sequence[RuleViolation]]:
    return save_records(warehouse_classes, policy=WAREHOUSE_CLASS)


def delete_warehouse_class(*, warehouse_class: WarehouseClass) -> None:
    """Refused while an item, zone or bin has it (SET-007)."""
    delete_record(warehouse_class, policy=WAREHOUSE_CLASS)


def save_unit_of_measure(*, unit: UnitOfMeasure) -> UnitOfMeasure:
    return save_record(unit, policy=UNIT_OF_MEASURE)


def save_units_of_measure(*, units: Sequence[UnitOfMeasure]) -> list[Sequence[RuleViolation]]:
    return save_records(units, policy=UNIT_OF_MEASURE)


def delete_unit_of_measure(*, unit: UnitOfMeasure) -> None:
    delete_record(unit, policy=UNIT_OF_MEASURE)
