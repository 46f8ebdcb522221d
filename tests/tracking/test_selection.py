"""Select Entries and the number lookup (rule book 02, section 8)."""

from datetime import date
from decimal import Decimal

import pytest

from tests.factories import (
    ItemFactory,
    code_with,
    lot_code,
    purchase_order,
    reclassification,
    sales_order,
    serial_code,
    tracked,
)
from tests.tracking.stock import in_stock, many_in_stock
from tracking.availability import Combination
from tracking.models import NumberInformation, Reservation
from tracking.page import read_page
from tracking.selectors import entries
from tracking.services import rows, selection, sessions
from wms.core.errors import Refused

pytestmark = pytest.mark.django_db
TODAY = date(2026, 1, 2)


def propose(session, on=TODAY):
    return selection.propose(session=session, on=on)


def selected(session):
    found = session.figures.order_by("lot_no", "serial_no")
    return {
        (figure.lot_no or figure.serial_no): figure.selected for figure in found if figure.selected
    }


def take_over(session):
    return selection.take_over(session=session, by=session.user)


def select(session, quantity, **numbers):
    figure = session.figures.get(**numbers)
    return selection.select(session=session, figure_id=figure.pk, quantity=Decimal(quantity))


def refusal_of(attempt, *args, **how):
    with pytest.raises(Refused) as refusal:
        attempt(*args, **how)
    return str(refusal.value)


def on_page(session):
    found = session.rows.order_by("lot_no", "serial_no")
    return [(row.serial_no, row.lot_no, row.quantity) for row in found]


@pytest.fixture
def three_lots(wine):
    """ITL-115: L2 4 of which 1 is requested elsewhere, L1 6, L3 9, expiring in this order."""
    in_stock(wine, 4, lot_no="L2", expiration_date=date(2026, 9, 1))
    in_stock(wine, 6, lot_no="L1", expiration_date=date(2026, 10, 1))
    in_stock(wine, 9, lot_no="L3", expiration_date=date(2026, 12, 1))
    tracked(sales_order(wine, 1).lines.get(), lot_no="L2", quantity=1)
    return wine


@pytest.mark.rule("ITL-110", "ITL-111", "ITL-115", "ITL-199")
def test_given_two_of_a_lot_are_held_by_others_then_they_are_left_but_may_be_taken_by_hand(
    three_lots, opened
):
    other = sales_order(three_lots, 2).lines.get()
    in_lot_1 = three_lots.ledger_entries.get(lot_no="L1")
    Reservation.objects.create(
        line=other,
        entry=in_lot_1,
        item=three_lots,
        quantity=Decimal(2),
        reserved_by=other.document.created_by,
    )
    session = opened(sales_order(three_lots, 10))

    propose(session)

    figure = session.figures.get(lot_no="L1")
    assert selected(session) == {"L2": 3, "L1": 4, "L3": 3}
    assert (figure.reserved, figure.current_reserved, figure.non_specific_reserved) == (2, 0, 2)
    assert session.figures.get(lot_no="L2").reserved is None
    selection.select(session=session, figure_id=figure.pk, quantity=Decimal(6))
    assert selected(session)["L1"] == 6


@pytest.mark.rule("ITL-109", "ITL-110", "ITL-115", "SET-139")
def test_given_three_lots_then_what_expires_first_is_selected_first(three_lots, opened):
    session = opened(sales_order(three_lots, 10))

    propose(session)

    assert selected(session) == {"L2": 3, "L1": 6, "L3": 1}


@pytest.mark.rule("ITL-101", "ITL-107")
def test_given_the_list_then_it_shows_the_figures_and_the_footer(three_lots, opened):
    session = opened(sales_order(three_lots, 10))
    rows.add_row(session=session, by=session.user, lot_no="L1", quantity=Decimal(2))
    propose(session)

    listed = entries.page_of_entries(read_page(session), on=TODAY)

    shown = [
        (
            entry.figure.lot_no,
            entry.figure.total,
            entry.figure.requested,
            entry.pending,
            entry.figure.current_requested,
            entry.available,
        )
        for entry in listed.entries
    ]
    assert shown == [("L2", 4, 1, 0, 0, 3), ("L1", 6, 0, 2, 0, 4), ("L3", 9, 0, 0, 0, 9)]
    assert (listed.selectable, listed.selected, listed.undefined) == (8, 8, 0)


