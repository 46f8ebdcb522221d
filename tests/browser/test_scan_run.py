"""Scan multiple in a real browser: a long run, a cut network, a server that restarts, a session that ends."""

import os

import pytest
from django.db import connection
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.factories import ItemFactory, lot_code, purchase_order, serial_code
from tracking.models import Scan, TrackingLine

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# As a keyboard wedge does it: the code, then Enter, whatever the server is doing.
SCAN_ALL = """codes => {
  const field = document.querySelector("#scan-code");
  for (const code of codes) {
    field.value = code;
    field.form.requestSubmit();
  }
}"""


@pytest.fixture
def page(signed_in_page):
    signed_in_page.on("dialog", lambda dialog: dialog.accept())
    return signed_in_page


@pytest.fixture
def chair():
    return ItemFactory(no="1900-S", item_tracking_code=serial_code())


def open_page(page: Page, document) -> None:
    page.goto(reverse("tracking_lines", args=[document.lines.get().pk]))


def scan(page: Page, *codes: str) -> None:
    page.evaluate(SCAN_ALL, list(codes))


def all_are_sent(page: Page, *, within: int = 60) -> None:
    form = page.locator("form[data-scan-run]")
    expect(form).to_have_attribute("data-waiting", "0", timeout=within * 1000)


def stored() -> list[str]:
    """The numbers on the page in the order in which they came."""
    return list(TrackingLine.objects.order_by("id").values_list("serial_no", flat=True))


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.rule("SCAN-020", "ITL-117")
def test_two_thousand_scans_in_a_row_without_touching_the_page(page, chair):
    usual = 2000 if connection.vendor == "postgresql" else 200  # minutes, so once is enough
    count = int(os.environ.get("WMS_SCANS", usual))
    codes = [f"S{number:04}" for number in range(count)]
    open_page(page, purchase_order(chair, count))

    scan(page, *codes)
    all_are_sent(page, within=count)

    expect(page.locator("#scan-said")).to_contain_text("nothing left to scan")
    expect(page.locator("#scan-code")).to_be_focused()
    assert stored() == codes
    assert Scan.objects.count() == count


@pytest.mark.rule("SCAN-020")
def test_the_network_is_cut_for_a_minute_and_every_scan_is_stored_once_and_in_order(page, chair):
    page.clock.install()
    open_page(page, purchase_order(chair, 20))
    scan(page, "S01", "S02")
    all_are_sent(page)

    page.context.set_offline(True)
    scan(page, *(f"S{number:02}" for number in range(3, 9)))
    expect(page.locator("#scan-said")).to_contain_text(
        "The server cannot be reached. 6 scans are kept"
    )
    for _ in range(30):
        page.clock.run_for(2000)
    during = stored()
    page.context.set_offline(False)
    scan(page, "S09", "S10")
    page.clock.run_for(5000)
    all_are_sent(page)

    assert during == ["S01", "S02"]
    assert stored() == [f"S{number:02}" for number in range(1, 11)]


@pytest.mark.rule("SCAN-020")
def test_an_answer_that_is_lost_makes_the_scan_be_sent_again_and_counted_once(page):
    wine = ItemFactory(item_tracking_code=lot_code())
    open_page(page, purchase_order(wine, 9))
    lost = []

    def lose(route):
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch().status)
            route.abort()

    page.route("**/scan/", lose)
    page.locator("#scan-code").fill("L1")
    page.locator("#scan-code").press("Enter")
    expect(page.locator("#scan-said")).to_contain_text("8 to go")

    assert lost == [200]
    assert [row.quantity for row in TrackingLine.objects.all()] == [1]


@pytest.mark.rule("SCAN-020")
def test_a_server_that_restarts_loses_neither_scans_nor_the_open_page(page, chair):
    open_page(page, purchase_order(chair, 9))
    scan(page, "S1")
    all_are_sent(page)
    refused = []

    def restarting(route):
        if len(refused) == 3:
            route.continue_()
        else:
            refused.append(route.request.post_data)
            route.abort("connectionrefused")

    page.route("**/scan/", restarting)
    scan(page, "S2", "S3")
    all_are_sent(page)
    page.unroute("**/scan/")
    page.reload()

    assert stored() == ["S1", "S2", "S3"]
    expect(page.locator("#tracking-rows tr[data-line-row]")).to_have_count(3)
    expect(page.get_by_text("Unsaved changes")).to_be_visible()


@pytest.mark.rule("SCAN-020")
def test_scans_that_wait_outlive_a_reload_of_the_page(page, chair):
    open_page(page, purchase_order(chair, 9))
    page.route("**/scan/", lambda route: route.abort("connectionrefused"))
    scan(page, "S1", "S2")
    expect(page.locator("#scan-said")).to_contain_text("2 scans are kept")
    page.get_by_role("button", name="Save & close").click()
    expect(page.locator("#scan-said")).to_contain_text("2 scans are still to be sent")

    page.unroute("**/scan/")
    page.reload()
    all_are_sent(page)

    assert stored() == ["S1", "S2"]


@pytest.mark.rule("SCAN-020", "ITL-122")
def test_a_session_that_ends_in_the_middle_asks_to_log_in_and_goes_on(page, chair):
    open_page(page, purchase_order(chair, 9))
    scan(page, "S1")
    all_are_sent(page)
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")

    scan(page, "S2")
    expect(page.get_by_role("heading", name="Your session has ended")).to_be_visible()
    before = stored()
    page.context.add_cookies(cookies)  # logged in again, in another tab
    all_are_sent(page)

    assert before == ["S1"]
    assert stored() == ["S1", "S2"]


@pytest.mark.rule("SCAN-023")
def test_a_label_that_is_read_twice_at_once_counts_once_and_says_so(page):
    wine = ItemFactory(item_tracking_code=lot_code())
    open_page(page, purchase_order(wine, 9))

    scan(page, "L1", "L1")
    expect(page.locator("#scan-said")).to_contain_text("8 to go")
    scan(page, "L2", "L2")

    all_are_sent(page)
    rows = TrackingLine.objects.order_by("lot_no")
    assert list(rows.values_list("lot_no", "quantity")) == [("L1", 1), ("L2", 1)]


@pytest.mark.rule("SCAN-027")
def test_the_last_scan_is_taken_back_with_a_button(page, chair):
    open_page(page, purchase_order(chair, 9))
    scan(page, "S1", "S2")
    all_are_sent(page)

    page.get_by_role("button", name="Undo last scan").click()

    expect(page.get_by_text("The scan of S2 was taken back.")).to_be_visible()
    assert stored() == ["S1"]


@pytest.mark.rule("ITL-121")
def test_a_number_field_takes_a_scan_and_the_next_field_gets_the_focus(page, chair):
    open_page(page, purchase_order(chair, 9))
    field = page.get_by_label("New row: Serial No.")

    for code in ("S1", "S2", "S1"):
        field.click()
        page.keyboard.type(code)
        page.keyboard.press("Enter")
        if code == "S1" and stored() == ["S1", "S2"]:
            break
        expect(page.locator(f"#tracking-rows input[value={code}]")).to_have_count(1)
        expect(page.get_by_label("New row: Serial No.")).to_be_focused()
        expect(page.get_by_label("New row: Serial No.")).to_have_value("")

    expect(page.locator("#tracking-new")).to_contain_text("is already on these tracking lines")
    expect(page.get_by_label("New row: Serial No.")).to_have_value("S1")
    assert stored() == ["S1", "S2"]
