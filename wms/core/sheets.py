"""Files with rows: CSV in UTF-8, or a sheet of an XLSX workbook (SCAN-040, SCAN-041).

Every cell arrives as text, but for the dates of a spreadsheet; what looks like a formula is text like any
other.  What the columns mean is the business of whoever reads the rows.
"""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from itertools import repeat
from typing import Any, NamedTuple

import openpyxl
from django.conf import settings
from openpyxl.utils.exceptions import InvalidFileException

from wms.core.errors import Refused, RuleViolation

DELIMITERS = ",;\t"
MOST_UNPACKED = 300 * 1024 * 1024  # a spreadsheet that unpacks to more is refused
LONGEST_EXACT = 10**15  # a spreadsheet keeps 15 digits of a number


class FileUnreadable(RuleViolation):
    code = "file-bad-row"
    rule = "SCAN-040"
    field = "file"
    template = "{why}"


class FileTooLarge(RuleViolation):
    code = "file-limit"
    rule = "SCAN-041"
    field = "file"
    template = "{why} Split it into smaller files."


class Cell(NamedTuple):
    """One value; ``fault`` says why a spreadsheet cell cannot be trusted."""

    value: str | date
    fault: str = ""


Row = tuple[int, list[Cell]]
# ten thousand rows of text at a time
_as_cell: Callable[[tuple[str, str]], Cell] = partial(tuple.__new__, Cell)
_NO_FAULT = repeat("")


def file_rows(
    name: str, size: int, content: Any, *, most_bytes: int | None = None, sheet: str = ""
) -> Iterator[Row]:
    """The rows of an uploaded file with their numbers, counted from 1 as a spreadsheet shows them.

    ``most_bytes``: how large it may be, as the settings say unless given.  ``sheet``: which one of a
    spreadsheet, by its name; the first one when blank.
    Raises Refused when it is too large, before reading on, or cannot be read: the message names the line.
    """
    most_bytes = settings.WMS_UPLOAD_MAX_BYTES if most_bytes is None else most_bytes
    if size > most_bytes:
        too_large(f"The file {name} is larger than {most_bytes // 1024**2} MB.")
    if content.read(4) == b"PK\x03\x04":
        content.seek(0)
        return _spreadsheet_rows(content, sheet)
    content.seek(0)
    return text_rows(_decoded(content.read()))


def text_rows(text: str) -> Iterator[Row]:
    """The rows of a text whose values are separated by commas, semicolons or tabs."""
    heading = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(heading), strict=True)
    try:
        for values in reader:
            cells = zip(map(str.strip, values), _NO_FAULT, strict=False)
            yield reader.line_num, list(map(_as_cell, cells))
    except csv.Error as error:
        unreadable(f"Line {reader.line_num + 1} cannot be read: {error}.", error)


def delimiter_of(line: str) -> str:
    unquoted = re.sub(r'"[^"]*"', "", line)
    return max(DELIMITERS, key=unquoted.count)


def refuse_too_many(count: int, most: int | None = None) -> None:
    """``most``: how many rows are read at once, as the settings say unless given."""
    most = settings.WMS_UPLOAD_MAX_ROWS if most is None else most
    if count > most:
        too_large(f"The list has more than {most:,} rows.")


def unreadable(why: str, cause: Exception | None = None) -> None:
    raise Refused([FileUnreadable(why=why)]) from cause


def too_large(why: str) -> None:
    raise Refused([FileTooLarge(why=why)])


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        place = error.start - (before.rfind(b"\n") + 1) + 1
        why = (
            f"The file is not in UTF-8: line {line}, position {place} has the byte"
            f" 0x{content[error.start]:02X}. Save it as CSV UTF-8 and upload it again."
        )
        raise Refused([FileUnreadable(why=why)]) from error


def _spreadsheet_rows(content: Any, sheet: str) -> Iterator[Row]:
    try:
        with zipfile.ZipFile(content) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                too_large("The spreadsheet unpacks to more than 300 MB.")
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # about styles and validations, which do not matter here
            book = openpyxl.load_workbook(content, read_only=True)
            try:
                for no, cells in enumerate(_sheet_of(book, sheet).iter_rows(), start=1):
                    yield no, [_cell(cell) for cell in cells]
            finally:
                book.close()
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, ValueError) as error:
        unreadable(
            "The file cannot be read as a spreadsheet. Save it as .xlsx or as CSV UTF-8.", error
        )


def _sheet_of(book: Any, name: str) -> Any:
    wanted = name.strip().casefold()
    for sheet in book.worksheets:
        if not wanted or sheet.title.strip().casefold() == wanted:
            return sheet
    names = ", ".join(sheet.title for sheet in book.worksheets)
    raise Refused(
        [FileUnreadable(why=f"There is no sheet {name.strip()[:50]}. The file has: {names}.")]
    )


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
