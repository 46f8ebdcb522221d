"""The set-up pages in a real browser: keyboard, HTMX, questions, and accessibility."""

import re
from datetime import date

import pytest
from django.urls import reverse

from tests.browser import axe
from tests.factories import (
    BinFactory,
    ItemFactory,
    NumberSeriesFactory,
    UnitFactory,
    UserFactory,
    VendorFactory,
    lot_code,
    serial_code,
    setup_series,
)
from tests.tracking.stock import in_stock
from tracking.models import ItemTrackingCode, NumberInformation
from wms.inventory.models import InventorySetup, Item, UnitOfMeasure, UserSetup, Vendor
from wms.ledger.models import InventoryPeriod

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def company(transactional_db):
    """Something on every page."""
    setup_series()
    chair = ItemFactory(
        no="1900-S", description="PARIS Guest Chair", item_tracking_code=serial_code()
    )
    table = ItemFactory(
        no="1920",
        description="ANTWERP Table",
        item_tracking_code=lot_code(use_expiration_dates=True),
        expiration_calculation="6M",
        blocked=True,
    )
    in_stock(table, 40, lot_no="LOT0001")
    in_stock(chair, serial_no="S1")
    NumberInformation.objects.create(
        kind="lot", item=table, variant=table.variants.get(), number="LOT0001", blocked=True
    )
    BinFactory(code="A-01")
    VendorFactory(name="Timber Works")
    UnitFactory(code="BOX")
    return chair


# ---- accessibility


def pages() -> dict[str, str]:
    """Every kind of page of the set-up, with something on it."""
    return {
        "home": reverse("home"),
        "items": f"{reverse('items')}?blocked=yes",
        "item": reverse("item", args=[Item.objects.get(no="1920").pk]),
        "new item": reverse("item_new"),
        "codes": reverse("tracking_codes"),
        "code": reverse("tracking_code", args=[ItemTrackingCode.objects.get(code="SNALL").pk]),
        "cards": reverse("number_cards"),
        "card": reverse("number_card", args=[NumberInformation.objects.get().pk]),
        "series": reverse("number_series_list"),
        "one series": reverse("number_series", args=[NumberSeriesFactory(code="LOT").pk]),
        "locations": reverse("locations"),
        "location": reverse("location", args=[BinFactory(code="B-9").location.pk]),
        "bins": reverse("bins"),
        "pattern": reverse("bins_by_pattern"),
        "bin": reverse("bin", args=[BinFactory(code="B-8").pk]),
        "zones": reverse("zones"),
        "new zone": reverse("zone_new"),
        "bin types": reverse("bin_types"),
        "bin contents": reverse("bin_contents"),
        "new content": reverse("bin_content_new"),
        "employees": reverse("employees"),
        "new employee": reverse("employee_new"),
        "user setup": reverse("user_setups"),
        "new user setup": reverse("user_setup_new"),
        "saved user setup": reverse("user_setup", args=[saved_user_setup().pk]),
        "periods": reverse("inventory_periods"),
        "new period": reverse("inventory_period_new"),
        "saved period": reverse("inventory_period", args=[saved_period().pk]),
        "classes": reverse("warehouse_classes"),
        "check": reverse("check_setup"),
        "vendor": reverse("vendor", args=[Vendor.objects.get().pk]),
        "set-up": reverse("inventory_setup"),
        "warehouse": reverse("warehouse_setup"),
    }


def saved_user_setup() -> UserSetup:
    return UserSetup.objects.create(user=UserFactory(), allow_posting_from=date(2026, 1, 1))


def saved_period() -> InventoryPeriod:
    return InventoryPeriod.objects.create(ending_date=date(2025, 12, 31), name="December")


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_axe_finds_nothing_on_the_set_up_pages(signed_in_page, company, width, theme):
    signed_in_page.goto(reverse("home"))

    found = [
        fault
        for url in pages().values()
        for fault in axe.faults(signed_in_page, url, width=width, theme=theme)
    ]

    assert found == []


def test_axe_finds_nothing_on_forms_with_errors_menus_and_dialogs(signed_in_page, company):
    signed_in_page.goto(reverse("home"))

    def refused(tab):
        tab.get_by_role("button", name="Save").first.click()
        expect(tab.locator(".errorlist").first).to_be_visible()

    def menus(tab):
        for menu in tab.locator("details.menu > summary").all():
            menu.click()

    def asked(tab):
        tab.get_by_role("button", name="Delete").click()
        expect(tab.locator("#confirm-dialog")).to_be_visible()

    def filters(tab):
        tab.get_by_text("Filters and columns").click()

    item = reverse("item", args=[company.pk])
    assert axe.faults(signed_in_page, reverse("item_new"), first=refused) == []
    assert axe.faults(signed_in_page, reverse("home"), first=menus, theme="dark") == []
    assert axe.faults(signed_in_page, item, first=asked) == []
    assert axe.faults(signed_in_page, reverse("items"), first=filters) == []


