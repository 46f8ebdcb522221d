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


def card_of(entry: Any, kind: str) -> str:
    """The information card of a number, or word that it has none (SET-165): for a row that has
    ``item_id``, ``variant`` and the three numbers."""
    number = getattr(entry, f"{kind}_no")
    if not number:
        return ""
    asked = {"no": number} | ({"variant": entry.variant.code} if entry.variant.code else {})
    try:
        return f"{reverse('number_card_known', args=[kind, entry.item_id])}?{urlencode(asked)}"
    except NoReverseMatch:
        return ""


def number_of(entry: Any, kind: str) -> str:
    """The link of a row that has ``item_id`` and the three numbers."""
    return number_url(kind, entry.item_id, getattr(entry, f"{kind}_no"))
