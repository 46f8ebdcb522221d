"""The file: columns by name, rows of text (RCL-057, RCL-058)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

from django.conf import settings

from tracking.reclassification.errors import FileRefused

REQUIRED = ("item_no", "location_code", "quantity")
OPTIONAL = (
    "row_id", "variant_code", "bin_code", "serial_no", "lot_no", "package_no", "unit_of_measure",
    "new_location_code", "new_bin_code", "new_serial_no", "new_lot_no", "new_package_no",
    "new_expiration_date", "posting_date", "document_no", "reason_code",
)  # fmt: skip
COLUMNS = (*REQUIRED, *OPTIONAL)


@dataclass(frozen=True)
class Row:
    """``line`` is that of the file, the header being line 1; ``cells`` hold trimmed text by column."""

    line: int
    cells: dict[str, str]

    @property
    def row_id(self) -> str:
        """The caller's own reference, or the file line."""
        return self.cells.get("row_id") or str(self.line)


def read(content: bytes, *, delimiter: str = ",", encoding: str = "utf-8") -> list[Row]:
    """The rows of the file.  Raises FileRefused when it cannot be read as a whole."""
    lines = csv.reader(StringIO(_decoded(content, encoding), newline=""), delimiter=delimiter)
    try:
        columns = _columns(next(lines, []))
        rows = list(_rows(lines, columns))
    except csv.Error as error:
        raise FileRefused(f"Line {lines.line_num}: {error}.") from error
    most = settings.WMS_UPLOAD_MAX_ROWS
    if len(rows) > most:
        raise FileRefused(
            f"The file has {len(rows):,} rows; at most {most:,} are read. Split the file."
        )
    if not rows:
        raise FileRefused("The file has a heading and no rows.")
    return rows


def _decoded(content: bytes, encoding: str) -> str:
    """A byte-order mark is accepted; a byte that cannot be read is named with its place."""
    if encoding.lower().replace("_", "-") in ("utf-8", "utf8"):
        encoding = "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line, position = before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1
        raise FileRefused(
            f"Line {line}, position {position}: byte {content[error.start]:#04x} is no {error.encoding} text."
            " Save the file as UTF-8, or name its --encoding."
        ) from error
    except LookupError as error:
        raise FileRefused(f"There is no encoding {encoding}.") from error


def _columns(heading: list[str]) -> list[str]:
    names = [name.strip().lower() for name in heading]
    if not any(names):
        raise FileRefused("The file is empty. Its first line must name the columns.")
    faults = []
    if missing := [name for name in REQUIRED if name not in names]:
        faults.append(f"Missing: {', '.join(missing)}.")
    if unknown := [name or "(blank)" for name in names if name not in COLUMNS]:
        faults.append(f"Unknown: {', '.join(unknown)}.")
    if double := sorted({name for name in names if names.count(name) > 1 and name in COLUMNS}):
        faults.append(f"Twice: {', '.join(double)}.")
    if faults:
        raise FileRefused(f"The columns do not fit. {' '.join(faults)}")
    return names


def _rows(lines: Iterator[list[str]], columns: list[str]) -> Iterator[Row]:
    for values in lines:
        cells = [value.strip() for value in values]
        if not any(cells):
            continue
        number = lines.line_num  # type: ignore[attr-defined]  # of csv's reader
        if len(cells) > len(columns):
            raise FileRefused(
                f"Line {number} has {len(cells)} values for {len(columns)} columns."
                " Put values with a delimiter in them in quotes."
            )
        yield Row(number, dict(zip(columns, cells, strict=False)))
