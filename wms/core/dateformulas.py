"""Date formulas: ``1Y+1M-1D``, ``CM+1D``, ``-WD2`` (SET-092…099).  Text in, dates out.

    formula = blank | [sign] term { sign term }
    term    = number unit | "C" unit | "D" number | "WD" number
    unit    = D | W | M | Q | Y

A blank formula means "no date"; ``0D`` means the day itself.
"""

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from enum import StrEnum

from django.core.exceptions import ValidationError

from wms.core.errors import Refused, RuleViolation

MOST_CHARACTERS = 20
MOST_STEPS = 9999
SIGNS = {"+": 1, "-": -1, "\N{MINUS SIGN}": -1}
DIGITS = frozenset("0123456789")
MONTHS = {"M": 1, "Q": 3, "Y": 12}  # units that are so many months


class DateBeyondCalendar(RuleViolation):
    code = "date-beyond-calendar"
    rule = "SET-093"
    template = (
        "Date formula {formula}, reckoned from {day}, leaves the calendar (years 1 to 9999). "
        "Shorten the formula."
    )


class Step(StrEnum):
    """What the number of a term means."""

    LENGTH = "length"  # 3M: so many units on
    PERIOD = "period"  # CM: the end of the current period; its start with a minus sign
    MONTH_DAY = "month_day"  # D15: the nearest day 15
    WEEKDAY = "weekday"  # WD4: the nearest Thursday


@dataclass(frozen=True)
class Term:
    """One step of a formula.  ``sign``: 1 onwards, -1 back."""

    sign: int
    step: Step
    number: int = 0
    unit: str = ""

    def applied_to(self, day: date) -> date:
        match self.step:
            case Step.LENGTH:
                return _moved(day, self.sign * self.number, self.unit)
            case Step.PERIOD:
                return _edge_of_period(day, self.unit, last=self.sign > 0)
            case Step.MONTH_DAY:
                return _nearest_month_day(day, self.number, self.sign)
            case Step.WEEKDAY:
                return _nearest_weekday(day, self.number, self.sign)


@dataclass(frozen=True)
class DateFormula:
    """``text`` is the stored form: upper case, no blanks, no ``< >``; "" for a blank one."""

    text: str
    terms: tuple[Term, ...]

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.terms)

    def applied_to(self, day: date) -> date | None:
        """The date that the formula gives, term by term from the left; None when it is blank.

        Raises Refused when the result lies outside the years 1 to 9999.
        """
        if not self.terms:
            return None
        result = day
        try:
            for term in self.terms:
                result = term.applied_to(result)
        except (OverflowError, ValueError) as error:
            raise Refused([DateBeyondCalendar(formula=self.text, day=day)]) from error
        return result


def parse(text: str) -> DateFormula:
    """The formula that ``text`` says.

    Raises ValidationError naming the first position, counted from 1 in ``text``, that does not fit.
    """
    return _Reader(text).formula()


