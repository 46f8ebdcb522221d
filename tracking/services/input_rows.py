"""Judging the rows of a list one by one: good ones become rows of the page, the others get a reason.

Everything that has to be known is read once before (Surroundings), so no row asks the database.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.core.exceptions import ValidationError

from tracking import errors
from tracking.availability import Combination
from tracking.models import NumberInformation, TrackingLine
from tracking.page import Page
from tracking.selectors.known import Known, known_numbers, owner_of
from tracking.services.reading import InputRow
from tracking.services.row_edit import LONGEST, NEW_NUMBERS, NUMBERS, caption
from tracking.services.sql import NewRow
from tracking.switches import NUMBER_FIELD
from wms.core.errors import RuleViolation
from wms.core.quantity import ONE, rounded, scaled, shown, unscaled
from wms.core.sheets import Cell
from wms.core.text import folded

CAPTIONS = {"quantity": "Quantity", "item": "Item No.", "variant": "Variant Code"}
_NUMBER = re.compile(r"[+-]?[0-9]{1,13}(\.[0-9]+)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
Key = tuple[str, str, str]
NO_CELL = Cell("")
ONE_UNIT = Decimal(1)


@dataclass(frozen=True)
class Rejection:
    """A row that was not taken over: where, what stood there, why."""

    row: int
    column: str
    value: str
    code: str
    reason: str


class OnPage(NamedTuple):
    """A row that is on the page already; ``quantity`` in whole 0.00001 units."""

    lot_no: str
    package_no: str
    quantity: int
    expiration_date: date | None


class InStock(NamedTuple):
    """What comes along with a serial in stock (ITL-063, ITL-103)."""

    lot_no: str
    package_no: str
    warranty_date: date | None


@dataclass
class Surroundings:
    """What is on the page already, what is blocked, and what stock and ledger know of the numbers."""

    page: Page
    existing: dict[Key, OnPage]
    blocked: set[tuple[str, str]]
    stock: dict[str, InStock] = field(default_factory=dict)
    # texts read as dates: the same few, as a rule
    days: dict[str, date] = field(default_factory=dict)

    @classmethod
    def of(cls, page: Page) -> Surroundings:
        rows = page.rows.values_list(
            "serial_no", "lot_no", "package_no", "quantity", "expiration_date"
        )
        existing = {
            _key(serial_no, lot_no, package_no): OnPage(lot_no, package_no, scaled(quantity), day)
            for serial_no, lot_no, package_no, quantity, day in rows.iterator(chunk_size=5000)
        }
        cards = NumberInformation.objects.filter(
            item=page.item, variant=page.line.variant, blocked=True
        )
        return cls(page, existing, set(cards.values_list("kind", "number")))

    def read_stock(self) -> None:
        """The serials of the page's snapshot that are in stock."""
        figures = self.page.session.figures.filter(total__gt=0).exclude(serial_no="")
        found = figures.values_list("serial_no", "lot_no", "package_no", "warranty_date")
        self.stock = {
            serial_no: InStock(lot_no, package_no, warranty)
            for serial_no, lot_no, package_no, warranty in found
        }

    def known(self, rows: Iterable[NewRow]) -> dict[tuple[str, str], Known]:
        """What the ledger knows of the numbers that own the dates of these rows (ITL-072)."""
        numbers: dict[str, set[str]] = {}
        for row in rows:
            kind, number = owner_of(Combination(*row[:3]))
            numbers.setdefault(kind, set()).add(number)
        line = self.page.line
        return {
            (kind, number): known
            for kind, wanted in numbers.items()
            if kind
            for number, known in known_numbers(
                item_id=line.item_id,
                variant_id=line.variant_id,
                kind=kind,
                numbers=sorted(wanted),
            ).items()
        }


def _key(serial_no: str, lot_no: str, package_no: str) -> Key:
    """A combination stands once under a line: a serial alone, without it lot and package (D47)."""
    return (serial_no, "", "") if serial_no else ("", lot_no, package_no)


@dataclass
class Judgement:
    """What became of a list: rows to add, by their row in the list; those already there; the rejected.

    ``already`` and ``rejected`` name rows of the list as well.
    """

    added: dict[int, NewRow] = field(default_factory=dict)
    already: list[int] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)


def judge(rows: Iterable[InputRow], around: Surroundings) -> Judgement:
    """Tell good rows from faulty ones by what stands in them and on the page."""
    result = Judgement()
    seen: dict[Key, int] = {}
    for row in rows:
        reading = _Reading(row, around)
        new = reading.new_row()
        if new is not None:
            _compare(new, reading, seen, result, around)
        result.rejected += reading.rejected
    return result


def _compare(
    new: NewRow,
    reading: _Reading,
    seen: dict[Key, int],
    result: Judgement,
    around: Surroundings,
) -> None:
    """A combination stands once in the list and on the page; the very same row again does nothing."""
    key, no = _key(*new[:3]), reading.row.no
    if key in seen:
        fault = errors.RepeatedInFile(numbers=named(new), first=seen[key])
        reading.reject(_number_column(new), fault)
        return
    seen[key] = no
    if (existing := around.existing.get(key)) is None:
        result.added[no] = new
    elif why := _differs(new, existing):
        reading.reject(_number_column(new), errors.OnPageDifferently(numbers=named(new), why=why))
    else:
        result.already.append(no)


