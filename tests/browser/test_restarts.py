"""The web server is killed while people work, and comes back: its own process, on the database of the test."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.db import connection
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.factories import ItemFactory, purchase_order, serial_code
from tests.processes import elsewhere
from tests.worker_fixture import database_url_of_the_test_database

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds until a server is up, on a busy machine


class Server:
    """gunicorn, as in production, at an address of its own."""

    def __init__(self, database_url: str, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.place = f"127.0.0.1:{free.getsockname()[1]}"
        self.url = f"http://{self.place}"
        self.log = folder / "server.log"
        self.env = {**os.environ, "DATABASE_URL": database_url, "PYTHONPATH": str(ROOT)}
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "gunicorn", "wms.wsgi", "--bind", self.place]
        command += ["--threads", "4", "--log-file", str(self.log)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self.env, start_new_session=True, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/healthz", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def kill(self) -> None:
        """At once and with all its workers, as a machine that loses its power."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


@pytest.fixture
def order():
    return purchase_order(ItemFactory(no="1900-S", item_tracking_code=serial_code()), 9)


@pytest.fixture
def server(signed_in_page, order, tmp_path):
    with elsewhere(tmp_path) as place:
        is_file = connection.vendor == "sqlite"
        url = f"sqlite:///{place.database}" if is_file else database_url_of_the_test_database()
        server = Server(url, tmp_path)
        server.start()
        yield server
        server.kill()


@pytest.fixture
def page(signed_in_page, server):
    """Signed in at the server of its own, with the line's page open."""
    page: Page = signed_in_page
    page.on("dialog", lambda dialog: dialog.accept())
    (session,) = [one for one in page.context.cookies() if one["name"] == "sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": session["value"], "url": server.url}])
    return page


def scan(page: Page, *codes: str) -> None:
    for code in codes:
        page.locator("#scan-code").fill(code)
        page.locator("#scan-code").press("Enter")


@pytest.mark.rule("SCAN-020")
def test_scans_wait_for_the_server_and_the_open_page_is_as_it_was(page, server, order):
    page.goto(server.url + reverse("tracking_lines", args=[order.lines.get().pk]))
    scan(page, "S1")
    expect(page.locator("#scan-said")).to_contain_text("S1")

    server.kill()
    scan(page, "S2", "S3")
    expect(page.locator("#scan-said")).to_contain_text("2 scans are kept")
    server.start()

    expect(page.locator("#scan-said")).to_contain_text("S3")
    expect(page.locator("form[data-scan-run]")).to_have_attribute("data-waiting", "0")
    page.reload()
    rows = page.locator("#tracking-rows tr[data-line-row]")
    expect(rows).to_have_count(3)
    expect(page.get_by_text("Unsaved changes")).to_be_visible()
    names = [row.get_attribute("value") for row in page.locator("[id$=-serial_no]").all()]
    assert names[-3:] == ["S1", "S2", "S3"]


def test_what_is_typed_while_the_server_is_gone_is_told_and_stays_in_its_field(page, server, order):
    page.goto(server.url + reverse("tracking_lines", args=[order.lines.get().pk]))
    scan(page, "S1")
    expect(page.locator("#scan-said")).to_contain_text("S1")
    field = page.locator("#tracking-rows [id$=-serial_no]")

    server.kill()
    field.fill("S9")
    field.press("Tab")
    expect(page.locator("#messages")).to_contain_text("The server cannot be reached")
    expect(field).to_have_value("S9")
    server.start()
    field.focus()
    field.fill("S8")
    with page.expect_response(lambda answer: "S8" in (answer.request.post_data or "")):
        field.press("Tab")
    page.reload()
    expect(page.locator("#tracking-rows [id$=-serial_no]")).to_have_value("S8")
