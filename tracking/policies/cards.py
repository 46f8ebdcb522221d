"""Blocked numbers, and information cards that must exist (POST section 9)."""

from collections.abc import Mapping

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When

from tracking.models import NumberInformation
from tracking.posting import errors
from tracking.switches import NUMBER_FIELD, PREFIX
from wms.core.rules import Rule, rule

# Every number of a row, old and new, with the kind of its card.
_NUMBERS = {field: kind for kind, name in NUMBER_FIELD.items() for field in (name, f"new_{name}")}
_CAPTION = {"serial": "Serial number", "lot": "Lot", "package": "Package"}


def _card(kind: str, field: str) -> QuerySet[NumberInformation]:
    return NumberInformation.objects.filter(
        item=OuterRef("item"), variant=OuterRef("variant"), kind=kind, number=OuterRef(field)
    )


def _pick(conditions: Mapping[str, Q | Exists], what: Mapping[str, object]) -> Case:
    return Case(
        *(When(condition, then=what[field]) for field, condition in conditions.items()),
        output_field=CharField(),
    )


@rule(errors.NumberBlocked)
def number_blocked(rows: QuerySet) -> QuerySet:
    """A blocked number moves nowhere, as old or new number, whatever is mandatory (POST-077, POST-078)."""
    blocked_cards = NumberInformation.objects.filter(blocked=True, item__in=rows.values("item"))
    if not blocked_cards.exists():
        return rows.none()
    blocked = {
        field: Exists(_card(kind, field).filter(blocked=True)) for field, kind in _NUMBERS.items()
    }
    anything = Q(pk__in=[])
    for condition in blocked.values():
        anything |= Q(condition)
    return rows.filter(anything).annotate(
        faulty_field=_pick(blocked, {field: Value(field) for field in _NUMBERS}),
        blocked_number=_pick(blocked, {field: F(field) for field in _NUMBERS}),
        blocked_kind=_pick(
            blocked, {field: Value(_CAPTION[kind]) for field, kind in _NUMBERS.items()}
        ),
    )


@rule(errors.CardMissing)
def card_missing(rows: QuerySet) -> QuerySet:
    """Only numbers that stand on the row are tested (SET-046); a transfer needs both cards (SET-044)."""
    missing: dict[str, Q] = {}
    for field, kind in _NUMBERS.items():
        code = f"item__item_tracking_code__{PREFIX[kind]}_info"
        inbound = Q(**{f"{code}_inbound_must_exist": True})
        outbound = Q(**{f"{code}_outbound_must_exist": True})
        needed = (
            Q(is_transfer=True) & (inbound | outbound)
            | Q(is_transfer=False, outbound=True) & outbound
            | Q(is_transfer=False, outbound=False) & inbound
        )
        missing[field] = needed & ~Q(**{field: ""}) & ~Q(Exists(_card(kind, field)))
    anything = Q(pk__in=[])
    for condition in missing.values():
        anything |= condition
    return rows.filter(anything).annotate(
        faulty_field=_pick(missing, {field: Value(field) for field in _NUMBERS}),
        card_number=_pick(missing, {field: F(field) for field in _NUMBERS}),
        card_kind=_pick(
            missing, {field: Value(_CAPTION[kind]) for field, kind in _NUMBERS.items()}
        ),
    )


BLOCKED_CARDS: tuple[Rule, ...] = (number_blocked,)
CARDS: tuple[Rule, ...] = (*BLOCKED_CARDS, card_missing)
