"""The whole main job, from an empty company to the serial's history, by the people who do it."""

import os
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser_fixture import PATIENCE
from tests.factories import user_with_role
from tracking.models import TrackingLine
from warehouse.selectors import bin_differences
from wms.documents.models import Document
from wms.inventory.models import Location
from wms.ledger.checks import ledger_differences
from wms.ledger.models import ItemApplicationEntry, ItemLedgerEntry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people(browser, live_server, transactional_db):
    """``people("purchaser")``: that person's page, signed in, in a browser of its own."""
    contexts, errors = [], []

    def page_of(role: str, width: int = 1440) -> Page:
        client = Client()
        username = role.replace(" ", "-")
        user = get_user_model().objects.filter(username=username).first()
        client.force_login(user or user_with_role(role, username=username))
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 900}
        )
        context.set_default_timeout(PATIENCE)
        cookie = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("response", lambda r: errors.append(r.url) if r.status >= 500 else None)
        return page

    yield page_of
    for number, context in enumerate(contexts):
        if context.pages and (folder := os.environ.get("WMS_SHOTS")):
            context.pages[0].screenshot(path=f"{folder}/main-last-{number}.png", full_page=True)
        context.close()
    assert errors == []


def save(page: Page, told: str, **fields: str | bool) -> None:
    """Fill a card, ``name=value``, save it, and see that it says so."""
    for name, value in fields.items():
        field = page.locator(f"[name={name}]:not([type=hidden])")
        if (closed := field.locator("xpath=ancestor::details[not(@open)]/summary")).count():
            closed.click()
        if isinstance(value, bool):
            field.set_checked(value)
        else:
            field.fill(value)
            field.press("Tab")
        at_rest(page)  # some fields wait for what others say
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text(told)).to_be_visible()


def line(page: Page, row: int, **fields: str) -> None:
    for caption, value in fields.items():
        shown = CAPTIONS.get(caption, caption.replace("_", " "))
        field = page.locator("tr[data-line-row]").nth(row).get_by_label(shown, exact=True)
        field.fill(value)
        field.press("Tab")
        at_rest(page)


def at_rest(page: Page) -> None:
    page.wait_for_function("() => !document.querySelector('.htmx-request, .htmx-settling')")


