"""Counting and assembling in the browser, and what axe says of these pages."""

from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser import axe
from tests.factories import ItemFactory, journal, lot_code, setup_series
from tests.tracking.posting.desk import lot, receive
from tests.tracking.posting.making import assembly, line, made_by, production
from tracking.posting import post_document
from warehouse.counting.services import calculate_inventory
from wms.documents.kinds import DocumentKind
from wms.ledger.models import ItemLedgerEntry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def paint(db):
    setup_series()
    paint = ItemFactory(no="PAINT", description="Paint", item_tracking_code=lot_code())
    receive(paint, lot("A", 5), lot("B", 3))
    return paint


@pytest.fixture
def count(paint):
    count = made_by(DocumentKind.PHYSICAL_INVENTORY, no="PI1")
    calculate_inventory(document=count, by=count.created_by)
    return count


@pytest.fixture
def kit(paint):
    """An assembly order of two kits, of one tin of paint each and four unnumbered screws."""
    kit = assembly(no="AO1")
    line(kit, ItemFactory(no="KIT", description="Kit"), 2)
    line(kit, paint, 2, lot("A", 2))
    screws = ItemFactory(no="SCREW", description="Screw")
    receive(screws, quantity=100)
    line(kit, screws, qty_per_output=Decimal(4))
    return kit


def test_what_is_counted_is_posted(signed_in_page, count):
    page = signed_in_page
    page.goto(count.get_absolute_url())
    row = page.locator("tr[data-line-row]").nth(1)
    row.get_by_label("Qty. (Phys. Inventory)").fill("1")
    row.get_by_label("Qty. (Phys. Inventory)").press("Tab")
    page.get_by_text("Negative Adjmt.").wait_for()

    page.get_by_role("link", name="Post…").click()
    page.get_by_role("dialog").get_by_role("button", name="Post", exact=True).click()
    page.get_by_text("1 item ledger entry posted").first.wait_for()

    last = ItemLedgerEntry.objects.order_by("entry_no").last()
    assert (last.entry_type, last.lot_no, last.quantity) == ("negative_adjmt", "B", -2)


def test_components_follow_what_is_assembled(signed_in_page, kit):
    page = signed_in_page
    page.goto(kit.get_absolute_url())
    output = page.locator("tr[data-line-row]").first
    output.get_by_label("Qty. to Assemble/Consume").fill("1")
    output.get_by_label("Qty. to Assemble/Consume").press("Tab")

    screws = page.locator("tr[data-line-row]").nth(2).get_by_label("Qty. to Assemble/Consume")
    expect(screws).to_have_value("4")


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_axe_finds_nothing(signed_in_page, count, kit, width, theme):
    posted = post_document(document=kit, by=kit.created_by).posted_document
    numbered = journal(no="IJ1", tracking_on_lines=True)
    pages = [
        count.get_absolute_url(),
        reverse("calculate_inventory", args=[count.kind, count.pk]),
        kit.get_absolute_url(),
        posted.get_absolute_url(),
        production(no="MO1").get_absolute_url(),
        numbered.get_absolute_url(),
    ]
    signed_in_page.goto(reverse("home"))

    found = [
        fault
        for url in pages
        for fault in axe.faults(signed_in_page, url, width=width, theme=theme)
    ]

    assert found == []
