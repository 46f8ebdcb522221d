"""The clerk's whole day with one order, in a real browser: at the desk and by handheld (issue item 5)."""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.factories import ItemFactory, serial_code
from tests.warehouse.scenes import contents, pick_location, put, released_order
from warehouse.models import Activity, PostedActivity
from warehouse.selectors import bin_differences
from wms.ledger.models import ItemApplicationEntry, ItemLedgerEntry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SERIALS = ["S1", "S2", "S3", "S4"]


def shot(page: Page, name: str) -> None:
    """Kept where WMS_SHOTS says, to be looked at."""
    if folder := os.environ.get("WMS_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.fixture
def silver():
    return pick_location()


@pytest.fixture
def order(signed_in_page, silver):
    chair = ItemFactory(
        no="1900-S", description="PARIS Guest Chair", item_tracking_code=serial_code()
    )
    put(silver, "B1", chair, serials=["S1", "S2"])
    put(silver, "B2", chair, serials=["S3", "S4", "S5"])
    return released_order(chair, 4, silver, serials=SERIALS)


def create(page: Page, order) -> Activity:
    page.goto(reverse("documents_to_pick"))
    page.get_by_role("link", name=order.no).click()
    page.get_by_role("button", name="Create inventory pick").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Inventory pick")
    return Activity.objects.get()


def shipped() -> list[str]:
    entries = ItemLedgerEntry.objects.filter(quantity__lt=0).order_by("pk")
    return [entry.serial_no for entry in entries]


def check_books(silver, left: set[str]) -> None:
    """The shipments consumed exactly these serials, and bins and ledger agree."""
    consumed = ItemApplicationEntry.objects.filter(outbound_entry__isnull=False)
    assert sorted(consumed.values_list("inbound_entry__serial_no", flat=True)) == sorted(shipped())
    assert {serial for _, serial, _ in contents(silver)} == left
    assert list(bin_differences()) == []


def test_at_the_desk_a_missing_chair_is_left_out_and_picked_later(signed_in_page, silver, order):
    page = signed_in_page
    page.set_viewport_size({"width": 1440, "height": 900})
    activity = create(page, order)
    shot(page, "pick-desk-created")

    fields = page.get_by_label("Qty. to Handle")
    expect(fields).to_have_count(4)
    for number in (0, 1, 3):  # S3 is not found
        fields.nth(number).fill("1")
        fields.nth(number).press("Tab")
    expect(page.get_by_text("3 of 4 lines filled")).to_be_visible()
    fields.nth(2).fill("2")
    fields.nth(2).press("Tab")
    expect(page.get_by_text("lies between 0 and 1, not 2")).to_be_visible()
    expect(fields.nth(2)).to_have_value("2")
    shot(page, "pick-desk-refused")
    fields.nth(2).fill("0")
    fields.nth(2).press("Tab")
    expect(page.get_by_text("lies between 0 and 1, not 2")).to_have_count(0)
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_text("What was not handled stays here.")).to_be_visible()
    shot(page, "pick-desk-posted-partly")
    assert shipped() == ["S1", "S2", "S4"]

    page.get_by_role("link", name="Delete…").click()
    expect(page.get_by_role("dialog")).to_contain_text("1900-S serial S3")
    shot(page, "pick-desk-delete")
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_text(f"{activity} is deleted.")).to_be_visible()

    create(page, order)
    expect(page.locator("#activity-lines tbody tr")).to_have_count(1)
    expect(page.locator("#activity-lines")).to_contain_text("S3")
    page.get_by_role("button", name="Autofill Qty. to Handle").click()
    expect(page.get_by_text("1 of 1 lines filled")).to_be_visible()
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Posted inventory pick")
    shot(page, "pick-desk-posted")

    assert shipped() == ["S1", "S2", "S4", "S3"]
    check_books(silver, {"S5"})


def test_by_handheld_bins_and_serials_are_scanned_one_after_the_other(
    signed_in_page, silver, order
):
    page = signed_in_page
    page.set_viewport_size({"width": 390, "height": 844})
    create(page, order)
    shot(page, "pick-390-card")
    page.get_by_role("link", name="Work by scan").click()
    scan = page.locator("#scan")
    question = page.locator(".question")
    expect(scan).to_be_focused()
    expect(question).to_contain_text("scan the bin")
    shot(page, "pick-390-bin")

    wedge(page, "B9")
    expect(page.get_by_text("Expected bin B1, scanned B9.")).to_be_visible()
    shot(page, "pick-390-wrong")
    wedge(page, "b1")
    expect(question).to_contain_text("scan serial S1")
    expect(scan).to_be_focused()
    wedge(page, "S1")
    wedge(page, "S2")  # not waiting for the answer: scans stand in line
    expect(page.get_by_text("2 of 4")).to_be_visible()
    expect(question).to_contain_text("B2")
    shot(page, "pick-390-right")
    page.get_by_role("button", name="Undo last scan").click()
    expect(page.get_by_text("1 of 4")).to_be_visible()
    wedge(page, "S2")
    expect(page.get_by_text("2 of 4")).to_be_visible()

    wedge(page, "B2")
    page.get_by_role("button", name="Later: next line").click()  # S3 is not found
    expect(question).to_contain_text("scan serial S4")
    wedge(page, "S4")
    expect(page.get_by_text("3 of 4")).to_be_visible()
    page.get_by_role("button", name="Post").click()
    expect(page.get_by_role("dialog")).to_contain_text("3 of 4 lines are done.")
    page.get_by_role("button", name="Yes").click()
    expect(page.get_by_text("What was not handled stays here.")).to_be_visible()
    assert shipped() == ["S1", "S2", "S4"]

    page.get_by_role("link", name="Delete…").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_text("is deleted.")).to_be_visible()
    create(page, order)
    page.get_by_role("link", name="Work by scan").click()
    expect(scan).to_be_focused()
    wedge(page, "B2")
    expect(question).to_contain_text("scan serial S3")
    wedge(page, "S3")
    expect(page.get_by_text("All lines are done. Post the pick.")).to_be_visible()
    shot(page, "pick-390-done")
    page.get_by_role("button", name="Post").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Posted inventory pick")
    shot(page, "pick-390-posted")

    assert shipped() == ["S1", "S2", "S4", "S3"]
    assert PostedActivity.objects.count() == 2
    check_books(silver, {"S5"})


def wedge(page: Page, code: str) -> None:
    """A scanner that types and sends Enter, whatever has the focus."""
    page.keyboard.type(code)
    page.keyboard.press("Enter")
