"""Number series: which number comes next, and when there is none."""

import logging
import time
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from wms.core.errors import Refused
from wms.core.models import NumberSeries, NumberSeriesLine
from wms.core.numberseries import draw, draw_one, draw_unused, draw_with_notice, peek

JAN_2 = date(2026, 1, 2)

pytestmark = pytest.mark.django_db


def series_of(*lines: dict, code: str = "LOT", **values) -> NumberSeries:
    """A series with these lines; ``series_of({"starting_no": "A001"})``."""
    series = NumberSeries.objects.create(code=code, **values)
    for line in lines:
        NumberSeriesLine.objects.create(series=series, **line)
    return series


def only_line(series: NumberSeries) -> NumberSeriesLine:
    return series.lines.get()


def refusal_of(series: NumberSeries, *, on: date = JAN_2, count: int = 1) -> str:
    """The message of drawing; asserts that it used nothing up and that ``peek`` would say the same."""
    before = list(series.lines.order_by("pk").values())
    with pytest.raises(Refused) as refusal:
        draw(series, on=on, count=count)
    assert list(series.lines.order_by("pk").values()) == before
    if count == 1:
        with pytest.raises(Refused) as looking:
            peek(series, on=on)
        assert str(looking.value) == str(refusal.value)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("last", "increment", "following"),
    [
        pytest.param("LOT0009", 1, "LOT0010", marks=pytest.mark.rule("SET-107a", "SET-106")),
        pytest.param("S/N-VEND0001", 1, "S/N-VEND0002", marks=pytest.mark.rule("SET-107b")),
        pytest.param("A10B20", 1, "A10B21", marks=pytest.mark.rule("SET-107c", "SET-106")),
        pytest.param("A99C", 1, "A100C", marks=pytest.mark.rule("SET-107d")),
        pytest.param("LOT-9", 1, "LOT-10", marks=pytest.mark.rule("SET-107e")),
        pytest.param("A0001", 10, "A0011", marks=pytest.mark.rule("SET-107f")),
        pytest.param("SN099", 5, "SN104", marks=pytest.mark.rule("SET-107g")),
    ],
)
def test_given_a_last_number_then_the_next_counts_its_rightmost_digits_up(
    last, increment, following
):
    series = series_of({"starting_no": last, "last_no_used": last, "increment_by": increment})

    assert peek(series, on=JAN_2) == following
    assert draw_one(series, on=JAN_2) == following
    assert only_line(series).last_no_used == following


@pytest.mark.rule("SET-105")
def test_given_nothing_was_drawn_then_the_first_number_is_starting_no_itself():
    series = series_of({"starting_no": "LOT0001"})

    assert draw(series, on=JAN_2, count=3) == ["LOT0001", "LOT0002", "LOT0003"]
    assert draw_one(series, on=JAN_2) == "LOT0004"


@pytest.mark.rule("SET-105")
def test_given_starting_no_is_blank_then_it_is_named():
    series = series_of({"starting_no": ""})

    assert refusal_of(series) == (
        "Starting No. of number series LOT is blank. Fill it in on the series' line."
    )


@pytest.mark.rule("SET-104")
def test_given_a_series_without_lines_then_the_series_is_named():
    assert refusal_of(series_of()) == (
        "Number series LOT has no line. Add a line with a Starting No. to it."
    )


@pytest.mark.rule("SET-104")
def test_given_only_later_lines_then_series_and_date_are_named():
    series = series_of({"starting_no": "A1", "starting_date": date(2026, 1, 3)})

    assert refusal_of(series) == (
        "Number series LOT has no line for 2026-01-02: its first line starts on 2026-01-03. "
        "Add a line with an earlier Starting Date, or change the date."
    )
    assert draw_one(series, on=date(2026, 1, 3)) == "A1"