def test_axe_finds_nothing_on_the_log_in_page(page):
    page.goto(reverse("login"))

    for theme in ("light", "dark"):
        assert axe.faults(page, reverse("login"), theme=theme) == []


# ---- the frame


def test_logging_in_and_out(page, transactional_db, django_user_model):
    django_user_model.objects.create_user("clerk", password="warehouse")
    page.goto(reverse("items"))
    page.get_by_label("Username").fill("clerk")
    page.get_by_label("Password").fill("warehouse")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Not permitted")).to_be_visible()

    page.locator("summary").filter(has_text="clerk").click()
    page.get_by_role("button", name="Log out").click()

    expect(page.get_by_role("button", name="Log in")).to_be_visible()


def test_slash_puts_the_cursor_into_the_search_box(signed_in_page, company):
    signed_in_page.goto(reverse("items"))

    signed_in_page.keyboard.press("/")

    expect(signed_in_page.locator("#search-box")).to_be_focused()
    signed_in_page.keyboard.type("a/b")
    expect(signed_in_page.locator("#search-box")).to_have_value("a/b")


def test_the_theme_changes_at_once_and_is_remembered(signed_in_page):
    page = signed_in_page
    page.goto(reverse("home"))
    page.locator("summary").filter(has_text="clerk").click()

    with page.expect_response("**/theme/"):
        page.get_by_role("button", name="Dark").click()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_on_a_handheld_the_navigation_opens_from_the_menu_button(signed_in_page, company):
    page = signed_in_page
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(reverse("home"))
    expect(page.get_by_role("link", name="Items", exact=True)).to_be_hidden()

    page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="Items", exact=True).click()

    expect(page.get_by_role("heading", name="Items", level=1)).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390


# ---- lists


def test_a_list_is_searched_sorted_and_filtered_without_a_reload(signed_in_page, company):
    page = signed_in_page
    page.goto(reverse("items"))

    page.get_by_label("No. or description").fill("antwerp")
    expect(page.get_by_text("1 row", exact=True)).to_be_visible()
    expect(page.get_by_label("No. or description")).to_be_focused()
    expect(page).to_have_url(re.compile(r"/items/\?q=antwerp$"))
    page.go_back()
    expect(page.get_by_text("2 rows", exact=True)).to_be_visible()
    page.get_by_role("link", name="Description").click()
    expect(page.get_by_role("columnheader", name="Description")).to_have_attribute(
        "aria-sort", "ascending"
    )
    expect(page).to_have_url(re.compile(r"/items/\?sort=description$"))

    page.get_by_text("Filters and columns").click()
    page.get_by_label("Blocked", exact=True).first.select_option("yes")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("link", name="Blocked: Yes")).to_be_visible()
    page.get_by_role("link", name="1920").click()

    expect(page.get_by_role("heading", name="Item 1920 · ANTWERP Table")).to_be_visible()


# ---- cards


def test_what_is_refused_stands_at_its_field_and_nothing_typed_is_lost(signed_in_page, company):
    page = signed_in_page
    InventorySetup.objects.update(item_nos=None)
    page.goto(reverse("item_new"))
    page.get_by_label("Description").fill("Lamp")
    page.get_by_label("Item Tracking Code").fill("nothing")

    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("No. must be filled.")).to_be_visible()
    expect(page.get_by_text("Item Tracking Code NOTHING does not exist.")).to_be_visible()
    expect(page.get_by_label("Description")).to_have_value("Lamp")
    expect(page.get_by_label("No.", exact=True)).to_be_focused()
    page.get_by_label("No.", exact=True).fill("1928")
    page.get_by_label("Base Unit of Measure").fill("pcs")
    page.get_by_label("Item Tracking Code").fill("")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Item 1928 saved.")).to_be_visible()
    assert Item.objects.filter(no="1928").count() == 1


def test_deleting_asks_and_no_is_the_default(signed_in_page, company):
    page = signed_in_page
    page.goto(reverse("vendor", args=[Vendor.objects.get().pk]))

    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Delete Vendor V10000?")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#confirm-dialog")).to_be_hidden()
    assert Vendor.objects.exists()

    page.get_by_role("button", name="Delete").click()
    page.locator("#confirm-dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Vendor V10000 deleted.")).to_be_visible()
    assert not Vendor.objects.exists()


