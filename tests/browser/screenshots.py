"""Takes the pictures of the README: ``python -m tests.browser.screenshots`` while ``./run demo`` serves.

    python -m tests.browser.screenshots [http://127.0.0.1:8000] [docs/screenshots]

The password is that of ``WMS_DEMO_PASSWORD`` or of the demo.
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser_fixture import FLAGS, find_browser

DESK, HANDHELD = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
PASSWORD = os.environ.get("WMS_DEMO_PASSWORD") or "demo-warehouse"


@dataclass(frozen=True)
class Picture:
    """``path`` is an address, or the text of a link to follow from there, after ``>``."""

    name: str
    user: str
    path: str
    size: dict[str, int]
    dark: bool = False
    full: bool = False


PICTURES = (
    Picture("home", "manager", "/", DESK),
    Picture("home-dark", "manager", "/", DESK, dark=True),
    Picture("purchase-order", "purchaser", "/documents/purchase_order/ > PO10010", DESK),
    Picture("ledger", "auditor", "/ledger/entries/", DESK),
    Picture("trace", "auditor", "/trace/?kind=serial&number=1016-R&item=1900-S", DESK),
    Picture("trace-lot", "auditor", "/trace/?lot_no=LOT0100&direction=forward", DESK),
    Picture("trace-handheld", "clerk", "/trace/?kind=lot&number=LOT0100&item=1908-T", HANDHELD),
    Picture("pick", "clerk", "/warehouse/inventory_pick/ > IP00004", DESK),
    Picture("pick-handheld", "clerk", "/warehouse/inventory_pick/ > IP00004", HANDHELD),
)


def take(picture: Picture, browser: Browser, address: str, folder: Path) -> None:
    context = browser.new_context(
        base_url=address,
        viewport=picture.size,  # type: ignore[arg-type]
        color_scheme="dark" if picture.dark else "light",
    )
    page = context.new_page()
    _log_in(page, picture.user)
    path, _, link = picture.path.partition(" > ")
    page.goto(path)
    if link:
        page.get_by_role("link", name=link, exact=True).first.click()
        page.wait_for_load_state("networkidle")
    page.screenshot(path=folder / f"{picture.name}.png", full_page=picture.full)
    context.close()


def _log_in(page: Page, user: str) -> None:
    page.goto("/login/")
    page.get_by_label("Username").fill(user)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_load_state("networkidle")


def main(address: str = "http://127.0.0.1:8000", folder: str = "docs/screenshots") -> None:
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser(playwright), args=FLAGS, headless=True
        )
        for picture in PICTURES:
            take(picture, browser, address, target)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
