"""Each locked mode of the Item Tracking Lines page in a real browser, as real work brings it about.

The receipt side of a transfer, drop shipments and special orders have browser tests of their own.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.linespage import field_of, open_page, rows_of, shot
from tests.factories import ItemFactory, lot_code, serial_code, setup_series, user_with_role
from tests.tracking.posting.desk import (
    invoice_document,
    lot,
    post,
    purchase,
    receive,
    sales,
    to_handle,
)
from tests.warehouse.documents.pick_scenes import pick as create_pick
from tests.warehouse.documents.pick_scenes import picked_location, shipment_of
from tests.warehouse.scenes import pick_location, put, released_order
from tracking.fetching import selectors, services
from warehouse.services.pick_creation import create_inventory_pick

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(signed_in_page):
    signed_in_page.set_viewport_size({"width": 1440, "height": 900})
    return signed_in_page


@pytest.fixture
def wine():
    setup_series()
    return ItemFactory(no="WINE", item_tracking_code=lot_code())


def notice(page: Page):
    return page.locator(".lock-notice")


def cannot_be_added_to(page: Page) -> None:
    """The actions are there, greyed, with the reason; there is no empty row and no scan field."""
    assign = page.get_by_role("button", name="Assign Serial No.")
    expect(assign).to_have_attribute("aria-disabled", "true")
    reason = assign.get_attribute("title")
    assert reason
    assert reason in notice(page).inner_text()
    expect(page.get_by_label("New row: Lot No.")).to_have_count(0)
    expect(page.locator("#scan-code")).to_have_count(0)


@pytest.mark.rule("ITL-157", "ITL-163")
def test_numbers_that_an_inventory_pick_handles(page):
    silver = pick_location()
    chair = ItemFactory(item_tracking_code=serial_code())
    put(silver, "B1", chair, serials=["S1"])
    order = released_order(chair, 1, silver, serials=["S1"])
    create_inventory_pick(document=order, by=order.created_by)
    open_page(page, order)

    cannot_be_added_to(page)
    expect(notice(page).get_by_role("link")).to_be_visible()
    expect(field_of(page, "Serial No.")).to_have_count(0)
    shot(page, "tracking-locked-pick")
    field_of(page, "Qty. to Handle").fill("0")
    field_of(page, "Qty. to Handle").press("Tab")
    expect(page.get_by_role("button", name="Discard")).to_be_visible()
    notice(page).get_by_role("link").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Inventory pick")


@pytest.mark.rule("ITL-162")
def test_numbers_that_are_picked_for_a_warehouse_shipment(page, wine):
    place = picked_location()
    put(place, "B1", wine, lots={"L1": 5})
    shipment = shipment_of(wine, 5, place, lots={"L1": 5})
    create_pick(shipment)
    open_page(page, shipment.lines.get().source_line.document)

    cannot_be_added_to(page)
    expect(field_of(page, "Lot No.")).to_have_count(0)


@pytest.mark.rule("ITL-159", "ITL-168")
def test_numbers_of_a_line_that_was_fetched(page, wine):
    receive(wine, lot("A", 20))
    post(sales(wine, lot("A", 8)))
    invoice = invoice_document("sales_invoice")
    offers = [offer.line.pk for offer in selectors.to_invoice(invoice)]
    services.fetch_lines(document=invoice, line_ids=offers, by=invoice.created_by)
    open_page(page, invoice)

    cannot_be_added_to(page)
    expect(notice(page)).to_contain_text("only their quantities can be changed")
    expect(field_of(page, "Lot No.")).to_have_count(0)
    field_of(page, "Quantity").fill("3")
    field_of(page, "Quantity").press("Tab")
    expect(page.get_by_role("button", name="Discard")).to_be_visible()
    rows_of(page).first.get_by_role("button", name="Delete A").click()

    expect(rows_of(page)).to_have_count(0)


@pytest.mark.rule("ITL-160")
def test_a_row_of_which_a_part_is_handled(page, wine):
    order = purchase(wine, lot("A", 8))
    to_handle(order, A=3)
    post(order)
    open_page(page, order)

    locked = rows_of(page).first.locator("span.read[title^='Quantity Handled is 3']")
    expect(locked.filter(has_text="A")).to_be_visible()
    expect(rows_of(page).first.get_by_role("button", name="Delete A")).to_have_count(0)
    field_of(page, "Quantity").fill("2")
    field_of(page, "Quantity").press("Tab")
    expect(rows_of(page).first.get_by_role("alert")).to_contain_text("3")


def test_somebody_who_may_only_look(page, wine, client):
    order = purchase(wine, lot("A", 8))
    client.force_login(user_with_role("auditor"))
    cookie = client.cookies["sessionid"].value
    (known,) = [one for one in page.context.cookies() if one["name"] == "sessionid"]
    page.context.add_cookies([known | {"value": cookie}])
    open_page(page, order)

    expect(page.get_by_text("You may look at this page but not change it.").first).to_be_visible()
    expect(page.get_by_role("button", name="Save & close")).to_have_count(0)
    expect(page.locator("#tracking-rows input")).to_have_count(0)