def settle_dates(result: Judgement, around: Surroundings) -> None:
    """Dates against those of existing entries, and one date a lot; a date missing is filled in.

    Another date than the known one is rejected, never replaced (D12, POST-087, ITL-071…074).
    """
    page = around.page
    if not page.code.use_expiration_dates:
        return
    known = around.known(result.added.values())
    outbound, renames = page.outbound, page.is_reclassification
    lots = {
        row.lot_no: row.expiration_date
        for row in around.existing.values()
        if row.lot_no and row.expiration_date is not None
    }
    for no, new in list(result.added.items()):
        fixed = known.get(owner_of(Combination(*new[:3]))) if known else None
        fault = _date_fault(new, fixed, lots, outbound=outbound)
        if fault is not None:
            del result.added[no]
            day = new.expiration_date.isoformat() if new.expiration_date else ""
            result.rejected.append(_rejection(no, "expiration_date", day, fault))
        else:
            if outbound or renames or new.expiration_date is None:
                result.added[no] = _with_date(new, fixed, lots, outbound=outbound, renames=renames)
            if new.lot_no and new.expiration_date:
                lots.setdefault(new.lot_no, new.expiration_date)
    if page.takes_dates:
        _spread_lot_dates(result, lots)


def _date_fault(
    new: NewRow, known: Known | None, lots: dict[str, date], *, outbound: bool
) -> RuleViolation | None:
    day = new.expiration_date
    if day is None:
        return None
    if known is not None and (known.is_fixed or outbound):
        if day == known.date:
            return None
        return errors.ExpirationKnown(numbers=named(new), known=known.date or "blank", date=day)
    if outbound:
        return errors.ExpirationFromStock()
    if lots.get(new.lot_no, day) != day:
        return errors.LotHasTwoDates(number=new.lot_no, known=lots[new.lot_no], date=day)
    return None


def _with_date(
    new: NewRow, known: Known | None, lots: dict[str, date], *, outbound: bool, renames: bool
) -> NewRow:
    date_known = known.date if known is not None else None
    if renames:
        return new._replace(
            expiration_date=None, new_expiration_date=new.new_expiration_date or date_known
        )
    if outbound:
        return new._replace(expiration_date=None)
    if new.expiration_date is not None:
        return new
    return new._replace(expiration_date=date_known or lots.get(new.lot_no))


def _spread_lot_dates(result: Judgement, lots: dict[str, date]) -> None:
    """A date that stands in a later row holds for the earlier ones of its lot as well."""
    for no, new in result.added.items():
        if new.lot_no and new.expiration_date is None and lots.get(new.lot_no) is not None:
            result.added[no] = new._replace(expiration_date=lots[new.lot_no])


def fill_from_stock(result: Judgement, around: Surroundings) -> None:
    """Serials in stock bring their lot, package and warranty date along (ITL-063, ITL-103)."""
    around.read_stock()
    for no, new in result.added.items():
        if (stock := around.stock.get(new.serial_no)) is not None:
            result.added[no] = new._replace(
                lot_no=new.lot_no or stock.lot_no,
                package_no=new.package_no or stock.package_no,
                warranty_date=new.warranty_date or stock.warranty_date,
            )


def refuse_what_is_not_here(result: Judgement, around: Surroundings) -> None:
    """Numbers that follow the goods leave only from stock: what is not on hand is rejected (SCAN-037)."""
    page = around.page
    fields = page.key_fields
    if not page.outbound or not fields:
        return
    here = set(page.session.figures.filter(total__gt=0).values_list(*fields))
    for no, new in list(result.added.items()):
        if tuple(getattr(new, name) for name in fields) not in here:
            del result.added[no]
            column = _number_column(new)
            number = getattr(new, column)
            fault = errors.NotInStock(
                caption=caption(column),
                number=number,
                item=page.item,
                location=page.line.location.code or "the blank location",
            )
            result.rejected.append(_rejection(no, column, number, fault))


def _differs(new: NewRow, existing: OnPage) -> str:
    """How a row of the list differs from the one on the page; blanks in the list say nothing."""
    if new.lot_no and new.lot_no != existing.lot_no:
        return f"with lot no. {existing.lot_no or 'blank'}"
    if new.package_no and new.package_no != existing.package_no:
        return f"with package no. {existing.package_no or 'blank'}"
    if new.quantity != existing.quantity:
        return f"with quantity {shown(unscaled(existing.quantity))}"
    day = existing.expiration_date
    if new.expiration_date and day and new.expiration_date != day:
        return f"with Expiration Date {day.isoformat()}"
    return ""