def test_leaving_with_unsaved_work_is_warned_of(signed_in_page, company):
    page = signed_in_page
    page.goto(reverse("item", args=[company.pk]))
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    page.get_by_role("link", name="Back to the list").click()
    page.wait_for_url("**/items/")
    assert asked == []
    page.goto(reverse("item", args=[company.pk]))
    page.get_by_label("Description").first.fill("Changed")
    page.get_by_role("link", name="Back to the list").click()
    page.wait_for_url("**/items/")

    assert asked == ["beforeunload"]


def test_a_double_click_saves_once(signed_in_page, company):
    page = signed_in_page
    page.goto(reverse("unit_new"))
    page.get_by_label("Code").fill("kg")
    sent = []
    page.on(
        "request", lambda request: sent.append(request.url) if request.method == "POST" else None
    )

    page.get_by_role("button", name="Save").dblclick()

    expect(page.get_by_text("Unit of Measure KG saved.")).to_be_visible()
    assert len(sent) == 1
    assert UnitOfMeasure.objects.filter(code="KG").count() == 1


def test_given_the_session_has_ended_then_nothing_typed_is_lost(signed_in_page, company):
    page = signed_in_page
    page.goto(reverse("unit_new"))
    page.get_by_label("Code").fill("kg")
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")

    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("Your session has ended")).to_be_visible()
    page.locator("#login-dialog").get_by_role("button", name="Close").click()
    expect(page.get_by_label("Code")).to_have_value("kg")
    page.context.add_cookies(cookies)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Unit of Measure KG saved.")).to_be_visible()


@pytest.mark.rule("SET-052", "SET-053", "SET-054", "SET-055", "SET-058")
def test_the_switches_of_a_code_drive_each_other_while_they_are_clicked(signed_in_page, company):
    page = signed_in_page
    page.goto(reverse("tracking_code_new"))
    page.get_by_label("Code", exact=True).fill("snlot")
    page.locator("summary", has_text="Serial No.").click()

    page.get_by_label("SN Specific Tracking").check()
    sales = page.locator("[name=sn_sales_outbound_tracking]")
    expect(sales).to_be_checked()
    expect(page.get_by_text("Locked: SN Specific Tracking is on.").first).to_be_visible()
    sales.click(force=True)
    expect(sales).to_be_checked()
    page.get_by_label("SN Warehouse Tracking").uncheck()
    page.get_by_label("Use Expiration Dates").check()
    page.get_by_label("Strict Expiration Posting").check()
    page.get_by_label("Use Expiration Dates").click()
    expect(page.get_by_text("Use Expiration Dates stays on")).to_be_visible()
    expect(page.get_by_label("Use Expiration Dates")).to_be_checked()
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("Item Tracking Code SNLOT saved.")).to_be_visible()
    code = ItemTrackingCode.objects.get(code="SNLOT")
    assert code.sn_specific_tracking
    assert code.sn_sales_outbound_tracking
    assert not code.sn_warehouse_tracking
    assert code.strict_expiration_posting


def test_a_grid_moves_by_keyboard(signed_in_page, company):
    page = signed_in_page
    series = NumberSeriesFactory(code="LOT", first="LOT0001")
    page.goto(reverse("number_series", args=[series.pk]))
    start = page.locator("[name=lines-0-starting_no]")
    below = page.locator("[name=lines-1-starting_no]")

    start.focus()
    page.keyboard.press("ArrowDown")
    expect(below).to_be_focused()
    page.keyboard.press("F8")
    expect(below).to_have_value("LOT0001")
    page.keyboard.press("ArrowUp")
    expect(start).to_be_focused()
    page.keyboard.press("Enter")
    expect(below).to_be_focused()
    below.fill("NEW0001")
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[name=lines-1-ending_no]")).to_be_focused()
    page.get_by_role("button", name="Save lines").click()

    expect(page.get_by_text("Lines saved.")).to_be_visible()
    assert series.lines.count() == 2


def test_after_a_refusal_leaving_is_still_warned_of(signed_in_page, company):
    page = signed_in_page
    page.goto(reverse("unit_new"))
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_label("Description").fill("Kilogram")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Code must be filled.")).to_be_visible()

    page.get_by_role("link", name="Back to the list").click()
    page.wait_for_url("**/units/")

    assert asked == ["beforeunload"]


def test_given_the_server_cannot_be_reached_then_it_says_so_and_the_step_can_be_repeated(
    signed_in_page, company
):
    page = signed_in_page
    page.goto(reverse("unit_new"))
    page.get_by_label("Code").fill("kg")
    page.context.set_offline(True)

    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("The server cannot be reached.")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Unit of Measure KG saved.")).to_be_visible()
