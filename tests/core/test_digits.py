"""Runs of numbers from a first one that somebody typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wms.core.digits import Counter, IncrementTooSmall, NoDigitsToCount, NumberTooLong
from wms.core.numberseries import run_of


@pytest.mark.rule("ITL-096")
def test_given_a_customised_first_number_then_the_run_starts_with_it():
    assert run_of("S/N-Vend0001", increment=1, count=3) == [
        "S/N-Vend0001",
        "S/N-Vend0002",
        "S/N-Vend0003",
    ]


@pytest.mark.rule("ITL-097")
def test_given_an_increment_then_the_rightmost_digits_grow_by_it():
    assert run_of("A001", increment=5, count=3) == ["A001", "A006", "A011"]
    assert run_of("A9B98C", increment=1, count=3) == ["A9B98C", "A9B99C", "A9B100C"]


@pytest.mark.rule("ITL-097")
@pytest.mark.parametrize("increment", [0, -1])
def test_given_an_increment_below_one_then_it_is_refused(increment):
    with pytest.raises(IncrementTooSmall) as refusal:
        run_of("A1", increment=increment, count=2)

    assert str(refusal.value) == f"Increment must be 1 or more, not {increment}."


@pytest.mark.rule("ITL-098")
@pytest.mark.parametrize("start", ["VEND", "", "²³", "-"])
def test_given_a_first_number_without_digit_then_it_cannot_be_incremented(start):
    with pytest.raises(NoDigitsToCount) as refusal:
        run_of(start, increment=1, count=1)

    assert str(refusal.value) == (
        f"{start} has no digit, so it cannot be incremented. "
        f"Enter a first number that ends in digits, such as {start}0001."
    )


@pytest.mark.rule("ITL-098")
def test_given_a_run_that_grows_beyond_fifty_characters_then_it_is_refused():
    longest = "A" * 48 + "98"

    assert run_of(longest, increment=1, count=2)[-1] == "A" * 48 + "99"
    with pytest.raises(NumberTooLong) as refusal:
        run_of(longest, increment=1, count=3)

    assert str(refusal.value) == (
        f"{'A' * 48}100 would be longer than 50 characters. Enter a shorter first number or fewer."
    )


@pytest.mark.rule("ITL-098")
def test_given_a_first_number_of_more_than_fifty_characters_then_it_is_refused():
    with pytest.raises(NumberTooLong):
        run_of("1" * 5000, increment=1, count=1)


def test_a_run_of_none_is_a_fault_of_the_caller():
    with pytest.raises(ValueError, match="count must be 1 or more"):
        run_of("A1", increment=1, count=0)


@pytest.mark.rule("SET-106")
@given(
    before=st.text(max_size=8),
    value=st.integers(0, 10**6),
    width=st.integers(1, 8),
    after=st.text(max_size=4).filter(lambda text: not set("0123456789") & set(text)),
    increment=st.integers(1, 1000),
    count=st.integers(1, 50),
)
def test_numbers_of_a_run_differ_and_keep_what_stands_around(
    before, value, width, after, increment, count
):
    # digits right before the run would belong to it
    before = before.rstrip("0123456789")
    start = f"{before}{value:0{width}}{after}"

    run = run_of(start, increment=increment, count=count)

    assert run[0] == start
    assert len(set(run)) == count
    for step, number in enumerate(run):
        counter = Counter.of(number)
        assert counter.text == (before, after)
        assert counter.value == value + step * increment
        assert len(counter.digits) >= width
