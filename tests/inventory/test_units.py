"""Quantities in units: conversion, rounding, remainders."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wms.core.errors import Refused
from wms.inventory.units import (
    base_quantity,
    entered_base_quantity,
    quantity_from_base,
    shares,
)

D = Decimal


@pytest.mark.rule("SET-020", "SET-004")
@pytest.mark.parametrize(
    ("quantity", "qty_per_unit", "precision", "base"),
    [
        (D("2"), D("6"), D(0), D("12")),
        (D("1.5"), D("2"), D(0), D("3")),
        (D("0.33333"), D("3"), D(0), D("0.99999")),
        (D("0.00001"), D("0.5"), D(0), D("0.00001")),  # half away from zero
        (D("-0.00001"), D("0.5"), D(0), D("-0.00001")),
        (D("0.33333"), D("3"), D(1), D("1")),
        (D("1.2"), D("1"), D("0.5"), D("1")),
        (D("1.25"), D("1"), D("0.5"), D("1.5")),
        (D("0"), D("6"), D(1), D("0")),
    ],
)
def test_base_quantity_is_quantity_times_unit_rounded_once(quantity, qty_per_unit, precision, base):
    assert base_quantity(quantity, qty_per_unit, precision) == base


@pytest.mark.rule("SET-020")
def test_given_a_quantity_when_it_would_round_to_0_then_it_is_out_of_balance():
    with pytest.raises(Refused) as refusal:
        base_quantity(D("0.4"), D("1"), D("1"))

    assert str(refusal.value) == (
        "0.4 of a unit of 1 is less than the smallest part of the base unit, so the base quantity "
        "would be 0. Enter more, or 0."
    )


@pytest.mark.rule("SET-021")
def test_given_rounding_precision_1_when_a_base_quantity_of_2_5_is_entered_then_it_is_refused():
    with pytest.raises(Refused) as refusal:
        entered_base_quantity(D("2.5"), D("1"))

    assert refusal.value.violations[0].field == "quantity"
    assert str(refusal.value) == (
        "2.5 in the base unit is not a multiple of 1, the item's Qty. Rounding Precision."
    )


@pytest.mark.rule("SET-021", "SET-004")
@pytest.mark.parametrize(
    ("entered", "precision", "kept"),
    [
        (D("2.5"), D("0"), D("2.5")),
        (D("2"), D("1"), D("2")),
        (D("2.5"), D("0.5"), D("2.5")),
        (D("0.123455"), D("0"), D("0.12346")),
        (D("-0.123455"), D("0"), D("-0.12346")),
    ],
)
def test_base_quantities_that_are_taken_as_entered(entered, precision, kept):
    assert entered_base_quantity(entered, precision) == kept


@pytest.mark.rule("SET-022")
def test_one_piece_of_a_box_of_three_is_a_third_of_a_box():
    assert quantity_from_base(D("1"), D("3")) == D("0.33333")


@pytest.mark.rule("SET-023")
def test_given_a_box_of_three_serials_then_the_last_row_takes_the_remainder():
    assert shares([D(1), D(1), D(1)], quantity=D(1), qty_per_unit=D(3)) == [
        D("0.33333"),
        D("0.33333"),
        D("0.33334"),
    ]


@pytest.mark.rule("SET-023")
@given(
    bases=st.lists(st.integers(1, 10_000).map(D), min_size=1, max_size=50),
    qty_per_unit=st.integers(1, 1000).map(D),
)
def test_the_shares_of_a_line_add_up_to_its_quantity(bases, qty_per_unit):
    quantity = quantity_from_base(sum(bases), qty_per_unit)

    assert sum(shares(bases, quantity=quantity, qty_per_unit=qty_per_unit)) == quantity


def test_no_rows_no_shares():
    assert shares([], quantity=D(1), qty_per_unit=D(3)) == []
