"""What one line of a series can still give, and in which order its lines are used.  No database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from wms.core.digits import Counter
from wms.core.errors import RuleViolation
from wms.core.models import NumberSeriesLine
from wms.core.numberseries import errors

MOST_CHARACTERS = 20  # of a number of a series (SET-002)


@dataclass(frozen=True)
class Run:
    """The numbers that a line can still give: ``values``, each written as ``counter.at(value)``."""

    line: NumberSeriesLine
    counter: Counter
    values: range

    @classmethod
    def of(cls, line: NumberSeriesLine) -> "Run":
        """Raises a RuleViolation when the line's set-up gives no next number."""
        if not line.starting_no:
            raise errors.StartingNoMissing(series=line.series.code)
        first = counter = _counter(line, "starting_no")
        value = first.value
        if line.last_no_used:
            counter = _counter(line, "last_no_used")
            value = counter.value + line.increment_by
        number = counter.at(value)
        if counter.text != first.text or len(number) < len(line.starting_no):
            raise errors.SeriesOutOfRange(
                series=line.series.code, number=number, starting_no=line.starting_no
            )
        values = range(value, _greatest(line, counter) + 1, line.increment_by)
        return cls(line, counter, values)

    def end(self) -> RuleViolation:
        """Why the line gives nothing after its last value (SET-108, SET-109)."""
        value = self.values[-1] + self.line.increment_by if self.values else self.values.start
        number = self.counter.at(value)
        series = self.line.series.code
        if not self.line.ending_no:
            return errors.SeriesNumberTooLong(series=series, number=number, most=MOST_CHARACTERS)
        last = self.counter.at(self.values[-1]) if self.values else self.line.last_no_used
        return errors.SeriesExhausted(
            series=series,
            number=number,
            last=last or self.line.starting_no,
            ending=self.line.ending_no,
        )


class Upcoming:
    """The numbers that a series gives next, line after line of the same starting date (SET-111).

    ``refusal`` says why there are no more, once ``take`` gave fewer than it was asked for.
    """

    def __init__(self, lines: Sequence[NumberSeriesLine], *, on: date) -> None:
        """``lines``: those that started until ``on``, at least one, in order of entry."""
        self.on = on
        # no fall-back to an earlier-dated line when the latest ones are used up (SET-103)
        latest = max(line.starting_date or date.min for line in lines)
        current = [line for line in lines if (line.starting_date or date.min) == latest]
        first = current[0]
        self.refusal: RuleViolation = errors.SeriesClosed(
            series=first.series.code, on=on, starting_no=first.starting_no
        )
        self._runs = self._of_lines([line for line in current if line.is_open])
        self._run, self._given = next(self._runs, None), 0

    def take(self, count: int) -> list[tuple[NumberSeriesLine, list[str]]]:
        """The next ``count`` numbers, or as many as there are, by line; empty when none is left."""
        taken = []
        while count and self._run:
            values = self._run.values[self._given : self._given + count]
            if values:
                taken.append((self._run.line, self._run.counter.numbers(values)))
            count -= len(values)
            self._given += len(values)
            if count:
                self._run, self._given = next(self._runs, None), 0
        return taken

    def _of_lines(self, lines: Sequence[NumberSeriesLine]) -> Iterator[Run]:
        for line in lines:
            try:
                self._check_date_order(line)
                run = Run.of(line)
            except RuleViolation as violation:
                self.refusal = violation
                return
            yield run
            self.refusal = run.end()
            if not run.values or not line.ending_no:
                return  # only a line that was used up to its Ending No. hands over to the next one

    def _check_date_order(self, line: NumberSeriesLine) -> None:
        if line.series.date_order and line.last_date_used and self.on < line.last_date_used:
            raise errors.DateOrderBroken(
                series=line.series.code, on=self.on, last=line.last_date_used
            )


def use(line: NumberSeriesLine, number: str, *, on: date) -> None:
    """Note ``number`` as the line's last; close the line when nothing is left (SET-110)."""
    line.last_no_used = number
    line.last_date_used = on
    line.is_open = not line.ending_no or bool(Run.of(line).values)


def notice(line: NumberSeriesLine) -> str:
    """That the line is running out, or "" (SET-113)."""
    if not line.warning_no or _counter(line, "warning_no").value > _value_used(line):
        return ""
    return (
        f"Number series {line.series.code} is running out: {line.last_no_used} was given, "
        f"the last one is {line.ending_no}. Add a line with further numbers."
    )


def _value_used(line: NumberSeriesLine) -> int:
    return _counter(line, "last_no_used").value


def _counter(line: NumberSeriesLine, field: str) -> Counter:
    number = getattr(line, field)
    if (counter := Counter.of(number)) is None:
        raise errors.SeriesWithoutDigits(
            series=line.series.code,
            number=number,
            field_name=line._meta.get_field(field).verbose_name,  # type: ignore[union-attr]
        )
    return counter


def _greatest(line: NumberSeriesLine, counter: Counter) -> int:
    """The greatest value that the line may give (SET-108, SET-109)."""
    if not line.ending_no:
        return counter.greatest(MOST_CHARACTERS)
    ending = _counter(line, "ending_no")
    if ending.text != counter.text:
        return -1  # an Ending No. of another pattern is never reached, so nothing lies before it
    return min(ending.value, counter.greatest(len(line.ending_no)))
