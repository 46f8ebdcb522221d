"""The tracked sum and the quantity of the document (POST section 6)."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests.factories import ItemFactory, lot_code, serial_code, tracked
from tests.tracking.posting.desk import (
    adjustment,
    entries,
    free_code,
    lot,
    moving,
    post,
    purchase,
    receive,
    refusal,
    sales,
    serial,
    the_line,
)
from tracking.models import TrackingLine


@pytest.mark.rule("POST-048")
@pytest.mark.parametrize(("tracked_quantity", "to_post"), [(3, 4), (4, 3)])
@pytest.mark.parametrize(
    ("make", "title", "caption"),
    [
        (purchase, "Purchase order", "Qty. to Receive"),
        (sales, "Sales order", "Qty. to Ship"),
    ],
)
def test_tracking_covers_all_of_a_posting_or_nothing(
    make, title, caption, tracked_quantity, to_post
):
    item = ItemFactory(no="BOLT", item_tracking_code=free_code())
    receive(item, quantity=10)
    order = make(item, lot("A", 2), lot("B", tracked_quantity - 2), quantity=to_post, no="X1")

    assert refusal(order) == [
        f"{title} X1, line 10000: Item BOLT: the item tracking lines have {tracked_quantity} to handle,"
        f" but {caption} is {to_post} (base units). Make the two equal, for example at number A."
    ]


@pytest.mark.rule("POST-048")
def test_tracking_of_a_journal_line_covers_its_quantity():
    item = ItemFactory(no="BOLT", item_tracking_code=free_code())

    assert refusal(adjustment(item, lot("A", 2), quantity=3, no="IJ1")) == [
        "Item journal IJ1, line 10000: Item BOLT: the item tracking lines have 2 to handle, but Quantity"
        " is 3 (base units). Make the two equal, for example at number A."
    ]


@pytest.mark.rule("RCL-012", "POST-048")
@pytest.mark.parametrize(("tracked_quantity", "quantity"), [(2, 3), (3, 2)])
def test_tracking_of_a_move_covers_its_quantity(tracked_quantity, quantity):
    item = ItemFactory(no="BOLT", item_tracking_code=lot_code())
    receive(item, lot("A", 9))
    document = moving(item, lot("A", tracked_quantity, new_lot_no="B"), quantity=quantity, no="RJ1")

    assert refusal(document)[0] == (
        f"Reclassification journal RJ1, line 10000: Item BOLT: the item tracking lines have"
        f" {tracked_quantity} to handle, but Quantity is {quantity} (base units). Make the two equal,"
        " for example at number A."
    )


@pytest.mark.rule("POST-048")
def test_nothing_tracked_is_right_where_nothing_is_mandatory():
    item = ItemFactory(item_tracking_code=free_code())

    receive(item, quantity=7)

    assert entries("lot_no", "quantity") == [("", 7)]


@pytest.mark.rule("POST-048", "POST-020")
def test_a_line_whose_numbers_are_all_parked_has_tracked_nothing():
    item = ItemFactory(no="BOLT", item_tracking_code=free_code())
    order = purchase(item, lot("A", 3, qty_to_handle=0), quantity=3, no="PO1")

    assert refusal(order) == [
        "Purchase order PO1, line 10000: Item BOLT: the item tracking lines have 0 to handle, but"
        " Qty. to Receive is 3 (base units). Make the two equal, for example at number A."
    ]


@pytest.mark.rule("POST-049")
def test_only_what_is_posted_now_must_be_tracked():
    item = ItemFactory(item_tracking_code=lot_code())
    receive(item, lot("A", 10))
    order = sales(item, lot("A", 2), lot("A", 2, package="P"), quantity=10, line={"to_handle": 4})

    post(order)

    line = the_line(order)
    assert (line.qty_handled, line.qty_to_handle) == (4, 6)
    assert entries("quantity", entry_type="sale") == [(-2,), (-2,)]


@pytest.mark.rule("POST-050")
def test_the_worked_example_24_9_a_single_lot_gives_what_is_shipped():
    item = ItemFactory(item_tracking_code=lot_code())
    receive(item, lot("A", 10))
    order = sales(item, lot("A", 10), line={"to_handle": 4})

    post(order)

    assert entries("lot_no", "quantity", entry_type="sale") == [("A", -4)]
    row = TrackingLine.objects.get(line__document=order)
    assert (row.quantity, row.qty_handled, row.qty_to_handle) == (10, 4, 6)


@pytest.mark.rule("POST-051")
def test_the_worked_example_24_9_with_two_lots_nobody_guesses():
    item = ItemFactory(no="BOLT", item_tracking_code=lot_code())
    receive(item, lot("A", 6), lot("B", 4))
    order = sales(item, lot("A", 6), lot("B", 4), line={"to_handle": 4}, no="SO1")

    assert refusal(order) == [
        "Sales order SO1, line 10000: Item BOLT: the item tracking lines have 10 to handle, but"
        " Qty. to Ship is 4 (base units). Make the two equal, for example at number A."
    ]


@pytest.mark.rule("POST-050")
def test_a_single_package_of_a_lot_gives_what_is_received_too():
    item = ItemFactory(item_tracking_code=free_code())
    order = purchase(item, lot("A", 10, package="P"), line={"to_handle": "2.5"})

    post(order)

    assert entries("lot_no", "package_no", "quantity") == [("A", "P", Decimal("2.5"))]
    assert TrackingLine.objects.get(line__document=order).qty_to_handle == Decimal("7.5")


@pytest.mark.rule("POST-050", "POST-020")
def test_a_second_set_that_is_parked_does_not_stand_in_the_way_of_the_single_set():
    item = ItemFactory(item_tracking_code=lot_code())
    receive(item, lot("A", 10), lot("B", 10))
    order = sales(item, lot("A", 6), lot("B", 4, qty_to_handle=0), line={"to_handle": 4})

    post(order)

    assert entries("lot_no", "quantity", entry_type="sale") == [("A", -4)]


@pytest.mark.rule("POST-051")
def test_one_set_with_too_little_to_handle_is_refused():
    item = ItemFactory(item_tracking_code=lot_code())
    receive(item, lot("A", 10))
    order = sales(item, lot("A", 10, qty_to_handle=3), line={"to_handle": 4})

    [sentence] = refusal(order)

    assert "have 3 to handle, but Qty. to Ship is 4" in sentence


@pytest.mark.rule("POST-051")
def test_with_a_serial_nobody_guesses_either():
    item = ItemFactory(item_tracking_code=serial_code())
    receive(item, serial("S1"), serial("S2"))
    order = sales(item, serial("S1"), serial("S2"), line={"to_handle": 1})

    [sentence] = refusal(order)

    assert "have 2 to handle, but Qty. to Ship is 1" in sentence


@pytest.mark.rule("POST-051")
def test_a_single_serial_is_not_split_for_the_line():
    item = ItemFactory(no="LAMP", item_tracking_code=free_code())
    receive(item, serial("S1"))
    order = sales(item, serial("S1"), quantity=1, line={"to_handle": "0.5"}, no="SO1")

    assert refusal(order)[0] == (
        "Sales order SO1, line 10000: Item LAMP: the item tracking lines have 1 to handle, but"
        " Qty. to Ship is 0.5 (base units). Make the two equal, for example at number S1."
    )


@pytest.mark.rule("POST-050")
def test_the_convenience_is_not_for_journals_which_have_no_quantity_to_handle():
    item = ItemFactory(item_tracking_code=lot_code())

    [sentence] = refusal(adjustment(item, lot("A", 10), quantity=4))

    assert "have 10 to handle, but Quantity is 4" in sentence


@pytest.mark.rule("POST-052")
def test_an_order_posted_partly_without_numbers_must_be_tracked_in_full_once_it_is_tracked():
    item = ItemFactory(no="BOLT", item_tracking_code=free_code())
    order = purchase(item, quantity=10, line={"to_handle": 4}, no="PO1")
    post(order)
    line = the_line(order)
    tracked(line, lot_no="A", quantity=3)
    tracked(line, lot_no="B", quantity=2)

    [sentence] = refusal(order)
    tracked(line, lot_no="C", quantity=1)
    post(order)

    assert sentence == (
        "Purchase order PO1, line 10000: Item BOLT: the item tracking lines have 5 to handle, but"
        " Qty. to Receive is 6 (base units). Make the two equal, for example at number A."
    )
    assert entries("lot_no", "quantity") == [("", 4), ("A", 3), ("B", 2), ("C", 1)]


@pytest.mark.rule("POST-054")
@pytest.mark.parametrize(
    "change",
    [
        {"qty_to_handle": 5},
        {"qty_to_handle": -1},
        {"qty_handled": 5},
        {"qty_handled": 2, "qty_to_handle": 3},
        {"quantity": -4, "qty_to_handle": -4},
    ],
)
def test_no_way_around_the_models_stores_more_to_handle_than_is_open(change):
    order = purchase(ItemFactory(item_tracking_code=free_code()), lot("A", 4))

    with pytest.raises(IntegrityError), transaction.atomic():
        TrackingLine.objects.filter(line__document=order).update(
            **{name: Decimal(value) for name, value in change.items()}
        )
