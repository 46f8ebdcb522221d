"""Addresses of pages that stand on higher floors, by the names that all floors share."""

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

KINDS_OF_NUMBER = ("serial", "lot", "package")


def number_url(kind: str, item_id: int, number: str) -> str:
    """The page of one serial, lot or package number of an item; "" for none."""
    if not number:
        return ""
    try:
        return f"{reverse('number', args=[kind, item_id])}?{urlencode({'no': number})}"
    except NoReverseMatch:
        return ""


def number_of(entry: Any, kind: str) -> str:
    """The link of a row that has ``item_id`` and the three numbers."""
    return number_url(kind, entry.item_id, getattr(entry, f"{kind}_no"))
