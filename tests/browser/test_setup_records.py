"""What all set-up records share, in a real browser: change log, places of use, import, date formulas."""

import re

import pytest
from django.urls import reverse

from tests.browser import axe
from tests.factories import ItemFactory, NumberSeriesFactory, code_with, serial_code
from wms.core.models import NumberSeries
from wms.core.seriessetup.services import save_series
from wms.inventory.models import UnitOfMeasure

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def series(transactional_db):
    """A series that two items draw from, and that was renamed."""
    series = NumberSeriesFactory(code="OLD")
    series.code = "SN1"
    save_series(series=series)
    code = serial_code()
    for no in ("1900-S", "1928-S"):
        ItemFactory(no=no, item_tracking_code=code, serial_nos=series)
    return series


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_axe_finds_nothing(signed_in_page, series, width, theme):
    signed_in_page.goto(reverse("home"))
    at = ["core.numberseries", series.pk]
    urls = [
        reverse("changes"),
        reverse("record_changes", args=at),
        reverse("where_used", args=at),
        reverse("where_used_rows", args=[*at, "inventory.item.serial_nos"]),
        reverse("setup_tables"),
        reverse("setup_table", args=["items"]),
    ]

    found = [
        fault for url in urls for fault in axe.faults(signed_in_page, url, width=width, theme=theme)
    ]

    assert found == []


@pytest.mark.rule("LOG-002")
def test_the_change_log_opens_on_the_card(signed_in_page, series):
    signed_in_page.goto(reverse("number_series", args=[series.pk]))

    signed_in_page.get_by_text("Change log", exact=False).last.click()

    expect(signed_in_page.locator("#changes")).to_contain_text("OLD")
    expect(signed_in_page.locator("#changes")).to_contain_text("SN1")


@pytest.mark.rule("SET-007")
def test_a_refused_deletion_leads_to_what_uses_the_record(signed_in_page, series):
    signed_in_page.goto(reverse("number_series", args=[series.pk]))
    signed_in_page.get_by_role("button", name="Delete", exact=True).click()
    signed_in_page.locator("[data-confirm-yes]").click()

    signed_in_page.get_by_role("link", name="2 Items (Serial Nos.)").click()
    signed_in_page.get_by_role("link", name="Item 1928-S").click()

    expect(signed_in_page.get_by_label("No.", exact=True)).to_have_value("1928-S")
    assert NumberSeries.objects.filter(pk=series.pk).exists()


@pytest.mark.rule("IMP-002", "IMP-003")
def test_a_file_is_checked_mended_and_imported(signed_in_page, transactional_db):
    page = signed_in_page
    page.goto(reverse("setup_table", args=["units-of-measure"]))

    def chosen(text):
        file = {"name": "units.csv", "mimeType": "text/csv", "buffer": text.encode()}
        page.locator("[name=file]").set_input_files(files=[file])

    chosen("Code,Description\nPCS,Piece\nMUCH-TOO-LONG,x\n")
    page.get_by_role("button", name="Check only").click()
    expect(page.get_by_text("Code may have at most 10 characters")).to_be_visible()
    assert not UnitOfMeasure.objects.exists()

    chosen("Code,Description\nPCS,Piece\n")
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("Imported: 1 made")).to_be_visible()
    assert UnitOfMeasure.objects.get().description == "Piece"


@pytest.mark.rule("SET-092", "SET-098")
def test_a_date_formula_shows_what_it_gives_while_it_is_typed(signed_in_page, transactional_db):
    code = code_with("EXP", use_expiration_dates=True)
    item = ItemFactory(item_tracking_code=code)
    signed_in_page.goto(reverse("item", args=[item.pk]))
    field = signed_in_page.get_by_label("Expiration Calculation")
    example = signed_in_page.locator("#id_expiration_calculation_example")

    field.press_sequentially("1Y")
    expect(example).to_have_text(re.compile(r"From today: \d{4}-\d\d-\d\d"))
    field.press_sequentially("+1X")
    expect(example).to_contain_text("position 5")
    field.fill("")
    expect(example).to_have_text("")

    signed_in_page.goto(reverse("tracking_code", args=[code.pk]))
    field = signed_in_page.get_by_label("Warranty Date Formula")
    if not field.is_visible():
        signed_in_page.locator("details:has([name=warranty_date_formula]) > summary").click()
    field.press_sequentially("CM")
    expect(signed_in_page.locator("#id_warranty_date_formula_example")).to_contain_text(
        "From today"
    )
