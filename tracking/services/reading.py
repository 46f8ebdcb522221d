"""Reading lists of numbers: a CSV or XLSX file, or text that was pasted (SCAN-037, SCAN-040, SCAN-041).

Nothing is checked against the database here.  Every cell arrives as text, but for the dates of a
spreadsheet; what looks like a formula is text like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any

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


Value = str | date


@dataclass(frozen=True)
class Sheet:
    """A list by columns, each with a value for every row: "" where there is none.

    ``nos`` are the rows as a spreadsheet shows them: they count from 1 and include the heading.  ``faults``
    say by place in the list and column why a cell cannot be trusted.  ``unread``: the columns that nobody
    here understands; ``is_plain``: one number a row.
    """

    nos: list[int]
    columns: dict[str, list[Value]]
    faults: dict[tuple[int, str], str] = field(default_factory=dict)
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
    for line in text.splitlines():
        if _SPLIT.search(line) is None:  # nearly always, and ten thousand at a time
            found += map(Cell, filter(None, (line.strip(),)))
        else:
            for value, is_quoted in _parts(line):
                found += _cells(value, is_quoted=is_quoted, most=most)
            refuse_too_many(len(found))  # ranges are longer than their text
    refuse_too_many(len(found))
    return _of_cells([*range(1, len(found) + 1)], {column: found}, is_plain=True)


_SPLIT = re.compile(r'[",;\t]|\.\.')
_PART = re.compile(r'[ ]*"((?:[^"]|"")*)"[ ]*(?=[,;\t]|$)|([^,;\t]+)')


def _parts(line: str) -> Iterator[tuple[str, bool]]:
    """What stands between tabs, commas and semicolons, and whether quotes keep it together."""
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
    places: dict[int, str] = {}
    unread: list[str] = []
    nos: list[int] = []
    found: list[list[Cell]] = []
    for no, cells in rows:
        if not any(map(_VALUE, cells)):
            continue
        if not places:
            places, unread = _columns(cells)
            continue
        nos.append(no)
        found.append(cells)
        refuse_too_many(len(found))
    if not places:
        unreadable("The file is empty.")
    columns = {
        name: [cells[place] if place < len(cells) else _NO_CELL for cells in found]
        for place, name in places.items()
    }
    return _of_cells(nos, columns, unread=unread)


_VALUE, _FAULT = itemgetter(0), itemgetter(1)
_NO_CELL = Cell("")


def _of_cells(nos: list[int], columns: dict[str, list[Cell]], **more: Any) -> Sheet:
    faults = {
        (place, name): fault
        for name, cells in columns.items()
        if any(map(_FAULT, cells))
        for place, (_, fault) in enumerate(cells)
        if fault
    }
    return Sheet(
        nos, {name: list(map(_VALUE, cells)) for name, cells in columns.items()}, faults, **more
    )


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
