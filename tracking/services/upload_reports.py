"""The report of an upload: its rows as they were read, with what became of each and why (SCAN-041)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from tracking.models import TrackingSession, UploadReport
from tracking.services.row_edit import caption

if TYPE_CHECKING:
    from tracking.services.reading import Sheet

_CAPTIONS = {"item": "Item No.", "variant": "Variant Code"}
KEPT_OUT = ("not added", "Another row is wrong, and all or nothing was asked for.")


class Fate(NamedTuple):
    """What became of a row: a word or two, and why where it is not on the page."""

    status: str
    reason: str = ""


def keep(session: TrackingSession, name: str, sheet: Sheet, fates: Sequence[Fate]) -> None:
    """Keep the report with the page, in place of that of an earlier upload.

    ``fates``: one for each row of the sheet, in its order.
    """
    file = io.StringIO()
    writer = csv.writer(file)
    captions = [_CAPTIONS.get(column) or caption(column) for column in sheet.columns]
    writer.writerow(["Row", *captions, "Status", "Reason"])
    values = zip(*sheet.columns.values(), strict=True)
    writer.writerows(
        (no, *map(harmless, map(str, row)), fate.status, harmless(fate.reason))
        for no, row, fate in zip(sheet.nos, values, fates, strict=True)
    )
    UploadReport.objects.update_or_create(
        session=session, defaults={"name": name[:200], "content": file.getvalue()}
    )


def harmless(text: str) -> str:
    """What a spreadsheet would take for a formula is marked as text (SCAN-041)."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
