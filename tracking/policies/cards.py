"""Blocked numbers, and information cards that must exist (POST section 9).

A row can break these rules with several of its numbers; each is told at its own field.
"""

from collections.abc import Iterator, Mapping

from django.db.models import Exists, OuterRef, Q, QuerySet

from tracking.models import NumberInformation
from tracking.posting import errors
from tracking.switches import NUMBER_FIELD, PREFIX
from wms.core.errors import MOST_SHOWN, RuleViolation

# Every number of a row, old and new, with the kind of its card.
_NUMBERS = {field: kind for kind, name in NUMBER_FIELD.items() for field in (name, f"new_{name}")}
_WORD = {"serial": "serial number", "lot": "lot", "package": "package"}


def numbers_blocked(rows: QuerySet) -> Iterator[RuleViolation]:
    """A blocked number moves nowhere, as old or new number, whatever is mandatory (POST-077, POST-078)."""
    conditions = {
        field: Q(Exists(_card(kind, field).filter(blocked=True)))
        for field, kind in _NUMBERS.items()
    }
    yield from _told(rows, conditions, errors.NumberBlocked)


def cards_missing(rows: QuerySet) -> Iterator[RuleViolation]:
    """Only numbers that stand on the row are tested (SET-046); a transfer needs both cards (SET-044)."""
    yield from _told(rows, _without_card(), errors.CardMissing)


def rows_without_cards(rows: QuerySet) -> QuerySet:
    """The rows that ``cards_missing`` tells of."""
    return rows.filter(_any(_without_card()))


def _without_card() -> dict[str, Q]:
    conditions = {}
    for field, kind in _NUMBERS.items():
        code = f"item__item_tracking_code__{PREFIX[kind]}_info"
        inbound = Q(**{f"{code}_inbound_must_exist": True})
        outbound = Q(**{f"{code}_outbound_must_exist": True})
        needed = (
            Q(is_transfer=True) & (inbound | outbound)
            | Q(is_transfer=False, outbound=True) & outbound
            | Q(is_transfer=False, outbound=False) & inbound
        )
        conditions[field] = needed & ~Q(**{field: ""}) & ~Q(Exists(_card(kind, field)))
    return conditions


def _any(conditions: Mapping[str, Q]) -> Q:
    anything = Q(pk__in=[])
    for condition in conditions.values():
        anything |= condition
    return anything


def _card(kind: str, field: str) -> QuerySet[NumberInformation]:
    return NumberInformation.objects.filter(
        item=OuterRef("item"), variant=OuterRef("variant"), kind=kind, number=OuterRef(field)
    )


def _told(
    rows: QuerySet, conditions: Mapping[str, Q], error: type[RuleViolation]
) -> Iterator[RuleViolation]:
    """One statement for all rows and fields; one violation for each field that breaks the rule."""
    flags = {f"faulty_{field}": condition for field, condition in conditions.items()}
    for row in rows.filter(_any(conditions)).annotate(**flags)[: MOST_SHOWN + 1]:
        for field, kind in _NUMBERS.items():
            if not getattr(row, f"faulty_{field}"):
                continue
            number = getattr(row, field)
            if number == getattr(row, field.removeprefix("new_")) and field.startswith("new_"):
                continue  # a number that stays is told once
            word = f"New {_WORD[kind]}" if field.startswith("new_") else _WORD[kind].capitalize()
            violation = error(
                document=str(row.document), line_no=row.line_no, number=number, row=row, kind=word
            )
            violation.field = field
            violation.row_id = row.pk
            yield violation
