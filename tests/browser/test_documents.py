"""Documents in a real browser: the lines grid by keyboard, posting in a dialog, a second window."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import (
    ItemFactory,
    LocationFactory,
    VendorFactory,
    purchase_order,
    setup_series,
)
from wms.documents.models import Document, DocumentLine, PostedDocument

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def company(db):
    setup_series()
    VendorFactory(no="V10000", name="Oak Yard")
    LocationFactory(code="EAST")
    ItemFactory(no="1900-S", description="PARIS Guest Chair, black")
    ItemFactory(no="1920-S", description="ANTWERP Conference Table")


@pytest.fixture
def order(company):
    return purchase_order(no="PO-1")


def field(page, caption, *, row):
    """The field of a row of the grid, counted from 1, by its caption."""
    return page.locator("tr[data-line-row]").nth(row - 1).get_by_label(caption, exact=True)


def saved(page, count):
    """The page shows so many stored lines and the empty row below them."""
    expect(page.locator("tr[data-line-row]")).to_have_count(count + 1)
    at_rest(page)


def at_rest(page):
    """Every answer has come and is in its place."""
    page.wait_for_function("() => !document.querySelector('.htmx-request, .htmx-settling')")


@pytest.mark.rule("ERR-002")
def test_a_purchase_order_with_two_lines_is_made_by_keyboard_alone(signed_in_page, company):
    page, keys = signed_in_page, signed_in_page.keyboard
    page.goto(reverse("new_document", args=["purchase_order"]))
    page.get_by_label("Vendor No.").focus()
    keys.type("v10000")
    page.get_by_label("Location Code").focus()
    keys.type("east")
    keys.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Purchase order PON00001")
    page.wait_for_load_state()
    field(page, "Item No.", row=1).focus()
    keys.type("1900-s")
    keys.press("Tab")
    expect(field(page, "Description", row=1)).to_have_value("PARIS Guest Chair, black")
    expect(field(page, "Variant Code", row=1)).to_be_focused()
    for _ in range(4):
        keys.press("Tab")
    expect(field(page, "Quantity", row=1)).to_be_focused()
    keys.type("10")
    keys.press("Enter")

    # Enter moves down, into the empty row
    expect(field(page, "Quantity", row=2)).to_be_focused()
    expect(field(page, "Qty. to Receive", row=1)).to_have_value("10")
    field(page, "Item No.", row=2).focus()
    keys.type("1920-S")
    keys.press("Enter")
    saved(page, 2)
    field(page, "Quantity", row=2).focus()
    keys.type("ten")
    keys.press("Tab")

    # what was typed stays, and the reason stands at the field
    wrong = field(page, "Quantity", row=2)
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(wrong).to_have_value("ten")
    expect(
        page.get_by_text("Quantity cannot be ten. Type a number, such as 10 or 2.5.")
    ).to_be_visible()
    assert list(DocumentLine.objects.order_by("pk").values_list("quantity", flat=True)) == [10, 0]

    keys.press("Shift+Tab")  # back, all of it selected
    expect(wrong).to_be_focused()
    keys.type("4")
    keys.press("Tab")
    expect(field(page, "Qty. to Receive", row=2)).to_have_value("4")
    expect(page.locator("#document-facts")).to_contain_text("14")
    assert list(DocumentLine.objects.order_by("pk").values_list("item__no", "quantity")) == [
        ("1900-S", 10),
        ("1920-S", 4),
    ]


def test_what_is_typed_while_the_row_is_saved_stays(signed_in_page, order):
    page, keys = signed_in_page, signed_in_page.keyboard
    page.route("**/lines/", lambda route: (page.wait_for_timeout(300), route.continue_()))
    page.goto(order.get_absolute_url())

    field(page, "Item No.", row=1).focus()
    keys.type("1900-S")
    keys.press("Tab")
    keys.press("Tab")
    keys.press("Control+a")
    keys.type("Mine", delay=60)
    saved(page, 1)

    expect(field(page, "Description", row=1)).to_have_value("Mine")
    expect(field(page, "Description", row=1)).to_be_focused()
    keys.press("Tab")
    at_rest(page)
    assert DocumentLine.objects.get().description == "Mine"


@pytest.mark.rule("ERR-006")
def test_two_windows_on_one_line_the_second_is_told_what_the_first_changed(signed_in_page, order):
    first = signed_in_page
    first.goto(order.get_absolute_url())
    field(first, "Item No.", row=1).fill("1900-S")
    field(first, "Item No.", row=1).press("Tab")
    saved(first, 1)
    second = first.context.new_page()
    second.goto(order.get_absolute_url())

    field(first, "Quantity", row=1).fill("7")
    field(first, "Quantity", row=1).press("Tab")
    expect(field(first, "Qty. to Receive", row=1)).to_have_value("7")
    field(second, "Description", row=1).fill("Mine")
    field(second, "Description", row=1).press("Tab")

    expect(second.get_by_text("Another user changed this line meanwhile")).to_be_visible()
    expect(field(second, "Quantity", row=1)).to_have_value("7")
    expect(field(second, "Description", row=1)).to_have_value("Mine")
    second.close()


def test_a_line_is_deleted_with_the_keyboard_after_a_question(signed_in_page, order):
    page, keys = signed_in_page, signed_in_page.keyboard
    page.goto(order.get_absolute_url())
    field(page, "Item No.", row=1).fill("1900-S")
    field(page, "Item No.", row=1).press("Tab")
    saved(page, 1)

    field(page, "Quantity", row=1).focus()
    keys.press("Control+Delete")
    expect(page.get_by_role("dialog")).to_contain_text("This cannot be undone.")
    expect(page.get_by_role("button", name="No, keep it")).to_be_focused()
    keys.press("Escape")
    assert DocumentLine.objects.count() == 1
    field(page, "Quantity", row=1).focus()
    keys.press("Control+Delete")
    page.get_by_role("button", name="Yes, delete").click()

    saved(page, 0)
    assert DocumentLine.objects.count() == 0


@pytest.mark.rule("POST-171", "ERR-002")
def test_receiving_in_the_dialog_tells_refusals_and_posts_a_double_click_once(
    signed_in_page, order
):
    page = signed_in_page
    page.goto(order.get_absolute_url())
    field(page, "Item No.", row=1).fill("1900-S")
    field(page, "Item No.", row=1).press("Tab")
    saved(page, 1)
    page.get_by_role("link", name="Receive…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Posting Date").fill("2026-01-07")
    dialog.get_by_role("button", name="Post", exact=True).click()

    expect(dialog).to_contain_text("Nothing to post")
    expect(dialog.get_by_label("Posting Date")).to_have_value("2026-01-07")
    dialog.get_by_role("button", name="Cancel").click()
    field(page, "Quantity", row=1).fill("3")
    field(page, "Quantity", row=1).press("Tab")
    expect(field(page, "Qty. to Receive", row=1)).to_have_value("3")
    at_rest(page)

    page.get_by_role("link", name="Receive…").click()
    dialog.get_by_role("button", name="Post", exact=True).dblclick()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Purchase Receipt")
    expect(page.get_by_text("1 item ledger entry posted, register 1.")).to_be_visible()
    assert PostedDocument.objects.count() == 1


def test_codes_that_fit_are_offered_while_one_types(signed_in_page, order):
    page = signed_in_page
    page.goto(order.get_absolute_url())

    field(page, "Item No.", row=1).focus()
    page.keyboard.type("table")

    expect(page.locator("#offers-item option")).to_have_count(1)
    expect(page.locator("#offers-item option")).to_have_attribute("value", "1920-S")


def test_release_and_reopen_keep_the_card_in_step(signed_in_page, order):
    page = signed_in_page
    page.goto(order.get_absolute_url())
    field(page, "Item No.", row=1).fill("1900-S")
    field(page, "Item No.", row=1).press("Tab")
    saved(page, 1)
    field(page, "Quantity", row=1).fill("3")
    field(page, "Quantity", row=1).press("Tab")
    expect(page.locator("#step-release")).not_to_have_attribute("aria-disabled", "true")
    at_rest(page)

    page.get_by_role("button", name="Release").click()
    expect(page.locator("#document-state")).to_have_text("Released")
    expect(page.locator("tr[data-line-row]")).to_have_count(1)
    page.get_by_role("button", name="Reopen").click()

    saved(page, 1)
    assert Document.objects.get().status == Document.Status.OPEN
