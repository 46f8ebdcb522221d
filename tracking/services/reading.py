"""Reading lists of numbers: a CSV or XLSX file, or text that was pasted (SCAN-037, SCAN-040, SCAN-041).

Nothing is checked against the database here.  Every cell arrives as text, but for the dates of a
spreadsheet; what looks like a formula is text like any other.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

import openpyxl
from django.conf import settings
from openpyxl.utils.exceptions import InvalidFileException

from tracking import errors
from wms.core.errors import Refused

DELIMITERS = ",;\t"
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
MOST_UNPACKED = 300 * 1024 * 1024  # a spreadsheet that unpacks to more is refused
LONGEST_EXACT = 10**15  # a spreadsheet keeps 15 digits of a number


class Cell(NamedTuple):
    """One value; ``fault`` says why a spreadsheet cell cannot be trusted."""

    value: str | date
    fault: str = ""


class InputRow(NamedTuple):
    """A row of the list; ``no`` counts from 1 and includes the heading, as a spreadsheet shows it."""

    no: int
    cells: dict[str, Cell]


@dataclass(frozen=True)
class Sheet:
    """The rows of a list, and the columns that nobody here understands."""

    rows: list[InputRow]
    unread: list[str] = field(default_factory=list)


def read_file(name: str, size: int, content: Any) -> Sheet:
    """The rows of an uploaded file.

    Raises Refused when it is too large, before reading on, or cannot be read: the message names the line.
    """
    if size > settings.WMS_UPLOAD_MAX_BYTES:
        _too_large(f"The file {name} is larger than {settings.WMS_UPLOAD_MAX_BYTES // 1024**2} MB.")
    if content.read(4) == b"PK\x03\x04":
        content.seek(0)
        return _sheet(_spreadsheet_rows(content))
    content.seek(0)
    return _sheet(_text_rows(_decoded(content.read())))


def read_text(text: str, *, column: str) -> Sheet:
    """Pasted text: a table with headings, or a plain list of numbers for ``column``."""
    lines = text.splitlines()
    first = next((line for line in lines if line.strip()), "")
    if first and _is_heading(next(_text_rows(first))[1]):
        return _sheet(_text_rows(text))
    values = [part.strip() for part in _parts(text)]
    found = [value for value in values if value]
    _refuse_too_many(len(found))
    return Sheet([InputRow(no, {column: Cell(value)}) for no, value in enumerate(found, start=1)])


def _parts(text: str) -> Iterator[str]:
    """What stands between line ends, tabs, commas and semicolons; quotes keep a value together."""
    for line in text.splitlines():
        delimiter = _delimiter(line)
        for row in csv.reader([line], delimiter=delimiter, skipinitialspace=True):
            yield from row


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        place = error.start - (before.rfind(b"\n") + 1) + 1
        raise Refused(
            [
                errors.FileUnreadable(
                    why=f"The file is not in UTF-8: line {line}, position {place} has the byte"
                    f" 0x{content[error.start]:02X}. Save it as CSV UTF-8 and upload it again."
                )
            ]
        ) from error


Row = tuple[int, list[Cell]]


def _text_rows(text: str) -> Iterator[Row]:
    heading = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(heading), strict=True)
    try:
        for values in reader:
            yield reader.line_num, [Cell(value.strip()) for value in values]
    except csv.Error as error:
        raise Refused(
            [errors.FileUnreadable(why=f"Line {reader.line_num + 1} cannot be read: {error}.")]
        ) from error


def _delimiter(line: str) -> str:
    unquoted = re.sub(r'"[^"]*"', "", line)
    return max(DELIMITERS, key=unquoted.count)


def _spreadsheet_rows(content: Any) -> Iterator[Row]:
    try:
        with zipfile.ZipFile(content) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                _too_large("The spreadsheet unpacks to more than 300 MB.")
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # about styles and validations, which do not matter here
            book = openpyxl.load_workbook(content, read_only=True)
            try:
                for no, cells in enumerate(book.worksheets[0].iter_rows(), start=1):
                    yield no, [_cell(cell) for cell in cells]
            finally:
                book.close()
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, ValueError) as error:
        raise Refused(
            [
                errors.FileUnreadable(
                    why="The file cannot be read as a spreadsheet. Save it as .xlsx or as CSV UTF-8."
                )
            ]
        ) from error


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return Cell("")
    if isinstance(value, datetime):
        return Cell(value.date())
    if isinstance(value, date):
        return Cell(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if abs(value) >= LONGEST_EXACT or "E" in (cell.number_format or "").upper().replace(
            "GENERAL", ""
        ):
            return Cell(
                str(value),
                "is a number in scientific notation; the spreadsheet may have lost digits."
                " Format the column as text",
            )
        return Cell(str(int(value)) if value == int(value) else repr(value))
    return Cell(str(value).strip())


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
        _refuse_too_many(len(found))
    if not columns:
        raise Refused([errors.FileUnreadable(why="The file is empty.")])
    return Sheet(found, unread)


def _columns(cells: list[Cell]) -> tuple[dict[int, str], list[str]]:
    if not _is_heading(cells):
        raise Refused(
            [
                errors.FileUnreadable(
                    why="The first row must name the columns, such as Serial No., Lot No., Quantity,"
                    f" Expiration Date. It says: {_heading_text(cells)}."
                )
            ]
        )
    columns: dict[int, str] = {}
    unread = []
    for place, cell in enumerate(cells):
        name = _COLUMN_OF.get(_normal(cell.value))
        if name in columns.values():
            raise Refused([errors.FileUnreadable(why=f"The column {cell.value} is there twice.")])
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


def _refuse_too_many(count: int) -> None:
    if count > settings.WMS_UPLOAD_MAX_ROWS:
        _too_large(f"The list has more than {settings.WMS_UPLOAD_MAX_ROWS:,} rows.")


def _too_large(why: str) -> None:
    raise Refused([errors.FileTooLarge(why=why)])
