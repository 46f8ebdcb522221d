"""What an item, its units and its variants must meet (SET-011…030, SET-078…090)."""

from collections.abc import Collection, Iterator
from typing import Any

from django.core.exceptions import ValidationError

from wms.core import dateformulas
from wms.core.errors import RuleViolation
from wms.core.records import RecordPolicy
from wms.core.records.faults import label_of
from wms.core.records.questions import Question, pks_of
from wms.inventory import errors, guards
from wms.inventory.models import Item, ItemUnit, ItemVariant
from wms.inventory.policies.numbers import drawn_from

SERIES = ("serial_nos", "lot_nos", "package_nos")
FOLLOWING_UNITS = ("sales_unit_of_measure", "purchase_unit_of_measure")
OTHER_UNITS = (*FOLLOWING_UNITS, "put_away_unit_of_measure")
UNIT_FIELDS = ("base_unit_of_measure", *OTHER_UNITS)


def _units_of(items: Collection[int]) -> dict[int, list[ItemUnit]]:
    found: dict[int, list[ItemUnit]] = {}
    units = ItemUnit.objects.filter(item__in=items).select_related("unit_of_measure")
    for unit in units.order_by("qty_per_unit", "pk"):
        found.setdefault(unit.item_id, []).append(unit)
    return found


units_of = Question(_units_of, pks_of(Item))  # smallest first


# ---- items


def _follow_item(stored: Item | None, item: Item) -> None:
    """What a change of the type or the base unit brings along (SET-013, SET-015).

    A date formula is stored as it is read: upper case, without blanks.
    """
    if stored is not None:
        _type_changed(stored, item)
        _base_unit_changed(stored, item)
    try:
        item.expiration_calculation = str(dateformulas.parse(item.expiration_calculation))
    except ValidationError:
        return  # told by the rule on formulas, with the text as typed


def _type_changed(stored: Item, item: Item) -> None:
    """Goods that are not kept carry no numbers; a code that is chosen anew is refused instead."""
    leaves = stored.type == Item.Type.INVENTORY != item.type
    if leaves and stored.item_tracking_code_id == item.item_tracking_code_id:
        item.item_tracking_code = None


def _base_unit_changed(stored: Item, item: Item) -> None:
    if item.base_unit_of_measure_id not in (None, stored.base_unit_of_measure_id):
        for field in FOLLOWING_UNITS:
            setattr(item, field, item.base_unit_of_measure)


def _violations_of_item(stored: Item | None, item: Item) -> Iterator[RuleViolation]:
    yield from _formula_unreadable(item)
    yield from _base_unit_with_other_quantity(stored, item)
    yield from _units_of_other_items(item)
    yield from _units_not_multiple(stored, item)
    yield from _series_without_code(stored, item)
    yield from _expiration_without_dates(stored, item)
    if stored is not None:
        yield from guards.violations(stored, item)


def _formula_unreadable(item: Item) -> Iterator[RuleViolation]:
    try:
        dateformulas.parse(item.expiration_calculation)
    except ValidationError as error:
        yield errors.FormulaUnreadable(
            field="expiration_calculation",
            label=label_of(Item, "expiration_calculation"),
            message=" ".join(error.messages),
        )


def _base_unit_with_other_quantity(stored: Item | None, item: Item) -> Iterator[RuleViolation]:
    """SET-014: the base unit holds one of itself."""
    if stored is None or stored.base_unit_of_measure_id == item.base_unit_of_measure_id:
        return
    unit = next(
        (
            one
            for one in units_of(item.pk) or ()
            if one.unit_of_measure_id == item.base_unit_of_measure_id
        ),
        None,
    )
    if unit is not None and unit.qty_per_unit != 1:
        yield errors.BaseUnitHasOtherQuantity(
            unit=item.base_unit_of_measure, item=item, qty_per_unit=unit.qty_per_unit
        )


def _units_of_other_items(item: Item) -> Iterator[RuleViolation]:
    chosen = {field: getattr(item, f"{field}_id") for field in OTHER_UNITS}
    if not any(chosen.values()):
        return
    own = {item.base_unit_of_measure_id}
    if item.pk is not None:
        own |= {unit.unit_of_measure_id for unit in units_of(item.pk) or ()}
    for field, unit_id in chosen.items():
        if unit_id is not None and unit_id not in own:
            yield errors.UnitNotOfItem(
                field=field, label=label_of(Item, field), unit=getattr(item, field), item=item
            )


def _units_not_multiple(stored: Item | None, item: Item) -> Iterator[RuleViolation]:
    """SET-019: a changed precision must divide every unit of the item."""
    if stored is None or stored.rounding_precision == item.rounding_precision:
        return
    for unit in units_of(item.pk) or ():
        yield from _not_multiple(unit, item, field="rounding_precision")


def _not_multiple(unit: ItemUnit, item: Item, *, field: str) -> Iterator[RuleViolation]:
    precision = item.rounding_precision
    if precision > 0 and unit.qty_per_unit % precision:
        yield errors.UnitNotMultipleOfPrecision(
            field=field,
            unit=unit.unit_of_measure,
            qty_per_unit=unit.qty_per_unit,
            precision=precision,
            item=item,
        )


