"""The Item Tracking Lines page in a real browser: the main job of purchaser and sales clerk (issue items 2-4)."""

from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import expect

from tests.browser.linespage import (
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
    lot_code,
    purchase_order,
    sales_order,
    serial_code,
    tracked,
)
from tests.tracking.stock import in_stock, many_in_stock
from tracking import locks
from tracking.models import TrackingLine

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(signed_in_page):
    signed_in_page.set_viewport_size({"width": 1440, "height": 900})
    signed_in_page.on("dialog", lambda dialog: dialog.accept())
    return signed_in_page


@pytest.fixture
def chair():
    return ItemFactory(
        no="1900-S",
        description="PARIS Guest Chair",
        item_tracking_code=serial_code(),
        serial_nos=NumberSeriesFactory(code="CHAIR-SN", first="SN00001"),
        lot_nos=NumberSeriesFactory(code="CHAIR-LOT", first="LOT0001"),
    )


@pytest.mark.rule("ITL-028", "ITL-096", "SCAN-039")
def test_customized_serials_in_a_new_lot_leave_nothing_undefined(page, chair):
    order = purchase_order(chair, 10)
    open_page(page, order)
    expect(figure(page, "quantity", 2)).to_have_text("10")

    page.get_by_role("link", name="Create Customized SN").click()
    expect(page.get_by_label("Quantity to Create")).to_have_value("10")
    page.get_by_label("Customized SN", exact=True).fill("S/N-Vend0001")
    page.get_by_label("Create New Lot No.").check()
    page.get_by_role("button", name="OK").click()

    nothing_is_undefined(page)
    expect(rows_of(page)).to_have_count(10)
    expect(rows_of(page).first.get_by_label("Serial No.", exact=True)).to_have_value("S/N-VEND0001")
    shot(page, "tracking-customized")
    page.get_by_role("button", name="Save & close").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(order.no)
    assert len(saved(order)) == 10
    assert {row.lot_no for row in TrackingLine.objects.all()} == {"LOT0001"}


@pytest.mark.rule("SCAN-040", "SCAN-041")
def test_an_uploaded_file_keeps_the_good_rows_and_lists_the_others(page, chair, tmp_path):
    order = purchase_order(chair, 500)
    file = tmp_path / "serials.csv"
    file.write_text(
        "Serial No.;Lot No.;Quantity\n"
        + "".join(f"V{number:04};LOT9;1\n" for number in range(400))
        + "V9999;LOT9;2\nV0001;LOT9;1\n"
    )
    open_page(page, order)

    page.get_by_role("link", name="Upload").click()
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Upload").click()

    expect(page.get_by_text("400 rows added.")).to_be_visible()
    rejected = page.locator("#tracking-rejected")
    expect(rejected).to_contain_text("Quantity of serial no. V9999 must be 1, not 2.")
    expect(rejected).to_contain_text("Serial No. V0001 is already in row 3 of this list.")
    expect(figure(page, "quantity", 2)).to_have_text("100")
    with page.expect_download() as download:
        rejected.get_by_role("link", name="Download").click()
    assert "V9999" in Path(download.value.path()).read_text()

    # the rest of the rows follows as one scrolls
    expect(rows_of(page)).to_have_count(50)
    page.locator("#tracking-rows tr.more").scroll_into_view_if_needed()
    expect(rows_of(page)).to_have_count(150)


@pytest.mark.rule("SCAN-040")
def test_a_file_that_is_too_large_is_refused_before_it_is_sent(page, chair, tmp_path, settings):
    settings.WMS_UPLOAD_MAX_BYTES = 1024**2
    file = tmp_path / "all-chairs.csv"
    file.write_text("Serial No.\n" + "V0001\n" * 200_000)
    open_page(page, purchase_order(chair, 10))
    sent = []
    page.on("request", lambda r: sent.append(r.url) if r.method == "POST" else None)

    page.get_by_role("link", name="Upload").click()
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Upload").click()

    why = page.get_by_label("File").evaluate("field => field.validationMessage")
    assert why == (
        "The file all-chairs.csv has 1.1 MB; at most 1.0 MB can be uploaded."
        " Split it, and upload the parts."
    )
    assert sent == []


