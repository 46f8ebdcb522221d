"""A real browser for pytest (for conftest.py): `page` on pytest-django's live_server.

Which browser: $WMS_CHROMIUM, else chromium / google-chrome on PATH, else the one that `playwright install`
fetched.  None found: the tests marked `browser` are skipped with the reason, or fail if WMS_REQUIRE_BROWSER=1.
"""

import os
import shutil
from functools import wraps
from pathlib import Path
from time import monotonic

import pytest

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
PATIENCE = 30_000  # ms until what is expected counts as missing, on a machine busy with other tests
NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]


def find_browser(playwright) -> str | None:
    candidates = [
        os.environ.get("WMS_CHROMIUM"),
        *map(shutil.which, NAMES),
        playwright.chromium.executable_path,
    ]
    return next((c for c in candidates if c and Path(c).exists()), None)


@pytest.fixture(scope="session")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api")
    sync_api.expect.set_options(timeout=PATIENCE)
    for action in ("click", "fill", "press", "check"):
        _only_when_loaded(sync_api.Locator, action)
    # Playwright's sync API runs an event loop in this thread; Django's ORM would refuse to work beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_api.sync_playwright() as playwright:
        executable = find_browser(playwright)
        if executable is None:
            message = (
                "no browser: apt install chromium, or set WMS_CHROMIUM to a Chromium/Chrome binary"
            )
            (pytest.fail if os.environ.get("WMS_REQUIRE_BROWSER") else pytest.skip)(message)
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS, headless=True)
        yield browser
        browser.close()


def _only_when_loaded(locator: type, action: str) -> None:
    """People begin when the page has loaded; Playwright as soon as it sees something, before the scripts run."""
    act = getattr(locator, action)
    if hasattr(act, "waits"):
        return

    @wraps(act)
    def act_when_loaded(self, *arguments, **options):
        if not options.get("force"):
            self.wait_for()
            self.page.wait_for_load_state()
        return act(self, *arguments, **options)

    act_when_loaded.waits = True  # type: ignore[attr-defined]
    setattr(locator, action, act_when_loaded)


def _answered(page, pending: set) -> None:
    """The server has nothing left to do for this page: the database is another test's from now on."""
    deadline = monotonic() + 10
    while pending and monotonic() < deadline:
        page.wait_for_timeout(20)


@pytest.fixture
def page(browser, live_server, request, tmp_path):
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE)
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("response", lambda r: errors.append(f"{r.status} {r.url}") if r.status >= 500 else None)
    pending: set = set()
    context.on("request", lambda one: pending.add(one))  # Playwright takes no built-in methods
    context.on("requestfinished", lambda one: pending.discard(one))
    context.on("requestfailed", lambda one: pending.discard(one))
    yield page
    page.screenshot(path=tmp_path / "last.png", full_page=True)
    _answered(page, pending)
    context.close()
    assert not errors, errors


@pytest.fixture
def signed_in_page(page, client, django_user_model, live_server):
    """Signs in without the log-in form: copies the test client's session cookie into the browser."""
    user = django_user_model.objects.create_superuser("clerk", password="clerk")
    client.force_login(user)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    return page
