"""The steps of a person on the Item Tracking Lines page, as the story tells them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

from tracking.models import TrackingSession
from tracking.services.assignment import (
    Extras,
    assign_lot_number,
    assign_serial_numbers,
    create_customized_serials,
)
from tracking.services.reading import Sheet, read_file, read_text
from tracking.services.rows import add_row
from tracking.services.selection import propose, take_over
from tracking.services.sessions import open_page, save
from tracking.services.uploads import import_rows
from warehouse.demo import files

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from wms.documents.models import DocumentLine

Step = dict[str, Any]
_COLUMNS = {
    "serial_no": "Serial No.",
    "lot_no": "Lot No.",
    "package_no": "Package No.",
    "quantity": "Quantity",
    "expiration_date": "Expiration Date",
}


def track(*, line: DocumentLine, steps: list[Step], by: User, on: date, today: date) -> None:
    """Open the page of the line, take the steps, close it."""
    session = open_page(line, by)
    for step in steps:
        _take(session, step, by=by, on=on, today=today)
    save(session, by=by, accept_warnings=True)


def _take(session: TrackingSession, step: Step, *, by: User, on: date, today: date) -> None:
    new_lot = bool(step.get("new_lot"))
    if "custom" in step:
        create_customized_serials(
            session=session,
            by=by,
            on=on,
            start=step["custom"],
            increment=1,
            quantity=Decimal(step["quantity"]),
            extras=Extras(new_lot=new_lot),
        )
    elif "series" in step:
        assign_serial_numbers(
            session=session,
            by=by,
            on=on,
            quantity=Decimal(step["series"]),
            extras=Extras(new_lot=new_lot),
        )
    elif "rows" in step:
        _take_list(session, read_text(_listed(step["rows"], today), column="serial_no"), by=by)
    elif "upload" in step:
        content = (files.FOLDER / step["upload"]).read_bytes()
        _take_list(session, read_file(step["upload"], len(content), BytesIO(content)), by=by)
    elif "select" in step:
        propose(session=session, on=on)
        take_over(session=session, by=by)
    elif "rename" in step:
        for row in step["rename"]:
            add_row(session=session, by=by, **_dated(row, today))
    elif new_lot:
        assign_lot_number(session=session, by=by, on=on)
    else:
        raise ValueError(f"not a step on the Item Tracking Lines page: {step}")


def _take_list(session: TrackingSession, sheet: Sheet, *, by: User) -> None:
    imported = import_rows(session=session, by=by, sheet=sheet)
    if imported.rejected:
        first = session.rejected.order_by("row").first()
        raise ValueError(f"{session}: {first}")


def _listed(rows: Iterable[Step], today: date) -> str:
    """The rows as somebody would paste them from a spreadsheet."""
    text = StringIO()
    writer = csv.DictWriter(text, _COLUMNS.keys())
    writer.writerow(_COLUMNS)
    writer.writerows(row for given in rows for row in _spread(_dated(given, today)))
    return text.getvalue()


def _spread(row: Step) -> Iterator[Step]:
    """A row for each serial number of a run."""
    if "serial_no" not in row:
        yield row
        return
    for serial_no in files.numbers(row["serial_no"]):
        yield row | {"serial_no": serial_no}


def _dated(row: Step, today: date) -> Step:
    """Days from today become dates."""
    dated = dict(row)
    for short, field in (
        ("expires", "expiration_date"),
        ("new_expires", "new_expiration_date"),
    ):
        if short in dated:
            dated[field] = today + timedelta(days=dated.pop(short))
    return dated