@pytest.mark.rule("ITL-107", "ITL-110", "ITL-207", "ITL-126")
def test_selected_entries_and_a_second_order_that_takes_the_same_chair(page, chair):
    many_in_stock(chair, [(f"S{number}", "", "") for number in range(1, 6)])
    first, second = sales_order(chair, 4), sales_order(chair, 2)
    open_page(page, first)

    page.get_by_role("link", name="Select Entries").click()
    dialog = page.get_by_role("dialog", name="Select Entries")
    expect(dialog.locator("#select-footer")).to_contain_text("Undefined")
    expect(dialog.get_by_label("Selected Quantity of S1", exact=True)).to_have_value("1")
    expect(dialog.get_by_label("Selected Quantity of S5")).to_have_value("0")
    dialog.get_by_label("Selected Quantity of S1", exact=True).fill("2")
    dialog.get_by_role(
        "button", name="OK"
    ).click()  # sent after the quantity just typed, which is refused
    expect(dialog.get_by_role("alert")).to_contain_text("can be at most 1, not 2.")
    expect(dialog.get_by_label("Selected Quantity of S1", exact=True)).to_be_focused()
    dialog.get_by_label("Selected Quantity of S1", exact=True).fill("0")
    dialog.get_by_label("Selected Quantity of S1", exact=True).press("Tab")
    expect(dialog.locator("#select-footer dd").nth(1)).to_have_text("3")
    shot(page, "tracking-select")
    dialog.get_by_label("Selected Quantity of S5").fill("1")
    dialog.get_by_role("button", name="OK").click()
    nothing_is_undefined(page)
    page.get_by_role("button", name="Save & close").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(first.no)
    assert saved(first) == ["S2", "S3", "S4", "S5"]

    open_page(page, second)
    page.get_by_label("New row: Serial No.").fill("s2")
    page.get_by_label("New row: Serial No.").press("Enter")
    expect(rows_of(page).first).to_contain_text("1 too many")
    page.get_by_label("New row: Serial No.").fill("s1")  # the place of the next one has the focus
    page.keyboard.press("Enter")
    expect(rows_of(page)).to_have_count(2)

    page.get_by_role("button", name="Save & close").click()
    asked = page.get_by_role("dialog", name="Before it is saved")
    expect(asked).to_contain_text(
        "Serial No. S2: 1 in stock, 1 requested elsewhere, 1 here; 1 too many."
    )
    expect(asked.get_by_role("button", name="Save all the same")).to_be_focused()
    asked.get_by_role("button", name="Save all the same").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(second.no)
    assert saved(second) == ["S1", "S2"]


@pytest.mark.rule("ITL-205", "ITL-031", "ITL-203")
def test_refresh_shows_what_changed_and_the_icon_opens_the_figures(page):
    wine = ItemFactory(no="WINE", item_tracking_code=lot_code())
    in_stock(wine, 10, lot_no="L1")
    order = sales_order(wine, 8)
    open_page(page, order)
    page.get_by_label("New row: Lot No.").fill("L1")
    page.get_by_label("New row: Lot No.").press("Enter")
    expect(rows_of(page).first).to_contain_text("OK")
    other = sales_order(wine, 5)
    tracked(other.lines.get(), lot_no="L1", quantity=5)

    page.get_by_role("button", name="Refresh Availability").click()

    told = page.locator(".refreshed")
    expect(told).to_contain_text("1 number changed")
    expect(told).to_contain_text("1 row with warnings")
    expect(rows_of(page).first).to_contain_text("3 too many")
    rows_of(page).first.get_by_role("link", name="3 too many").click()
    figures = page.get_by_role("dialog", name="Lot No. L1: availability")
    expect(figures.get_by_role("link", name=f"Sales order {other.no}")).to_be_visible()
    shot(page, "tracking-figures")


