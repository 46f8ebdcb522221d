"""Reading lists of numbers: a CSV or XLSX file, or text that was pasted (SCAN-037, SCAN-040, SCAN-041).

Nothing is checked against the database here.  Every cell arrives as text, but for the dates of a
spreadsheet; what looks like a formula is text like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from tracking.services import ranges
from wms.core.sheets import (
    Cell,
    Row,
    file_rows,
    refuse_too_many,
    text_rows,
    unreadable,
)

COLUMNS = {
    "serial_no": ("serial", "sn", "serialnumber"),
    "lot_no": ("lot", "batch", "lotnumber", "batchno"),
    "package_no": ("package", "pallet", "packagenumber"),
    "quantity": ("qty", "quantitybase", "qtybase"),
    "expiration_date": ("expiration", "expiry", "expirydate", "expires", "expdate"),
    "warranty_date": ("warranty",),
    "new_serial_no": ("newserial", "newsn"),
    "new_lot_no": ("newlot",),
    "new_package_no": ("newpackage",),
    "new_expiration_date": ("newexpiration", "newexpiry"),
    "item": ("itemno",),
    "variant": ("variantcode",),
}
_COLUMN_OF = {
    name: column
    for column, others in COLUMNS.items()
    for name in (column.replace("_", ""), *others)
}


class InputRow(NamedTuple):
    """A row of the list; ``no`` counts from 1 and includes the heading, as a spreadsheet shows it."""

    no: int
    cells: dict[str, Cell]


@dataclass(frozen=True)
class Sheet:
    """The rows of a list, and the columns that nobody here understands; ``is_plain``: one number a row."""

    rows: list[InputRow]
    unread: list[str] = field(default_factory=list)
    is_plain: bool = False


def read_file(name: str, size: int, content: Any, *, sheet: str = "") -> Sheet:
    """The rows of an uploaded file; ``sheet`` names that of a spreadsheet, the first one unless given.

    Raises Refused when it is too large, before reading on, or cannot be read: the message names the line.
    """
    return _sheet(file_rows(name, size, content, sheet=sheet))


def read_text(text: str, *, column: str, most: int = ranges.MOST) -> Sheet:
    """Pasted text: a table with headings, or a plain list of numbers and ranges for ``column``.

    ``most``: how many numbers a range may have (SCAN-038); one that is wrong becomes a row with its fault.
    """
    lines = text.splitlines()
    first = next((line for line in lines if line.strip()), "")
    if first and _is_heading(next(text_rows(first))[1]):
        return _sheet(text_rows(text))
    found: list[Cell] = []
    for value, is_quoted in _parts(text):
        found += _cells(value, is_quoted=is_quoted, most=most)
        refuse_too_many(len(found))
    rows = [InputRow(no, {column: cell}) for no, cell in enumerate(found, start=1)]
    return Sheet(rows, is_plain=True)


_PART = re.compile(r'[ ]*"((?:[^"]|"")*)"[ ]*(?=[,;\t]|$)|([^,;\t]+)')


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """What stands between line ends, tabs, commas and semicolons, and whether quotes keep it together."""
    for line in text.splitlines():
        for part in _PART.finditer(line):
            quoted, plain = part.groups()
            value = plain if quoted is None else quoted.replace('""', '"')
            if value.strip():
                yield value.strip(), quoted is not None


def _cells(value: str, *, is_quoted: bool, most: int) -> list[Cell]:
    """A number, or the numbers of a range; ``..`` within quotes is taken as it stands."""
    if is_quoted or not ranges.is_range(value):
        return [Cell(value)]
    try:
        return [Cell(number) for number in ranges.expanded(value, most=most)]
    except ranges.NoRange as wrong:
        return [Cell(value, str(wrong))]


def _sheet(rows: Iterator[Row]) -> Sheet:
    columns: dict[int, str] = {}
    unread: list[str] = []
    found: list[InputRow] = []
    for no, cells in rows:
        if not any(cell.value for cell in cells):
            continue
        if not columns:
            columns, unread = _columns(cells)
            continue
        found.append(
            InputRow(
                no, {name: cells[place] for place, name in columns.items() if place < len(cells)}
            )
        )
        refuse_too_many(len(found))
    if not columns:
        unreadable("The file is empty.")
    return Sheet(found, unread)


def _columns(cells: list[Cell]) -> tuple[dict[int, str], list[str]]:
    if not _is_heading(cells):
        unreadable(
            "The first row must name the columns, such as Serial No., Lot No., Quantity,"
            f" Expiration Date. It says: {_heading_text(cells)}."
        )
    columns: dict[int, str] = {}
    unread = []
    for place, cell in enumerate(cells):
        name = _COLUMN_OF.get(_normal(cell.value))
        if name in columns.values():
            unreadable(f"The column {cell.value} is there twice.")
        if name:
            columns[place] = name
        elif cell.value:
            unread.append(str(cell.value)[:50])
    return columns, unread


def _is_heading(cells: Iterable[Cell]) -> bool:
    named = {_COLUMN_OF.get(_normal(cell.value)) for cell in cells}
    return not named.isdisjoint({"serial_no", "lot_no", "package_no"})


def _normal(value: str | date) -> str:
    """``Serial No.``, ``serial_no`` and ``SERIAL NO`` are one column."""
    name = re.sub(r"[^a-z]", "", str(value).lower())
    return name if name in _COLUMN_OF else name.removesuffix("no")


def _heading_text(cells: list[Cell]) -> str:
    return ", ".join(str(cell.value) for cell in cells)[:100]