@pytest.mark.rule("SET-103", "SET-112", "SET-126")
def test_given_lines_of_two_years_then_the_usage_date_chooses_the_line():
    series = series_of(
        {"starting_no": "L27-001", "starting_date": date(2027, 1, 1)},
        {"starting_no": "L26-001", "starting_date": date(2026, 1, 1)},
        {"starting_no": "OLD-001"},
    )

    assert draw_one(series, on=date(2025, 12, 31)) == "OLD-001"
    assert draw_one(series, on=date(2026, 12, 31)) == "L26-001"
    assert draw_one(series, on=date(2027, 1, 1)) == "L27-001"
    assert draw_one(series, on=date(2026, 12, 31)) == "L26-002"


@pytest.mark.rule("SET-103")
def test_given_the_latest_line_is_closed_then_no_earlier_one_is_used():
    series = series_of(
        {"starting_no": "OLD-001"},
        {"starting_no": "NEW-001", "starting_date": date(2026, 1, 1), "is_open": False},
    )

    assert refusal_of(series) == (
        "Number series LOT has no open line for 2026-01-02: the line with Starting No. NEW-001 is "
        "used up. Add a line with further numbers."
    )


@pytest.mark.rule("SET-111", "SET-102")
def test_given_two_lines_of_one_date_then_the_second_goes_on_where_the_first_ends():
    series = series_of(
        {"starting_no": "A001", "ending_no": "A002"}, {"starting_no": "B001", "ending_no": "B999"}
    )

    assert draw(series, on=JAN_2, count=4) == ["A001", "A002", "B001", "B002"]
    assert list(series.lines.order_by("pk").values_list("last_no_used", "is_open")) == [
        ("A002", False),
        ("B002", True),
    ]


@pytest.mark.rule("SET-110")
def test_given_steps_that_pass_ending_no_then_the_line_closes_before_it():
    series = series_of({"starting_no": "A1", "ending_no": "A10", "increment_by": 4})

    assert [draw_one(series, on=JAN_2) for _ in range(3)] == ["A1", "A5", "A9"]
    assert not only_line(series).is_open
    assert "no open line" in refusal_of(series)


@pytest.mark.rule("SET-109")
def test_given_fewer_numbers_left_than_asked_for_then_none_is_given():
    series = series_of({"starting_no": "LOT9998", "ending_no": "LOT9999"})

    assert refusal_of(series, count=3) == (
        "Number series LOT has no number left after LOT9999: the next, LOT10000, would pass its "
        "Ending No. LOT9999. No number was taken. Add a line with further numbers."
    )
    assert draw(series, on=JAN_2, count=2) == ["LOT9998", "LOT9999"]


@pytest.mark.rule("SET-109")
def test_given_an_open_line_at_its_end_then_ending_no_and_series_are_named():
    series = series_of({"starting_no": "A1", "last_no_used": "A9", "ending_no": "A9"})

    assert refusal_of(series) == (
        "Number series LOT has no number left after A9: the next, A10, would pass its Ending No. A9. "
        "No number was taken. Add a line with further numbers."
    )


@pytest.mark.rule("SET-108")
def test_given_a_run_that_grows_past_the_length_of_ending_no_then_it_is_exhausted():
    # 0100 counts as 100, which is before 999, but is longer
    series = series_of({"starting_no": "A001", "last_no_used": "A0099", "ending_no": "A999"})

    assert "the next, A0100, would pass its Ending No. A999" in refusal_of(series)


@pytest.mark.rule("SET-108")
def test_given_no_ending_no_then_numbers_grow_up_to_twenty_characters():
    series = series_of({"starting_no": "ABCDEFGHIJKLMNOPQ99", "last_no_used": ""})

    assert draw(series, on=JAN_2, count=2) == ["ABCDEFGHIJKLMNOPQ99", "ABCDEFGHIJKLMNOPQ100"]
    assert draw(series, on=JAN_2, count=899)[-1] == "ABCDEFGHIJKLMNOPQ999"
    assert refusal_of(series) == (
        "The next number of series LOT, ABCDEFGHIJKLMNOPQ1000, would be longer than 20 characters. "
        "No number was taken. Add a line with shorter numbers."
    )


