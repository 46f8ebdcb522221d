"""The card of an item tracking code in a real browser: words that change with the switches, locks, replay."""

import pytest
from django.urls import reverse

from tests.browser import axe
from tests.factories import ItemFactory, code_with, serial_code, setup_series
from tests.tracking.stock import in_stock
from tracking.models import ItemTrackingCode

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def codes(transactional_db):
    setup_series()
    free = code_with("FREE")
    in_stock(ItemFactory(no="1928", item_tracking_code=free), 5)
    in_stock(ItemFactory(no="1900-S", item_tracking_code=serial_code()), serial_no="S1")
    return free


def test_the_words_the_matrix_and_the_link_follow_each_click(signed_in_page, codes):
    tab = signed_in_page
    tab.goto(reverse("tracking_code", args=[codes.pk]))
    tab.get_by_text("Serial No.", exact=True).first.click()
    tab.locator("#code-matrix > summary").click()
    words = tab.locator("#code-words")
    expect(words).to_contain_text("No number is required; any may be given.")

    tab.locator("input[name=sn_sales_outbound_tracking]").check()

    expect(words).to_contain_text("A serial is required.")
    expect(tab.locator("#code-matrix")).to_have_attribute("open", "")
    expect(tab.locator("#code-matrix")).to_contain_text("required")
    expect(tab.locator("input[name=sn_sales_outbound_tracking]")).to_be_focused()
    link = tab.get_by_role("link", name="Try on past postings")
    expect(link).to_have_attribute("href", f"{_simulation(codes)}?sn_sales_outbound_tracking=on")
    with tab.expect_popup() as opened:
        link.click()
    expect(opened.value.get_by_text("SN Sales Outbound Tracking: on")).to_be_visible()
    expect(tab.locator("input[name=sn_sales_outbound_tracking]")).to_be_checked()
    assert not ItemTrackingCode.objects.get(pk=codes.pk).sn_sales_outbound_tracking


def _simulation(code) -> str:
    return reverse("tracking_code_simulation", args=[code.pk])


def test_a_switch_that_the_past_fixes_cannot_be_clicked(signed_in_page, codes):
    tab = signed_in_page
    tab.goto(reverse("tracking_code", args=[ItemTrackingCode.objects.get(code="SNALL").pk]))
    tab.get_by_text("Lot No.", exact=True).first.click()
    switch = tab.locator("input[name=lot_specific_tracking]")

    switch.click(force=True)

    expect(switch).not_to_be_checked()
    expect(tab.get_by_text("Locked: Lot Specific Tracking cannot be changed")).to_be_visible()


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_axe_finds_nothing_on_the_pages_about_codes(signed_in_page, codes, width, theme):
    signed_in_page.goto(reverse("home"))
    period = "first=2026-01-01&last=2026-12-31"

    def matrix(tab):
        tab.locator("#code-matrix > summary").click()

    pages = {
        reverse("tracking_code", args=[codes.pk]): matrix,
        f"{reverse('tracking_code_new')}?copy=SNALL": None,
        f"{_simulation(codes)}?sn_pos_adjmt_inbound_tracking=on&{period}": None,
        f"{_simulation(codes)}?first=2026-02-01&last=2026-01-01": None,
        reverse("tracking_codes_ready_made"): None,
    }
    found = [
        fault
        for url, first in pages.items()
        for fault in axe.faults(
            signed_in_page, url, width=width, theme=theme, **({"first": first} if first else {})
        )
    ]

    assert found == []
