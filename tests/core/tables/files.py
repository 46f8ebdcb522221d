"""Files for imports, as people make them."""

import csv
import io

from openpyxl import Workbook

from wms.core import tables
from wms.core.sheets import file_rows
from wms.core.tables.importing import Imported, import_rows


def csv_file(heading: str, *rows: str) -> bytes:
    return "\n".join([heading, *rows]).encode()


def xlsx_file(*rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def imported(name: str, content: bytes, **options) -> Imported:
    rows = file_rows("file", len(content), io.BytesIO(content))
    return import_rows(table=tables.find(name), rows=rows, **options)


def told(result: Imported) -> list[tuple[int, str, str, str]]:
    return [(fault.line, fault.column, fault.value, fault.reason) for fault in result.faults]


def as_csv(heads, rows) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file).writerows([heads, *rows])
    return file.getvalue().encode()


UNITS = "units-of-measure"
