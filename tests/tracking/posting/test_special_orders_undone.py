"""Undo on either side of a special order: the goods stay bought for it (ITL-223, POST-157)."""

import pytest

from tests.factories import ItemFactory, lot_code
from tests.tracking.posting.desk import lot, post, receive, sales, the_line
from tests.tracking.specialorders import held, rows_of, special, to_ship
from tracking.posting.undo import undo_lines
from tracking.reservations.services import reserve
from wms.core.errors import Refused
from wms.ledger.checks import ledger_differences


@pytest.fixture
def bolt(db):
    return ItemFactory(no="BOLT", item_tracking_code=lot_code())


@pytest.fixture
def nail(db):
    return ItemFactory(no="NAIL")


def undo(posted):
    document = posted.posted_document
    lines = [line.pk for line in document.lines.all()]
    return undo_lines(document=document, line_ids=lines, by=document.posted_by)


@pytest.mark.rule("ITL-223", "POST-157")
def test_an_undone_receipt_takes_the_hold_back_to_the_order(bolt):
    sale, order = special(bolt, lot("A", 6), lot("B", 4))
    posted = post(order)

    undo(posted)

    assert held(sale) == []
    assert rows_of(sale) == [("A", 6, 0, 0), ("B", 4, 0, 0)]
    assert to_ship(sale)[:2] == (0, 0)
    assert the_line(sale).bound_line == the_line(order)
    post(order)
    assert [quantity for _, quantity in held(sale)] == [6, 4]
    assert post(sale).entry_count == 2
    assert ledger_differences() == []


@pytest.mark.rule("ITL-223", "POST-158")
def test_a_receipt_that_is_shipped_is_not_undone(bolt):
    sale, order = special(bolt, lot("A", 6))
    posted = post(order)
    post(sale)

    with pytest.raises(Refused, match="consumed"):
        undo(posted)


@pytest.mark.rule("ITL-223", "POST-157")
def test_an_undone_shipment_is_held_again(bolt):
    sale, order = special(bolt, lot("A", 6))
    post(order)

    undo(post(sale))

    assert held(sale) == [(3, 6)]
    assert rows_of(sale) == [("A", 6, 6, 0)]
    assert to_ship(sale)[:2] == (6, 6)
    assert post(sale).entry_count == 1
    assert ledger_differences() == []


@pytest.mark.rule("POST-158")
def test_stock_that_another_holds_is_still_not_undone(nail):
    posted = receive(nail, quantity=5)
    rival = sales(nail, quantity=5, no="SO2")
    reserve(line=the_line(rival), by=rival.created_by)

    with pytest.raises(Refused, match="reserved"):
        undo(posted)
