"""A released warehouse shipment, picked and shipped in a real browser: at the desk and by handheld."""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.factories import ItemFactory, serial_code, user_with_role
from tests.warehouse.documents.pick_scenes import picked, picked_location, register, shipment_of
from tests.warehouse.scenes import contents, put
from warehouse.models import Activity, RegisteredActivity, WarehouseDocument
from warehouse.selectors import bin_differences
from wms.inventory.models import WarehouseEmployee
from wms.ledger.models import ItemLedgerEntry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK, HANDHELD = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def shot(page: Page, name: str) -> None:
    """Kept where WMS_SHOTS says, to be looked at."""
    if folder := os.environ.get("WMS_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.fixture
def yellow(page):
    return picked_location()


@pytest.fixture
def shipment(yellow):
    """Two chairs of three, any of them."""
    chair = ItemFactory(
        no="1900-S", description="PARIS Guest Chair", item_tracking_code=serial_code()
    )
    put(yellow, "B1", chair, serials=["S1", "S2", "S3"])
    return shipment_of(chair, 2, yellow)


@pytest.fixture
def sign_in(page, client, live_server):
    """The browser belongs to somebody with this role, who works at these locations."""

    def signed_in(role: str, *locations) -> Page:
        user = user_with_role(role)
        for location in locations:
            WarehouseEmployee.objects.create(user=user, location=location)
        client.force_login(user)
        session = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        return page

    return signed_in


def pick_of(page: Page, shipment: WarehouseDocument) -> Activity:
    page.goto(shipment.get_absolute_url())
    page.get_by_role("button", name="Create pick").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Warehouse pick")
    return Activity.objects.get()


def shipped() -> list[str]:
    entries = ItemLedgerEntry.objects.filter(quantity__lt=0).order_by("pk")
    return [entry.serial_no for entry in entries]


def type_into(field, text: str) -> None:
    field.fill(text)
    field.press("Tab")


def test_at_the_desk_the_clerk_types_the_serials_and_the_manager_ships(sign_in, yellow, shipment):
    page = sign_in("warehouse clerk", yellow)
    page.set_viewport_size(DESK)
    page.goto(shipment.get_absolute_url())
    expect(page.get_by_role("button", name="Post")).to_have_attribute("aria-disabled", "true")
    expect(page.get_by_label("Bin Code")).to_have_count(0)
    type_into(page.get_by_label("Qty. to Ship", exact=True), "2")
    shot(page, "ship-desk-refused")
    expect(page.locator("#lines")).to_contain_text("not 2")
    type_into(page.get_by_label("Qty. to Ship", exact=True), "0")
    expect(page.locator("#lines .errorlist")).to_have_count(0)

    pick = pick_of(page, shipment)
    shot(page, "whse-pick-desk-created")
    expect(page.get_by_text("2 lines lack a number or a bin")).to_be_visible()
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_text("Serial No. is blank for item 1900-S")).to_be_visible()
    shot(page, "whse-pick-desk-refused")

    serials = page.get_by_label("Serial No.")
    type_into(serials.nth(0), "S9")
    expect(page.locator("#activity-lines")).to_contain_text("S9")
    shot(page, "whse-pick-desk-wrong")
    type_into(serials.nth(0), "s1")
    expect(page.get_by_text("1 line lacks a number or a bin")).to_be_visible()
    type_into(serials.nth(1), "S1")
    expect(page.locator(".errorlist")).to_contain_text("S1")
    type_into(serials.nth(1), "S3")
    expect(page.get_by_text("lacks a number")).to_have_count(0)
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_text("can ship it")).to_be_visible()
    shot(page, "whse-pick-desk-registered")
    assert not shipped()
    assert not Activity.objects.exists()
    assert RegisteredActivity.objects.get().activity_no == pick.no

    page = sign_in("warehouse manager", yellow)
    page.goto(shipment.get_absolute_url())
    expect(page.get_by_text("Completely Picked")).to_be_visible()
    expect(page.get_by_role("button", name="Create pick")).to_have_attribute(
        "aria-disabled", "true"
    )
    shot(page, "ship-desk-picked")
    page.get_by_role("button", name="Post").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Posted warehouse shipment")
    shot(page, "ship-desk-posted")
    assert sorted(shipped()) == ["S1", "S3"]
    assert {serial for _, serial, _ in contents(yellow)} == {"S2"}
    assert list(bin_differences()) == []