@pytest.mark.rule("ITL-109")
def test_given_undated_stock_then_it_comes_last_and_equal_dates_go_by_number(wine, opened):
    in_stock(wine, 1, lot_no="A")
    in_stock(wine, 1, lot_no="C", expiration_date=date(2026, 9, 1))
    in_stock(wine, 1, lot_no="B", expiration_date=date(2026, 9, 1))
    session = opened(sales_order(wine, 3))

    listed = entries.page_of_entries(read_page(session))

    assert [entry.figure.lot_no for entry in listed.entries] == ["B", "C", "A"]


@pytest.mark.rule("ITL-110", "SET-153", "SET-154")
def test_given_a_blocked_lot_then_it_is_visible_but_not_selected(three_lots, opened):
    NumberInformation.objects.create(
        kind="lot", item=three_lots, variant=three_lots.variants.get(), number="L2", blocked=True
    )
    session = opened(sales_order(three_lots, 10))

    propose(session)

    assert selected(session) == {"L1": 6, "L3": 4}
    listed = entries.page_of_entries(read_page(session)).entries
    assert [entry.figure.blocked for entry in listed] == [True, False, False]


@pytest.mark.rule("ITL-110", "ITL-213")
@pytest.mark.parametrize(
    ("strict", "on", "expected"),
    [
        (True, date(2026, 9, 1), {"L1": 2}),
        (True, date(2026, 8, 31), {"L1": 2}),
        (True, date(2026, 9, 2), {"L2": 2}),
        (False, date(2026, 9, 2), {"L1": 2}),
    ],
)
def test_given_strict_posting_then_expired_lots_are_not_selected(opened, strict, on, expected):
    code = lot_code(use_expiration_dates=True, strict_expiration_posting=strict)
    wine = ItemFactory(item_tracking_code=code)
    in_stock(wine, 5, lot_no="L1", expiration_date=date(2026, 9, 1))
    in_stock(wine, 5, lot_no="L2", expiration_date=date(2026, 12, 1))
    session = opened(sales_order(wine, 2))

    propose(session, on=on)

    assert selected(session) == expected


@pytest.mark.rule("ITL-110")
def test_given_a_fraction_is_left_then_no_serial_is_cut(opened):
    chair = ItemFactory(item_tracking_code=serial_code())
    for number in range(4):
        in_stock(chair, serial_no=f"S{number}")
    session = opened(sales_order(chair, "2.5"))

    propose(session)

    assert selected(session) == {"S0": 1, "S1": 1}


@pytest.mark.rule("ITL-202")
def test_given_serials_are_asked_for_elsewhere_then_no_more_of_the_lot_is_selected(opened):
    code = code_with("LOTSNSALES", specific=("lot",))
    camera = ItemFactory(item_tracking_code=code)
    in_stock(camera, 10, lot_no="L1")
    demand = sales_order(camera, 6).lines.get()
    for number in range(6):
        tracked(demand, f"S{number}", "L1")
    session = opened(sales_order(camera, 9))

    propose(session)

    assert session.figures.get(lot_no="L1", serial_no="").selected == 4


@pytest.mark.rule("ITL-108")
def test_given_an_inbound_line_or_nothing_undefined_then_the_list_is_for_viewing(wine, opened):
    in_stock(wine, 10, lot_no="L1")
    supply = opened(purchase_order(wine, 5))
    complete = opened(sales_order(wine, 5))
    rows.add_row(session=complete, by=complete.user, lot_no="L1")

    sessions.look_at_stock(supply)
    assert (propose(supply), propose(complete)) == (0, 0)
    assert refusal_of(select, supply, 1, lot_no="L1") == (
        "The list is only for viewing: goods come in on this line."
    )
    assert refusal_of(select, complete, 1, lot_no="L1") == (
        "The list is only for viewing: nothing is left undefined on the line."
    )


