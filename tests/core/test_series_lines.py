"""Setting up the lines of a number series: the numbers on a line count alike."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from wms.core.models import NumberSeries, NumberSeriesLine

pytestmark = pytest.mark.django_db


def line_of(**values) -> NumberSeriesLine:
    series, _ = NumberSeries.objects.get_or_create(code="LOT")
    return NumberSeriesLine.objects.create(series=series, **values)


def saved(line: NumberSeriesLine, **changes) -> NumberSeriesLine:
    for field, value in changes.items():
        setattr(line, field, value)
    line.full_clean()
    line.save()
    return NumberSeriesLine.objects.get(pk=line.pk)


def faults(line: NumberSeriesLine, **changes) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refusal:
        saved(line, **changes)
    return refusal.value.message_dict


@pytest.mark.rule("SET-115")
@pytest.mark.parametrize(
    ("field", "caption"),
    [
        ("starting_no", "Starting No."),
        ("ending_no", "Ending No."),
        ("warning_no", "Warning No."),
        ("last_no_used", "Last No. Used"),
    ],
)
def test_given_a_number_without_digit_when_saved_then_the_field_is_named(field, caption):
    line = line_of(starting_no="LOT1", ending_no="LOT9")

    assert faults(line, **{field: "LOT"}) == {
        field: [
            f"{caption} LOT has no digit to count with. End it in digits, such as LOT0001 (SET-115)."
        ]
    }


@pytest.mark.rule("SET-116")
def test_given_another_pattern_of_starting_no_then_ending_and_warning_no_follow_it():
    line = line_of(starting_no="A001", ending_no="A999", warning_no="A900")

    line = saved(line, starting_no="LOT-00001")

    assert (line.ending_no, line.warning_no) == ("LOT-00999", "LOT-00900")


@pytest.mark.rule("SET-116")
def test_given_last_no_used_of_the_old_pattern_then_the_change_is_refused():
    line = line_of(starting_no="A001", last_no_used="A005")

    assert faults(line, starting_no="LOT001") == {
        "starting_no": [
            "Last No. Used A005 is written differently from LOT001: the formats must agree. "
            "Add a new line for numbers of another pattern (SET-116)."
        ]
    }
    assert faults(line, starting_no="A0001")
    assert saved(line, starting_no="A002").starting_no == "A002"


@pytest.mark.rule("SET-116")
def test_given_a_longer_pattern_that_makes_ending_no_too_long_then_it_is_refused():
    line = line_of(starting_no="A1", ending_no="A99")

    assert faults(line, starting_no="ABCDEFGHIJKLMNOPQRS1") == {
        "starting_no": [
            "Ending No. would become ABCDEFGHIJKLMNOPQRS99, longer than 20 characters (SET-116)."
        ]
    }


@pytest.mark.rule("SET-116")
@pytest.mark.parametrize(
    ("ending", "suggested"), [("B999", "A999"), ("A9", "A009"), ("A001", "A005")]
)
def test_given_an_ending_no_that_is_never_reached_then_it_is_refused(ending, suggested):
    line = line_of(starting_no="A005")

    assert faults(line, ending_no=ending) == {
        "ending_no": [
            f"Ending No. {ending} does not fit Starting No. A005. Write it like {suggested} (SET-116)."
        ]
    }


@pytest.mark.rule("SET-113")
def test_given_ending_no_is_cleared_then_warning_no_is_cleared_too():
    line = line_of(starting_no="A1", ending_no="A9", warning_no="A8")

    assert saved(line, ending_no="").warning_no == ""


@pytest.mark.rule("SET-113")
def test_given_a_warning_no_without_ending_no_then_it_is_refused():
    line = line_of(starting_no="A1")

    assert faults(line, warning_no="A8") == {
        "__all__": ["Warning No. needs an Ending No. (SET-113)."]
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        NumberSeriesLine.objects.update(warning_no="A8")


@pytest.mark.rule("SET-127")
@pytest.mark.parametrize("increment", [0, -1])
def test_given_an_increment_below_one_when_saved_then_it_is_refused(increment):
    assert "increment_by" in faults(line_of(starting_no="A1"), increment_by=increment)
