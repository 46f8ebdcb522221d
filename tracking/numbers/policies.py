"""What a number information card must meet."""

from collections.abc import Iterator
from decimal import Decimal

from tracking.models import NumberInformation
from tracking.models.cards import NumberKind
from tracking.numbers import errors
from tracking.numbers.selectors import inventory_of
from wms.core.errors import RuleViolation
from wms.core.quantity import ZERO
from wms.core.records import RecordPolicy
from wms.core.records.faults import label_of

_KINDS_OF_FIELD = {
    "test_quality": (NumberKind.LOT,),
    "certificate_number": (NumberKind.LOT, NumberKind.PACKAGE),
    "country_code": (NumberKind.PACKAGE,),
}
KEY = ("kind", "item", "variant", "number")


def fields_of_other_kinds(kind: str) -> list[str]:
    return [name for name, kinds in _KINDS_OF_FIELD.items() if kind not in kinds]


def _violations_of_card(
    stored: NumberInformation | None, card: NumberInformation
) -> Iterator[RuleViolation]:
    if card.variant.item_id != card.item_id:
        yield errors.VariantOfOtherItem(variant=card.variant.code or "(blank)", item=card.item)
    for name in fields_of_other_kinds(card.kind):
        if getattr(card, name):
            kinds = " and ".join(kind.label for kind in _KINDS_OF_FIELD[name])
            yield errors.NotOfThisKind(
                field=name, label=label_of(NumberInformation, name), kinds=kinds
            )
    if stored is not None:
        yield from _key_fixed_by_stock(stored, card)


def _key_fixed_by_stock(
    stored: NumberInformation, card: NumberInformation
) -> Iterator[RuleViolation]:
    """SET-148."""
    changed = [
        name for name in KEY if getattr(stored, _attname(name)) != getattr(card, _attname(name))
    ]
    if not changed or not (inventory := _in_stock(stored)):
        return
    for name in changed:
        yield errors.CardKeyFixedByStock(
            field=name, label=label_of(NumberInformation, name), card=stored, inventory=inventory
        )


def _attname(name: str) -> str:
    return str(NumberInformation._meta.get_field(name).attname)  # type: ignore[union-attr]


def _in_stock(card: NumberInformation) -> Decimal:
    return inventory_of(card, on=None).inventory or ZERO


def card_policy(*, confirmed: bool = False) -> RecordPolicy[NumberInformation]:
    """``confirmed``: that the card of a number in stock shall be deleted (SET-158)."""

    def may_delete(card: NumberInformation) -> Iterator[RuleViolation]:
        if card.blocked:
            yield errors.CardBlocked(card=card)
        elif not confirmed and (inventory := _in_stock(card)):
            yield errors.ConfirmDeletion(card=card, inventory=inventory)

    return RecordPolicy[NumberInformation](
        violations=_violations_of_card,
        violations_of_deletion=may_delete,
        places={"card_once": "number", "card_number_filled": "number"},
    )
