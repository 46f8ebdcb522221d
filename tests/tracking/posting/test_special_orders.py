"""Special orders: bought for a sale, received into stock, held for it, shipped on it (ITL-223)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    ItemFactory,
    LocationFactory,
    add_line,
    lot_code,
    serial_code,
)
from tests.tracking.posting.desk import (
    adjustment,
    entries,
    lot,
    post,
    receive,
    refusal,
    sales,
    serial,
    setup,
    the_line,
    to_handle,
    to_invoice,
)
from tests.tracking.posting.test_statement_counts import numbers, serials
from tests.tracking.specialorders import SPECIAL, held, ordered, rows_of, special, to_ship
from tracking.binding.releasing import release
from tracking.models import Reservation
from tracking.reservations.services import reserve
from wms.core.errors import Refused
from wms.documents.kinds import EntryType, Step
from wms.documents.models import Document, DocumentStatus
from wms.ledger.checks import ledger_differences


@pytest.fixture
def bolt(db):
    return ItemFactory(no="BOLT", item_tracking_code=lot_code())


@pytest.fixture
def chair(db):
    return ItemFactory(no="CHAIR", item_tracking_code=serial_code())


@pytest.fixture
def nail(db):
    return ItemFactory(no="NAIL")


# --- received and shipped ---


@pytest.mark.rule("ITL-223")
def test_what_comes_in_is_held_for_the_sale_and_leaves_on_it_alone(bolt):
    sale, order = special(bolt, lot("A", 6), lot("B", 4))

    post(order)

    assert held(sale) == [(1, 6), (2, 4)]
    assert rows_of(sale) == [("A", 6, 6, 0), ("B", 4, 4, 0)]
    assert to_ship(sale) == (10, 10, 10)
    post(sale)
    assert entries("entry_type", "lot_no", "quantity", "remaining_quantity") == [
        ("purchase", "A", 6, 0),
        ("purchase", "B", 4, 0),
        ("sale", "A", -6, 0),
        ("sale", "B", -4, 0),
    ]
    assert held(sale) == []
    assert the_line(order).qty_handled == 10
    assert ledger_differences() == []


@pytest.mark.rule("ITL-223")
def test_a_part_that_came_in_is_held_and_shipped_and_the_rest_waits(bolt):
    sale, order = special(bolt, lot("A", 6), lot("B", 4))
    to_handle(order, A=6, B=0)

    post(order)

    assert held(sale) == [(1, 6)]
    assert rows_of(sale) == [("A", 6, 6, 0), ("B", 4, 0, 0)]
    assert to_ship(sale) == (6, 6, 6)
    post(sale)
    assert rows_of(sale) == [("A", 6, 0, 6), ("B", 4, 0, 0)]
    assert to_ship(sale)[0] == 0
    post(order)
    assert held(sale) == [(3, 4)]
    assert rows_of(sale) == [("A", 6, 0, 6), ("B", 4, 4, 0)]
    post(sale)
    assert rows_of(sale) == [("A", 6, 0, 6), ("B", 4, 0, 4)]
    assert ledger_differences() == []


@pytest.mark.rule("ITL-223")
def test_a_lot_that_comes_in_parts_is_shipped_in_parts(bolt):
    sale, order = special(bolt, lot("A", 10))
    to_handle(order, A=4)

    post(order)
    post(sale)

    assert rows_of(sale) == [("A", 10, 0, 4)]
    assert (the_line(sale).qty_handled, to_ship(sale)[0]) == (4, 0)


@pytest.mark.rule("ITL-223")
def test_goods_without_numbers_are_held_as_well(nail):
    receive(nail, quantity=5)
    sale, order = special(nail, quantity=3)

    post(order)

    assert held(sale) == [(2, 3)]
    post(sale)
    assert entries("quantity", "remaining_quantity") == [(5, 5), (3, 0), (-3, 0)]


@pytest.mark.rule("ITL-223", "POST-003")
def test_boxes_are_shipped_as_they_come(nail):
    sale = sales(
        nail, quantity=2, no="SO1", line=SPECIAL | {"qty_per_unit": 12, "quantity_base": 24}
    )
    order = ordered(sale)

    post(order)

    assert to_ship(sale) == (2, 24, 2)
    assert held(sale) == [(1, 24)]


@pytest.mark.rule("ITL-223")
def test_nothing_ships_before_it_came_even_if_other_stock_is_there(nail):
    receive(nail, quantity=50)
    sale, order = special(nail, quantity=10)
    to_handle(order)
    order.lines.update(qty_to_handle=3, qty_to_handle_base=3)
    post(order)
    sale.lines.update(qty_to_handle=5, qty_to_handle_base=5)

    assert refusal(sale) == [
        "Sales order SO1, line 10000: 5 to ship, but only 3 came in for it. It ships what Purchase order PO1, "
        "line 10000 brings: post its receipt first, or set Qty. to Ship to 3. To ship other stock, release the "
        "binding on the reservation page."
    ]


@pytest.mark.rule("ITL-223")
def test_a_number_that_did_not_come_in_for_it_does_not_ship(bolt):
    receive(bolt, lot("B", 9))
    sale, order = special(bolt, lot("A", 6), lot("B", 4))
    to_handle(order, A=6, B=0)
    post(order)
    to_handle(sale, A=2, B=4)

    assert refusal(sale) == [
        "Sales order SO1, line 10000: B: 4 to ship, but 0 of it came in on Purchase order PO1, line 10000, "
        "which sets the numbers. Set its Qty. to Handle to 0 on Item Tracking Lines, or post the receipt first."
    ]


@pytest.mark.rule("ITL-223")
def test_a_special_order_that_nobody_ordered_is_not_shipped(nail):
    receive(nail, quantity=5)
    sale = sales(nail, quantity=5, no="SO1", line={"purchasing_code": "special_order"})

    assert refusal(sale) == [
        "Sales order SO1, line 10000: The line is a special order that nobody has ordered. Take it over into a "
        "purchase order with Get Sales Order, or set its Qty. to Ship to 0."
    ]


@pytest.mark.rule("ITL-223", "POST-028")
def test_another_sale_does_not_get_the_held_numbers_and_is_told_whose_they_are(bolt):
    sale, order = special(bolt, lot("A", 6))
    post(order)

    [told] = refusal(sales(bolt, lot("A", 1), no="SO2"))

    assert "SO2, line 10000" in told
    assert "Sales order SO1, line 10000" in told
    assert held(sale) == [(1, 6)]


@pytest.mark.rule("ITL-223", "ITL-218")
def test_held_goods_do_not_make_room_for_others(nail, bolt):
    receive(bolt, lot("Z", 6))
    sale, order = special(bolt, lot("A", 6))
    post(order)
    rival = sales(bolt, lot("A", 1), no="SO2")

    with pytest.raises(Refused):
        reserve(line=the_line(rival), by=rival.created_by, numbers=("A",))

    assert held(sale) == [(2, 6)]


@pytest.mark.rule("ITL-223", "POST-108")
def test_an_item_journal_asks_before_it_takes_them(nail):
    sale, order = special(nail, quantity=5)
    post(order)
    write_off = adjustment(nail, quantity=5, entry_type=EntryType.NEGATIVE_ADJMT)

    assert "Sales order SO1, line 10000" in refusal(write_off)[0]
    post(write_off, accept_reserved=True)

    assert held(sale) == []


@pytest.mark.rule("ITL-223")
def test_what_had_left_before_it_came_is_not_held(nail):
    setup(prevent_negative_inventory=False)
    post(sales(nail, quantity=2, no="SO9"))
    sale, order = special(nail, quantity=5)

    post(order)

    assert held(sale) == [(2, 3)]
    assert ledger_differences() == []


# --- invoiced, released, counted ---


@pytest.mark.rule("ITL-223", "POST-120")
def test_both_orders_are_invoiced_and_closed_as_any_other(nail):
    sale, order = special(nail, quantity=5)

    post(to_invoice(order, 5), step=Step.HANDLE_AND_INVOICE)
    assert held(sale) == [(1, 5)]
    post(to_invoice(Document.objects.get(pk=sale.pk), 5), step=Step.HANDLE_AND_INVOICE)

    assert {one.status for one in Document.objects.all()} == {DocumentStatus.CLOSED}
    assert entries("quantity", "invoiced_quantity") == [(5, 5), (-5, -5)]
    assert ledger_differences() == []


@pytest.mark.rule("ITL-223")
@pytest.mark.parametrize("side", [0, 1])
def test_released_lines_go_their_own_ways(bolt, side):
    sale, order = special(bolt, lot("A", 6), lot("B", 4))
    to_handle(order, A=6, B=0)
    post(order)

    release(line=the_line((sale, order)[side]), by=sale.created_by)

    line = the_line(sale)
    assert (line.purchasing_code, line.bound_line, line.qty_to_handle) == ("", None, 10)
    assert the_line(order).purchasing_code == ""
    assert held(sale) == [(1, 6)]
    assert Reservation.objects.get().is_specific
    assert rows_of(sale) == [("A", 6, 6, 0), ("B", 4, 4, 0)]
    post(order)
    assert held(sale) == [(1, 6)]
    assert post(sale).entry_count == 2


@pytest.mark.rule("ITL-223")
def test_what_is_shipped_or_not_bound_is_not_released(nail):
    sale, order = special(nail, quantity=5)
    post(order)
    post(sale)

    with pytest.raises(Refused) as shipped:
        release(line=the_line(sale), by=sale.created_by)
    with pytest.raises(Refused, match="bound to no other"):
        release(line=the_line(sales(nail, quantity=1)), by=sale.created_by)

    assert str(shipped.value) == (
        "All that Purchase order PO1, line 10000 brought is shipped on Sales order SO1, line 10000; there is "
        "nothing left to be released."
    )


@pytest.mark.rule("ITL-223", "WHS-005")
def test_where_a_warehouse_shipment_moves_goods_it_says_how_much(nail):
    place = LocationFactory(code="SHIPS", require_shipment=True)
    sale, order = special(nail, quantity=5, location=place)

    post(order)

    assert held(sale) == [(1, 5)]
    assert to_ship(sale) == (0, 0, 0)


@pytest.mark.rule("ITL-223")
def test_other_lines_of_both_orders_are_as_ever(bolt, nail):
    sale, order = special(bolt, lot("A", 6))
    add_line(order, nail, 5)
    add_line(sale, nail, 2)

    post(order)
    post(sale)

    assert entries("item__no", "quantity", "remaining_quantity") == [
        ("BOLT", 6, 0),
        ("NAIL", 5, 3),
        ("BOLT", -6, 0),
        ("NAIL", -2, 0),
    ]
    assert held(sale) == []


@pytest.mark.rule("ITL-223")
def test_ten_serials_or_a_thousand_take_the_same_statements(chair):
    counts = []
    for count, prefix in ((10, "A"), (1000, "B")):
        sale = sales(chair, quantity=count, no=f"SO{count}", line=dict(SPECIAL))
        order = ordered(sale, no=f"PO{count}")
        numbers((the_line(order), one) for one in serials(count, prefix))
        with CaptureQueriesContext(connection) as received:
            post(order)
        with CaptureQueriesContext(connection) as shipped:
            post(sale)
        counts.append((len(received), len(shipped)))
        assert the_line(sale).qty_handled == count

    assert counts[0] == counts[1]
    assert ledger_differences() == []


@pytest.mark.rule("ITL-223")
def test_serials_are_taken_over_one_by_one(chair):
    sale, order = special(chair, serial("S1"), serial("S2"))

    post(order)

    assert rows_of(sale) == [("S1", 1, 1, 0), ("S2", 1, 1, 0)]
