"""Numbers that are information only: which stock leaves under them (POST-029)."""

import pytest

from tests.factories import ItemFactory, code_with, lot_code, serial_code
from tests.tracking.posting.desk import (
    applications,
    entries,
    lot,
    on_hand,
    package,
    post,
    receive,
    refused,
    sales,
    serial,
    ship,
)


@pytest.mark.rule("POST-026", "SET-174")
def test_a_free_serial_of_a_lot_does_not_steer_which_stock_of_the_lot_leaves(db):
    item = ItemFactory(
        item_tracking_code=lot_code(
            "LOTSN", sn_sales_outbound_tracking=True, sn_sales_inbound_tracking=True
        )
    )
    receive(item, lot("L1", 2))
    receive(item, lot("L2", 2))

    ship(item, serial("S1", lot="L2"))

    assert applications()[2:] == [(3, 2, 3, 0, -1)]
    assert entries("serial_no", "lot_no", "quantity", "remaining_quantity")[1:] == [
        ("", "L2", 2, 1),
        ("S1", "L2", -1, 0),
    ]


@pytest.mark.rule("POST-026", "POST-029")
def test_a_free_serial_takes_the_entry_that_carries_it_and_any_of_its_lot_otherwise(db):
    item = ItemFactory(item_tracking_code=lot_code())
    receive(item, serial("S1", lot="L"), serial("S2", lot="L"))

    ship(item, serial("S2", lot="L"))
    ship(item, serial("S3", lot="L"))

    assert applications()[2:] == [(3, 2, 3, 0, -1), (4, 1, 4, 0, -1)]


@pytest.mark.rule("POST-026", "SET-035")
def test_a_free_lot_of_a_serial_does_not_stand_in_its_serials_way(db):
    item = ItemFactory(item_tracking_code=serial_code())
    receive(item, serial("S1", lot="L1"), serial("S2", lot="L2"))

    ship(item, serial("S2", lot="L1"))

    assert applications()[2:] == [(3, 2, 3, 0, -1)]


@pytest.mark.rule("POST-029", "SET-149")
def test_a_free_number_that_is_in_stock_takes_its_own_entry_first(free):
    receive(free, lot("A", 2))
    receive(free, lot("B", 2))
    receive(free, lot("C", 2))

    ship(free, lot("B", 1))

    assert entries("lot_no", "remaining_quantity", quantity__gt=0) == [("A", 2), ("B", 1), ("C", 2)]


@pytest.mark.rule("POST-029")
def test_what_its_own_entries_do_not_cover_comes_first_in_first_out_whatever_the_number(free):
    receive(free, lot("A", 2))
    receive(free, lot("B", 2))
    receive(free, lot("C", 2))

    ship(free, lot("B", 5))

    assert applications()[3:] == [
        (4, 1, 4, 0, -2),
        (4, 2, 4, 0, -2),
        (4, 3, 4, 0, -1),
    ]
    assert on_hand(free, lot_no="B") == 0
    assert sum(quantity for (quantity,) in entries("quantity", lot_no="B")) == -3


@pytest.mark.rule("POST-029")
def test_the_very_combination_is_what_counts(free):
    receive(free, lot("A", 2), lot("A", 2, package="P"), lot("A", 2, package="Q"))

    ship(free, lot("A", 1, package="Q"))

    assert applications()[3:] == [(4, 3, 4, 0, -1)]


@pytest.mark.rule("POST-029", "POST-107")
def test_two_rows_of_a_shipment_do_not_take_the_same_units(free):
    receive(free, lot("A", 2))
    receive(free, lot("B", 3))

    ship(free, lot("X", 2), lot("A", 2), lot("B", 1))

    assert entries("remaining_quantity") == [(0,)] * 5
    assert sum(quantity for *_, quantity in applications()[2:]) == -5
    taken = {}
    for _, inbound, _, _, quantity in applications()[2:]:
        taken[inbound] = taken.get(inbound, 0) + quantity
    assert taken == {1: -2, 2: -3}


@pytest.mark.rule("POST-029")
def test_a_row_without_number_takes_the_oldest_whatever_number_it_carries(free):
    receive(free, lot("A", 2))
    receive(free, quantity=2)

    ship(free, quantity=3)

    assert applications()[2:] == [(3, 1, 3, 0, -2), (3, 2, 3, 0, -1)]


@pytest.mark.rule("POST-029", "POST-060")
def test_a_unit_that_came_back_and_is_sold_again_does_not_stay_on_hand_under_its_number(db):
    item = ItemFactory(
        item_tracking_code=code_with(
            "SNSALES", sn_sales_outbound_tracking=True, sn_sales_inbound_tracking=True
        )
    )
    receive(item, quantity=5)
    ship(item, serial("S1"))
    post(sales(item, serial("S1"), quantity=-1))

    ship(item, serial("S1"))

    assert on_hand(item, serial_no="S1") == 0
    assert on_hand(item, serial_no="") == 4


@pytest.mark.rule("POST-029")
def test_more_than_there_is_of_anything_is_refused(free):
    receive(free, lot("A", 2))

    [violation] = refused(sales(free, lot("A", 1), lot("X", 2), no="SO1")).violations

    assert violation.text.startswith("Item FREE, lot X at location EAST: wanted 2, available 1.")


@pytest.mark.rule("POST-074")
def test_a_package_is_not_asked_for_where_it_is_only_information(bolt):
    receive(bolt, package("P", 5, lot="L"))

    ship(bolt, lot("L", 5))

    assert applications()[1:] == [(2, 1, 2, 0, -5)]