@pytest.mark.rule("SET-109")
def test_given_an_ending_no_of_another_pattern_then_nothing_lies_before_it():
    series = series_of({"starting_no": "A1", "ending_no": "B9"})

    assert "the next, A1, would pass its Ending No. B9" in refusal_of(series)


@pytest.mark.rule("SET-113")
def test_given_a_warning_no_then_the_number_is_given_with_one_message_a_batch():
    series = series_of({"starting_no": "A1", "warning_no": "A4", "ending_no": "A9"})

    before_warning = draw_with_notice(series, on=JAN_2, count=3)
    at_warning = draw_with_notice(series, on=JAN_2, count=3)
    after_warning = draw_with_notice(series, on=JAN_2)

    assert before_warning.notice == ""
    assert at_warning.numbers == ["A4", "A5", "A6"]
    assert at_warning.notice == (
        "Number series LOT is running out: A6 was given, the last one is A9. "
        "Add a line with further numbers."
    )
    assert "A7 was given" in after_warning.notice


@pytest.mark.rule("SET-113")
def test_given_a_warning_no_when_drawn_without_asking_for_it_then_the_log_says_so(caplog):
    series = series_of({"starting_no": "A1", "warning_no": "A1", "ending_no": "A9"})

    with caplog.at_level(logging.WARNING):
        draw(series, on=JAN_2)

    assert "Number series LOT is running out: A1 was given" in caplog.text


@pytest.mark.rule("SET-114")
def test_given_date_order_then_an_earlier_date_is_refused():
    series = series_of({"starting_no": "A1"}, date_order=True)
    draw_one(series, on=JAN_2)

    assert refusal_of(series, on=JAN_2 - timedelta(days=1)) == (
        "Number series LOT keeps Date Order: its last number was used on 2026-01-02, so none can be "
        "given for 2026-01-01. Use 2026-01-02 or a later date."
    )
    assert draw_one(series, on=JAN_2) == "A2"
    assert draw_one(series, on=JAN_2 + timedelta(days=1)) == "A3"
    assert only_line(series).last_date_used == JAN_2 + timedelta(days=1)


@pytest.mark.rule("SET-114")
def test_given_no_date_order_then_an_earlier_date_is_served():
    series = series_of({"starting_no": "A1"})
    draw_one(series, on=JAN_2)

    assert draw_one(series, on=JAN_2 - timedelta(days=1)) == "A2"


@pytest.mark.rule("SET-115")
@pytest.mark.parametrize(
    ("line", "named"),
    [
        ({"starting_no": "ABC"}, "Starting No. ABC"),
        ({"starting_no": "A1", "last_no_used": "ABC"}, "Last No. Used ABC"),
        ({"starting_no": "A1", "ending_no": "ABC"}, "Ending No. ABC"),
    ],
)
def test_given_a_number_without_digit_in_the_table_then_drawing_names_the_field(line, named):
    assert refusal_of(series_of(line)) == (
        f"{named} of number series LOT has no digit, so there is no next number. "
        "Change it on the series' line."
    )


@pytest.mark.rule("SET-117")
@pytest.mark.parametrize(
    ("last", "following"), [("B0005", "B0006"), ("A0005X", "A0006X"), ("A05", "A06")]
)
def test_given_last_no_used_of_another_pattern_then_it_is_out_of_range(last, following):
    series = series_of({"starting_no": "A0001", "last_no_used": last})

    assert refusal_of(series) == (
        f"The next number of series LOT, {following}, does not fit its Starting No. A0001. "
        "Correct Last No. Used on the series' line."
    )


@pytest.mark.rule("SET-121")
def test_given_no_gaps_when_the_transaction_rolls_back_then_the_number_is_given_back():
    series = series_of({"starting_no": "A1", "allow_gaps": False})

    with transaction.atomic():
        assert draw_one(series, on=JAN_2) == "A1"
        transaction.set_rollback(True)

    assert draw_one(series, on=JAN_2) == "A1"


