"""The report of a run: a row for each fault, and one for each row that is fine (RCL-065)."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

from tracking.reclassification.batch import Outcome
from wms.core.pages.exports import escaped

COLUMNS = (
    "row_id",
    "line",
    "status",
    "column",
    "value",
    "rule",
    "message",
    "document_no",
    "entries",
)


def report_rows(outcome: Outcome) -> Iterator[dict[str, str]]:
    blank = dict.fromkeys(COLUMNS, "")
    faults = list(outcome.failures)
    at = 0
    for row in outcome.rows:
        head = blank | {"row_id": row.row_id, "line": str(row.line)}
        is_fine = True
        while at < len(faults) and faults[at].row.line == row.line:
            fault, is_fine = faults[at], False
            yield head | {
                "status": "error" if fault.follows is None else "skipped",
                "column": fault.column,
                "value": fault.value,
                "rule": fault.violation.rule,
                "message": fault.message,
            }
            at += 1
        if is_fine:
            yield head | {
                "status": "ok",
                "document_no": outcome.document_no,
                "entries": "; ".join(outcome.entries.get(row.line, [])),
            }


def write_report(outcome: Outcome, path: Path) -> None:
    """CSV, or JSON where the file is called so.  Cells that a spreadsheet would reckon stay text."""
    if path.suffix.lower() == ".json":
        path.write_text(
            json.dumps(list(report_rows(outcome)), ensure_ascii=False, indent=1) + "\n",
            encoding="utf-8",
        )
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for row in report_rows(outcome):
            writer.writerow({name: escaped(value) for name, value in row.items()})