def test_by_handheld_one_is_left_for_later_and_the_shipment_leads_back_to_the_pick(
    sign_in, yellow, shipment
):
    page = sign_in("warehouse clerk", yellow)
    page.set_viewport_size(HANDHELD)
    page.emulate_media(color_scheme="dark")
    pick = pick_of(page, shipment)
    shot(page, "whse-pick-390-card")
    page.get_by_role("link", name="Work by scan").click()
    question = page.locator(".question")
    expect(page.locator("#scan")).to_be_focused()
    wedge(page, "SHIP")
    expect(page.get_by_text("Expected bin B1, scanned SHIP.")).to_be_visible()
    wedge(page, "B1")
    expect(question).to_contain_text("scan a serial number")
    wedge(page, "S9")
    expect(page.locator(".wrong-scan")).to_contain_text("S9")
    shot(page, "whse-pick-390-wrong")
    wedge(page, "S2")
    expect(page.get_by_text("1 of 2")).to_be_visible()
    shot(page, "whse-pick-390-right")
    page.get_by_role("link", name="Lines").click()
    fields = page.get_by_label("Qty. to Handle", exact=True)
    type_into(fields.nth(1), "0")
    expect(page.get_by_text("lacks a number")).to_have_count(0)
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_text("What was not handled stays here.")).to_be_visible()

    page.goto(shipment.get_absolute_url())
    expect(page.get_by_text("Partially Picked")).to_be_visible()
    shot(page, "ship-390-partly")
    page.get_by_role("button", name="Post").click()
    expect(page.get_by_text("What was not shipped stays here.")).to_be_visible()
    assert shipped() == ["S2"]

    back = page.get_by_role("link", name=f"Open pick {pick.no}")
    expect(back).to_have_class("button primary")
    shot(page, "ship-390-open-pick")
    back.click()
    page.get_by_role("link", name="Work by scan").click()
    expect(page.locator("#scan")).to_be_focused()
    wedge(page, "B1")
    expect(question).to_contain_text("scan a serial number")
    wedge(page, "S2")
    expect(page.locator(".wrong-scan")).to_contain_text("S2")
    wedge(page, "S3")
    expect(page.get_by_text("All lines are done. Register the pick.")).to_be_visible()
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_text("can ship it")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(shipment))
    assert RegisteredActivity.objects.count() == 2
    shot(page, "ship-390-picked")


def test_who_works_elsewhere_is_told_so(sign_in, shipment):
    pick = picked(shipment)
    page = sign_in("warehouse clerk", picked_location("GREEN"))

    for one in (shipment, pick):
        page.goto(one.get_absolute_url())
        expect(page.locator("main")).to_contain_text("YELLOW")
        expect(page.get_by_role("button", name="Register")).to_have_count(0)
        expect(page.get_by_role("button", name="Post")).to_have_count(0)
    shot(page, "whse-pick-elsewhere")


def test_axe_finds_nothing_from_the_shipment_to_the_registered_pick(sign_in, yellow, shipment):
    page = sign_in("warehouse manager", yellow)
    page.goto(reverse("home"))
    found = faults(page, shipment.get_absolute_url())
    pick = picked(shipment)
    scan = reverse("activity_scan", args=[pick.kind, pick.pk])
    found += faults(page, shipment.get_absolute_url(), pick.get_absolute_url(), scan)
    for line, serial in zip(pick.lines.order_by("line_no"), ["S1", "S2"], strict=True):
        line.serial_no = serial
        line.save(update_fields=["serial_no"])
    registered = register(pick).registered
    found += faults(page, shipment.get_absolute_url(), registered.get_absolute_url())

    assert found == []


def faults(page: Page, *urls: str) -> list[str]:
    looks = ((1440, "light"), (390, "dark"))
    return [
        fault
        for url in urls
        for width, theme in looks
        for fault in axe.faults(page, url, width=width, theme=theme)
    ]


def wedge(page: Page, code: str) -> None:
    """A scanner that types and sends Enter, whatever has the focus."""
    page.keyboard.type(code)
    page.keyboard.press("Enter")