def _series_without_code(stored: Item | None, item: Item) -> Iterator[RuleViolation]:
    """SET-086, SET-090: the series serve the tracking code."""
    filled = [label_of(Item, field) for field in SERIES if getattr(item, f"{field}_id")]
    if not filled or item.item_tracking_code_id is not None:
        return
    fields, them = " and ".join(filled), "it" if len(filled) == 1 else "them"
    if stored is not None and stored.item_tracking_code_id is not None:
        are = "is" if len(filled) == 1 else "are"
        yield errors.TrackingCodeClearedBeforeSeries(item=item, fields=fields, them=them, are=are)
    else:
        yield errors.SeriesWithoutTrackingCode(fields=fields, them=them)


def _expiration_without_dates(stored: Item | None, item: Item) -> Iterator[RuleViolation]:
    """SET-081, SET-089: formula and code must agree, whichever of them changes."""
    code = item.item_tracking_code
    if not item.expiration_calculation or (code is not None and code.use_expiration_dates):
        return
    if stored is None or stored.expiration_calculation != item.expiration_calculation:
        found = f"; {code} has it off" if code is not None else "; this item has no code"
        yield errors.ExpirationWithoutDates(found=found)
    elif stored.item_tracking_code_id != item.item_tracking_code_id:
        yield errors.CodeWithoutExpirationDates(
            item=item, formula=item.expiration_calculation, code=code or "no code"
        )


def locks(*, type_: str, code: Any, filled: Collection[str]) -> dict[str, str]:
    """The tracking fields that mean nothing as the others are, each with the reason (SET-012, SET-086, SET-089).

    What is ``filled`` stays open, so that it can be cleared.
    """
    if type_ != Item.Type.INVENTORY:
        reasons = dict.fromkeys(
            ("item_tracking_code", *SERIES, "expiration_calculation"),
            "Only items of Type Inventory carry numbers.",
        )
    elif code is None:
        reasons = dict.fromkeys(SERIES, "Needs an Item Tracking Code.")
        reasons["expiration_calculation"] = "Needs an Item Tracking Code with Use Expiration Dates."
    elif not code.use_expiration_dates:
        reasons = {
            "expiration_calculation": f"Item Tracking Code {code} does not use expiration dates."
        }
    else:
        reasons = {}
    return {name: reason for name, reason in reasons.items() if name not in filled}


def _may_delete_item(item: Item) -> Iterator[RuleViolation]:
    return guards.violations(item, None)


ITEM = RecordPolicy[Item](
    follow=_follow_item,
    violations=_violations_of_item,
    violations_of_deletion=_may_delete_item,
    drawn=drawn_from("item_nos"),
    places={
        "item_no_filled": "no",
        "item_tracking_only_for_inventory": "item_tracking_code",
        "item_rounding_precision_range": "rounding_precision",
    },
    covered=["item_series_need_tracking_code"],
)


# ---- units of an item


def _violations_of_unit(stored: ItemUnit | None, unit: ItemUnit) -> Iterator[RuleViolation]:
    if stored is not None:
        if stored.unit_of_measure_id != unit.unit_of_measure_id:
            yield from _unit_in_use(stored, verb="renamed")
        yield from guards.violations(stored, unit)
    if unit.unit_of_measure_id == unit.item.base_unit_of_measure_id and unit.qty_per_unit != 1:
        yield errors.BaseUnitMustBeOne(unit=unit.unit_of_measure, item=unit.item)
    else:
        yield from _not_multiple(unit, unit.item, field="qty_per_unit")


def _may_delete_unit(unit: ItemUnit) -> Iterator[RuleViolation]:
    yield from _unit_in_use(unit, verb="deleted")
    yield from guards.violations(unit, None)


def _unit_in_use(unit: ItemUnit, *, verb: str) -> Iterator[RuleViolation]:
    """SET-018."""
    uses = [
        label_of(Item, field)
        for field in UNIT_FIELDS
        if getattr(unit.item, f"{field}_id") == unit.unit_of_measure_id
    ]
    if uses:
        yield errors.UnitInUseByItem(
            unit=unit.unit_of_measure, item=unit.item, uses=" and ".join(uses), verb=verb
        )


ITEM_UNIT = RecordPolicy[ItemUnit](
    violations=_violations_of_unit,
    violations_of_deletion=_may_delete_unit,
    places={"item_unit_positive": "qty_per_unit", "item_unit_once": "unit_of_measure"},
    owner="item",
)


# ---- variants


def _violations_of_variant(
    stored: ItemVariant | None, variant: ItemVariant
) -> Iterator[RuleViolation]:
    """The variant with a blank code is the item itself; the others have one."""
    if not variant.code and (stored is None or stored.code):
        yield errors.VariantCodeMissing()
    if variant.code and stored is not None:
        yield from _blank_variant(stored)


def _blank_variant(variant: ItemVariant) -> Iterator[RuleViolation]:
    if not variant.code:
        yield errors.BlankRowStays(what=f"The variant that is item {variant.item} itself")


ITEM_VARIANT = RecordPolicy[ItemVariant](
    violations=_violations_of_variant,
    violations_of_deletion=_blank_variant,
    places={"item_variant_once": "code"},
    owner="item",
)
