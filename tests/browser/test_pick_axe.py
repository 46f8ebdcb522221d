"""Axe finds nothing on the pages of picks, at the desk and on a handheld, light and dark."""

import pytest
from django.urls import reverse

from tests.browser import axe
from tests.factories import ItemFactory, UserFactory, lot_code, serial_code
from tests.warehouse.scenes import pick_location, put, released_order
from warehouse.models import PostedActivity
from warehouse.services.pick_creation import create_inventory_pick
from warehouse.services.pick_posting import post_activity
from warehouse.services.pick_work import autofill

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def picks(db):
    """A posted pick, an open one with stated and with blank numbers, an order that waits."""
    silver = pick_location()
    chair = ItemFactory(no="CHAIR", description="Chair", item_tracking_code=serial_code())
    paint = ItemFactory(no="PAINT", description="Paint", item_tracking_code=lot_code())
    put(silver, "B1", chair, serials=["S1", "S2", "S3", "S4"])
    put(silver, "B2", paint, lots={"L1": 20})
    by = UserFactory()
    done = create_inventory_pick(document=released_order(chair, 1, silver, serials=["S4"]), by=by)
    autofill(activity=done, by=by)
    post_activity(activity=done, by=by)
    stated = create_inventory_pick(document=released_order(chair, 1, silver, serials=["S1"]), by=by)
    blank = create_inventory_pick(document=released_order(paint, 5, silver), by=by)
    autofill(activity=blank, by=by)
    return stated, blank, released_order(chair, 1, silver)


def at(name, activity, *args) -> str:
    return reverse(name, args=[activity.kind, activity.pk, *args])


def addresses(stated, blank, order) -> list[str]:
    line = blank.lines.get()
    return [
        reverse("activities", args=["inventory_pick"]),
        stated.get_absolute_url(),
        blank.get_absolute_url(),
        at("activity_line", blank, line.pk),
        at("delete_activity", stated),
        at("delete_activity_line", stated, stated.lines.get().pk),
        f"{stated.get_absolute_url()}tracking/",
        reverse("documents_to_pick"),
        reverse("create_inventory_pick", args=[order.kind, order.pk]),
        reverse("posted_activities", args=["inventory_pick"]),
        PostedActivity.objects.get().get_absolute_url(),
        reverse("numbers_by_bin"),
        at("activity_scan", stated),
    ]


def test_axe_finds_nothing_on_the_pages_of_picks(signed_in_page, picks):
    signed_in_page.goto(reverse("home"))
    found = []
    for url in addresses(*picks):
        found += axe.faults(signed_in_page, url)
        found += axe.faults(signed_in_page, url, width=390, theme="dark")

    assert found == []


@pytest.mark.parametrize("code", ["WRONG", "B1"])
def test_axe_finds_nothing_after_a_scan(signed_in_page, picks, code):
    def scanned(tab):
        tab.locator("#scan").fill(code)
        tab.locator("#scan").press("Enter")
        tab.wait_for_selector("[data-sound]")

    signed_in_page.goto(reverse("home"))

    assert [
        fault
        for theme in ("light", "dark")
        for fault in axe.faults(
            signed_in_page, at("activity_scan", picks[0]), width=390, theme=theme, first=scanned
        )
    ] == []


def test_axe_finds_nothing_with_a_question_open(signed_in_page, picks):
    def asked(tab):
        tab.get_by_role("link", name="Delete…").click()
        tab.wait_for_selector("dialog[open]")

    signed_in_page.goto(reverse("home"))

    assert axe.faults(signed_in_page, picks[0].get_absolute_url(), first=asked) == []