@pytest.mark.rule("ITL-108", "ITL-204")
def test_given_an_inbound_line_then_stock_is_read_for_its_numbers_and_the_rest_when_looked_at(
    wine, opened
):
    in_stock(wine, 10, lot_no="L1")
    in_stock(wine, 7, lot_no="L2")
    session = opened(purchase_order(wine, 5))
    rows.add_row(session=session, by=session.user, lot_no="L1", quantity=5)

    assert [figure.lot_no for figure in session.figures.all()] == ["L1"]
    in_stock(wine, 2, lot_no="L1")
    refreshed = sessions.refresh(session)
    assert [(str(c.combination), c.after.total) for c in refreshed.changes] == [("L1", 12)]

    sessions.look_at_stock(session)
    assert sorted(session.figures.values_list("lot_no", flat=True)) == ["L1", "L2"]
    assert sessions.refresh(session).change_count == 0


@pytest.mark.rule("ITL-111")
@pytest.mark.parametrize("quantity", [4, -1])
def test_given_more_than_is_available_then_the_maximum_is_named(three_lots, opened, quantity):
    session = opened(sales_order(three_lots, 10))

    message = refusal_of(select, session, quantity, lot_no="L2")

    assert message == f"Selected Quantity of Lot no. L2 can be at most 3, not {quantity}."


@pytest.mark.rule("ITL-112")
def test_given_more_is_selected_than_undefined_then_ok_is_refused(three_lots, opened):
    session = opened(sales_order(three_lots, 10))
    propose(session)
    select(session, 9, lot_no="L3")

    message = refusal_of(take_over, session)

    assert message == "18 are selected, but only 10 are still undefined. Select 8 less."
    assert on_page(session) == []


@pytest.mark.rule("ITL-113", "ITL-114")
def test_given_ok_then_rows_are_raised_or_added_and_only_the_rest_is_proposed_next(
    three_lots, opened
):
    session = opened(sales_order(three_lots, 10))
    rows.add_row(session=session, by=session.user, lot_no="L1", quantity=Decimal(1))
    propose(session)
    select(session, 0, lot_no="L3")
    assert selected(session) == {"L2": 3, "L1": 5}

    take_over(session)
    proposed = propose(session)

    assert on_page(session) == [("", "L1", 6), ("", "L2", 3)]
    assert session.rows.get(lot_no="L1").qty_to_handle == 6
    assert proposed == 1
    assert selected(session) == {"L3": 1}


@pytest.mark.rule("ITL-103", "ITL-175")
def test_given_a_reclassification_then_the_new_numbers_start_as_the_old_ones(three_lots, opened):
    session = opened(reclassification(three_lots, 2))
    propose(session)

    take_over(session)

    row = session.rows.get()
    assert (row.lot_no, row.new_lot_no, row.new_expiration_date) == ("L2", "L2", date(2026, 9, 1))


@pytest.mark.rule("ITL-113")
def test_given_cancel_then_nothing_changes(three_lots, opened):
    session = opened(sales_order(three_lots, 10))
    propose(session)

    selection.clear(session=session)

    assert selected(session) == {}
    assert not session.rows.exists()


# --- lookup ---


@pytest.mark.rule("ITL-105", "ITL-106")
@pytest.mark.parametrize(
    ("undefined", "available", "is_open", "serial", "expected"),
    [
        pytest.param(5, 3, 0, False, 3, id="a"),
        pytest.param(5, -2, 5, False, 3, id="b"),
        pytest.param(-2, 6, 5, False, 3, id="c"),
        pytest.param(-2, -4, 5, False, 1, id="d"),
        pytest.param(5, 1, 0, True, 1, id="e"),
        pytest.param(5, 9, 0, True, 1, id="e: at most one"),
        pytest.param(-9, -4, 5, False, 0, id="never below zero"),
    ],
)
def test_given_a_number_is_chosen_then_the_quantity_follows_what_is_undefined_and_available(
    undefined, available, is_open, serial, expected
):
    quantity = selection.chosen_quantity(
        Decimal(undefined), Decimal(available), Decimal(is_open), serial=serial
    )

    assert quantity == expected


