"""Axe finds nothing on the pages of documents, posted documents, the ledger and the search."""

from datetime import date

import pytest
from django.urls import reverse

from tests.browser import axe
from tests.factories import (
    CustomerFactory,
    ItemFactory,
    UserFactory,
    VendorFactory,
    add_line,
    journal,
    lot_code,
    purchase_order,
    reclassification,
    sales_order,
    serial_code,
    setup_series,
    tracked,
)
from tracking.posting import post_document

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def company(db):
    """A received order, an open sales order that wants a serial of it, two journals."""
    setup_series()
    by = UserFactory()
    chair = ItemFactory(no="CHAIR", description="Chair", item_tracking_code=serial_code())
    paint = ItemFactory(
        no="PAINT", description="Paint", item_tracking_code=lot_code(use_expiration_dates=True)
    )
    bought = purchase_order(chair, 2, no="PO-1", vendor=VendorFactory(name="Oak Yard"))
    tracked(bought.lines.get(), "S1")
    tracked(bought.lines.get(), "S2")
    litres = add_line(bought, paint, 5)
    tracked(litres, lot_no="L1", quantity=5, expiration_date=date(2027, 1, 31))
    posted = post_document(document=bought, by=by).posted_document
    sold = sales_order(chair, 2, no="SO-1", customer=CustomerFactory(name="Harbour Furniture"))
    tracked(sold.lines.get(), "S1")
    line = posted.lines.first()
    return [
        reverse("documents", args=["purchase_order"]),
        reverse("new_document", args=["purchase_order"]),
        sold.get_absolute_url(),
        journal(paint, 1, no="IJ-1").get_absolute_url(),
        reclassification(paint, 1, no="RJ-1").get_absolute_url(),
        reverse("delete_document", args=[sold.kind, sold.pk]),
        reverse("post_document", args=[sold.kind, sold.pk]),
        reverse("preview_posting", args=[sold.kind, sold.pk]),
        reverse("posted_documents", args=["purchase_receipt"]),
        posted.get_absolute_url(),
        reverse("posted_line", args=[posted.kind, posted.pk, line.pk]),
        reverse("ledger_entries"),
        reverse("ledger_entry", args=[1]),
        reverse("registers"),
        reverse("register", args=[1]),
        f"{reverse('search')}?q=o",
        f"{reverse('search')}?q=nothing",
        f"{reverse('number', args=['serial', chair.pk])}?no=S1",
    ]


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (1440, "dark"), (390, "light")])
def test_axe_finds_nothing_on_the_pages_of_documents(signed_in_page, company, width, theme):
    signed_in_page.goto(reverse("home"))

    found = [
        fault
        for url in company
        for fault in axe.faults(signed_in_page, url, width=width, theme=theme)
    ]

    assert found == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_rows_in_error_and_in_dialogs(signed_in_page, company, theme):
    order = next(url for url in company if url.startswith("/documents/sales_order/"))

    def in_error(tab):
        item = tab.locator("tr[data-new]").get_by_label("Item No.", exact=True)
        item.fill("NOPE")
        item.press("Tab")
        tab.get_by_text("Item No. NOPE does not exist.").wait_for()

    def asked(tab):
        tab.get_by_role("link", name="Ship…").click()
        tab.get_by_role("dialog").get_by_role("button", name="Post", exact=True).click()
        tab.get_by_text("Nothing was posted.").wait_for()

    def deleting(tab):
        tab.get_by_role("link", name="Delete…").click()
        tab.get_by_role("dialog").wait_for()

    signed_in_page.goto(reverse("home"))

    found = [
        fault
        for first in (in_error, asked, deleting)
        for fault in axe.faults(signed_in_page, order, theme=theme, first=first)
    ]

    assert found == []
