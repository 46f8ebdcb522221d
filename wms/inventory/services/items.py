"""Saving and deleting items, their units and variants."""

from datetime import date

from django.db import transaction

from wms.core.models import NumberSeries
from wms.core.records import delete_record, note_made, save_record
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
from wms.inventory.services.numbers import drawn_if_blank


@transaction.atomic
def save_item(*, item: Item, on: date, series: NumberSeries | None = None) -> Item:
    """Save an item with its base unit; a new one gets its blank variant too.

    A blank No. is drawn from Item Nos., or from the related ``series``, for the work date ``on``.
    Raises Refused; nothing is stored
    then.  Rules: SET-003, SET-011…015, SET-019, SET-078…081, SET-086, SET-089, SET-090.
    """
    drawn_if_blank(item, setting="item_nos", on=on, series=series)
    save_record(item, policy=ITEM)
    unit, is_new = ItemUnit.objects.get_or_create(
        item=item, unit_of_measure=item.base_unit_of_measure, defaults={"qty_per_unit": 1}
    )
    if is_new:
        note_made([unit], owner="item")
    ItemVariant.objects.get_or_create(item=item, code="")
    return item


def delete_item(*, item: Item) -> None:
    """Delete an item with its units, variants and references.

    Refused while anything else points to it, naming where (SET-007, SET-027).
    """
    delete_record(item, policy=ITEM)


def save_item_unit(*, unit: ItemUnit) -> ItemUnit:
    """Rules: SET-016…019."""
    return save_record(unit, policy=ITEM_UNIT)


def delete_item_unit(*, unit: ItemUnit) -> None:
    delete_record(unit, policy=ITEM_UNIT)


def save_variant(*, variant: ItemVariant) -> ItemVariant:
    return save_record(variant, policy=ITEM_VARIANT)


def delete_variant(*, variant: ItemVariant) -> None:
    delete_record(variant, policy=ITEM_VARIANT)


def save_reference(*, reference: ItemReference) -> ItemReference:
    """Rules: SCAN-018."""
    return save_record(reference, policy=REFERENCE)


def delete_reference(*, reference: ItemReference) -> None:
    delete_record(reference, policy=REFERENCE)


def save_warehouse_class(*, warehouse_class: WarehouseClass) -> WarehouseClass:
    return save_record(warehouse_class, policy=WAREHOUSE_CLASS)


def delete_warehouse_class(*, warehouse_class: WarehouseClass) -> None:
    """Refused while an item, zone or bin has it (SET-007)."""
    delete_record(warehouse_class, policy=WAREHOUSE_CLASS)


def save_unit_of_measure(*, unit: UnitOfMeasure) -> UnitOfMeasure:
    return save_record(unit, policy=UNIT_OF_MEASURE)


def delete_unit_of_measure(*, unit: UnitOfMeasure) -> None:
    delete_record(unit, policy=UNIT_OF_MEASURE)
