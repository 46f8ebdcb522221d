"""What one row asks for, as far as the row alone can tell."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError

from tracking.reclassification import errors
from tracking.reclassification.reading import Row
from wms.core.errors import RuleViolation
from wms.core.quantity import PLACES, ZERO
from wms.core.text import folded

BLANK = "<BLANK>"
ALL = "ALL"
LENGTHS = {
    "row_id": 50, "item_no": 20, "variant_code": 10, "location_code": 10, "bin_code": 20, "serial_no": 50,
    "lot_no": 50, "package_no": 50, "unit_of_measure": 10, "new_location_code": 10, "new_bin_code": 20,
    "new_serial_no": 50, "new_lot_no": 50, "new_package_no": 50, "document_no": 20, "reason_code": 10,
}  # fmt: skip
_QUANTITY = re.compile(rf"-?\d{{1,13}}(\.\d{{1,{PLACES}}})?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Numbers(NamedTuple):
    """Serial, lot and package number; "" where there is none."""

    serial_no: str = ""
    lot_no: str = ""
    package_no: str = ""

    def __str__(self) -> str:
        named = (("serial", self.serial_no), ("lot", self.lot_no), ("package", self.package_no))
        return ", ".join(f"{kind} {number}" for kind, number in named if number) or "no number"


@dataclass(frozen=True)
class Wanted:
    """``quantity`` is None for ALL.  ``new_expiration_date``: "keep" keeps that of the old number."""

    row: Row
    numbers: Numbers
    new_numbers: Numbers
    quantity: Decimal | None
    new_expiration_date: date | str | None
    posting_date: date | None
    faults: tuple[RuleViolation, ...] = field(default=())

    @property
    def no(self) -> int:
        return self.row.line

    def cell(self, column: str) -> str:
        """A code as it is stored."""
        text = self.row.cells.get(column, "")
        try:
            return folded(text)
        except ValidationError:
            return text


def wanted_of(row: Row) -> Wanted:
    """Read the cells of a row; what cannot be read is a fault of its own, all of them are told."""
    cells = _Cells(row)
    old = Numbers(*(cells.number(name) for name in Numbers._fields))
    new = Numbers(
        *(
            cells.new_number(f"new_{name}", kept=kept)
            for name, kept in zip(Numbers._fields, old, strict=True)
        )
    )
    quantity = cells.quantity(serial_no=old.serial_no or new.serial_no)
    for column in ("item_no", "location_code", "bin_code", "variant_code", "unit_of_measure"):
        cells.number(column)
    for column in ("row_id", "new_location_code", "new_bin_code", "document_no", "reason_code"):
        cells.number(column)
    if not cells.text("item_no"):
        cells.refuse(errors.CellMissing, column="item_no")
    return Wanted(
        row=row,
        numbers=old,
        new_numbers=new,
        quantity=quantity,
        new_expiration_date=cells.new_date(),
        posting_date=cells.day("posting_date"),
        faults=tuple(cells.faults),
    )


class _Cells:
    def __init__(self, row: Row) -> None:
        self.row = row
        self.faults: list[RuleViolation] = []

    def text(self, column: str) -> str:
        return self.row.cells.get(column, "")

    def refuse(self, error: type[errors.RowError], **values: Any) -> None:
        self.faults.append(error(line_no=self.row.line, **values))

    def number(self, column: str) -> str:
        """A code or number in the one form that is stored (SET-001); never cut."""
        text = self.text(column)
        try:
            number = folded(text)
        except ValidationError:
            self.refuse(errors.CellHasControlCharacter, column=column, value=text)
            return ""
        if len(number) > LENGTHS[column]:
            self.refuse(
                errors.CellTooLong,
                column=column,
                value=text,
                most=LENGTHS[column],
                length=len(number),
            )
            return ""
        return number

    def new_number(self, column: str, *, kept: str) -> str:
        """An empty cell keeps the present number, <BLANK> takes it away (RCL-059)."""
        number = self.number(column)
        if number == BLANK:
            return ""
        return number or kept

    def quantity(self, *, serial_no: str) -> Decimal | None:
        text = self.text("quantity")
        if text.upper() == ALL:
            return None
        if not text:
            if serial_no:
                return Decimal(1)
            self.refuse(errors.CellMissing, column="quantity")
            return ZERO
        if not _QUANTITY.fullmatch(text):
            self.refuse(errors.QuantityUnreadable, column="quantity", value=text)
            return ZERO
        quantity = Decimal(text)
        if quantity <= 0:
            self.refuse(errors.QuantityNotPositive, column="quantity", value=text)
        return quantity

    def new_date(self) -> date | str | None:
        text = self.text("new_expiration_date").upper()
        if text == BLANK:
            return None
        return self.day("new_expiration_date") if text else "keep"

    def day(self, column: str) -> date | None:
        text = self.text(column)
        if not text:
            return None
        try:
            if not _DAY.fullmatch(text):
                raise ValueError(text)
            return date.fromisoformat(text)
        except ValueError:
            self.refuse(errors.DateUnreadable, column=column, value=text)
            return None
