"""Each line sees what the lines before it did (POST-107)."""

import pytest

from tests.factories import ItemFactory, lot_code, serial_code
from tests.tracking.posting.desk import (
    JAN_2,
    JAN_5,
    JAN_10,
    adjustment,
    applications,
    at,
    card,
    entries,
    lot,
    post,
    receive,
    refused,
    sales,
    serial,
    with_line,
)
from tracking.posting import errors
from wms.documents.kinds import EntryType


@pytest.mark.rule("POST-107")
@pytest.mark.parametrize("code", [None, lot_code, serial_code], ids=["plain", "lot", "serial"])
def test_what_line_1_receives_line_2_may_ship(db, code):
    item = ItemFactory(item_tracking_code=code() if code else None)
    numbers = {None: [], lot_code: [lot("A", 1)], serial_code: [serial("A")]}[code]
    document = adjustment(item, *numbers, quantity=1)
    with_line(document, item, *numbers, quantity=1, entry_type=EntryType.SALE)

    post(document)

    assert entries("quantity", "remaining_quantity") == [(1, 0), (-1, 0)]
    assert applications() == [(1, 1, 0, 0, 1), (2, 1, 2, 0, -1)]


@pytest.mark.rule("POST-107")
@pytest.mark.parametrize("code", [None, lot_code, serial_code], ids=["plain", "lot", "serial"])
def test_what_line_2_receives_line_1_cannot_ship(db, code):
    item = ItemFactory(no="NUT", item_tracking_code=code() if code else None)
    numbers = {None: [], lot_code: [lot("A", 1)], serial_code: [serial("A")]}[code]
    document = adjustment(item, *numbers, quantity=1, entry_type=EntryType.SALE, no="IJ1")
    with_line(document, item, *numbers, quantity=1, entry_type=EntryType.POSITIVE_ADJMT)

    [violation] = refused(document).violations

    assert (violation.line_no, violation.rule) == (10000, "POST-027")
    assert "wanted 1, available 0" in violation.text


@pytest.mark.rule("POST-107")
def test_a_sales_order_may_take_back_on_line_1_what_it_ships_on_line_2(db):
    item = ItemFactory(item_tracking_code=lot_code())
    receive(item, lot("A", 1))
    order = sales(item, lot("A", 2), quantity=-2)
    with_line(order, item, lot("A", 3))

    post(order)

    assert entries("quantity", "remaining_quantity") == [(1, 0), (2, 0), (-3, 0)]


@pytest.mark.rule("POST-107", "POST-025")
def test_lines_of_mixed_dates_are_worked_in_line_order(db):
    item = ItemFactory()
    document = adjustment(item, quantity=2, line={"posting_date": JAN_10})
    with_line(
        document,
        item,
        quantity=1,
        entry_type=EntryType.NEGATIVE_ADJMT,
        posting_date=JAN_5,
    )
    with_line(document, item, quantity=2, entry_type=EntryType.POSITIVE_ADJMT, posting_date=JAN_2)
    with_line(document, item, quantity=2, entry_type=EntryType.NEGATIVE_ADJMT, posting_date=JAN_10)

    post(document)

    assert applications() == [
        (1, 1, 0, 0, 2),
        (2, 1, 2, 0, -1),
        (3, 3, 0, 0, 2),
        (4, 3, 4, 0, -2),
    ]
    assert entries("remaining_quantity") == [(1,), (0,), (0,), (0,)]


@pytest.mark.rule("POST-112", "ERR-003")
def test_a_line_that_fails_only_because_an_earlier_one_failed_says_so(db):
    item = ItemFactory(no="LAMP", item_tracking_code=serial_code())
    receive(item, serial("S1"), location=at("WEST"))
    document = adjustment(item, serial("S1"), no="IJ1")
    with_line(document, item, serial("S1"), entry_type=EntryType.NEGATIVE_ADJMT)
    with_line(document, item, serial("S9"), entry_type=EntryType.NEGATIVE_ADJMT)

    first, follower, own = refused(document).violations

    assert isinstance(first, errors.SerialInStock)
    assert isinstance(follower, errors.FailsWithEarlierLine)
    assert follower.text.startswith(
        "Not judged, because line 10000 failed, which it depends on. Mend that line first."
    )
    assert (own.line_no, type(own)) == (30000, errors.NotEnoughStock)


@pytest.mark.rule("POST-112")
def test_a_lot_that_failed_to_come_in_takes_its_followers_along_but_no_other_lot(db):
    item = ItemFactory(no="BOLT", item_tracking_code=lot_code())
    card("lot", item, "A", blocked=True)
    receive(item, lot("B", 1))
    document = adjustment(item, lot("A", 5))
    with_line(document, item, lot("A", 5), entry_type=EntryType.NEGATIVE_ADJMT)
    with_line(document, item, lot("B", 1), entry_type=EntryType.NEGATIVE_ADJMT)

    violations = refused(document).violations

    assert {violation.line_no for violation in violations} == {10000, 20000}
