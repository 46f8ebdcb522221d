"""What people type into the row of a grid, read into the values that the services take.

Only what can be known of a field by itself is judged here: is it a number, a day, an existing code.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError

from wms.core.errors import RuleViolation
from wms.core.quantity import rounded
from wms.core.records.errors import ControlCharacter, TooLong, UnknownCode
from wms.core.text import folded
from wms.documents import errors
from wms.documents.columns import Column, Widget, caption_of, choices_of
from wms.documents.kinds import Kind
from wms.documents.lookups import LOOKUPS

MOST_DIGITS = 13  # before the point: what is stored has 18, 5 of them behind it
LONGEST_SHOWN = 50  # characters of a wrong value that the message repeats


@dataclass
class Entered:
    """``values`` by field, ready for a service; ``faults`` of the fields that could not be read."""

    values: dict[str, Any] = field(default_factory=dict)
    faults: list[RuleViolation] = field(default_factory=list)


def read(
    texts: Mapping[str, str], columns: tuple[Column, ...], rules: Kind, *, among: Mapping[str, str]
) -> Entered:
    """Read the texts of these columns.  ``among``: all texts of the row, the context of a lookup."""
    entered = Entered()
    for column in columns:
        try:
            entered.values[column.field] = _READERS[column.widget](
                texts[column.field], column, rules, among
            )
        except RuleViolation as fault:
            entered.faults.append(fault)
    return entered


def _code(text: str, column: Column, rules: Kind, among: Mapping[str, str]) -> Any:
    code = _folded(_not_too_long(text, column, rules), column, rules)
    if not code and column.field == "item":
        raise errors.ItemMissing
    if not code:
        return None
    record = LOOKUPS[column.field].find(code, among)
    if record is None:
        raise UnknownCode(
            field=column.field, label=caption_of(column, rules), value=code[:LONGEST_SHOWN]
        )
    return record


def _text(text: str, column: Column, rules: Kind, among: Mapping[str, str]) -> str:
    _folded(text, column, rules)  # a control character is refused in any text
    return _not_too_long(text, column, rules).strip()


def _quantity(text: str, column: Column, rules: Kind, among: Mapping[str, str]) -> Decimal | None:
    """More than 5 decimals are rounded half away from zero (SET-004); empty is 0, or nothing."""
    if column.blank_is_nothing and not text.strip():
        return None
    try:
        number = Decimal(text.strip() or "0")
    except InvalidOperation:
        raise _unreadable(text, column, rules, "Type a number, such as 10 or 2.5.") from None
    if not number.is_finite():
        raise _unreadable(text, column, rules, "Type a number, such as 10 or 2.5.")
    if number.adjusted() >= MOST_DIGITS:
        raise _unreadable(text, column, rules, f"Type at most {MOST_DIGITS} digits and 5 decimals.")
    return rounded(number)


def _day(text: str, column: Column, rules: Kind, among: Mapping[str, str]) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise _unreadable(text, column, rules, "Type a day, such as 2026-01-31.") from None


def _choice(text: str, column: Column, rules: Kind, among: Mapping[str, str]) -> str:
    possible = dict(choices_of(column, rules))
    if text not in possible:
        labels = " or ".join(label or "nothing" for label in possible.values())
        raise _unreadable(text, column, rules, f"Choose {labels} instead.")
    return text


_READERS = {
    Widget.CODE: _code,
    Widget.TEXT: _text,
    Widget.QUANTITY: _quantity,
    Widget.DATE: _day,
    Widget.CHOICE: _choice,
}


def _not_too_long(text: str, column: Column, rules: Kind) -> str:
    length = len(text.strip())
    if column.max_length and length > column.max_length:
        raise TooLong(
            field=column.field,
            label=caption_of(column, rules),
            limit=column.max_length,
            length=length,
        )
    return text


def _folded(text: str, column: Column, rules: Kind) -> str:
    try:
        return folded(text)
    except ValidationError:
        raise ControlCharacter(field=column.field, label=caption_of(column, rules)) from None


def _unreadable(text: str, column: Column, rules: Kind, hint: str) -> errors.FieldUnreadable:
    return errors.FieldUnreadable(
        field=column.field,
        label=caption_of(column, rules),
        value=text.strip()[:LONGEST_SHOWN] or "empty",
        hint=hint,
    )
