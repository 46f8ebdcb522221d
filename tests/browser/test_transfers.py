"""Receiving a transfer in the browser: scanning what has arrived, and what axe says of the pages."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser import axe
from tests.factories import ItemFactory, serial_code, setup_series, transfer_order
from tests.tracking.posting.desk import post, receive, serial, the_line, with_line
from wms.documents.kinds import Step
from wms.ledger.models import ItemLedgerEntry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NUMBERS = [f"S{number}" for number in range(5)]


@pytest.fixture
def order(db):
    """Five lamps are in transit."""
    setup_series()
    lamp = ItemFactory(no="LAMP", description="Lamp", item_tracking_code=serial_code())
    receive(lamp, *map(serial, NUMBERS))
    order = with_line(transfer_order(no="TO1"), lamp, *map(serial, NUMBERS))
    post(order, step=Step.SHIP)
    return order


@pytest.mark.rule("POST-146", "POST-147", "ITL-172")
def test_what_is_scanned_is_received(signed_in_page, order):
    page = signed_in_page
    page.goto(order.get_absolute_url())
    page.get_by_role("link", name="Receipt", exact=True).click()
    page.get_by_role("button", name="Receive none").click()
    expect(page.get_by_label("Qty. to Receive of S4")).to_have_value("0")
    scan = page.get_by_placeholder("Scan a number")
    for number, answer in (
        ("s1", "S1 has arrived."),
        ("S9", "S9 is not in transit"),
        ("S3", "S3 has arrived."),
    ):
        expect(scan).to_be_visible()
        scan.fill(number)
        scan.press("Enter")
        expect(page.get_by_role("status").filter(has_text=answer)).to_be_visible()
        expect(scan).to_be_focused()
    page.get_by_label("Qty. to Receive of S0").fill("2")
    page.get_by_label("Qty. to Receive of S0").press("Tab")
    expect(page.get_by_text("Qty. to Receive of serial number S0 must be 0 or 1")).to_be_visible()
    page.get_by_role("button", name="Match the line to the numbers").click()
    expect(page.get_by_role("button", name="Match the line to the numbers")).to_have_count(0)

    page.get_by_role("link", name="Transfer order TO1").click()
    page.get_by_role("link", name="Receive…").click()
    page.get_by_role("dialog").get_by_role("button", name="Post", exact=True).click()
    page.get_by_text("4 item ledger entries posted").first.wait_for()

    arrived = ItemLedgerEntry.objects.filter(location__code="WEST").order_by("serial_no")
    assert list(arrived.values_list("serial_no", flat=True)) == ["S1", "S3"]


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_axe_finds_nothing(signed_in_page, order, width, theme):
    shipped = order.posted_documents.get()
    pages = [
        reverse("documents", args=["transfer_order"]),
        reverse("new_document", args=["transfer_order"]),
        order.get_absolute_url(),
        reverse("transfer_receipt_lines", args=[the_line(order).pk]),
        f"{reverse('preview_posting', args=[order.kind, order.pk])}?step=receive",
        reverse("posted_documents", args=["transfer_shipment"]),
        shipped.get_absolute_url(),
    ]
    signed_in_page.goto(reverse("home"))

    found = [
        fault
        for url in pages
        for fault in axe.faults(signed_in_page, url, width=width, theme=theme)
    ]

    assert found == []