@pytest.mark.rule("SET-125")
def test_looking_at_the_next_number_uses_nothing_up(django_assert_num_queries):
    series = series_of({"starting_no": "A1"})

    with django_assert_num_queries(1):
        assert peek(series, on=JAN_2) == "A1"

    assert peek(series, on=JAN_2) == "A1"
    assert only_line(series).last_no_used == ""


@pytest.mark.parametrize("count", [10, 200, 1000])
def test_a_draw_is_one_select_and_one_update_however_many_numbers(count, django_assert_num_queries):
    series = series_of({"starting_no": "A00001"})
    # PostgreSQL looks first whether the line allows gaps
    looks = 1 if connection.vendor == "postgresql" else 0

    with transaction.atomic(), django_assert_num_queries(looks + 2) as statements:
        assert len(draw(series, on=JAN_2, count=count)) == count

    assert sum(statement["sql"].startswith("UPDATE") for statement in statements) == 1
    assert sum("FOR UPDATE" in statement["sql"] for statement in statements) == looks


def test_ten_thousand_numbers_are_drawn_within_fifty_milliseconds():
    series = series_of({"starting_no": "SN00000001"})
    times = []

    for _ in range(20):  # of this process: others take their share of the machine meanwhile
        start = time.process_time()
        numbers = draw(series, on=JAN_2, count=10_000)
        times.append(time.process_time() - start)

    assert len(set(numbers)) == 10_000
    assert min(times) < 0.05


@pytest.mark.rule("SET-124")
def test_given_numbers_in_use_then_the_draw_passes_over_them():
    series = series_of({"starting_no": "A1"})
    in_use = {"A2", "A3", "A5"}
    asked = []

    def taken(numbers):
        asked.append(numbers)
        return in_use.intersection(numbers)

    drawn = draw_unused(series, on=JAN_2, count=3, taken=taken)

    assert drawn.numbers == ["A1", "A4", "A6"]
    assert asked == [["A1", "A2", "A3"], ["A4", "A5"], ["A6", "A7", "A8"]]
    assert only_line(series).last_no_used == "A6"


@pytest.mark.rule("SET-124")
def test_given_a_long_block_in_use_then_the_series_looks_ahead_in_growing_steps():
    series = series_of({"starting_no": "A1"})
    asked = []

    def taken(numbers):
        asked.append(len(numbers))
        return [number for number in numbers if int(number[1:]) <= 500]

    drawn = draw_unused(series, on=JAN_2, count=1, taken=taken)

    assert drawn.numbers == ["A501"]
    assert only_line(series).last_no_used == "A501"
    assert len(asked) <= 11


@pytest.mark.rule("SET-124")
def test_given_only_numbers_in_use_then_the_clash_is_named_and_nothing_taken():
    series = series_of({"starting_no": "A1"})

    with pytest.raises(Refused) as refusal:
        draw_unused(series, on=JAN_2, count=2, taken=list, most_skipped=4)

    assert str(refusal.value) == (
        "Number series LOT: the next numbers up to A5 are used already. "
        "No number was taken. Set Last No. Used to the last number in use."
    )
    assert only_line(series).last_no_used == ""


@pytest.mark.rule("SET-124")
def test_given_a_line_wholly_in_use_then_it_is_closed_and_the_next_one_serves():
    series = series_of({"starting_no": "A1", "ending_no": "A2"}, {"starting_no": "B1"})

    drawn = draw_unused(
        series, on=JAN_2, count=1, taken=lambda numbers: [no for no in numbers if no < "B"]
    )

    assert drawn.numbers == ["B1"]
    assert [line.is_open for line in series.lines.order_by("pk")] == [False, True]


def test_asking_for_no_number_is_a_fault_of_the_caller():
    with pytest.raises(ValueError, match="count must be 1 or more"):
        draw(series_of({"starting_no": "A1"}), on=JAN_2, count=0)


@pytest.mark.rule("SET-127")
def test_an_increment_of_zero_is_never_stored():
    with pytest.raises(IntegrityError), transaction.atomic():
        series_of({"starting_no": "A1", "increment_by": 0})
