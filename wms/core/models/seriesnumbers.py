"""The numbers of one series line count alike (SET-113, SET-115, SET-116, SET-127)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from wms.core.digits import Counter

if TYPE_CHECKING:
    from wms.core.models.numberseries import NumberSeriesLine

MOST_CHARACTERS = 20
COUNTED = ("starting_no", "ending_no", "warning_no", "last_no_used")
FOLLOWERS = ("ending_no", "warning_no")


def clean_line(line: NumberSeriesLine, *, before: NumberSeriesLine | None) -> None:
    """Bring Ending and Warning No. in line with Starting No.  ``before``: the line as it was stored.

    Raises ValidationError, by field, where the numbers cannot agree.
    """
    faults = _without_digit(line)
    if line.increment_by == 0:
        faults["increment_by"] = "Increment-by No. must be 1 or more (SET-127)."
    if before and before.ending_no and not line.ending_no:
        line.warning_no = ""
    start = Counter.of(line.starting_no or "")
    if start and not faults:
        if before and before.starting_no != line.starting_no:
            faults |= _follow(line, start)
        faults = faults or _not_fitting(line, start)
    if faults:
        raise ValidationError(faults)


def _without_digit(line: NumberSeriesLine) -> dict[str, str]:
    return {
        field: f"{_caption(line, field)} {number} has no digit to count with. "
        f"End it in digits, such as {number[:16]}0001 (SET-115)."
        for field in COUNTED
        if (number := getattr(line, field)) and Counter.of(number) is None
    }


def _follow(line: NumberSeriesLine, start: Counter) -> dict[str, str]:
    """Starting No. changed: Ending and Warning No. take over its text and width (SET-116)."""
    if line.last_no_used and _like(start, line.last_no_used) != line.last_no_used:
        return {
            "starting_no": f"Last No. Used {line.last_no_used} is written differently from "
            f"{line.starting_no}: the formats must agree. Add a new line for numbers of another "
            "pattern (SET-116)."
        }
    for field in FOLLOWERS:
        if number := getattr(line, field):
            followed = _like(start, number)
            if len(followed) > MOST_CHARACTERS:
                return {
                    "starting_no": f"{_caption(line, field)} would become {followed}, longer than "
                    f"{MOST_CHARACTERS} characters (SET-116)."
                }
            setattr(line, field, followed)
    return {}


def _not_fitting(line: NumberSeriesLine, start: Counter) -> dict[str, str]:
    """An Ending or Warning No. that the numbers from Starting No. on never reach."""
    return {
        field: f"{_caption(line, field)} {number} does not fit Starting No. {line.starting_no}. "
        f"Write it like {start.at(max(counter.value, start.value))} (SET-116)."
        for field in FOLLOWERS
        if (number := getattr(line, field)) and (counter := Counter.of(number))
        if counter.text != start.text
        or counter.value < start.value
        or len(number) < len(line.starting_no)
    }


def _like(start: Counter, number: str) -> str:
    """``number`` written with the text and the digit width of the first one."""
    counter = Counter.of(number)
    return start.at(counter.value) if counter else number


def _caption(line: NumberSeriesLine, field: str) -> str:
    return str(line._meta.get_field(field).verbose_name)  # type: ignore[union-attr]
