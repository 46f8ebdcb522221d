"""Transfer orders: one set of item tracking lines, and what lies in transit."""

import pytest
from django.db import IntegrityError, transaction

from tests.factories import ItemFactory
from tests.tracking.posting.desk import (
    applications,
    entries,
    figures,
    into,
    lot,
    out,
    receive,
    refusal,
    refused,
    serial,
    the_line,
    to_handle,
    to_receive,
    transfer,
    with_line,
)
from tracking.posting import errors
from wms.documents.kinds import Step
from wms.ledger.models import ItemLedgerEntry


@pytest.mark.rule("POST-144", "ITL-170", "ITL-171")
def test_what_was_shipped_is_what_is_received(lamp):
    receive(lamp, serial("S1"), serial("S2"), serial("S3"))
    order = transfer(lamp, serial("S1"), serial("S2"), serial("S3"))

    out(order)

    rows = the_line(order).tracking_lines.order_by("serial_no")
    assert [(row.serial_no, row.qty_to_receive) for row in rows] == [
        ("S1", 1),
        ("S2", 1),
        ("S3", 1),
    ]
    into(order)
    assert entries("serial_no", "remaining_quantity", location__code="WEST") == [
        ("S1", 1),
        ("S2", 1),
        ("S3", 1),
    ]


@pytest.mark.rule("POST-144", "ITL-173")
def test_only_what_was_shipped_can_be_received(bolt):
    receive(bolt, lot("A", 6), lot("B", 4))
    order = transfer(bolt, lot("A", 6), lot("B", 4))
    to_handle(order, A=6, B=0)

    out(order)
    into(order)

    assert entries("lot_no", "quantity", location__code="WEST") == [("A", 6)]
    assert figures(order) == {"A": (6, 6, 0), "B": (0, 0, 0)}


@pytest.mark.rule("POST-146", "POST-048")
def test_what_is_received_of_the_numbers_must_agree_with_the_line(bolt):
    receive(bolt, lot("A", 6), lot("B", 4))
    order = transfer(bolt, lot("A", 6), lot("B", 4), no="TO1")
    out(order)
    to_receive(order, A=3, B=0)
    order.lines.update(qty_to_receive=5, qty_to_receive_base=5)

    assert refusal(order, step=Step.RECEIVE) == [
        "Transfer order TO1, line 10000: Item BOLT: the item tracking lines have 3 to handle, but"
        " Qty. to Receive is 5 (base units). Make the two equal, for example at number A."
    ]


@pytest.mark.rule("POST-116")
def test_rows_that_were_left_out_are_to_be_received_next(bolt):
    receive(bolt, lot("A", 6), lot("B", 4))
    order = transfer(bolt, lot("A", 6), lot("B", 4))
    out(order)
    to_receive(order, A=3, B=0)

    into(order)

    assert figures(order) == {"A": (6, 3, 3), "B": (4, 0, 4)}
    assert the_line(order).qty_to_receive == 7


@pytest.mark.rule("POST-050")
def test_a_single_lot_is_received_as_far_as_the_line_says(bolt):
    receive(bolt, lot("A", 6))
    order = transfer(bolt, lot("A", 6))
    out(order)
    order.lines.update(qty_to_receive=2, qty_to_receive_base=2)

    into(order)

    assert figures(order) == {"A": (6, 2, 4)}


@pytest.mark.rule("POST-148")
def test_the_database_keeps_no_more_received_than_shipped(bolt):
    receive(bolt, lot("A", 6))
    order = transfer(bolt, lot("A", 6), quantity=6)
    to_handle(order, A=4)
    out(order)
    row = the_line(order).tracking_lines

    for change in ({"qty_received": 5}, {"qty_to_receive": 5}):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(**change)
    for change in ({"qty_received_base": 5}, {"qty_to_receive_base": 5}):
        with pytest.raises(IntegrityError), transaction.atomic():
            order.lines.update(**change)


@pytest.mark.rule("POST-148", "POST-032")
def test_goods_in_transit_for_another_order_are_never_touched(bolt):
    receive(bolt, lot("A", 6))
    first = transfer(bolt, lot("A", 2))
    second = transfer(bolt, lot("A", 4))
    out(first)
    out(second)

    into(second)

    assert entries("order__no", "remaining_quantity", location__code="TRANSIT", quantity__gt=0) == [
        (first.no, 2),
        (second.no, 0),
    ]
    assert applications()[-1][3] == 5  # transferred from what the second order had in transit


@pytest.mark.rule("POST-032")
def test_untracked_goods_are_received_by_the_line_that_shipped_them(db):
    nut = ItemFactory(no="NUT")
    receive(nut, quantity=9)
    first = transfer(nut, quantity=4)
    with_line(first, nut, quantity=3)
    second = transfer(nut, quantity=2)
    out(first)
    out(second)
    first.lines.filter(line_no=10000).update(qty_to_receive=0, qty_to_receive_base=0)

    into(first)

    assert entries(
        "order__no", "order_line_no", "remaining_quantity", location__code="TRANSIT", quantity__gt=0
    ) == [(first.no, 10000, 4), (first.no, 20000, 0), (second.no, 10000, 2)]


@pytest.mark.rule("POST-032", "POST-027")
def test_what_is_no_longer_in_transit_is_refused(bolt):
    receive(bolt, lot("A", 2))
    order = transfer(bolt, lot("A", 2), no="TO1")
    out(order)
    ItemLedgerEntry.objects.filter(location__code="TRANSIT").update(remaining_quantity=0)

    [violation] = refused(order, step=Step.RECEIVE).violations

    assert isinstance(violation, errors.NotEnoughStock)