@pytest.mark.rule("ITL-103")
def test_given_a_lot_is_chosen_then_the_row_gets_number_warranty_and_quantity(wine, opened):
    in_stock(wine, 3, lot_no="L1", warranty_date=date(2027, 1, 1))
    session = opened(sales_order(wine, 5))
    row = rows.add_row(session=session, by=session.user, lot_no="L9", quantity=Decimal(0))

    chosen = selection.choose_number(
        session=session, row_id=row.pk, by=session.user, numbers=Combination(lot_no="L1")
    )

    assert (chosen.lot_no, chosen.quantity, chosen.warranty_date) == ("L1", 3, date(2027, 1, 1))


@pytest.mark.rule("ITL-104")
def test_given_a_supply_page_then_nothing_can_be_chosen(wine, opened):
    in_stock(wine, 3, lot_no="L1")
    session = opened(purchase_order(wine, 5))
    row = rows.add_row(session=session, by=session.user, lot_no="L9")

    message = refusal_of(
        selection.choose_number,
        session=session,
        row_id=row.pk,
        by=session.user,
        numbers=Combination(lot_no="L1"),
    )

    assert message == "The list is only for viewing: goods come in on this line."


@pytest.mark.rule("ITL-101", "ITL-102", "ITL-201")
def test_given_serials_in_lots_then_the_lookup_of_lots_sums_them_up(opened):
    chair = ItemFactory(item_tracking_code=code_with("BOTH", specific=("serial", "lot")))
    many_in_stock(chair, [("S1", "L1", ""), ("S2", "L1", ""), ("S3", "L2", "")])
    session = opened(sales_order(chair, 3))
    row = rows.add_row(session=session, by=session.user, serial_no="S3")

    lots = entries.lookup(read_page(session), "lot", row=None)
    serials = entries.lookup(read_page(session), "serial", row=row)

    assert [(line.number, line.total) for line in lots.lines] == [("L1", 2), ("L2", 1)]
    assert [line.number for line in serials.lines] == ["S3"]


@pytest.mark.rule("ITL-113", "ITL-230")
def test_given_ten_or_a_thousand_serials_then_selecting_costs_the_same_statements(
    opened, django_assert_max_num_queries
):
    def cost(size):
        chair = ItemFactory(item_tracking_code=serial_code(f"SN{size}"))
        many_in_stock(chair, [(f"S{number:05}", "", "") for number in range(size)])
        session = opened(sales_order(chair, size))
        with django_assert_max_num_queries(40) as counted:
            propose(session)
            take_over(session)
        assert session.rows.count() == size
        return len(counted.captured_queries)

    assert cost(10) == cost(1000)


@pytest.mark.rule("ITL-110", "ITL-213")
def test_given_the_proposal_then_every_number_says_why_it_was_taken_or_passed_over(opened):
    tea = ItemFactory(
        no="TEA",
        item_tracking_code=lot_code(strict_expiration_posting=True, use_expiration_dates=True),
    )
    for number, day in (("A", 1), ("B", 10), ("C", 11), ("D", 12), ("E", 13), ("F", 14)):
        in_stock(tea, 5, lot_no=number, expiration_date=date(2026, 1, day))
    NumberInformation.objects.create(
        kind="lot", item=tea, variant=tea.variants.get(), number="B", blocked=True
    )
    tracked(sales_order(tea, 5).lines.get(), lot_no="C", quantity=5)
    other = sales_order(tea, 5).lines.get()
    Reservation.objects.create(
        line=other,
        entry=tea.ledger_entries.get(lot_no="D"),
        item=tea,
        quantity=Decimal(5),
        reserved_by=other.document.created_by,
    )
    session = opened(sales_order(tea, 5))
    propose(session)

    listed = entries.page_of_entries(read_page(session), on=TODAY)

    assert {entry.figure.lot_no: entry.why for entry in listed.entries} == {
        "A": "passed over: expired, and posting is strict",
        "B": "passed over: blocked",
        "C": "passed over: all of it is requested",
        "D": "passed over: held for other lines",
        "E": "expires first",
        "F": "not needed: what comes before it is enough",
    }
