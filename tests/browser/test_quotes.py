"""Quotes in the browser: offered, numbered, made into an order, twice pressed."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser import axe
from tests.browser.linespage import nothing_is_undefined, saved
from tests.factories import (
    CustomerFactory,
    ItemFactory,
    lot_code,
    setup_series,
    tracked,
    trade_document,
)
from tests.tracking.posting.desk import the_line
from tests.tracking.stock import in_stock
from tracking.quotes.services import make_order
from wms.documents.kinds import DocumentKind
from wms.documents.models import Document

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def lamp(db):
    setup_series()
    return ItemFactory(no="LAMP", description="Lamp", item_tracking_code=lot_code())


@pytest.mark.rule("ITL-005", "QUOTE-002", "QUOTE-003")
def test_a_quote_gets_a_lot_and_becomes_an_order(signed_in_page, lamp):
    page = signed_in_page
    CustomerFactory(no="C10000", name="Harbour Furniture")
    in_stock(lamp, 10, lot_no="OAK-1")

    # a quote with one line
    page.goto(reverse("documents", args=["sales_quote"]))
    page.get_by_role("link", name="New", exact=True).first.click()
    page.get_by_label("Customer No.").fill("C10000")
    page.get_by_label("Location Code").fill("EAST")
    page.get_by_role("button", name="Create").click()
    page.wait_for_url("**/documents/sales_quote/*/#new-line")
    quote = Document.objects.get()
    row = page.locator("tr[data-new]")
    row.get_by_label("Item No.", exact=True).fill("LAMP")
    row.get_by_label("Quantity", exact=True).fill("6")
    row.get_by_label("Quantity", exact=True).press("Tab")
    expect(page.get_by_role("link", name="Item Tracking Lines")).to_be_visible()

    # a lot on it
    page.get_by_role("link", name="Item Tracking Lines").click()
    page.get_by_role("link", name="Select Entries").click()
    page.get_by_role("dialog").get_by_role("button", name="OK").click()
    nothing_is_undefined(page)
    page.get_by_role("button", name="Save & close").click()
    page.wait_for_url(f"**{quote.get_absolute_url()}**")
    expect(page.get_by_text("complete")).to_be_visible()

    # its order; the safe answer is the one at hand
    page.get_by_role("link", name="Make Order…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="No, keep the quote open")).to_be_focused()
    dialog.get_by_role("button", name="Yes, make the order").dblclick()
    page.wait_for_url("**/documents/sales_order/**")

    order = Document.objects.get(kind="sales_order")
    assert order.quote == quote
    expect(page.get_by_role("heading", name=f"Sales order {order.no}")).to_be_visible()
    expect(page.get_by_label("Qty. to Ship").first).to_have_value("6")
    assert saved(order) == ["OAK-1"]

    # and back
    page.get_by_role("link", name=f"Sales quote {quote.no}").click()
    expect(page.locator("#document-state")).to_have_text("Closed")
    expect(page.get_by_role("button", name="Make Order…")).to_have_attribute(
        "aria-disabled", "true"
    )


@pytest.mark.rule("QUOTE-004")
def test_what_forbids_the_order_is_told_in_the_dialog(signed_in_page, lamp):
    page = signed_in_page
    quote = trade_document(DocumentKind.SALES_QUOTE, lamp, 6, no="Q1")
    quote.customer.blocked = True
    quote.customer.save()
    page.goto(quote.get_absolute_url())

    page.get_by_role("link", name="Make Order…").click()
    page.get_by_role("dialog").get_by_role("button", name="Yes, make the order").click()

    expect(page.get_by_role("dialog").get_by_text("No order was made.")).to_be_visible()
    expect(page.get_by_role("dialog").get_by_text("is blocked")).to_be_visible()


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_axe_finds_nothing(signed_in_page, lamp, width, theme):
    offered = trade_document(DocumentKind.PURCHASE_QUOTE, lamp, 6, no="PQ1")
    tracked(the_line(offered), lot_no="A", quantity=6)
    ordered = trade_document(DocumentKind.SALES_QUOTE, lamp, 6, no="SQ1")
    tracked(the_line(ordered), lot_no="A", quantity=6)
    order = make_order(quote=ordered, by=ordered.created_by, on=ordered.order_date).order
    asking = reverse("make_order", args=[offered.kind, offered.pk])
    signed_in_page.goto(reverse("home"))

    def in_a_dialog(tab):
        tab.get_by_role("link", name="Make Order…").click()
        tab.get_by_role("dialog").wait_for()

    found = [
        fault
        for url in (
            reverse("documents", args=["sales_quote"]),
            reverse("new_document", args=["sales_quote"]),
            offered.get_absolute_url(),
            ordered.get_absolute_url(),
            order.get_absolute_url(),
            asking,
            reverse("tracking_lines", args=[the_line(offered).pk]),
            reverse("tracking_lines", args=[the_line(ordered).pk]),
        )
        for fault in axe.faults(signed_in_page, url, width=width, theme=theme)
    ]
    found += axe.faults(
        signed_in_page, offered.get_absolute_url(), width=width, theme=theme, first=in_a_dialog
    )

    assert found == []
