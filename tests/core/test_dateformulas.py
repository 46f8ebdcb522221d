"""Date formulas: what they say, what they give, and where they cannot be read."""

import calendar
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import assume, given
from hypothesis import strategies as st

from wms.core.dateformulas import parse
from wms.core.errors import Refused


@pytest.mark.parametrize(
    ("formula", "reference", "result"),
    [
        pytest.param("1Y+1M-1D", "2026-03-15", "2027-04-14", marks=pytest.mark.rule("SET-100a", "SET-093")),
        pytest.param("1Y+1M-1D", "2026-01-31", "2027-02-27", marks=pytest.mark.rule("SET-100b")),
        pytest.param("1M", "2024-01-31", "2024-02-29", marks=pytest.mark.rule("SET-100c", "SET-094")),
        pytest.param("1M+1M", "2026-01-31", "2026-03-28", marks=pytest.mark.rule("SET-100d")),
        pytest.param("2M", "2026-01-31", "2026-03-31", marks=pytest.mark.rule("SET-100d")),
        pytest.param("1Y", "2024-02-29", "2025-02-28", marks=pytest.mark.rule("SET-100e", "SET-094")),
        pytest.param("CM", "2026-02-10", "2026-02-28", marks=pytest.mark.rule("SET-100f", "SET-095")),
        pytest.param("-CM", "2026-02-10", "2026-02-01", marks=pytest.mark.rule("SET-100f", "SET-095")),
        pytest.param("CM+1D", "2026-07-15", "2026-08-01", marks=pytest.mark.rule("SET-100g")),
        pytest.param("CW", "2026-07-15", "2026-07-19", marks=pytest.mark.rule("SET-100h")),
        pytest.param("-CW", "2026-07-15", "2026-07-13", marks=pytest.mark.rule("SET-100h")),
        pytest.param("WD4", "2026-07-15", "2026-07-16", marks=pytest.mark.rule("SET-100i", "SET-097")),
        pytest.param("WD4", "2026-07-16", "2026-07-23", marks=pytest.mark.rule("SET-100i", "SET-097")),
        pytest.param("-WD2", "1996-05-21", "1996-05-14", marks=pytest.mark.rule("SET-100j")),
        pytest.param("D15", "2026-07-10", "2026-07-15", marks=pytest.mark.rule("SET-100k", "SET-096")),
        pytest.param("D15", "2026-07-15", "2026-08-15", marks=pytest.mark.rule("SET-100k", "SET-096")),
        pytest.param("-1W", "2026-07-15", "2026-07-08", marks=pytest.mark.rule("SET-100l")),
        pytest.param("CQ+1M-10D", "1996-05-21", "1996-07-20", marks=pytest.mark.rule("SET-100m")),
        pytest.param("1Q", "2026-11-30", "2027-02-28", marks=pytest.mark.rule("SET-100n")),
        pytest.param("1W-1D", "2026-07-15", "2026-07-21", marks=pytest.mark.rule("SET-100o")),
        # the steps that the rule book's own examples leave out
        pytest.param("CD", "2026-07-15", "2026-07-15", marks=pytest.mark.rule("SET-095")),
        pytest.param("-CD", "2026-07-15", "2026-07-15", marks=pytest.mark.rule("SET-095")),
        pytest.param("CY", "2026-07-15", "2026-12-31", marks=pytest.mark.rule("SET-095")),
        pytest.param("-CY", "2026-07-15", "2026-01-01", marks=pytest.mark.rule("SET-095")),
        pytest.param("-CQ", "2026-09-30", "2026-07-01", marks=pytest.mark.rule("SET-095")),
        pytest.param("CW", "2026-07-19", "2026-07-19", marks=pytest.mark.rule("SET-095")),
        pytest.param("D31", "2026-02-10", "2026-02-28", marks=pytest.mark.rule("SET-096")),
        pytest.param("D31", "2026-02-28", "2026-03-31", marks=pytest.mark.rule("SET-096")),
        pytest.param("D31", "2026-12-31", "2027-01-31", marks=pytest.mark.rule("SET-096")),
        pytest.param("-D30", "2026-03-15", "2026-02-28", marks=pytest.mark.rule("SET-096")),
        pytest.param("-D15", "2026-07-15", "2026-06-15", marks=pytest.mark.rule("SET-096")),
        pytest.param("-WD3", "2026-07-15", "2026-07-08", marks=pytest.mark.rule("SET-097")),
        pytest.param("-1M", "2026-03-31", "2026-02-28", marks=pytest.mark.rule("SET-093", "SET-094")),
        pytest.param("-1Y-1Q", "2026-01-15", "2024-10-15", marks=pytest.mark.rule("SET-093")),
        pytest.param("0D", "2026-07-15", "2026-07-15", marks=pytest.mark.rule("SET-099")),
    ],
)  # fmt: skip
def test_given_a_formula_when_reckoned_from_a_day_then_it_gives_the_date(
    formula, reference, result
):
    assert parse(formula).applied_to(date.fromisoformat(reference)) == date.fromisoformat(result)


