"""Rows of an open page, as they are looked for."""

from collections.abc import Iterable
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

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
Found = TypeVar("Found", bound=Model)


def matching(rows: QuerySet[TrackingLine], search: str) -> QuerySet[TrackingLine]:
    """Rows with a number that contains the text."""
    return searched(rows, search, SEARCHED)


def searched(rows: QuerySet[Found], search: str, fields: Iterable[str]) -> QuerySet[Found]:
    """Numbers are upper case, so is the text; what can be in no number finds nothing (SCAN-004)."""
    try:
        text = folded(search)
    except ValidationError:
        return rows.none()
    if not text:
        return rows
    wanted = Q()
    for field in fields:
        wanted |= Q(**{f"{field}__contains": text})
    return rows.filter(wanted)
