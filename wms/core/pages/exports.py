"""Lists as files: CSV is streamed row by row, XLSX is written in write-only mode.

Both are bounded, and text that a spreadsheet would take for a formula is written as text.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from wms.core.pages.cells import text_of

MOST_ROWS = {"csv": 200_000, "xlsx": 20_000}
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NOT_IN_SHEETS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def exported(
    name: str, *, file_format: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]
) -> HttpResponseBase:
    """The answer that downloads ``rows`` as ``NAME-DAY.csv`` or ``.xlsx``."""
    response = (
        HttpResponse(workbook(heads, rows), content_type=XLSX_TYPE)
        if file_format == "xlsx"
        else StreamingHttpResponse(csv_lines(heads, rows), content_type=CSV_TYPE)
    )
    day = timezone.localdate().isoformat()
    response["Content-Disposition"] = f'attachment; filename="{name}-{day}.{file_format}"'
    return response


def written(
    heads: Sequence[str], rows: Iterable[Sequence[Any]], file_format: str
) -> Iterator[bytes]:
    """The same as ``exported`` answers, for a file."""
    if file_format == "xlsx":
        yield workbook(heads, rows)
    else:
        yield from (line.encode() for line in csv_lines(heads, rows))


def escaped(text: str) -> str:
    """A leading apostrophe keeps a spreadsheet from reading the text as a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


class _Echo:
    """A file that gives back what is written into it, for ``csv.writer`` to stream."""

    def write(self, text: str) -> str:
        return text


def csv_lines(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([escaped(head) for head in heads])
    for row in rows:
        yield writer.writerow([_csv_value(value) for value in row])


def _csv_value(value: Any) -> str:
    return text_of(value) if isinstance(value, Decimal | int) else escaped(text_of(value))


def workbook(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.append([_head(sheet, head) for head in heads])
    for row in rows:
        sheet.append([_sheet_value(value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _head(sheet: Any, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=escaped(text))
    cell.font = Font(bold=True)
    return cell


def _sheet_value(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return text_of(value)
    if isinstance(value, Decimal | int):
        return value
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None)
    if hasattr(value, "isoformat"):
        return value
    return _NOT_IN_SHEETS.sub("\ufffd", escaped(text_of(value)))
