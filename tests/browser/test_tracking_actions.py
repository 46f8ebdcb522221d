"""Each action of the Item Tracking Lines page in a real browser, by mouse and by keyboard alone."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.linespage import (
    field_of,
    figure,
    nothing_is_undefined,
    open_page,
    rows_of,
    saved,
    shot,
)
from tests.factories import (
    ItemFactory,
    NumberSeriesFactory,
    code_with,
    lot_code,
    purchase_order,
    reclassification,
    sales_order,
    serial_code,
    tracked,
)
from tests.tracking.stock import in_stock
from tracking.models import Reservation, TrackingLine

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(signed_in_page):
    signed_in_page.set_viewport_size({"width": 1440, "height": 900})
    return signed_in_page


@pytest.fixture
def chair():
    return ItemFactory(
        no="1900-S",
        item_tracking_code=serial_code(use_expiration_dates=True),
        serial_nos=NumberSeriesFactory(code="CHAIR-SN", first="SN00001"),
        lot_nos=NumberSeriesFactory(code="CHAIR-LOT", first="LOT0001"),
        package_nos=NumberSeriesFactory(code="CHAIR-PK", first="PK001"),
    )


@pytest.fixture
def wine():
    return ItemFactory(no="WINE", item_tracking_code=lot_code(use_expiration_dates=True))


def serials(page: Page, count: int) -> list[str | None]:
    expect(rows_of(page)).to_have_count(count)
    fields = page.locator("#tracking-rows input[name=serial_no]").all()
    return [field.get_attribute("value") for field in fields]


def tick(page: Page, *places: int) -> None:
    for place in places:
        rows_of(page).nth(place).locator("[data-select]").check()


def confirm(page: Page, name: str) -> None:
    page.locator("dialog[open]").get_by_role("button", name=name).click()


@pytest.mark.rule("ITL-087", "ITL-088")
def test_serials_are_assigned_from_the_series_with_one_date(page, chair):
    open_page(page, purchase_order(chair, 3))

    page.get_by_role("link", name="Assign Serial No.").click()
    page.get_by_role("dialog").get_by_label("Expiration Date").fill("2031-06-30")
    page.get_by_role("button", name="OK").click()

    assert serials(page, 3) == ["SN00001", "SN00002", "SN00003"]
    nothing_is_undefined(page)
    expect(field_of(page, "Expiration Date", 2)).to_have_value("2031-06-30")


def test_lots_and_packages_are_assigned_to_ticked_rows(page, chair):
    open_page(page, purchase_order(chair, 3))
    page.get_by_role("link", name="Assign Serial No.").click()
    page.get_by_role("button", name="OK").click()
    expect(rows_of(page)).to_have_count(3)

    tick(page, 0, 1)
    page.get_by_role("button", name="Assign Lot No.").click()
    expect(field_of(page, "Lot No.", 1)).to_have_value("LOT0001")
    tick(page, 0)  # rows without lot come first
    page.get_by_role("button", name="Assign Package No.").click()

    expect(field_of(page, "Package No.", 0)).to_have_value("PK001")
    rows = TrackingLine.objects.order_by("serial_no").values_list("lot_no", "package_no")
    assert list(rows) == [("LOT0001", ""), ("LOT0001", ""), ("", "PK001")]


@pytest.mark.rule("SCAN-037", "SCAN-038")
def test_a_list_is_looked_at_before_it_is_pasted(page, chair):
    open_page(page, purchase_order(chair, 9))

    page.get_by_role("link", name="Paste").click()
    dialog = page.get_by_role("dialog", name="Paste")
    dialog.get_by_role("textbox").fill("A1\nB1..B3\nA1\n")
    dialog.get_by_role("button", name="Preview").click()
    expect(dialog.get_by_role("status")).to_contain_text("4 of 5 can be added")
    shot(page, "tracking-paste")
    assert not TrackingLine.objects.exists()
    dialog.get_by_role("button", name="Add 4 valid ones").click()

    expect(dialog).to_contain_text("4 added; these are not.")
    expect(dialog.get_by_role("textbox")).to_have_value("A1")
    dialog.get_by_role("link", name="Cancel").click()
    page.reload()
    assert serials(page, 4) == ["A1", "B1", "B2", "B3"]


def test_a_number_is_chosen_from_its_list(page, wine):
    in_stock(wine, 3, lot_no="L1")
    in_stock(wine, 4, lot_no="L2")
    open_page(page, sales_order(wine, 4))
    page.get_by_label("New row: Lot No.").fill("L1")
    page.get_by_label("New row: Lot No.").press("Enter")
    expect(rows_of(page)).to_have_count(1)

    rows_of(page).first.get_by_role("link", name="Lot No. List for L1").click()
    found = page.get_by_role("dialog").get_by_role("row").filter(has_text="L2")
    expect(found).to_contain_text("4")
    found.get_by_role("button", name="Choose").click()

    expect(field_of(page, "Lot No.")).to_have_value("L2")


def test_ticked_rows_are_deleted_and_the_search_narrows_them_down(page, wine):
    order = purchase_order(wine, 9)
    for number in ("L1", "L2", "M1"):
        tracked(order.lines.get(), lot_no=number, quantity=3)
    open_page(page, order)
    expect(rows_of(page)).to_have_count(3)

    page.get_by_label("Search the rows").fill("L")
    expect(rows_of(page)).to_have_count(2)
    tick(page, 0)
    page.get_by_role("button", name="Delete ticked rows").click()
    expect(page.get_by_text("1 row deleted.")).to_be_visible()
    page.get_by_role("button", name="Save & close").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(order.no)

    assert saved(order) == ["L2", "M1"]


def test_only_rows_with_warnings_are_shown_on_demand(page, wine):
    in_stock(wine, 5, lot_no="L1")
    order = sales_order(wine, 6)
    for number in ("L1", "GONE"):
        tracked(order.lines.get(), lot_no=number, quantity=3)
    open_page(page, order)
    expect(rows_of(page)).to_have_count(2)

    page.get_by_label("Only with warnings").check()

    expect(rows_of(page)).to_have_count(1)
    expect(field_of(page, "Lot No.")).to_have_value("GONE")
    expect(page.locator("#rows-count")).to_have_text("1 row found")


def test_a_row_is_deleted_alone_and_the_matrix_follows(page, wine):
    order = purchase_order(wine, 9)
    for number in ("L1", "L2"):
        tracked(order.lines.get(), lot_no=number, quantity=3)
    open_page(page, order)
    expect(figure(page, "quantity", 2)).to_have_text("3")

    rows_of(page).first.get_by_role("button", name="Delete L1").click()

    expect(rows_of(page)).to_have_count(1)
    expect(figure(page, "quantity", 2)).to_have_text("6")
    expect(page.locator("#rows-count")).to_have_text("1 row")


def test_the_rarer_fields_of_a_row_are_in_its_dialog(page, wine):
    order = purchase_order(wine, 9)
    tracked(order.lines.get(), lot_no="L1", quantity=3)
    open_page(page, order)

    rows_of(page).first.get_by_role("link", name="All fields of L1").click()
    dialog = page.get_by_role("dialog", name="Row L1")
    expect(dialog).to_contain_text("Item No. WINE")
    shot(page, "tracking-row-dialog")
    dialog.get_by_label("Warranty Date").fill("2028-01-01")
    dialog.get_by_role("button", name="OK").click()

    expect(page.get_by_text("Unsaved changes", exact=True)).to_be_visible()
    row = TrackingLine.objects.get(session__isnull=False)
    assert row.warranty_date.isoformat() == "2028-01-01"


@pytest.mark.rule("ITL-141")
def test_qty_to_handle_of_the_rows_follows_the_line(page, wine):
    in_stock(wine, 10, lot_no="L1")
    order = sales_order(wine, 10, line={"to_handle": 4})
    tracked(order.lines.get(), lot_no="L1", quantity=10)
    open_page(page, order)

    page.get_by_role("button", name="Match Qty. to Handle").click()

    expect(page.get_by_text("1 row follows the line's Qty. to Handle.")).to_be_visible()
    expect(field_of(page, "Qty. to Handle")).to_have_value("4")


def test_discarding_asks_and_keeps_nothing(page, chair):
    order = purchase_order(chair, 3)
    open_page(page, order)
    page.locator("#scan-code").fill("S1")
    page.locator("#scan-code").press("Enter")
    expect(rows_of(page)).to_have_count(1)

    page.get_by_role("button", name="Discard").click()
    confirm(page, "Keep them")
    expect(rows_of(page)).to_have_count(1)
    page.get_by_role("button", name="Discard").click()
    confirm(page, "Discard")

    expect(page.get_by_role("heading", level=1)).to_contain_text(order.no)
    assert not TrackingLine.objects.exists()


def test_leaving_with_unsaved_changes_is_asked_about_and_they_are_kept(page, chair):
    order = purchase_order(chair, 3)
    open_page(page, order)
    page.locator("#scan-code").fill("S1")
    page.locator("#scan-code").press("Enter")
    expect(rows_of(page)).to_have_count(1)
    expect(page.locator("form[data-scan-run]")).to_have_attribute("data-waiting", "0")

    page.goto(order.get_absolute_url())
    open_page(page, order)

    expect(rows_of(page)).to_have_count(1)
    expect(page.get_by_text("Unsaved changes", exact=True)).to_be_visible()


def test_closing_asks_all_its_questions_at_once(page, chair):
    in_stock(chair, serial_no="S1")
    other = sales_order(chair, 1)
    tracked(other.lines.get(), "S1")
    order = sales_order(chair, 2)
    open_page(page, order)
    for number in ("S1", "S9"):
        page.get_by_label("New row: Serial No.").fill(number)
        page.get_by_label("New row: Serial No.").press("Enter")
        expect(field_of(page, "Serial No.")).to_be_visible()
    expect(rows_of(page)).to_have_count(2)

    page.get_by_role("button", name="Save & close").click()
    asked = page.locator("dialog[open]")
    expect(asked).to_contain_text("S1")
    expect(asked).to_contain_text("S9")
    shot(page, "tracking-questions")
    asked.get_by_role("button", name="Save all the same").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text(order.no)
    assert saved(order) == ["S1", "S9"]


@pytest.mark.rule("ITL-215")
def test_stock_is_reserved_with_a_number_and_given_back(page, wine):
    in_stock(wine, 8, lot_no="L1")
    order = sales_order(wine, 5)
    tracked(order.lines.get(), lot_no="L1", quantity=5)
    page.goto(reverse("reservations", args=[order.lines.get().pk]))

    page.get_by_role("button", name="Reserve 5 of L1").click()
    held = page.get_by_role("region", name="Reservations of the line")
    expect(held).to_contain_text("this number")
    assert Reservation.objects.get().quantity == 5
    page.get_by_role("button", name="Cancel the reservation of entry").click()

    expect(page.get_by_text("Nothing is reserved for this line.")).to_be_visible()
    assert not Reservation.objects.exists()


def test_new_numbers_are_assigned_for_a_reclassification(page, chair):
    in_stock(chair, serial_no="OLD1")
    batch = reclassification(chair, 1)
    tracked(batch.lines.get(), "OLD1")
    open_page(page, batch)

    page.get_by_role("button", name="Assign New Serial No.").click()

    expect(field_of(page, "New Serial No.")).to_have_value("SN00001")
    expect(field_of(page, "Serial No.")).to_have_value("OLD1")


def test_the_word_for_packages_and_their_look_up(page):
    drum = ItemFactory(item_tracking_code=code_with("PKG", specific=("package",)))
    in_stock(drum, 6, package_no="P1")
    open_page(page, sales_order(drum, 6))
    page.get_by_label("New row: Package No.").fill("P1")
    page.get_by_label("New row: Package No.").press("Enter")

    rows_of(page).first.get_by_role("link", name="Package No. List for P1").click()

    expect(page.get_by_role("dialog")).to_contain_text("P1")


def test_the_whole_page_by_keyboard_alone(page, wine):
    order = purchase_order(wine, 9)
    open_page(page, order)
    keys = page.keyboard

    page.get_by_label("New row: Lot No.").focus()
    keys.type("L1")
    keys.press("Tab")  # Package No.
    keys.press("Tab")  # Expiration Date
    keys.press("Tab")
    page.get_by_label("New row: Quantity").focus()
    keys.type("4")
    keys.press("Enter")
    expect(rows_of(page)).to_have_count(1)
    page.get_by_label("New row: Lot No.").focus()
    keys.type("L2")
    keys.press("Enter")
    expect(rows_of(page)).to_have_count(2)
    nothing_is_undefined(page)

    # F8 copies the field above, Enter goes down
    page.locator("#tracking-rows input[name=quantity]").nth(1).focus()
    keys.press("F8")
    expect(page.locator("#tracking-rows input[name=quantity]").nth(1)).not_to_have_value("")
    keys.press("Tab")
    first, second = page.locator("#tracking-rows input[name=quantity]").all()
    assert first.input_value() == second.input_value()

    first.focus()
    keys.press("Control+Delete")
    expect(rows_of(page)).to_have_count(1)
    page.get_by_role("button", name="Save & close").focus()
    keys.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text(order.no)
    assert len(saved(order)) == 1
