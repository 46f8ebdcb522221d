"""Picks leave what is reserved for others (WHS-094, WHS-099, WHS-106, WHS-113, WHS-116, WHS-126)."""

from datetime import date

import pytest

from tests.factories import ItemFactory, UserFactory, lot_code, tracked
from tests.warehouse.scenes import bin_of, pick_location, put, released_order
from tests.warehouse.test_pick_creation import block, lines_of, pick
from tracking.models import Reservation
from warehouse.services.pick_creation import create_pick
from wms.core.errors import Refused
from wms.ledger.models import ItemLedgerEntry

pytestmark = pytest.mark.django_db

JUN_1, JUN_30 = date(2026, 6, 1), date(2026, 6, 30)


def reserved(item, quantity, location, *, lot="", specific=False, **line):
    """An order that holds stock, of this lot if any, stated on it or not."""
    order = released_order(item, quantity, location, **line)
    entries = ItemLedgerEntry.objects.in_inventory().filter(item=item)
    if lot:
        entries = entries.filter(lot_no=lot)
    if specific:
        tracked(order.lines.get(), "", lot, quantity=quantity)
    Reservation.objects.create(
        line=order.lines.get(),
        entry=entries.earliest("entry_no"),
        item=item,
        is_specific=specific,
        quantity=quantity,
        reserved_by=UserFactory(),
    )
    return order


@pytest.fixture
def silver():
    return pick_location()


@pytest.mark.rule("WHS-094", "WHS-123")
def test_given_stock_held_for_another_order_then_only_the_rest_is_picked(silver):
    lamp = ItemFactory(no="LAMP")
    put(silver, "B1", lamp, 10)
    other = reserved(lamp, 4, silver)

    made = create_pick(document=released_order(lamp, 8, silver), by=UserFactory())

    assert lines_of(made.activity) == [("B1", "", 6)]
    assert made.shortages[0].reasons == (f"2 reserved for sales order {other.no}",)


@pytest.mark.rule("WHS-094")
def test_what_an_order_holds_itself_is_picked_for_it(silver):
    lamp = ItemFactory()
    put(silver, "B1", lamp, 10)
    order = reserved(lamp, 8, silver)

    assert lines_of(pick(order)) == [("B1", "", 8)]


@pytest.mark.rule("WHS-094", "WHS-104")
def test_what_is_held_and_on_a_pick_already_counts_once(silver):
    lamp = ItemFactory()
    put(silver, "B1", lamp, 10)
    pick(reserved(lamp, 4, silver))

    assert lines_of(pick(released_order(lamp, 8, silver))) == [("B1", "", 6)]


@pytest.mark.rule("WHS-099", "WHS-106")
def test_given_a_hold_without_number_then_its_lot_can_be_picked_while_others_are_left(silver):
    paint = ItemFactory(item_tracking_code=lot_code())
    put(silver, "B1", paint, lots={"L1": 5, "L2": 5})
    reserved(paint, 5, silver, lot="L1")

    assert lines_of(pick(released_order(paint, 5, silver, lots={"L1": 5}))) == [("B1", "L1", 5)]


@pytest.mark.rule("WHS-099", "WHS-113")
def test_given_a_hold_of_a_stated_lot_then_it_stays(silver):
    paint = ItemFactory(no="PAINT", item_tracking_code=lot_code())
    put(silver, "B1", paint, lots={"L1": 5, "L2": 5})
    other = reserved(paint, 5, silver, lot="L1", specific=True)

    with pytest.raises(Refused) as refusal:
        pick(released_order(paint, 5, silver, lots={"L1": 5}))

    assert f"reserved for sales order {other.no}" in str(refusal.value)


@pytest.mark.rule("WHS-113", "WHS-116")
@pytest.mark.parametrize(
    ("specific", "expected"),
    [(True, [("B1", "L2", 5)]), (False, [("B1", "L1", 5)])],
    ids=["stated", "any"],
)
def test_first_expired_first_out_leaves_what_another_order_has_stated(specific, expected):
    silver = pick_location(pick_according_to_fefo=True)
    paint = ItemFactory(item_tracking_code=lot_code(use_expiration_dates=True))
    put(silver, "B1", paint, lots={"L1": 5}, expiration_date=JUN_1)
    put(silver, "B1", paint, lots={"L2": 5}, expiration_date=JUN_30)
    reserved(paint, 5, silver, lot="L1", specific=specific)

    assert lines_of(pick(released_order(paint, 5, silver))) == expected


@pytest.mark.rule("WHS-126", "WHS-123")
def test_the_worked_example_of_an_explanation():
    silver = pick_location(bins=("B1", "B2", "RECV"))
    silver.receipt_bin = bin_of(silver, "RECV")
    silver.save()
    item = ItemFactory(no="I", item_tracking_code=lot_code())
    put(silver, "B1", item, lots={"L1": 12})
    put(silver, "RECV", item, lots={"L3": 8})
    put(silver, "B2", item, lots={"L2": 6})
    block(item, "lot", "L2")
    first = pick(released_order(item, 5, silver, lots={"L1": 5}))
    other = reserved(item, 4, silver, lot="L1")

    made = create_pick(document=released_order(item, 30, silver), by=UserFactory())

    assert lines_of(made.activity) == [("B1", "", 3)]
    assert sorted(made.shortages[0].reasons) == sorted(
        [
            f"5 on inventory pick {first.no}",
            f"4 reserved for sales order {other.no}",
            "8 in bin RECV, which is the receipt bin",
            "6 blocked (lot L2)",
            "4 not in stock at location SILVER",
        ]
    )
