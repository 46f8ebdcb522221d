"""What an entry is born with, and which stock is consumed when no number decides."""

from datetime import date
from decimal import Decimal

import pytest

from tests.factories import ItemFactory, code_with, lot_code
from tests.tracking.posting.desk import (
    JAN_2,
    JAN_5,
    JAN_10,
    applications,
    at,
    entries,
    lot,
    moving,
    post,
    purchase,
    receive,
    refusal,
    refused,
    sales,
    ship,
    warnings,
    with_line,
)
from tracking.posting import errors
from wms.inventory.models import ItemVariant

DEC_20 = date(2025, 12, 20)


# First in, first out


@pytest.mark.rule("POST-025")
def test_the_oldest_posting_date_goes_first_then_the_lowest_entry(db):
    item = ItemFactory()
    receive(item, quantity=4, posting_date=JAN_5)
    receive(item, quantity=4, posting_date=JAN_2)
    receive(item, quantity=4, posting_date=JAN_5)

    ship(item, quantity=9, posting_date=JAN_10)

    assert applications()[3:] == [(4, 1, 4, 0, -4), (4, 2, 4, 0, -4), (4, 3, 4, 0, -1)]
    assert entries("remaining_quantity", quantity__gt=0) == [(0,), (0,), (3,)]


@pytest.mark.rule("POST-025")
def test_a_lifo_item_takes_the_newest_first(db):
    item = ItemFactory(costing_method="lifo")
    receive(item, quantity=4, posting_date=JAN_5)
    receive(item, quantity=4, posting_date=JAN_2)
    receive(item, quantity=4, posting_date=JAN_5)

    ship(item, quantity=5, posting_date=JAN_10)

    assert entries("remaining_quantity", quantity__gt=0) == [(3,), (4,), (0,)]


@pytest.mark.rule("POST-025", "POST-026")
def test_a_lifo_item_takes_the_newest_of_its_lot(db):
    item = ItemFactory(costing_method="lifo", item_tracking_code=lot_code())
    receive(item, lot("A", 4), lot("B", 4))
    receive(item, lot("A", 4), lot("B", 4))

    ship(item, lot("A", 5))

    assert entries("lot_no", "remaining_quantity", quantity__gt=0) == [
        ("A", 3),
        ("B", 4),
        ("A", 0),
        ("B", 4),
    ]


@pytest.mark.rule("POST-025")
def test_fifo_and_lifo_items_on_one_document_each_keep_their_way(db):
    fifo, lifo = ItemFactory(), ItemFactory(costing_method="lifo")
    for quantity in (2, 3):
        receive(fifo, quantity=quantity)
        receive(lifo, quantity=quantity)
    order = sales(fifo, quantity=1)
    with_line(order, lifo, quantity=1)

    post(order)

    assert entries("remaining_quantity", item=fifo, quantity__gt=0) == [(1,), (3,)]
    assert entries("remaining_quantity", item=lifo, quantity__gt=0) == [(2,), (2,)]


@pytest.mark.rule("POST-025")
def test_stock_of_another_place_or_variant_is_not_touched(db):
    item = ItemFactory(no="NUT")
    red = ItemVariant.objects.create(item=item, code="RED")
    receive(item, quantity=4, location=at("WEST"))
    receive(item, quantity=4, line={"variant": red})
    receive(item, quantity=4)

    ship(item, quantity=3)

    assert entries("remaining_quantity", quantity__gt=0) == [(4,), (4,), (1,)]


@pytest.mark.rule("POST-025", "POST-107")
def test_several_lines_take_one_after_the_other(db):
    item = ItemFactory()
    receive(item, quantity=3)
    receive(item, quantity=3)
    order = sales(item, quantity=2)
    with_line(order, item, quantity=3)
    with_line(order, item, quantity=1)

    post(order)

    assert applications()[2:] == [
        (3, 1, 3, 0, -2),
        (4, 1, 4, 0, -1),
        (4, 2, 4, 0, -2),
        (5, 2, 5, 0, -1),
    ]


@pytest.mark.rule("POST-027")
def test_more_than_is_in_stock_is_refused(db):
    item = ItemFactory(no="NUT")
    receive(item, quantity=3)

    [violation] = refused(sales(item, quantity=4, no="SO1")).violations

    assert isinstance(violation, errors.NotEnoughStock)
    assert str(violation).startswith(
        "Sales order SO1, line 10000: Item NUT at location EAST: wanted 4, available 3."
    )


@pytest.mark.rule("POST-027", "ERR-001")
def test_the_blank_location_is_named_in_words(db):
    item = ItemFactory(no="NUT")

    [sentence] = refusal(sales(item, quantity=4, location=at("")))

    assert "Item NUT at the blank location: wanted 4, available 0." in sentence


@pytest.mark.rule("POST-106")
def test_a_move_never_takes_more_than_there_is(db):
    item = ItemFactory(no="NUT")
    receive(item, quantity=3)
    receive(item, quantity=3, location=at("WEST"))

    [violation] = refused(moving(item, quantity=4, to=at("WEST"))).violations

    assert violation.text.startswith("Item NUT at location EAST: wanted 4, available 3.")


# Dates of what is consumed


@pytest.mark.rule("POST-110", "POST-025")
def test_goods_that_leave_before_they_came_are_posted_with_a_warning(db):
    item = ItemFactory(no="BOLT", item_tracking_code=lot_code())
    receive(item, lot("A", 2), posting_date=JAN_5)
    receive(item, lot("A", 2), posting_date=JAN_10)

    posted = ship(item, lot("A", 3), posting_date=JAN_5, no="SO1")

    assert warnings(posted) == [
        "Sales order SO1, line 10000: Item BOLT, lot A leaves on 2026-01-05, before it came in on"
        " 2026-01-10 (entry 2)."
    ]
    assert applications()[2:] == [(3, 1, 3, 0, -2), (3, 2, 3, 0, -1)]


@pytest.mark.rule("POST-110")
def test_goods_that_leave_on_the_day_they_came_are_nothing_to_speak_of(db):
    item = ItemFactory()
    receive(item, quantity=2, posting_date=JAN_5)

    assert ship(item, quantity=2, posting_date=JAN_5).warnings == ()


@pytest.mark.rule("POST-110", "POST-025")
def test_the_order_of_application_is_by_posting_date_even_when_it_is_older_than_the_book(db):
    item = ItemFactory()
    receive(item, quantity=2, posting_date=JAN_5)
    receive(item, quantity=2, posting_date=DEC_20)

    ship(item, quantity=2, posting_date=JAN_10)

    assert entries("remaining_quantity", quantity__gt=0) == [(2,), (0,)]


@pytest.mark.rule("POST-019", "POST-025", "POST-029")
def test_a_hundred_small_receipts_are_one_shipment_entry(db):
    item = ItemFactory(item_tracking_code=code_with("FREEENTRY"))
    order = purchase(item, *(lot(f"L{number}", "0.01") for number in range(100)))
    post(order)

    ship(item, quantity="0.995")

    assert entries("quantity", quantity__lt=0) == [(Decimal("-0.995"),)]
    assert len(applications(item_ledger_entry=101)) == 100
    assert entries("remaining_quantity", entry_no=100) == [(Decimal("0.005"),)]