@pytest.mark.rule("ITL-028", "ERR-002")
def test_a_field_is_checked_when_it_is_left_and_what_was_typed_stays(page):
    wine = ItemFactory(no="WINE", item_tracking_code=lot_code())
    order = purchase_order(wine, 8)
    open_page(page, order)
    page.get_by_label("New row: Lot No.").fill("L1")
    page.get_by_label("New row: Lot No.").press("Enter")
    quantity = rows_of(page).first.get_by_label("Quantity", exact=True)
    expect(quantity).to_have_value("8")

    quantity.fill("-3")
    quantity.press("Tab")

    expect(rows_of(page).first.get_by_role("alert")).to_contain_text("Quantity must be positive")
    expect(quantity).to_have_value("-3")
    quantity.fill("5")
    quantity.press("Tab")
    expect(figure(page, "quantity", 2)).to_have_text("3")
    expect(rows_of(page).first.get_by_role("alert")).to_have_count(0)
    expect(rows_of(page).first.get_by_label("Qty. to Handle")).to_have_value("5")
    expect(rows_of(page).first.get_by_label("Qty. to Handle")).to_be_focused()


@pytest.mark.rule("ITL-028")
def test_a_field_that_is_left_while_the_row_is_on_its_way_is_saved_too(page):
    wine = ItemFactory(no="WINE", item_tracking_code=lot_code())
    open_page(page, purchase_order(wine, 8))
    page.get_by_label("New row: Lot No.").fill("L1")
    page.get_by_label("New row: Lot No.").press("Enter")
    lot = rows_of(page).first.get_by_label("Lot No.", exact=True)
    expect(lot).to_have_value("L1")
    held = []
    page.route("**/rows/*/", lambda route: route.continue_() if held else held.append(route))

    lot.fill("L2")
    lot.press("Tab")
    lot.fill("L3")
    lot.press("Tab")
    held[0].continue_()

    expect(rows_of(page).first).to_have_attribute("data-line-row", "")
    expect(lot).to_have_attribute("value", "L3")
    assert TrackingLine.objects.get().lot_no == "L3"


def two_lots(page):
    wine = ItemFactory(no="WINE", item_tracking_code=lot_code())
    order = purchase_order(wine, 8)
    open_page(page, order)
    for lot_no in ("L1", "L2"):
        box = page.get_by_label("New row: Lot No.")
        box.fill(lot_no)
        box.press("Enter")
        expect(page.locator(f"#tracking-rows input[name=lot_no][value={lot_no}]")).to_be_visible()
    expect(rows_of(page)).to_have_count(2)
    held = []
    page.route("**/rows/*/", lambda route: route.continue_() if held else held.append(route))
    return held


@pytest.mark.rule("ITL-028")
def test_a_row_left_twice_while_on_its_way_holds_up_no_other(page):
    held = two_lots(page)
    first = rows_of(page).first
    quantity = first.get_by_label("Quantity", exact=True)
    quantity.fill("3")
    quantity.press("Tab")  # sent
    rows_of(page).nth(1).get_by_label("Lot No.", exact=True).focus()  # left again

    page.keyboard.press("Control+Delete")
    held[0].continue_()

    expect(rows_of(page)).to_have_count(1)
    expect(figure(page, "quantity", 1)).to_have_text("3")


@pytest.mark.rule("ITL-028")
def test_a_row_that_is_on_its_way_can_be_deleted(page):
    held = two_lots(page)
    lot = rows_of(page).first.get_by_label("Lot No.", exact=True)
    gone = lot.input_value()
    lot.fill("L9")
    rows_of(page).first.get_by_role("button", name="Delete").click()
    page.wait_for_timeout(100)
    held[0].continue_()

    expect(rows_of(page)).to_have_count(1)
    assert TrackingLine.objects.exclude(lot_no__in=("L9", gone)).count() == 1