@pytest.mark.rule("SET-099")
@pytest.mark.parametrize("blank", ["", "   ", "<>", " < > "])
def test_given_a_blank_formula_then_there_is_no_date(blank):
    formula = parse(blank)

    assert str(formula) == ""
    assert not formula
    assert formula.applied_to(date(2026, 7, 15)) is None


@pytest.mark.rule("SET-092")
@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" 1y + 1m - 1d ", "1Y+1M-1D"),
        ("<CM+1D>", "CM+1D"),
        ("+wd7", "+WD7"),
        ("\N{MINUS SIGN}1W", "-1W"),
        ("0001d", "0001D"),
        ("9999D+9999D+9999D+9D", "9999D+9999D+9999D+9D"),
    ],
)
def test_given_a_formula_as_people_type_it_then_it_is_stored_in_upper_case_without_blanks(
    typed, stored
):
    assert str(parse(typed)) == stored


@pytest.mark.rule("SET-098")
@pytest.mark.parametrize(
    ("text", "position", "expected"),
    [
        ("M", 1, "expected a number, C, D or WD"),
        ("5", 2, "expected D, W, M, Q or Y"),
        ("1X", 2, "expected D, W, M, Q or Y"),
        ("D32", 2, "expected a number from 1 to 31"),
        ("D0", 2, "expected a number from 1 to 31"),
        ("D", 2, "expected a number from 1 to 31"),
        ("WD8", 3, "expected a number from 1 to 7"),
        ("WD0", 3, "expected a number from 1 to 7"),
        ("1M+", 4, "expected a number, C, D or WD"),
        ("1WD", 3, "expected + or -"),
        ("W4", 2, "expected D, as in WD1"),
        ("M6", 1, "expected a number, C, D or WD"),
        ("C", 2, "expected D, W, M, Q or Y"),
        ("CX", 2, "expected D, W, M, Q or Y"),
        ("+", 2, "expected a number, C, D or WD"),
        ("1D1D", 3, "expected + or -"),
        ("10000D", 1, "expected a number from 0 to 9999"),
        ("1 M +  X", 8, "expected a number, C, D or WD"),
        ("<1M", 1, "expected a number, C, D or WD"),
        ("1M>", 3, "expected + or -"),
        ("²D", 1, "expected a number, C, D or WD"),
        ("5%", 2, "expected D, W, M, Q or Y"),
        ("1M\x00", 3, "expected + or -"),
        ("<b>1M</b>", 2, "expected a number, C, D or WD"),
        ("1D+1D+1D+1D+1D+1D+1D+1D", 21, "a formula has at most 20 characters"),
    ],
)
def test_given_text_that_is_no_formula_then_the_first_bad_position_is_named(
    text, position, expected
):
    with pytest.raises(ValidationError) as refusal:
        parse(text)

    assert refusal.value.messages == [
        f"Date formula {text.strip()} cannot be read at position {position}: {expected}. "
        "Write it like 1Y+1M-1D, CM+1D or WD5."
    ]


@pytest.mark.rule("SET-098")
def test_given_very_long_text_then_the_message_stays_short():
    with pytest.raises(ValidationError) as refusal:
        parse("9" * 100_000 + "D")

    assert f"Date formula {'9' * 40}… cannot be read at position 1" in refusal.value.messages[0]


