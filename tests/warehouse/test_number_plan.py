"""How handled numbers find their way into the source's tracking, without a database (WHS-163…168)."""

from decimal import Decimal

import pytest

from warehouse.services.number_plan import Excess, Handled, SourceRow, Undecided, plan_line


def lot(number: str) -> tuple[str, str, str]:
    return ("", number, "")


def rows(*figures: tuple) -> list[SourceRow]:
    """``(numbers, quantity)`` or ``(numbers, quantity, handled, to_handle)``."""
    made = []
    for number, (numbers, quantity, *rest) in enumerate(figures, start=1):
        handled, to_handle = rest or (0, quantity)
        made.append(
            SourceRow(number, numbers, Decimal(quantity), Decimal(handled), Decimal(to_handle))
        )
    return made


def handled(*parts: tuple) -> list[Handled]:
    return [Handled(numbers, Decimal(quantity)) for numbers, quantity in parts]


def figures(found: list[SourceRow]) -> list[tuple]:
    return [(row.numbers, row.quantity, row.qty_to_handle) for row in found]


@pytest.mark.rule("WHS-164", "WHS-166")
def test_given_the_source_has_the_numbers_then_what_is_not_handled_is_parked():
    source = rows((lot("L1"), 20), (lot("L2"), 30))

    plan = plan_line(handled((lot("L2"), 30)), source, room=Decimal(0))

    assert figures(plan.changed) == [(lot("L1"), 20, 0)]
    assert figures(source) == [(lot("L1"), 20, 0), (lot("L2"), 30, 30)]


@pytest.mark.rule("WHS-164")
def test_given_a_parked_number_is_handled_again_then_it_is_handled_there():
    source = rows((lot("L1"), 20, 12, 0))

    plan_line(handled((lot("L1"), 8)), source, room=Decimal(0))

    assert figures(source) == [(lot("L1"), 20, 8)]


@pytest.mark.rule("WHS-165", "WHS-167")
def test_given_units_without_number_then_another_number_fits_in_there_and_not_beyond():
    fits = plan_line(handled((lot("L2"), 8)), rows((lot("L1"), 12)), room=Decimal(8))
    too_many = plan_line(handled((lot("L2"), 9)), rows((lot("L1"), 12)), room=Decimal(8))
    full = plan_line(handled((lot("L2"), 20)), rows((lot("L1"), 20)), room=Decimal(0))

    assert fits.new == handled((lot("L2"), 8))
    assert not fits.excess
    assert too_many.excess == [Excess(lot("L2"), Decimal(1))]
    assert full.excess == [Excess(lot("L2"), Decimal(20))]
    assert not full.new


@pytest.mark.rule("WHS-168")
def test_given_more_of_a_stated_number_then_its_row_grows_into_the_units_without_number():
    source = rows((lot("L1"), 10))

    plan_line(handled((lot("L1"), 20)), source, room=Decimal(10))

    assert figures(source) == [(lot("L1"), 20, 20)]


@pytest.mark.rule("WHS-056")
def test_given_the_warehouse_counts_the_lot_then_all_its_serials_are_handled():
    source = rows((("S1", "L1", ""), 1), (("S2", "L1", ""), 1), (("S3", "L2", ""), 1))

    plan_line(handled((lot("L1"), 2)), source, room=Decimal(0))

    assert [row.qty_to_handle for row in source] == [1, 1, 0]


@pytest.mark.rule("WHS-056", "WHS-176")
def test_given_only_a_part_of_the_lot_then_the_source_says_which_serials():
    serials = [(("S1", "L1", ""), 1, 0, 0), (("S2", "L1", ""), 1, 0, 1)]
    said, unsaid = rows(*serials), rows(*((numbers, 1) for numbers, *_ in serials))

    plan = plan_line(handled((lot("L1"), 1)), said, room=Decimal(0))
    doubtful = plan_line(handled((lot("L1"), 1)), unsaid, room=Decimal(0))

    assert not plan.undecided
    assert [row.qty_to_handle for row in said] == [0, 1]
    assert doubtful.undecided == [Undecided(lot("L1"), Decimal(1), Decimal(2))]


def test_given_the_source_names_only_the_lot_then_the_serials_picked_take_its_place():
    source = rows((lot("L1"), 3))

    plan = plan_line(handled((("S1", "L1", ""), 1), (("S2", "L1", ""), 1)), source, room=Decimal(0))

    assert figures(plan.changed) == [(lot("L1"), 1, 0)]
    assert plan.new == handled((("S1", "L1", ""), 1), (("S2", "L1", ""), 1))
    whole = plan_line(handled((("S1", "L1", ""), 1)), gone := rows((lot("L1"), 1)), room=Decimal(0))
    assert whole.gone == gone


def test_given_a_lot_from_two_bins_that_the_source_lacks_then_it_becomes_one_row():
    plan = plan_line(handled((lot("L1"), 4)), [], room=Decimal(4))

    assert plan.new == handled((lot("L1"), 4))
    assert plan.changes_anything


def test_given_units_without_any_number_then_nothing_is_planned():
    plan = plan_line(handled((("", "", ""), 4)), [], room=Decimal(4))

    assert not plan.changes_anything
    assert not plan.excess