def shot(page: Page, name: str) -> None:
    """Kept where WMS_SHOTS says, to be looked at."""
    if folder := os.environ.get("WMS_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)


def test_from_an_empty_company_to_the_history_of_a_serial(people, tmp_path):
    user_with_role("warehouse clerk", username="warehouse-clerk")
    set_up(people("administrator"))
    receive_ten_chairs(people("purchaser"))
    receive_thousands_from_a_file(people("purchaser"), tmp_path)
    sell_four(people("sales"))
    pick_them(people("warehouse clerk"))
    expired_goods_stay(people("sales"))
    trace_one(people("auditor", width=390))
    assert ledger_differences() == []
    assert list(bin_differences()) == []


CAPTIONS = {"Item_No": "Item No."}
SERIES = {
    "po": ("Purchase orders", "PO0001"),
    "so": ("Sales orders", "SO0001"),
    "receipt": ("Posted receipts", "PR0001"),
    "shipment": ("Posted shipments", "PS0001"),
    "pick": ("Inventory picks", "IP0001"),
    "p-pick": ("Posted inventory picks", "PIP0001"),
    "vendor": ("Vendors", "V10000"),
    "customer": ("Customers", "C10000"),
    "chair-lot": ("Lots of chairs", "LOT0001"),
    "chair-sn": ("Serials of chairs", "SN00001"),
}


def set_up(page: Page) -> None:
    """Item 1: every kind of set-up, on the application's own pages."""
    for code, (description, first) in SERIES.items():
        page.goto(reverse("number_series_new"))
        save(page, f"No. Series {code.upper()} saved.", code=code, description=description)
        page.locator("[name=lines-0-starting_no]").fill(first)
        page.get_by_role("button", name="Save lines").click()
        expect(page.get_by_text("Lines saved.")).to_be_visible()
    page.goto(reverse("inventory_setup"))
    save(
        page,
        "Inventory Setup saved.",
        purchase_order_nos="po",
        sales_order_nos="so",
        posted_receipt_nos="receipt",
        posted_shipment_nos="shipment",
        vendor_nos="vendor",
        customer_nos="customer",
    )
    page.goto(reverse("warehouse_setup"))
    save(
        page,
        "Warehouse Setup saved.",
        inventory_pick_nos="pick",
        posted_inventory_pick_nos="p-pick",
    )

    page.goto(reverse("tracking_code_new"))
    for switch, tab in {
        "SN Specific Tracking": "Serial No.",
        "Lot Specific Tracking": "Lot No.",
        "Use Expiration Dates": "Misc.",
        "Strict Expiration Posting": "Misc.",
    }.items():
        if not page.get_by_label(switch).is_visible():
            page.locator("summary", has_text=tab).click()
        page.get_by_label(switch).check()
        at_rest(page)
    shot(page, "main-code")
    save(
        page,
        "Item Tracking Code SNLOT saved.",
        code="snlot",
        description="Serial and lot",
        warranty_date_formula="2Y",
    )

    page.goto(reverse("unit_new"))
    save(page, "Unit of Measure PCS saved.", code="pcs", description="Pieces")
    page.goto(reverse("item_new"))
    save(
        page,
        "Item 1900-S saved.",
        no="1900-s",
        description="PARIS Guest Chair, black",
        base_unit_of_measure="pcs",
        item_tracking_code="snlot",
        serial_nos="chair-sn",
        lot_nos="chair-lot",
        expiration_calculation="10Y",
    )
    shot(page, "main-item")

    page.goto(reverse("location_new"))
    save(
        page,
        "Location SILVER saved.",
        code="silver",
        name="Silver",
        bin_mandatory=True,
        require_pick=True,
    )
    page.goto(reverse("bins_by_pattern"))
    page.locator("[name=location]").fill("silver")
    page.locator("[name=pattern]").fill("A-[01-03]")
    shot(page, "main-bins")
    page.get_by_role("button", name="Create bins").click()
    expect(page.get_by_text("3 bins")).to_be_visible()
    page.goto(reverse("location", args=[Location.objects.get(code="SILVER").pk]))
    shot(page, "main-location")

    page.goto(reverse("employee_new"))
    save(page, "saved.", user="warehouse-clerk", location="silver", is_default=True)
    page.goto(reverse("vendor_new"))
    save(page, "Vendor V10000 saved.", name="Oak Yard")
    page.goto(reverse("customer_new"))
    save(page, "Customer C10000 saved.", name="Harbour Furniture")


def order(page: Page, kind: str, no: str, quantity: str, **partner_and_bin: str) -> None:
    """A new order of chairs from or into SILVER, and the tracking page of its line."""
    page.goto(reverse("new_document", args=[kind]))
    (partner, partner_no), *of_line = partner_and_bin.items()
    page.get_by_label(f"{partner} No.").fill(partner_no)
    page.get_by_label("Location Code").fill("silver")
    page.get_by_role("button", name="Create", exact=True).click()
    heading(page, no)
    line(page, 0, Item_No="1900-S", **dict(of_line), Quantity=quantity)
    page.get_by_role("link", name="Item Tracking Lines").first.click()
    heading(page, "Item Tracking Lines")


def nothing_is_undefined(page: Page) -> None:
    undefined = page.locator("tr[data-figure=quantity] td").nth(2)
    expect(undefined.get_by_role("img", name="0, nothing")).to_be_visible()


def receive_ten_chairs(page: Page) -> None:
    """Item 2: customized serials in one new lot."""
    order(page, "purchase_order", "PO0001", "10", Vendor="V10000", Bin_Code="A-01")
    page.get_by_role("link", name="Create Customized SN").click()
    page.get_by_label("Customized SN", exact=True).fill("S/N-Vend0001")
    page.get_by_label("Increment").fill("1")
    page.get_by_label("Create New Lot No.").check()
    page.get_by_role("button", name="OK").click()
    nothing_is_undefined(page)
    shot(page, "main-customized")
    page.get_by_role("button", name="Save & close").click()
    heading(page, "Purchase order PO0001")
    page.get_by_role("link", name="Receive…").click()
    page.get_by_role("dialog").get_by_role("button", name="Post", exact=True).click()
    heading(page, "Purchase Receipt PR0001")
    expect(page.get_by_text("10 item ledger entries posted")).to_be_visible()
    page.get_by_role("link", name="10 entries").click()
    expect(page.get_by_text("S/N-VEND0010")).to_be_visible()
    shot(page, "main-receipt")
    entries = ItemLedgerEntry.objects.all()
    assert entries.count() == 10
    assert {entry.lot_no for entry in entries} == {"LOT0001"}


def receive_thousands_from_a_file(page: Page, folder: Path) -> None:
    """Item 3: the good rows of a file are kept, the others listed; posted as a background job."""
    order(page, "purchase_order", "PO0002", "2500", Vendor="V10000", Bin_Code="A-02")
    rows = [f"MASS{number:05};LOT0099;2027-06-30" for number in range(2500)]
    rows[1999] = "MASS01999;LOT0099;31.6.2027"
    file = folder / "serials.csv"
    file.write_text(
        "\ufeffSerial No.;Lot No.;Expiration Date\n" + "\n".join(rows), encoding="utf-8"
    )
    page.get_by_role("link", name="Upload").click()
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("2,499 rows added.")).to_be_visible(timeout=120_000)
    rejected = page.locator("#tracking-rejected")
    for part in ("2001", "Expiration Date", "31.6.2027"):
        expect(rejected).to_contain_text(part)
    shot(page, "main-uploaded")
    page.get_by_label("New row: Serial No.").fill("mass01999")
    page.get_by_label("New row: Lot No.").fill("lot0099")
    page.get_by_label("New row: Lot No.").press("Enter")
    nothing_is_undefined(page)
    page.get_by_role("button", name="Save & close").click()
    heading(page, "PO0002")
    page.get_by_role("link", name="Receive…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("posted in the background")
    dialog.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_text("2500 item ledger entries posted").first).to_be_visible(timeout=120_000)
    shot(page, "main-job")
    assert ItemLedgerEntry.objects.filter(lot_no="LOT0099").count() == 2500


