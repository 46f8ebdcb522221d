"""Check setup finds what is wrong with number series, and nothing else."""

from datetime import date

import pytest

from tests.core.setupchecks.damage import found, series

pytestmark = pytest.mark.django_db


@pytest.mark.rule("CHECK-101")
def test_a_series_without_lines_or_with_later_ones_or_used_up_is_found():
    series("EMPTY").lines.all().delete()
    series("LATER", starting_date=date(2026, 6, 2))
    series("USED-UP", is_open=False)
    series("GOOD")

    assert found()["CHECK-101"] == [
        f"No. series {code}: No number can be drawn on 2026-06-01: {reason}. Add a line with new "
        "numbers, or raise Ending No."
        for code, reason in (
            ("EMPTY", "it has no lines"),
            ("LATER", "its lines begin later than 2026-06-01"),
            ("USED-UP", "its numbers are used up"),
        )
    ]
    assert "LATER" not in str(found(on=date(2026, 6, 2)).get("CHECK-101"))


@pytest.mark.rule("CHECK-102")
@pytest.mark.parametrize(("last", "is_found"), [("LOT0089", False), ("LOT0090", True), ("", False)])
def test_a_warning_that_was_passed_is_found(last, is_found):
    series(ending_no="LOT0099", warning_no="LOT0090", last_no_used=last)

    assert ("CHECK-102" in found()) is is_found


@pytest.mark.rule("CHECK-103")
@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"ending_no": "SER9999"}, "Ending No. SER9999 is of another pattern"),
        ({"last_no_used": "LOTS"}, "Last No. Used LOTS is of another pattern"),
        ({"starting_no": "LOT0500", "ending_no": "LOT0100"}, "Ending No. LOT0100 is before"),
        ({"starting_no": "LOT"}, "Starting No. LOT has no digit to count with"),
    ],
)
def test_a_line_of_mixed_patterns_is_found(values, problem):
    series(**values)

    assert problem in found()["CHECK-103"][0]


@pytest.mark.rule("CHECK-104")
def test_lines_that_give_the_same_numbers_are_found():
    series("A", "LOT0001", ending_no="LOT0500")
    series("B", "LOT0500")
    series("C", "SER0001")

    assert found()["CHECK-104"] == [
        "No. series B: The numbers from LOT0500 on are also given by series A, from LOT0001 on. End "
        "one of the lines before the other begins, or write one differently."
    ]
