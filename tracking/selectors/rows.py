"""Rows of an open page, as they are looked for and shown."""

from django.db.models import Q, QuerySet

from tracking.models import TrackingLine
from wms.core.text import folded

SEARCHED = (
    "serial_no",
    "lot_no",
    "package_no",
    "new_serial_no",
    "new_lot_no",
    "new_package_no",
)


def matching(rows: QuerySet[TrackingLine], search: str) -> QuerySet[TrackingLine]:
    """Rows with a number that contains the text; numbers are upper case, so is the text (SCAN-004)."""
    text = folded(search)
    if not text:
        return rows
    wanted = Q()
    for field in SEARCHED:
        wanted |= Q(**{f"{field}__contains": text})
    return rows.filter(wanted)
