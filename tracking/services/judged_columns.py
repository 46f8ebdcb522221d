"""Judging what stands in a list, column by column: what is not understood or not possible gets its reason.

Each row is judged for itself, but each different value once: ten thousand rows share their lots, dates and
quantities.  Nothing is asked of the database here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import repeat
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ValidationError

from tracking import errors
from tracking.models import TrackingLine
from tracking.page import Page
from tracking.services.row_edit import LONGEST, NEW_NUMBERS, NUMBERS, caption
from tracking.services.sql import NewRow
from tracking.switches import NUMBER_FIELD
from wms.core.errors import RuleViolation
from wms.core.quantity import ONE, rounded, scaled
from wms.core.text import folded

if TYPE_CHECKING:
    from tracking.services.reading import Sheet, Value

CAPTIONS = {"quantity": "Quantity", "item": "Item No.", "variant": "Variant Code"}
_NUMBER = re.compile(r"[+-]?[0-9]{1,13}(\.[0-9]+)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_KIND = {column: kind for kind, name in NUMBER_FIELD.items() for column in (name, f"new_{name}")}
_DAYS = ("expiration_date", "warranty_date", "new_expiration_date")
_USUAL = ("", "1")  # quantities of a serial
Key = TypeVar("Key", bound=Hashable)
Blocked = set[tuple[str, str]]


@dataclass(frozen=True)
class Rejection:
    """A row that was not taken over: where, what stood there, why."""

    row: int
    column: str
    value: str
    code: str
    reason: str


def rejection(no: int, column: str, value: str, violation: RuleViolation) -> Rejection:
    name = CAPTIONS.get(column) or caption(column)
    return Rejection(no, name, value[:200], violation.code, str(violation)[:300])


def number_column(new: NewRow | TrackingLine) -> str:
    return next((column for column in NUMBERS if getattr(new, column)), "serial_no")


def named(new: NewRow | TrackingLine) -> str:
    """``Serial No. S1``, or what else the row is known by."""
    column = number_column(new)
    return f"{caption(column)} {getattr(new, column)}"


class Reading:
    """The rows of a list under examination.

    ``rejected``: what is wrong, by place in the list; the other rows are in ``new_rows``.
    """

    def __init__(self, sheet: Sheet, page: Page, blocked: Blocked) -> None:
        self.sheet, self.page, self.blocked = sheet, page, blocked
        self.rejected: dict[int, list[Rejection]] = {}

    def new_rows(self) -> dict[int, NewRow]:
        """The rows that can be understood, by their place in the list, as they will stand on the page."""
        self._check_item()
        # only the columns that the list has: most lists have two or three
        numbers = {
            column: self._numbers(column) for column in self.sheet.columns if column in _KIND
        }
        self._refuse_rows_without(numbers)
        quantities = self._quantities(numbers)
        days = {column: self._days(column) for column in _DAYS if column in self.sheet.columns}
        rows = zip(
            *(numbers.get(column, repeat("")) for column in NUMBERS),
            quantities,
            *(days.get(column, repeat(None)) for column in _DAYS[:2]),
            *(_or_none(numbers.get(column)) for column in NEW_NUMBERS),
            days.get("new_expiration_date", repeat(None)),
            strict=False,  # columns that the list does not have go on for ever
        )
        found = dict(enumerate(map(partial(tuple.__new__, NewRow), rows)))
        for place in self.rejected:
            del found[place]
        return found

    def reject(self, place: int, column: str, violation: RuleViolation) -> None:
        values = self.sheet.columns.get(column)
        value = "" if values is None else str(values[place])
        fault = rejection(self.sheet.nos[place], column, value, violation)
        self.rejected.setdefault(place, []).append(fault)

    def _judged(
        self, column: str, keys: Sequence[Key], judge: Callable[[Key], tuple[Any, Any]]
    ) -> list[Any]:
        """What each place of a column stands for.  ``judge`` answers so for a value, and what is wrong with it."""
        known = {key: judge(key) for key in set(keys)}
        if any(fault for _, fault in known.values()):
            for place, key in enumerate(keys):
                if fault := known[key][1]:
                    self.reject(place, column, fault)
        meant = {key: found for key, (found, _) in known.items()}
        return [meant[key] for key in keys]

    def _check_item(self) -> None:
        for column, ours in (("item", self.page.item.no), ("variant", self.page.line.variant.code)):
            if column in self.sheet.columns:
                texts = list(map(str, self.sheet.columns[column]))
                self._judged(column, texts, partial(self._as_ours, column, ours))

    def _as_ours(self, column: str, ours: str, text: str) -> tuple[None, RuleViolation | None]:
        given = text.strip().upper()
        if not given or given == ours:
            return None, None
        why = f"This page is about {CAPTIONS[column]} {ours or 'blank'}, not {given[:20]}."
        return None, errors.ValueNotUnderstood(why=why)

    def _numbers(self, column: str) -> list[str]:
        texts = list(map(str, self.sheet.columns[column]))
        doubtful = [place for place, name in self.sheet.faults if name == column]
        for place in doubtful:
            why = f"{caption(column)} {self.sheet.faults[place, column]}."
            self.reject(place, column, errors.ValueNotUnderstood(why=why))
            texts[place] = ""
        return self._judged(column, texts, partial(self._number, column))

    def _number(self, column: str, text: str) -> tuple[str, RuleViolation | None]:
        if not text:
            return "", None
        try:
            number = folded(text)
        except ValidationError:
            return "", errors.NumberHasBadCharacter(caption=caption(column))
        fault: RuleViolation | None = None
        kind = _KIND[column]
        if len(number) > LONGEST:
            fault = errors.NumberTooLong(caption=caption(column), length=len(number))
        elif column in NEW_NUMBERS and not self.page.is_reclassification:
            fault = errors.NewNumberHere(caption=caption(column))
        elif (kind, number) in self.blocked:
            fault = errors.NumberBlocked(
                caption=caption(NUMBER_FIELD[kind]), number=number, item=self.page.item
            )
        return number, fault

    def _refuse_rows_without(self, numbers: dict[str, list[str]]) -> None:
        if any(map(all, numbers.values())):
            return
        for place, row in enumerate(zip(*numbers.values(), strict=True)):
            if not any(row) and place not in self.rejected:
                self.reject(place, "serial_no", errors.NumberMissing())

    def _quantities(self, numbers: dict[str, list[str]]) -> list[int]:
        """In whole 0.00001 units; 0 where there is none, which is then refused."""
        if "quantity" not in self.sheet.columns and all(numbers.get("serial_no", [""])):
            return [ONE] * len(self.sheet.nos)
        nothing: list[Value] = [""] * len(self.sheet.nos)
        texts = list(map(str, self.sheet.columns.get("quantity", nothing)))
        has_serial = [
            old != "" or new != ""
            for old, new in zip(
                numbers.get("serial_no", nothing),
                numbers.get("new_serial_no", nothing),
                strict=True,
            )
        ]
        typed = self.sheet.columns.get("serial_no", nothing)
        keys = [
            (text, serial, "" if text in _USUAL else str(number))
            for text, serial, number in zip(texts, has_serial, typed, strict=True)
        ]
        found = self._judged("quantity", keys, self._quantity)
        if not all(found):
            for place, (text, serial, _) in enumerate(keys):
                if not text and not serial and place not in self.rejected:
                    self.reject(place, "quantity", errors.QuantityMissing())
        return found

    def _quantity(self, key: tuple[str, bool, str]) -> tuple[int, RuleViolation | None]:
        text, has_serial, number = key
        if not text:
            return ONE if has_serial else 0, None
        if not _NUMBER.fullmatch(text):
            why = f"Quantity {text[:30]} is not a number. Write it as 4 or 0.5."
            return 0, errors.ValueNotUnderstood(why=why)
        quantity = rounded(Decimal(text)) * self.page.sign
        precision = self.page.item.rounding_precision
        if quantity <= 0:
            expected = "positive" if self.page.sign > 0 else "negative"
            fault: RuleViolation = errors.QuantityHasWrongSign(
                caption="Quantity", expected=expected, quantity=Decimal(text)
            )
        elif has_serial and quantity != 1:
            fault = errors.SerialQuantityNotOne(
                caption="Quantity",
                number=number,
                allowed=str(self.page.sign),
                quantity=Decimal(text),
            )
        elif precision and quantity % precision:
            fault = errors.QuantityNotMultiple(
                caption="Quantity",
                precision=precision,
                item=self.page.item,
                quantity=Decimal(text),
            )
        else:
            return scaled(quantity), None
        return 0, fault

    def _days(self, column: str) -> list[date | None]:
        return self._judged(column, self.sheet.columns[column], partial(self._day, column))

    def _day(self, column: str, value: Value) -> tuple[date | None, RuleViolation | None]:
        day = value if isinstance(value, date) else None
        if day is None and value and _DAY.fullmatch(str(value)):
            with suppress(ValueError):
                day = date.fromisoformat(str(value))
        if day is None and value:
            why = f"{caption(column)} {str(value)[:30]} is not a date. Write it as 2026-12-31."
            return None, errors.ValueNotUnderstood(why=why)
        page = self.page
        if day and column == "expiration_date" and not page.code.use_expiration_dates:
            return None, errors.ExpirationNotUsed(item=page.item, code=page.code)
        return day, None


def _or_none(numbers: list[str] | None) -> Iterable[str | None]:
    """On reclassification lines a new number that is not given starts as the old one."""
    return repeat(None) if numbers is None else [number or None for number in numbers]