def sell_four(page: Page) -> None:
    """Item 4: proposed serials; a second order for the same ones is warned, refreshed and asked."""
    order(page, "sales_order", "SO0001", "4", Customer="C10000")
    page.get_by_role("link", name="Select Entries").click()
    dialog = page.get_by_role("dialog", name="Select Entries")
    for heading_ in ("Total", "Requested", "Pending", "Available"):
        expect(dialog.get_by_role("columnheader", name=heading_)).to_be_visible()
    dialog.get_by_label("Search the numbers").fill("vend")
    dialog.get_by_role("button", name="Search").click()
    shot(page, "main-select")
    dialog.get_by_role("button", name="OK").click()
    nothing_is_undefined(page)
    chosen = page.locator("#tracking-rows").get_by_label("Serial No.", exact=True)
    taken = [field.input_value() for field in chosen.all() if field.input_value()]
    assert len(taken) == 4
    page.get_by_role("button", name="Save & close").click()
    heading(page, "SO0001")

    order(page, "sales_order", "SO0002", "2", Customer="C10000")
    page.get_by_label("New row: Serial No.").fill(taken[0])
    page.get_by_label("New row: Serial No.").press("Enter")
    rows = page.locator("#tracking-rows tr[data-line-row]")
    expect(rows.first).to_contain_text("1 too many")
    page.get_by_role("button", name="Refresh Availability").click()
    expect(page.locator(".refreshed")).to_be_visible()
    shot(page, "main-warned")
    page.get_by_role("button", name="Save & close").click()
    asked = page.get_by_role("dialog", name="Before it is saved")
    expect(asked).to_contain_text(f"Serial No. {taken[0]}")
    expect(asked).to_contain_text("1 in stock, 1 requested elsewhere")
    shot(page, "main-asked")
    page.goto(Document.objects.get(no="SO0001").get_absolute_url())
    page.get_by_role("button", name="Release").click()
    expect(page.get_by_text("Released").first).to_be_visible()


