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

ROOT = Path(__file__).parent.parent.parent


def faults(
    page: Any,
    url: str,
    *,
    width: int = 1440,
    theme: str = "light",
    first: Callable[[Any], None] = lambda tab: None,
) -> list[str]:
    """What axe finds at ``url``, as text; ``first`` brings the page into the state to look at."""
    context = page.context.browser.new_context(
        base_url=page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2],
        storage_state=page.context.storage_state(),
        bypass_csp=True,
        viewport={"width": width, "height": 900},
        color_scheme=theme,
        reduced_motion="reduce",
    )
    try:
        tab = context.new_page()
        tab.goto(url)
        first(tab)
        tab.evaluate(script())
        found = tab.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        return [f"{url} ({width} px, {theme}): {text}" for text in _texts(found["violations"])]
    finally:
        context.close()


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
