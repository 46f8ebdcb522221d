"""Numbers of posted documents and their series."""

from datetime import date

import pytest

from tests.factories import ItemFactory, serial_code
from tests.tracking.posting.desk import (
    JAN_1,
    JAN_2,
    adjustment,
    post,
    purchase,
    receive,
    refusal,
    refused,
    sales,
    setup,
    ship,
)
from wms.inventory.models import InventorySetup


@pytest.mark.rule("POST-113")
@pytest.mark.parametrize(
    ("make", "field", "caption", "title"),
    [
        (purchase, "posted_receipt_nos", "Posted Receipt Nos.", "Purchase order"),
        (sales, "posted_shipment_nos", "Posted Shipment Nos.", "Sales order"),
    ],
)
def test_a_missing_series_is_told_before_anything_else(make, field, caption, title):
    setup(**{field: None})
    item = ItemFactory(item_tracking_code=serial_code(), blocked=True)

    refusal_ = refused(make(item, quantity=1, no="X1"))

    assert str(refusal_) == (
        f"{title} X1: {caption} is blank in Inventory Setup."
        " Name the number series for posted documents there."
    )


@pytest.mark.rule("POST-113")
def test_a_journal_needs_no_series_of_posted_documents(db):
    setup(posted_receipt_nos=None, posted_shipment_nos=None)

    assert post(adjustment(ItemFactory(), quantity=1)).posted_document is None


@pytest.mark.rule("POST-113", "POST-121")
def test_receipts_and_shipments_have_series_of_their_own(db):
    item = ItemFactory()
    series = InventorySetup.objects.get()

    first, second = receive(item, quantity=2), receive(item, quantity=2)
    shipment = ship(item, quantity=1)

    assert [
        (posted.posted_document.kind, posted.posted_document.no)
        for posted in (first, second, shipment)
    ] == [
        ("purchase_receipt", "PRN00001"),
        ("purchase_receipt", "PRN00002"),
        ("sales_shipment", "PSN00001"),
    ]
    assert series.posted_receipt_nos.lines.get().last_no_used == "PRN00002"
    assert series.posted_shipment_nos.lines.get().last_no_used == "PSN00001"


@pytest.mark.rule("POST-113")
def test_the_number_is_that_of_the_posting_date(db):
    series = InventorySetup.objects.get().posted_receipt_nos
    series.lines.all().delete()
    series.lines.create(starting_no="R25-001", starting_date=date(2025, 1, 1))
    series.lines.create(starting_no="R26-001", starting_date=JAN_1)
    item = ItemFactory()

    old = receive(item, quantity=1, posting_date=date(2025, 12, 31))
    new = receive(item, quantity=1, posting_date=JAN_2)

    assert [posted.posted_document.no for posted in (old, new)] == ["R25-001", "R26-001"]


@pytest.mark.rule("POST-113")
def test_an_exhausted_series_refuses_the_posting(db):
    series = InventorySetup.objects.get().posted_receipt_nos
    series.lines.update(ending_no="PRN00001")
    receive(ItemFactory(), quantity=1)

    sentences = refusal(purchase(ItemFactory(), quantity=1))

    assert series.code in sentences[0]