def pick_them(page: Page) -> None:
    """Item 5: one of four is missing, and is picked later."""
    chosen = sorted(
        TrackingLine.objects.filter(line__document__no="SO0001").values_list("serial_no", flat=True)
    )
    create_pick(page)
    fields = page.get_by_label("Qty. to Handle")
    expect(fields).to_have_count(4)
    for number, field in enumerate(fields.all()):
        field.fill("0" if number == 2 else "1")
        field.press("Tab")
    expect(page.get_by_text("3 of 4 lines filled")).to_be_visible()
    shot(page, "main-pick")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_text("What was not handled stays here.")).to_be_visible()
    page.get_by_role("link", name="Delete…").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_text("is deleted.")).to_be_visible()
    create_pick(page)
    expect(page.get_by_label("Qty. to Handle")).to_have_count(1)
    page.get_by_role("button", name="Autofill Qty. to Handle").click()
    expect(page.get_by_text("1 of 1 lines filled")).to_be_visible()
    page.get_by_role("button", name="Post", exact=True).click()
    heading(page, "Posted inventory pick")
    consumed = ItemApplicationEntry.objects.filter(outbound_entry__isnull=False)
    assert sorted(consumed.values_list("inbound_entry__serial_no", flat=True)) == chosen
    shipped = ItemLedgerEntry.objects.filter(quantity__lt=0)
    assert sorted(shipped.values_list("serial_no", flat=True)) == chosen
    assert all(entry.warranty_date.year == entry.posting_date.year + 2 for entry in shipped)


def create_pick(page: Page) -> None:
    page.goto(reverse("documents_to_pick"))
    page.get_by_role("link", name="SO0001").click()
    page.get_by_role("button", name="Create inventory pick").click()
    heading(page, "Inventory pick")


def expired_goods_stay(page: Page) -> None:
    """Item 6: a lot past its date on the posting date is refused with all that tells it apart."""
    before = ItemLedgerEntry.objects.count()
    order(page, "sales_order", "SO0003", "1", Customer="C10000", Bin_Code="A-02")
    page.get_by_label("New row: Serial No.").fill("MASS00001")
    page.get_by_label("New row: Serial No.").press("Enter")
    nothing_is_undefined(page)
    page.get_by_role("button", name="Save & close").click()
    heading(page, "SO0003")
    page.get_by_role("link", name="Ship…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Posting Date").fill("2027-07-01")
    dialog.get_by_role("button", name="Post", exact=True).click()
    for part in ("LOT0099", "2027-06-30", "line 10000", "2027-07-01"):
        expect(dialog).to_contain_text(part)
    shot(page, "main-expired")
    assert ItemLedgerEntry.objects.count() == before


def trace_one(page: Page) -> None:
    """Item 8, on a handheld."""
    page.goto(reverse("home"))
    serial = (
        ItemLedgerEntry.objects.filter(quantity__lt=0).values_list("serial_no", flat=True).first()
    )
    page.get_by_placeholder("Search or scan").fill(serial.lower())
    page.get_by_placeholder("Search or scan").press("Enter")
    heading(page, f"Serial No. {serial}")
    shot(page, "main-number-390")
    page.get_by_role("link", name="Trace usage → origin").click()
    expect(page.get_by_text("PR000").first).to_be_visible()
    shot(page, "main-trace-390")
    page.go_back()
    page.get_by_role("link", name="Trace origin → usage").click()
    expect(page.get_by_text("PS0001").first).to_be_visible()
    expect(page.get_by_text("Harbour Furniture").first).to_be_visible()
