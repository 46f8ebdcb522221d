"""An order is packed at the bench with a scanner, closed and shipped, in a real browser; axe finds nothing."""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.factories import ItemFactory, add_line, lot_code
from tests.tracking.groups.scenes import capturing_code
from tests.warehouse.packing_scenes import books_are_right, closed, opened, packed, packing_location
from tests.warehouse.scenes import put, released_order
from warehouse.models import Container
from wms.ledger.models import ItemLedgerEntry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def shot(page: Page, name: str) -> None:
    """Kept where WMS_SHOTS says, to be looked at."""
    if folder := os.environ.get("WMS_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.fixture
def east(signed_in_page):
    return packing_location()


@pytest.fixture
def order(east):
    pump = ItemFactory(
        no="HS-200", description="Harbour pump", item_tracking_code=capturing_code("packing")
    )
    paint = ItemFactory(no="PAINT", description="Paint, white", item_tracking_code=lot_code())
    put(east, "B1", pump, 5)
    put(east, "B1", paint, lots={"L1": 10, "L2": 10})
    order = released_order(pump, 2, east, bin=east.bins.get())
    add_line(order, paint, 6, bin=east.bins.get())
    return order


def wedge(page: Page, code: str) -> None:
    """A scanner that types and sends Enter, whatever has the focus."""
    page.keyboard.type(code)
    page.keyboard.press("Enter")


@pytest.mark.rule("PACK-007", "CAP-043", "CAP-044")
def test_at_the_bench_an_order_is_packed_by_scan_closed_and_shipped(signed_in_page, east, order):
    page = signed_in_page
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(reverse("documents_to_pack"))
    shot(page, "packing-390-orders")
    page.get_by_role("link", name=order.no).click()
    shot(page, "packing-390-order")
    page.get_by_role("button", name="New container").click()
    question, scan = page.locator(".question"), page.locator("#scan")
    expect(scan).to_be_focused()

    wedge(page, "hs-200")
    expect(question).to_contain_text("scan a serial number")
    wedge(page, "B1")
    wedge(page, "B2")  # not waiting for the answer: scans stand in line
    expect(page.get_by_text("Serial B2 is packed. Item HS-200: 0 to pack.")).to_be_visible()
    expect(scan).to_be_focused()
    shot(page, "packing-390-serials")
    wedge(page, "B2")
    expect(page.locator(".wrong-scan")).to_contain_text("B2 is no item, lot or serial")
    wedge(page, "PAINT")
    expect(question).to_contain_text("scan the lot")
    wedge(page, "L2")
    expect(question).to_contain_text("how many?")
    page.locator("#quantity").fill("4")
    page.get_by_role("button", name="Pack quantity").click()
    expect(page.get_by_text("4 packed, 2 to pack.")).to_be_visible()
    shot(page, "packing-390-lot")
    page.get_by_role("button", name="Undo last scan").click()
    expect(page.get_by_text("4 of item PAINT are out of container")).to_be_visible()
    page.get_by_role("button", name="Close container").click()
    expect(page.get_by_text("is closed. It can be shipped.")).to_be_visible()
    shot(page, "packing-390-closed")
    page.get_by_role("button", name="Ship this container").click()
    expect(page.get_by_text("is shipped with")).to_be_visible()
    shot(page, "packing-390-shipped")

    assert Container.objects.get().status == "shipped"
    sold = ItemLedgerEntry.objects.filter(entry_type="sale").order_by("serial_no")
    assert [entry.serial_no for entry in sold] == ["B1", "B2"]
    assert books_are_right()


@pytest.mark.rule("SCAN-020")
def test_an_answer_that_is_lost_makes_no_unit_count_twice(signed_in_page, east, order):
    page = signed_in_page
    lamp = ItemFactory(no="LAMP")
    put(east, "B1", lamp, 5)
    container = opened(released_order(lamp, 4, east, bin=east.bins.get()), east)
    page.goto(container.get_absolute_url())
    lost = []

    def lose_the_first_answer(route):
        if lost:
            route.continue_()
            return
        lost.append(route.fetch())  # it reaches the server
        route.abort()

    page.route("**/scan/", lose_the_first_answer)
    wedge(page, "LAMP")
    expect(page.get_by_text("The server cannot be reached.")).to_be_visible()
    wedge(page, "LAMP")  # the first one is sent again before it
    expect(page.locator(".right")).to_contain_text("Item LAMP: 1 packed, 2 to pack.")

    assert container.lines.get().quantity == 2


def test_at_the_desk_the_pages_are_read_and_packed_by_form(signed_in_page, east, order):
    page = signed_in_page
    page.set_viewport_size({"width": 1440, "height": 900})
    container = opened(order, east)
    page.goto(container.get_absolute_url())
    page.get_by_text("Pack by form").click()
    page.get_by_label("Serial numbers").fill("B1\nB2\nB1")
    page.locator("#by-form").get_by_role("button", name="Pack").click()
    expect(page.get_by_text("Item HS-200: 2 packed, 0 to pack.")).to_be_visible()
    shot(page, "packing-desk-form")
    page.emulate_media(color_scheme="dark")
    shot(page, "packing-desk-form-dark")
    page.goto(reverse("pack_order", args=[east.pk, order.pk]))
    shot(page, "packing-desk-order")


def test_axe_finds_nothing_at_the_packing_station(signed_in_page, east, order):
    first = closed(order, east, "B1", item=order.lines.first().item)
    second = packed(order, east, "B2", item=order.lines.first().item)
    signed_in_page.goto(reverse("home"))
    found = []
    for url in (
        reverse("documents_to_pack"),
        reverse("pack_order", args=[east.pk, order.pk]),
        reverse("containers"),
        first.get_absolute_url(),
        second.get_absolute_url(),
    ):
        found += axe.faults(signed_in_page, url)
        found += axe.faults(signed_in_page, url, width=390, theme="dark")

    assert found == []
