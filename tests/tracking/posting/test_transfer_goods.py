"""Transfer orders: which goods may leave, with which numbers and dates."""

from datetime import date

import pytest

from tests.factories import ItemFactory, code_with, lot_code
from tests.tracking.posting.desk import (
    JAN_2,
    JAN_5,
    JAN_10,
    JAN_14,
    JUN_30,
    at,
    card,
    entries,
    into,
    lot,
    out,
    post,
    purchase,
    receive,
    refused,
    sales,
    serial,
    transfer,
    with_line,
)
from tracking.posting import errors
from wms.documents.kinds import Step


@pytest.fixture
def tea(db):
    return ItemFactory(
        no="TEA",
        item_tracking_code=lot_code(strict_expiration_posting=True, warranty_date_formula="1Y"),
    )


@pytest.mark.rule("POST-151", "POST-041", "SET-039e")
@pytest.mark.parametrize("kind", ["serial", "lot", "package"])
@pytest.mark.parametrize("direct", [False, True])
def test_the_transfer_switch_asks_for_the_number(kind, direct):
    prefix = {"serial": "sn"}.get(kind, kind)
    item = ItemFactory(item_tracking_code=code_with("T", **{f"{prefix}_transfer_tracking": True}))
    receive(item, quantity=2)
    order = transfer(item, quantity=2, direct_transfer=direct)

    [violation] = refused(order).violations

    assert (violation.rule, violation.field) == ("POST-041", f"{kind}_no")


@pytest.mark.rule("POST-151", "POST-106", "POST-027")
def test_more_than_there_is_never_leaves(bolt):
    nut = ItemFactory(no="NUT")
    receive(bolt, lot("A", 2))
    order = transfer(bolt, lot("A", 3), no="TO1")
    with_line(order, nut, quantity=1)

    found = refused(order, step=Step.SHIP).violations

    assert [(one.line_no, type(one)) for one in found] == [
        (10000, errors.NotEnoughStock),
        (20000, errors.NotEnoughStock),
    ]


@pytest.mark.rule("POST-152", "POST-059")
def test_a_serial_in_transit_is_in_stock_and_nowhere_available(lamp):
    receive(lamp, serial("S1"))
    order = transfer(lamp, serial("S1"))
    out(order)

    [again] = refused(purchase(lamp, serial("S1"))).violations
    assert isinstance(again, errors.SerialInStock)
    for code in ("EAST", "WEST"):
        [short] = refused(sales(lamp, serial("S1"), location=at(code))).violations
        assert isinstance(short, errors.NotEnoughStock)
        assert "TRANSIT has 1" in short.text


@pytest.mark.rule("POST-062")
def test_a_serial_that_is_transferred_does_not_clash_with_itself(lamp):
    receive(lamp, serial("S1"))
    order = transfer(lamp, serial("S1"))

    out(order)
    into(order)
    post(transfer(lamp, serial("S1"), location=at("WEST"), to=at("EAST"), direct_transfer=True))

    assert entries("location__code", "quantity") == [
        ("EAST", 1), ("EAST", -1), ("TRANSIT", 1), ("TRANSIT", -1), ("WEST", 1), ("WEST", -1),
        ("EAST", 1),
    ]  # fmt: skip


@pytest.mark.rule("POST-101", "POST-104", "POST-147", "SET-063", "SET-070")
def test_expiration_and_warranty_travel_along(tea):
    receive(tea, lot("A", 6, expiration_date=JUN_30, warranty_date=JAN_14), posting_date=JAN_2)
    order = transfer(tea, lot("A", 6))

    out(order, posting_date=JAN_5)
    into(order, posting_date=JAN_10)

    assert set(entries("expiration_date", "warranty_date")) == {(JUN_30, JAN_14)}


@pytest.mark.rule("POST-102", "POST-147")
def test_a_warranty_that_is_stated_for_the_shipment_is_kept_all_the_way(tea):
    receive(tea, lot("A", 6, expiration_date=JUN_30))
    order = transfer(tea, lot("A", 6, warranty_date=JAN_14))

    out(order)
    into(order)

    assert set(entries("warranty_date", pk__gt=1)) == {(JAN_14,)}


@pytest.mark.rule("POST-103", "POST-104")
def test_a_required_warranty_is_carried_over_before_it_is_asked_for(db):
    item = ItemFactory(item_tracking_code=lot_code(require_warranty_date_entry=True))
    receive(item, lot("A", 6, warranty_date=JAN_14))

    out(transfer(item, lot("A", 6)))

    assert set(entries("warranty_date")) == {(JAN_14,)}


@pytest.mark.rule("POST-096", "POST-097", "SET-068")
@pytest.mark.parametrize("direct", [False, True])
def test_expired_goods_are_not_shipped_on_a_transfer_order(tea, direct):
    receive(tea, lot("A", 6, expiration_date=JUN_30))
    order = transfer(tea, lot("A", 6), direct_transfer=direct)

    [violation] = refused(order, posting_date=date(2026, 7, 1)).violations
    posted = post(order, posting_date=JUN_30)

    assert isinstance(violation, errors.NumberExpired)
    assert posted.entry_count == 2


@pytest.mark.rule("POST-098", "SET-068")
def test_goods_that_expire_in_transit_arrive(tea):
    receive(tea, lot("A", 6, expiration_date=JUN_30))
    order = transfer(tea, lot("A", 6))
    out(order, posting_date=JUN_30)

    into(order, posting_date=date(2026, 7, 1))

    [violation] = refused(
        sales(tea, lot("A", 6), location=at("WEST"), posting_date=date(2026, 7, 1))
    ).violations
    assert isinstance(violation, errors.NumberExpired)


@pytest.mark.rule("POST-077")
def test_a_blocked_number_is_told_once(bolt):
    receive(bolt, lot("A", 6))
    card("lot", bolt, "A", blocked=True)

    [violation] = refused(transfer(bolt, lot("A", 6)), step=Step.SHIP).violations

    assert (violation.rule, violation.field) == ("POST-077", "lot_no")


@pytest.mark.rule("POST-044", "POST-029")
def test_a_number_that_is_only_recorded_travels_along(db):
    item = ItemFactory(item_tracking_code=code_with("FREE"))
    receive(item, quantity=3)
    receive(item, lot("X", 2))
    order = transfer(item, lot("X", 3))

    out(order)
    into(order)

    assert entries("location__code", "lot_no", "quantity", pk__gt=2) == [
        ("EAST", "X", -3),
        ("TRANSIT", "X", 1),
        ("TRANSIT", "X", 2),
        ("TRANSIT", "X", -3),
        ("WEST", "X", 1),
        ("WEST", "X", 2),
    ]
    assert entries("remaining_quantity", pk__lte=2) == [(2,), (0,)]


@pytest.mark.rule("POST-153", "POST-035")
def test_a_row_may_name_the_entry_that_is_shipped(bolt):
    receive(bolt, lot("A", 4))
    receive(bolt, lot("A", 4))
    order = transfer(bolt, lot("A", 3, applies_to_entry_no=2))

    out(order)
    into(order)

    assert entries("remaining_quantity", pk__lte=2) == [(4,), (1,)]
    assert entries("location__code", "remaining_quantity", pk__gt=2, quantity__gt=0) == [
        ("TRANSIT", 0),
        ("WEST", 3),
    ]