@pytest.mark.rule("ITL-117", "ITL-118", "SCAN-020")
def test_one_scan_after_the_other(page, chair):
    order = purchase_order(chair, 3)
    open_page(page, order)
    box = page.get_by_label("Scan or type a number")

    for code, to_go in (("A1", "2 to go"), ("A2", "1 to go"), ("A2", "1 to go")):
        box.fill(code)
        box.press("Enter")
        expect(page.locator("#scan-form")).to_contain_text(to_go)
        expect(box).to_be_focused()

    expect(page.locator(".scan-said")).to_contain_text("already on these tracking lines")
    expect(rows_of(page)).to_have_count(2)
    box.fill("A3")
    box.press("Enter")
    expect(page.locator("#scan-form")).to_contain_text("units are tracked, nothing left to scan.")


@pytest.mark.rule("ITL-122", "ITL-225", "ERR-006")
def test_two_browsers_on_one_line(page, chair, browser, live_server, django_user_model):
    order = purchase_order(chair, 5)
    open_page(page, order)
    page.get_by_label("New row: Serial No.").fill("mine")
    page.get_by_label("New row: Serial No.").press("Enter")
    expect(rows_of(page)).to_have_count(1)

    other = django_user_model.objects.create_superuser("maria", password="maria")
    client = Client()
    client.force_login(other)
    context = browser.new_context(base_url=live_server.url)
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    theirs = context.new_page()
    open_page(theirs, order)
    theirs.get_by_label("New row: Serial No.").fill("theirs")
    theirs.get_by_label("New row: Serial No.").press("Enter")
    expect(rows_of(theirs)).to_have_count(1)
    theirs.get_by_role("button", name="Save & close").click()
    expect(theirs.get_by_role("heading", level=1)).to_contain_text(order.no)
    context.close()

    page.reload()
    expect(page.get_by_text("Unsaved changes")).to_be_visible()
    expect(rows_of(page)).to_have_count(1)
    page.get_by_role("button", name="Save & close").click()
    refused = page.get_by_role("dialog", name="Not saved")
    expect(refused).to_contain_text("The line was changed by maria since you opened this page.")
    expect(refused).to_contain_text("THEIRS")
    shot(page, "tracking-stale")
    refused.get_by_role("button", name="Apply my rows to it").click()
    expect(page.get_by_text("Your rows now stand on what is saved.")).to_be_visible()
    page.get_by_role("button", name="Save & close").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(order.no)
    assert saved(order) == ["MINE"]


@pytest.mark.rule("ITL-157", "ITL-163")
def test_a_locked_page_says_why_and_lets_qty_to_handle_be_lowered(page, chair):
    in_stock(chair, serial_no="S1")
    order = sales_order(chair, 1)
    tracked(order.lines.get(), "S1")

    def question(line):
        return locks.Lock("Numbers are handled on pick P-7.", "/warehouse/p-7/", "Pick P-7")

    locks.register(question)
    try:
        open_page(page, order)
        expect(page.get_by_text("Numbers are handled on pick P-7.").first).to_be_visible()
        expect(page.get_by_role("link", name="Pick P-7")).to_be_visible()
        expect(rows_of(page).first.get_by_label("Serial No.")).to_have_count(0)
        shot(page, "tracking-locked")
        handle = rows_of(page).first.get_by_label("Qty. to Handle")
        handle.fill("0")
        handle.press("Tab")
        expect(figure(page, "qty_to_handle", 2)).to_have_text("1")
        page.get_by_role("button", name="Save & close").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(order.no)
    finally:
        locks.unregister(question)
    assert TrackingLine.objects.get().qty_to_handle == 0


def test_on_a_handheld_the_page_fits_and_scanning_works(page, chair):
    in_stock(chair, serial_no="S1")
    order = sales_order(chair, 2)
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, order)

    page.locator("#scan-code").fill("S1")
    page.locator("#scan-code").press("Enter")

    expect(rows_of(page)).to_have_count(1)
    expect(page.get_by_role("button", name="Save & close")).to_be_in_viewport()
    assert page.locator("html").evaluate("e => e.scrollWidth <= e.clientWidth")
    shot(page, "tracking-handheld")
