"""How a value of a row is read and written: the same text on the page, in totals and in exports."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone

from wms.core.quantity import shown

Accessor = str | Callable[[Any], Any]


def value_of(row: Any, accessor: Accessor) -> Any:
    """What ``accessor`` names: a dotted path of attributes, or a function of the row.

    A missing step on the path gives None: ``vendor.no`` of a row without vendor is empty.
    """
    if callable(accessor):
        return accessor(row)
    value = row
    for step in accessor.split("."):
        try:
            value = getattr(value, step)
        except ObjectDoesNotExist:
            return None
        if callable(value):
            value = value()
        if value is None:
            return None
    return value


def text_of(value: Any) -> str:
    """As on screen: ``4``, ``2026-01-31``, ``2026-01-31 14:02``, ``Yes``; None, False: blank."""
    if value is None or value is False:
        return ""
    if value is True:
        return "Yes"
    if isinstance(value, Decimal):
        return shown(value)
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
