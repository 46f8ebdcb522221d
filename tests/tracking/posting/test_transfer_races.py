"""Transfers that meet other postings at the same moment: one wins, the others are told in words."""

import pytest

from tests.factories import (
    ItemFactory,
    UserFactory,
    lot_code,
    serial_code,
    setup_series,
    transfer_order,
)
from tests.tracking.posting.desk import (
    at,
    entries,
    lot,
    post,
    receive,
    sales,
    serial,
    with_line,
)
from tests.tracking.posting.test_races import at_once
from tracking.posting import Posted, errors
from wms.core.errors import Refused
from wms.documents.kinds import Step
from wms.documents.models import PostedDocument
from wms.ledger.checks import ledger_differences

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def company(transactional_db) -> None:
    setup_series()


def _orders(count, item, *numbers, **header):
    by = UserFactory()
    return [
        with_line(transfer_order(created_by=by, no=f"TO{number}", **header), item, *numbers)
        for number in range(count)
    ]


def _answers(*works):
    answers = at_once(list(works))
    posted = [answer for answer in answers if isinstance(answer, Posted)]
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert len(posted) + len(refused) == len(works)
    return posted, refused


@pytest.mark.rule("POST-167", "POST-151")
def test_a_serial_that_is_sold_while_it_is_transferred_goes_one_way():
    lamp = ItemFactory(no="LAMP", item_tracking_code=serial_code())
    receive(lamp, serial("S1"))
    transfers = _orders(4, lamp, serial("S1"))
    sold = [sales(lamp, serial("S1"), no=f"SO{number}") for number in range(4)]

    posted, refused = _answers(
        *(lambda order=order: post(order, step=Step.SHIP) for order in transfers),
        *(lambda order=order: post(order) for order in sold),
    )

    assert (len(posted), len(refused)) == (1, 7)
    for refusal in refused:
        [violation] = refusal.violations
        assert isinstance(violation, errors.NotEnoughStock)
        assert "used it just now" in violation.text
    assert ledger_differences() == []


@pytest.mark.rule("POST-167", "POST-171", "POST-148")
def test_one_receipt_of_two_that_are_posted_at_once_arrives():
    bolt = ItemFactory(no="BOLT", item_tracking_code=lot_code())
    receive(bolt, lot("A", 6))
    [order] = _orders(1, bolt, lot("A", 6))
    post(order, step=Step.SHIP)

    posted, refused = _answers(*[lambda: post(order, step=Step.RECEIVE)] * 6)

    assert (len(posted), len(refused)) == (1, 5)
    assert entries("quantity", location__code="WEST") == [(6,)]
    assert PostedDocument.objects.filter(kind="transfer_receipt").count() == 1
    assert ledger_differences() == []


@pytest.mark.rule("POST-167")
def test_goods_that_cross_on_their_way_do_not_block_each_other():
    bolt = ItemFactory(no="BOLT", item_tracking_code=lot_code())
    nut = ItemFactory(no="NUT")
    west = at("WEST")
    for place in (at("EAST"), west):
        receive(bolt, lot("A", 8), location=place)
        receive(nut, quantity=8, location=place)
    there = _orders(4, bolt, lot("A", 2))
    back = [
        with_line(
            transfer_order(created_by=order.created_by, location=west, to=at("EAST")),
            nut,
            quantity=2,
        )
        for order in there
    ]
    for order in there:
        with_line(order, nut, quantity=2)
    for order in back:
        with_line(order, bolt, lot("A", 2))

    posted, refused = _answers(
        *(lambda order=order: post(order, step=Step.SHIP) for order in there + back)
    )

    assert refused == []
    assert len(posted) == 8
    assert ledger_differences() == []
