"""What an item ledger entry carries (POST section 2)."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum

from tests.factories import ItemFactory, lot_code
from tests.tracking.posting.desk import (
    JAN_2,
    JAN_5,
    adjustment,
    applications,
    at,
    entries,
    entry,
    lot,
    moving,
    post,
    purchase,
    receive,
    renamed,
    ship,
)
from wms.documents.kinds import EntryType
from wms.ledger.checks import ledger_differences
from wms.ledger.models import ItemLedgerEntry


@pytest.mark.rule("POST-014", "POST-024")
def test_incoming_stock_is_open_for_all_of_it(db):
    receive(ItemFactory(), quantity="3.5")

    found = entry(1)

    assert (found.quantity, found.remaining_quantity) == (Decimal("3.5"), Decimal("3.5"))
    assert found.is_open
    assert applications() == [(1, 1, 0, 0, Decimal("3.5"))]


@pytest.mark.rule("POST-014", "POST-015")
def test_outgoing_stock_is_closed_and_counts_as_not_returned(db):
    item = ItemFactory()
    receive(item, quantity=5)

    ship(item, quantity=2)
    post(adjustment(item, quantity=1, entry_type=EntryType.NEGATIVE_ADJMT))

    assert entries("quantity", "remaining_quantity", "shipped_qty_not_returned") == [
        (5, 2, 0),
        (-2, 0, -2),
        (-1, 0, -1),
    ]
    assert [found.is_open for found in ItemLedgerEntry.objects.order_by("pk")] == [
        True,
        False,
        False,
    ]


@pytest.mark.rule("POST-015", "RCL-047")
def test_a_transfer_is_invoiced_from_birth_and_is_never_counted_as_shipped(db):
    item = ItemFactory()
    receive(item, quantity=5)
    post(adjustment(item, quantity=4))

    post(moving(item, quantity=2, to=at("WEST")))

    assert entries("quantity", "invoiced_quantity", "shipped_qty_not_returned")[2:] == [
        (-2, -2, 0),
        (2, 2, 0),
    ]


@pytest.mark.rule("POST-001")
def test_an_order_is_not_invoiced_by_moving_its_goods(db):
    item = ItemFactory()
    receive(item, quantity=5)
    ship(item, quantity=2)

    assert entries("quantity", "invoiced_quantity", "entry_type") == [
        (5, 0, "purchase"),
        (-2, 0, "sale"),
    ]


@pytest.mark.rule("POST-001")
def test_an_entry_carries_what_its_document_says(db):
    item = ItemFactory(no="LAMP")
    order = purchase(
        item,
        quantity=1,
        external_document_no="INV-77",
        document_date=JAN_2,
        posting_date=JAN_5,
        line={"description": "A lamp"},
    )

    posted = post(order)

    found = entry(1)
    assert (found.description, found.external_document_no) == ("A lamp", "INV-77")
    assert (found.document_date, found.posting_date) == (JAN_2, JAN_5)
    assert (found.vendor, found.customer) == (order.vendor, None)
    assert (found.document_no, found.document_line_no) == (posted.posted_document.no, 10000)
    assert not found.correction


@pytest.mark.rule("POST-016")
@pytest.mark.parametrize(
    ("entry_no", "change"),
    [
        (1, {"remaining_quantity": 6}),
        (1, {"remaining_quantity": -1}),
        (2, {"remaining_quantity": -3}),
        (2, {"remaining_quantity": 1}),
        (1, {"invoiced_quantity": 6}),
        (1, {"invoiced_quantity": -1}),
        (2, {"invoiced_quantity": -3}),
        (2, {"invoiced_quantity": 1}),
        (1, {"shipped_qty_not_returned": -1}),
        (2, {"shipped_qty_not_returned": -3}),
        (2, {"shipped_qty_not_returned": 1}),
    ],
)
def test_no_way_around_the_models_stores_figures_beyond_the_quantity(db, entry_no, change):
    item = ItemFactory()
    receive(item, quantity=5)
    ship(item, quantity=2)

    with pytest.raises(IntegrityError), transaction.atomic():
        ItemLedgerEntry.objects.filter(pk=entry_no).update(**change)


@pytest.mark.rule("POST-017", "RCL-050")
def test_quantities_and_what_is_left_add_up_alike_at_every_place(db):
    item = ItemFactory(item_tracking_code=lot_code())
    receive(item, lot("A", 6), lot("B", 4))
    ship(item, lot("A", 5))
    post(moving(item, renamed(lot("B", 3), lot="A"), to=at("WEST")))
    post(adjustment(item, lot("A", 1), quantity=-1))

    places = ItemLedgerEntry.objects.values_list("location__code", "lot_no").annotate(
        Sum("quantity"), Sum("remaining_quantity")
    )

    assert sorted(places) == [("EAST", "A", 0, 0), ("EAST", "B", 1, 1), ("WEST", "A", 3, 3)]
    assert ledger_differences() == []
