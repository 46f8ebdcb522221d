"""Warehouse journals in a real browser: a lot goes from bin to bin; accessibility."""

import pytest
from django.urls import reverse

from tests.browser import axe
from tests.factories import ItemFactory, NumberSeriesFactory, lot_code
from tests.warehouse.scenes import contents, pick_location, put
from warehouse.models import WarehouseJournal, WarehouseSetup

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def place(transactional_db):
    location = pick_location("EAST", bins=("A-1", "A-2"))
    WarehouseSetup.objects.update(warehouse_journal_nos=NumberSeriesFactory(code="WJ"))
    put(location, "A-1", ItemFactory(no="GLUE", item_tracking_code=lot_code()), lots={"L1": 10})
    put(location, "A-1", ItemFactory(no="DESK"), 5)
    return location


@pytest.mark.rule("WHS-231", "SET-050")
def test_a_lot_is_moved_by_hand(signed_in_page, place):
    tab = signed_in_page
    tab.goto(reverse("warehouse_journals"))
    tab.get_by_role("link", name="New warehouse journal").first.click()
    tab.get_by_label("Location Code").fill("east")
    tab.get_by_role("button", name="Make journal").click()
    for item in ("DESK", "GLUE"):
        tab.get_by_label("Item No.").fill(item)
        tab.get_by_label("From Bin Code").fill("A-1")
        tab.get_by_label("To Bin Code").fill("A-2")
        tab.get_by_label("Quantity", exact=True).fill("4")
        tab.get_by_role("button", name="Add line").click()
    links = tab.get_by_role("link", name="Warehouse Item Tracking Lines")
    expect(links).to_have_count(2)
    links.first.click()
    expect(tab.get_by_role("alert")).to_contain_text("Item DESK has no warehouse item tracking")
    links.last.click()
    tab.get_by_label("Lot No.").fill("l1")
    tab.get_by_label("Quantity (Base)").fill("4")
    tab.get_by_role("button", name="Add number").click()
    expect(tab.get_by_role("row", name="L1")).to_be_visible()
    found = axe.faults(tab, tab.url) + axe.faults(tab, tab.url, width=390, theme="dark")
    tab.get_by_role("link", name="Warehouse journal").last.click()
    found += axe.faults(tab, tab.url) + axe.faults(tab, tab.url, width=390, theme="dark")

    tab.get_by_role("button", name="Register").click()

    expect(tab.locator(".messages")).to_contain_text("registered.")
    assert contents(place) == {
        ("A-1", "", ""): 1,
        ("A-2", "", ""): 4,
        ("A-1", "", "L1"): 6,
        ("A-2", "", "L1"): 4,
    }
    found += axe.faults(tab, WarehouseJournal.objects.get().get_absolute_url())
    assert found == []