@pytest.mark.rule("SET-093")
@pytest.mark.parametrize(
    ("formula", "reference"),
    [
        ("9999Y", "2026-01-01"),
        ("-9999D-9999W", "0100-01-01"),
        ("1D", "9999-12-31"),
        ("-D1", "0001-01-01"),
    ],
)
def test_given_a_formula_that_leaves_the_calendar_then_it_is_refused(formula, reference):
    with pytest.raises(Refused) as refusal:
        parse(formula).applied_to(date.fromisoformat(reference))

    assert str(refusal.value) == (
        f"Date formula {formula}, reckoned from {reference}, leaves the calendar (years 1 to 9999). "
        "Shorten the formula."
    )


DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))
UNITS = st.sampled_from("DWMQY")
TERMS = st.one_of(
    st.tuples(st.integers(0, 9999), UNITS).map(lambda term: f"{term[0]}{term[1]}"),
    UNITS.map("C{}".format),
    st.integers(1, 31).map("D{}".format),
    st.integers(1, 7).map("WD{}".format),
)
SIGNED = st.tuples(st.sampled_from("+-"), TERMS).map("".join)
FORMULAS = st.tuples(st.sampled_from(["", "+", "-"]), TERMS, st.lists(SIGNED, max_size=3)).map(
    lambda parts: parts[0] + parts[1] + "".join(parts[2])
)


@pytest.mark.rule("SET-092")
@given(text=FORMULAS, blanks=st.lists(st.integers(0, 20), max_size=4), lower=st.booleans())
def test_every_formula_reads_back_from_its_own_text(text, blanks, lower):
    assume(len(text) <= 20)
    typed = text.lower() if lower else text
    for place in blanks:
        typed = f"{typed[:place]} {typed[place:]}"

    formula = parse(f"<{typed}>")

    assert str(formula) == text
    assert parse(str(formula)) == formula


@pytest.mark.rule("SET-098")
@given(text=st.text(alphabet="0123456789CDWMQY+- <>x%\x00é", max_size=25))
def test_any_text_is_read_or_refused_with_a_position_inside_it(text):
    try:
        formula = parse(text)
    except ValidationError as refusal:
        position = refusal.params["position"]
        assert 1 <= position <= len(text) + 1
    else:
        assert parse(str(formula)) == formula


@pytest.mark.rule("SET-094")
@given(day=DAYS, months=st.integers(0, 1200))
def test_adding_months_keeps_the_day_or_takes_the_months_last(day, months):
    result = parse(f"{months // 12}Y+{months % 12}M").applied_to(day)
    straight = parse(f"{months}M").applied_to(day)

    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    assert (straight.year, straight.month, straight.day) == (year, month + 1, min(day.day, last))
    # in two steps 29 February may fall to the 28th on the way, never further
    assert timedelta(0) <= straight - result <= timedelta(days=1)


@pytest.mark.rule("SET-095")
@given(day=DAYS, unit=UNITS)
def test_the_current_period_lies_between_its_ends(day, unit):
    first = parse(f"-C{unit}").applied_to(day)
    last = parse(f"C{unit}").applied_to(day)

    assert first <= day <= last
    assert parse(f"C{unit}").applied_to(first) == last
    assert parse(f"-C{unit}").applied_to(last) == first
    # the day after the end begins the next period
    following = last + timedelta(days=1)
    assert parse(f"-C{unit}").applied_to(following) == following


@pytest.mark.rule("SET-096", "SET-097")
@given(day=DAYS, number=st.integers(1, 31), weekday=st.integers(1, 7))
def test_the_nearest_day_is_never_the_day_itself_and_none_lies_between(day, number, weekday):
    later = parse(f"WD{weekday}").applied_to(day)
    earlier = parse(f"-WD{weekday}").applied_to(day)
    assert later.isoweekday() == earlier.isoweekday() == weekday
    assert timedelta(1) <= later - day <= timedelta(7)
    assert timedelta(1) <= day - earlier <= timedelta(7)

    later = parse(f"D{number}").applied_to(day)
    earlier = parse(f"-D{number}").applied_to(day)
    assert earlier < day < later
    for found in (earlier, later):
        assert found.day == min(number, calendar.monthrange(found.year, found.month)[1])
    assert parse(f"-D{number}").applied_to(later) in (earlier, day)
