"""A special order in the browser: marked, bought, numbered, received, locked, released."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser import axe
from tests.factories import (
    ItemFactory,
    NumberSeriesFactory,
    lot_code,
    purchase_order,
    sales_order,
    setup_series,
)
from tests.tracking.posting.desk import entries, lot, post, the_line
from tests.tracking.specialorders import special

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.rule("ITL-223")
def test_a_special_order_from_the_mark_to_the_shipment(signed_in_page):
    page = signed_in_page
    setup_series()
    lamp = ItemFactory(
        no="LAMP",
        description="Lamp",
        item_tracking_code=lot_code(),
        lot_nos=NumberSeriesFactory(code="LN", first="LN01"),
    )
    sale, order = sales_order(lamp, 6, no="SO1"), purchase_order(no="PO1")

    page.goto(sale.get_absolute_url())
    code = page.get_by_label("Purchasing Code").first
    code.select_option("Special Order")
    code.press("Tab")
    expect(page.get_by_label("Qty. to Ship").first).to_have_value("")

    page.goto(order.get_absolute_url())
    page.get_by_role("link", name="Special Order – Get Sales Order…").click()
    page.get_by_label("SO1, line 10000").check()
    page.get_by_role("button", name="Add chosen lines").click()
    expect(page.get_by_role("link", name="SO1, line 10000")).to_be_visible()

    page.goto(reverse("tracking_lines", args=[the_line(order).pk]))
    page.get_by_role("button", name="Assign Lot No.").click()
    expect(page.get_by_label("Lot No.", exact=True).first).not_to_have_value("")
    page.get_by_role("button", name="Save & close").click()
    page.wait_for_url(f"**{order.get_absolute_url()}**")
    post(type(order).objects.get(pk=order.pk))

    page.goto(reverse("tracking_lines", args=[the_line(sale).pk]))
    expect(page.get_by_text("its numbers are set on Purchase order PO1")).to_be_visible()
    expect(
        page.get_by_role("link", name="Item Tracking Lines of Purchase order PO1")
    ).to_be_visible()

    page.goto(sale.get_absolute_url())
    expect(page.get_by_label("Qty. to Ship").first).to_have_value("6")
    page.get_by_role("link", name="Ship…").click()
    page.get_by_role("dialog").get_by_role("button", name="Post", exact=True).click()
    page.wait_for_url("**/posted/sales_shipment/**")

    assert entries("entry_type", "quantity", "remaining_quantity") == [
        ("purchase", 6, 0),
        ("sale", -6, 0),
    ]


@pytest.mark.rule("ITL-223")
def test_releasing_asks_and_keeps_what_is_held(signed_in_page):
    page = signed_in_page
    setup_series()
    sale, order = special(ItemFactory(no="NAIL"), quantity=5)
    post(order)
    page.goto(reverse("reservations", args=[the_line(sale).pk]))

    page.get_by_role("button", name="Release binding").click()
    page.get_by_role("dialog").get_by_role("button", name="Release it").click()

    expect(page.get_by_text("is bound to Purchase order PO1, line 10000 no more")).to_be_visible()
    expect(page.get_by_role("button", name="Cancel all")).to_be_visible()


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_axe_finds_nothing(signed_in_page, width, theme):
    setup_series()
    sale, order = special(ItemFactory(no="BOLT", item_tracking_code=lot_code()), lot("A", 6))
    post(order)
    signed_in_page.goto(reverse("home"))

    found = [
        fault
        for url in (
            reverse("get_special_order", args=[order.kind, order.pk]),
            sale.get_absolute_url(),
            reverse("reservations", args=[the_line(sale).pk]),
            reverse("reservations", args=[the_line(order).pk]),
            reverse("tracking_lines", args=[the_line(sale).pk]),
        )
        for fault in axe.faults(signed_in_page, url, width=width, theme=theme)
    ]

    assert found == []