class _Reader:
    """Reads one formula from left to right."""

    def __init__(self, text: str) -> None:
        self.typed = text
        # characters that count, each with its position as typed; blanks and < > are passed over
        signs = [(place, char) for place, char in enumerate(text, 1) if not char.isspace()]
        if len(signs) >= 2 and signs[0][1] == "<" and signs[-1][1] == ">":
            signs = signs[1:-1]
        self.places = [place for place, _ in signs]
        self.text = "".join(
            "-" if char == "\N{MINUS SIGN}" else char.upper() if char.isascii() else char
            for _, char in signs
        )
        self.at = 0

    def formula(self) -> DateFormula:
        if not self.text:
            return DateFormula("", ())
        terms = [self._term(self._sign(required=False))]
        while self.at < len(self.text):
            terms.append(self._term(self._sign(required=True)))
        if len(self.text) > MOST_CHARACTERS:
            self.at = MOST_CHARACTERS
            raise self._unreadable(f"a formula has at most {MOST_CHARACTERS} characters")
        return DateFormula(self.text, tuple(terms))

    @property
    def char(self) -> str:
        return self.text[self.at : self.at + 1]

    def _sign(self, *, required: bool) -> int:
        if self.char in SIGNS:
            self.at += 1
            return SIGNS[self.text[self.at - 1]]
        if required:
            raise self._unreadable("expected + or -")
        return 1

    def _term(self, sign: int) -> Term:
        if self.char in DIGITS:
            number = self._number(0, MOST_STEPS)
            return Term(sign, Step.LENGTH, number, self._unit())
        if self.char == "C":
            self.at += 1
            return Term(sign, Step.PERIOD, unit=self._unit())
        if self.char == "D":
            self.at += 1
            return Term(sign, Step.MONTH_DAY, self._number(1, 31))
        if self.char == "W":
            self.at += 1
            if self.char != "D":
                raise self._unreadable("expected D, as in WD1")
            self.at += 1
            return Term(sign, Step.WEEKDAY, self._number(1, 7))
        raise self._unreadable("expected a number, C, D or WD")

    def _number(self, least: int, most: int) -> int:
        start = self.at
        while self.char and self.char in DIGITS:
            self.at += 1
        # a number of thousands of digits is too great, whatever they are: int() need not see them
        digits = self.text[start : self.at].lstrip("0")
        if start < self.at and len(digits) <= len(str(most)) and least <= int(digits or 0) <= most:
            return int(digits or 0)
        self.at = start
        raise self._unreadable(f"expected a number from {least} to {most}")

    def _unit(self) -> str:
        if not self.char or self.char not in "DWMQY":
            raise self._unreadable("expected D, W, M, Q or Y")
        self.at += 1
        return self.text[self.at - 1]

    def _unreadable(self, expected: str) -> ValidationError:
        end = self.places[-1] + 1
        place = self.places[self.at] if self.at < len(self.places) else end
        shown = self.typed.strip()
        shown = shown if len(shown) <= 40 else f"{shown[:40]}…"
        return ValidationError(
            "Date formula %(formula)s cannot be read at position %(position)s: %(expected)s. "
            "Write it like 1Y+1M-1D, CM+1D or WD5.",
            code="date_formula",
            params={"formula": shown, "position": place, "expected": expected},
        )


def _moved(day: date, count: int, unit: str) -> date:
    if unit in MONTHS:
        return _months_on(day, count * MONTHS[unit])
    return day + timedelta(days=count * (7 if unit == "W" else 1))


def _months_on(day: date, months: int) -> date:
    """The same day number, or the last day of a month that has no such day (SET-094)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return _day_of_month(year, month + 1, day.day)


def _day_of_month(year: int, month: int, day: int) -> date:
    if not MINYEAR <= year <= MAXYEAR:
        raise OverflowError("outside the calendar")
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


_FIRST_MONTH: dict[str, Callable[[int], int]] = {
    "M": lambda month: month,
    "Q": lambda month: month - (month - 1) % 3,
    "Y": lambda _: 1,
}


def _edge_of_period(day: date, unit: str, *, last: bool) -> date:
    """The last or first day of the current day, week (Monday to Sunday), month, quarter or year."""
    if unit == "D":
        return day
    if unit == "W":
        return day + timedelta(days=6 - day.weekday() if last else -day.weekday())
    first_month = _FIRST_MONTH[unit](day.month)
    if last:
        return _day_of_month(day.year, first_month + MONTHS[unit] - 1, 31)
    return date(day.year, first_month, 1)


def _nearest_month_day(day: date, number: int, sign: int) -> date:
    """The nearest later or earlier day ``number``; a short month's last day is it (SET-096)."""
    here = _day_of_month(day.year, day.month, number)
    if (here - day).days * sign > 0:
        return here
    year, month = divmod(day.year * 12 + day.month - 1 + sign, 12)
    return _day_of_month(year, month + 1, number)


def _nearest_weekday(day: date, number: int, sign: int) -> date:
    """The nearest later (or earlier) weekday, 1 = Monday; never the day itself (SET-097)."""
    distance = sign * (number - day.isoweekday()) % 7 or 7
    return day + timedelta(days=sign * distance)
