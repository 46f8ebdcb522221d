"""The accessibility checker axe-core on a page of ours.

Its script comes from $WMS_AXE, from the wheel axe-playwright-python, or from node_modules.  It is run in
a browser context of its own that is freed of our content security policy, with the cookies of the page.
"""

import os
from collections.abc import Callable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent


def faults(
    page: Any,
    url: str,
    *,
    width: int = 1440,
    theme: str = "light",
    first: Callable[[Any], None] | None = None,
) -> list[str]:
    """What axe finds at ``url``, as text; ``first`` brings the page into the state to look at.

    Pages to which nothing is done are opened one after the other in one tab: a new context would load every
    script and style anew, in a process of its own.
    """
    if first is None:
        tab = _tab(page, width, theme)
        tab.goto(url)
        found = _found(tab)
    else:
        context = _context(page, page.context.storage_state(), width, theme)
        tab = context.new_page()
        tab.goto(url)
        first(tab)
        found = _found(tab)
        context.close()
    return [f"{url} ({width} px, {theme}): {text}" for text in found]


_TABS: dict[
    tuple[int, str], tuple[Any, Any]
] = {}  # of each look: for whom the tab is open, and the tab


def _tab(page: Any, width: int, theme: str) -> Any:
    """The tab with this look, as long as the page is logged in as it was."""
    state = page.context.storage_state()
    whose, tab = _TABS.get((width, theme), (None, None))
    if whose != (page.context, state):
        if tab:
            tab.context.close()
        tab = _context(page, state, width, theme).new_page()
        _TABS[width, theme] = (page.context, state), tab
    return tab


@pytest.fixture(autouse=True)
def no_tab_is_left(transactional_db) -> Iterator[None]:
    """What a tab might still ask for would be answered from the next test's database."""
    yield
    while _TABS:
        _, (_, tab) = _TABS.popitem()
        tab.context.close()


def _context(page: Any, state: dict[str, Any], width: int, theme: str) -> Any:
    return page.context.browser.new_context(
        base_url=page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2],
        storage_state=state,
        bypass_csp=True,
        viewport={"width": width, "height": 900},
        color_scheme=theme,
        reduced_motion="reduce",
    )


def _found(tab: Any) -> list[str]:
    tab.evaluate(script())
    found = tab.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return list(_texts(found["violations"]))


def _texts(violations: list[dict[str, Any]]) -> Iterator[str]:
    for violation in violations:
        for node in violation["nodes"]:
            yield f"{violation['id']}: {violation['help']} — {node['html'][:200]}"


@cache
def script() -> str:
    for path in _places():
        if path.is_file():
            return path.read_text()
    raise FileNotFoundError("axe.min.js: install axe-playwright-python, or set WMS_AXE to the file")


def _places() -> Iterator[Path]:
    if given := os.environ.get("WMS_AXE"):
        yield Path(given)
    if (wheel := find_spec("axe_playwright_python")) and wheel.origin:
        yield Path(wheel.origin).parent / "axe.min.js"
    yield ROOT / "node_modules" / "axe-core" / "axe.min.js"
