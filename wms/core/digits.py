"""Numbers that people read, as text around a run of digits: LOT0009, S/N-VEND0001, A10B20.

Only the rightmost run of digits counts; what stands before and after it never changes (SET-106).
"""

import re
from dataclasses import dataclass
from typing import Self

from wms.core.errors import RuleViolation

MOST_CHARACTERS = 50  # of a serial, lot or package number (SET-002)
_PARTS = re.compile(r"(?P<before>.*?)(?P<digits>[0-9]+)(?P<after>[^0-9]*)", re.DOTALL)


class NoDigitsToCount(RuleViolation):
    code = "no-digits-to-count"
    rule = "ITL-098"
    field = "number"
    template = (
        "{number} has no digit, so it cannot be incremented. "
        "Enter a first number that ends in digits, such as {number}0001."
    )


class NumberTooLong(RuleViolation):
    code = "number-too-long"
    rule = "ITL-098"
    field = "number"
    template = (
        "{number} would be longer than {most} characters. Enter a shorter first number or fewer."
    )


class IncrementTooSmall(RuleViolation):
    code = "increment-too-small"
    rule = "ITL-097"
    field = "increment"
    template = "Increment must be 1 or more, not {increment}."


@dataclass(frozen=True)
class Counter:
    """A number taken apart at its rightmost run of digits."""

    before: str
    digits: str
    after: str

    @classmethod
    def of(cls, number: str) -> Self | None:
        """None when the number has no digit."""
        parts = _PARTS.fullmatch(number)
        return cls(**parts.groupdict()) if parts else None

    @property
    def value(self) -> int:
        return int(self.digits)

    @property
    def text(self) -> tuple[str, str]:
        """What two numbers of one run have in common."""
        return self.before, self.after

    def at(self, value: int) -> str:
        """The number of this run for ``value``: leading zeros kept, longer if need be."""
        return f"{self.before}{value:0{len(self.digits)}}{self.after}"

    def numbers(self, values: range) -> list[str]:
        """The numbers of this run for many values."""
        before, after, width = self.before, self.after, len(self.digits)
        return [f"{before}{value:0{width}}{after}" for value in values]

    def greatest(self, characters: int) -> int:
        """The greatest value whose number has at most so many characters; -1 when there is none."""
        room = characters - len(self.before) - len(self.after)
        return 10**room - 1 if room >= len(self.digits) else -1


def run_of(start: str, *, increment: int, count: int) -> list[str]:
    """``start`` itself and the numbers after it, ``count`` in all (ITL-096, ITL-097).

    Raises a RuleViolation when ``start`` has no digit, the increment is below 1, or a number would
    have more than 50 characters (ITL-098).
    """
    if count < 1:
        raise ValueError("count must be 1 or more")
    if increment < 1:
        raise IncrementTooSmall(increment=increment)
    if len(start) > MOST_CHARACTERS:
        raise NumberTooLong(number=start, most=MOST_CHARACTERS)
    if (counter := Counter.of(start)) is None:
        raise NoDigitsToCount(number=start)
    first, last = counter.value, counter.value + increment * (count - 1)
    if len(counter.at(last)) > MOST_CHARACTERS:
        raise NumberTooLong(number=counter.at(last), most=MOST_CHARACTERS)
    return counter.numbers(range(first, last + 1, increment))