class _Reading:
    """One row of the list under examination."""

    def __init__(self, row: InputRow, around: Surroundings) -> None:
        self.row = row
        self.around = around
        self.page = around.page
        self.rejected: list[Rejection] = []

    def new_row(self) -> NewRow | None:
        """The row as it will stand on the page, or None when something is wrong with it."""
        self._check_item()
        # only the columns that the list has: most lists have two or three
        numbers = {column: self._number(column) for column in self.row.cells if column in _KIND}
        if not any(numbers.values()) and not self.rejected:
            self.reject("serial_no", errors.NumberMissing())
        has_serial = bool(numbers.get("serial_no") or numbers.get("new_serial_no"))
        quantity = self._quantity(has_serial=has_serial)
        expiration = self._day("expiration_date")
        if expiration and not self.page.code.use_expiration_dates:
            self.reject(
                "expiration_date",
                errors.ExpirationNotUsed(item=self.page.item, code=self.page.code),
            )
        warranty = self._day("warranty_date")
        new_expiration = self._day("new_expiration_date")
        if self.rejected or quantity is None:
            return None
        return NewRow(
            serial_no=numbers.get("serial_no", ""),
            lot_no=numbers.get("lot_no", ""),
            package_no=numbers.get("package_no", ""),
            quantity=ONE if quantity is ONE_UNIT else scaled(quantity),
            expiration_date=expiration,
            warranty_date=warranty,
            new_serial_no=numbers.get("new_serial_no") or None,
            new_lot_no=numbers.get("new_lot_no") or None,
            new_package_no=numbers.get("new_package_no") or None,
            new_expiration_date=new_expiration,
        )

    def reject(self, column: str, violation: RuleViolation) -> None:
        cell = self.row.cells.get(column)
        value = "" if cell is None else str(cell.value)
        self.rejected.append(_rejection(self.row.no, column, value, violation))

    def _cell(self, column: str) -> Cell:
        return self.row.cells.get(column, NO_CELL)

    def _check_item(self) -> None:
        if "item" not in self.row.cells and "variant" not in self.row.cells:
            return
        for column, ours in (("item", self.page.item.no), ("variant", self.page.line.variant.code)):
            given = str(self._cell(column).value).strip().upper()
            if given and given != ours:
                why = f"This page is about {CAPTIONS[column]} {ours or 'blank'}, not {given[:20]}."
                self.reject(column, errors.ValueNotUnderstood(why=why))

    def _number(self, column: str) -> str:
        cell = self._cell(column)
        if not cell.value:
            return ""
        if cell.fault:
            self.reject(column, errors.ValueNotUnderstood(why=f"{caption(column)} {cell.fault}."))
            return ""
        try:
            number = folded(str(cell.value))
        except ValidationError:
            self.reject(column, errors.NumberHasBadCharacter(caption=caption(column)))
            return ""
        if len(number) > LONGEST:
            self.reject(column, errors.NumberTooLong(caption=caption(column), length=len(number)))
        elif column in NEW_NUMBERS and not self.page.is_reclassification:
            self.reject(column, errors.NewNumberHere(caption=caption(column)))
        elif (kind := _KIND[column], number) in self.around.blocked:
            self.reject(
                column,
                errors.NumberBlocked(
                    caption=caption(NUMBER_FIELD[kind]), number=number, item=self.page.item
                ),
            )
        return number

    def _quantity(self, *, has_serial: bool) -> Decimal | None:
        text = str(self._cell("quantity").value)
        if has_serial and text in ("", "1") and self.page.sign > 0:
            return ONE_UNIT
        if not text:
            if has_serial:
                return ONE_UNIT
            if not self.rejected:
                self.reject("quantity", errors.QuantityMissing())
            return None
        if not _NUMBER.fullmatch(text):
            why = f"Quantity {text[:30]} is not a number. Write it as 4 or 0.5."
            self.reject("quantity", errors.ValueNotUnderstood(why=why))
            return None
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
                number=str(self._cell("serial_no").value),
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
            return quantity
        self.reject("quantity", fault)
        return None

    def _day(self, column: str) -> date | None:
        value = self._cell(column).value
        if isinstance(value, date) or not value:
            return value or None
        if (day := self.around.days.get(value)) is not None:
            return day
        if _DAY.fullmatch(value):
            try:
                day = self.around.days[value] = date.fromisoformat(value)
            except ValueError:
                pass
            else:
                return day
        why = f"{caption(column)} {value[:30]} is not a date. Write it as 2026-12-31."
        self.reject(column, errors.ValueNotUnderstood(why=why))
        return None


_KIND = {column: kind for kind, name in NUMBER_FIELD.items() for column in (name, f"new_{name}")}


def _rejection(no: int, column: str, value: str, violation: RuleViolation) -> Rejection:
    name = CAPTIONS.get(column) or caption(column)
    return Rejection(no, name, value[:200], violation.code, str(violation)[:300])


def _number_column(new: NewRow | TrackingLine) -> str:
    return next((column for column in NUMBERS if getattr(new, column)), "serial_no")


def named(new: NewRow | TrackingLine) -> str:
    """``Serial No. S1``, or what else the row is known by."""
    column = _number_column(new)
    return f"{caption(column)} {getattr(new, column)}"
