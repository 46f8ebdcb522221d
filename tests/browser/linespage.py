"""The Item Tracking Lines page as its browser tests see it."""

import os
from pathlib import Path

from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from tracking.models import TrackingLine


def open_page(page: Page, document) -> None:
    page.goto(reverse("tracking_lines", args=[document.lines.get().pk]))


def figure(page: Page, name: str, column: int) -> Locator:
    """A figure of the matrix: column 0 Source, 1 Item Tracking, 2 Undefined."""
    return page.locator(f"tr[data-figure={name}] td").nth(column)


def nothing_is_undefined(page: Page) -> None:
    expect(figure(page, "quantity", 2).get_by_role("img", name="0, nothing")).to_be_visible()


def rows_of(page: Page) -> Locator:
    return page.locator("#tracking-rows tr[data-line-row]")


def field_of(page: Page, name: str, place: int = 0) -> Locator:
    """The field of a row by its caption."""
    return rows_of(page).nth(place).get_by_label(name, exact=True)


def shot(page: Page, name: str) -> None:
    """Kept where WMS_SHOTS says, to be looked at."""
    if folder := os.environ.get("WMS_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def saved(document) -> list[str]:
    found = TrackingLine.objects.filter(session=None, line__document=document)
    return sorted(row.serial_no or row.lot_no for row in found)
