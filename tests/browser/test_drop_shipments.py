"""A drop shipment in the browser: marked, bought, tracked once for both sides, posted once."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser import axe
from tests.factories import ItemFactory, purchase_order, sales_order, serial_code, setup_series
from tests.tracking.posting.desk import entries, sales, serial, the_line
from tracking.binding import services as binding

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.rule("ITL-183", "POST-058")
def test_a_drop_shipment_from_the_mark_to_the_posting(signed_in_page):
    page = signed_in_page
    setup_series()
    lamp = ItemFactory(no="LAMP", description="Lamp", item_tracking_code=serial_code())
    sale, order = sales_order(lamp, 1, no="SO1"), purchase_order(no="PO1")

    page.goto(sale.get_absolute_url())
    code = page.get_by_label("Purchasing Code").first
    code.select_option("Drop Shipment")
    code.press("Tab")
    expect(page.get_by_role("link", name="Reservation of line 10000")).to_have_count(0)

    page.goto(order.get_absolute_url())
    page.get_by_role("link", name="Drop Shipment – Get Sales Order…").click()
    page.get_by_label("SO1, line 10000").check()
    page.get_by_role("button", name="Add chosen lines").click()
    expect(page.get_by_role("link", name="SO1, line 10000")).to_be_visible()

    page.goto(reverse("tracking_lines", args=[the_line(order).pk]))
    scan = page.get_by_placeholder("Scan or type, Enter")
    scan.fill("S1")
    scan.press("Enter")
    expect(page.get_by_label("Serial No.", exact=True).first).to_have_value("S1")
    page.get_by_role("button", name="Save & close").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("is the other side of this drop shipment")).to_be_visible()
    dialog.get_by_label("Copy these rows there").check()
    dialog.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(f"**{order.get_absolute_url()}**")

    page.goto(sale.get_absolute_url())
    expect(page.get_by_role("link", name="PO1, line 10000")).to_be_visible()
    page.get_by_role("link", name="Ship…").click()
    page.get_by_role("dialog").get_by_role("button", name="Post", exact=True).click()
    page.get_by_text("was posted along").first.wait_for()

    assert entries("entry_type", "quantity", "serial_no") == [
        ("purchase", 1, "S1"),
        ("sale", -1, "S1"),
    ]


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_axe_finds_nothing(signed_in_page, width, theme):
    setup_series()
    lamp = ItemFactory(no="LAMP", item_tracking_code=serial_code())
    drop = {"purchasing_code": "drop_shipment"}
    order = purchase_order(no="PO1")
    bought, waiting = (sales(lamp, serial(one), no=f"SO{one}", line=drop) for one in "12")
    binding.get_sales_lines(document=order, line_ids=[the_line(bought).pk], by=order.created_by)
    signed_in_page.goto(reverse("home"))

    found = [
        fault
        for url in (
            reverse("get_sales_order", args=[order.kind, order.pk]),
            order.get_absolute_url(),
            bought.get_absolute_url(),
            waiting.get_absolute_url(),
        )
        for fault in axe.faults(signed_in_page, url, width=width, theme=theme)
    ]

    assert found == []
