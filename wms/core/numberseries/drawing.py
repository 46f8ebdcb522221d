"""Drawing numbers from a series (SET-102…117, 121, 123…127)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections, transaction
from django.db.models import Min, Q, QuerySet, TextField
from django.db.models.expressions import RawSQL

from wms.core import sql
from wms.core.errors import Refused, RuleViolation
from wms.core.models import NumberSeries, NumberSeriesLine
from wms.core.numberseries import errors, notices, run
from wms.core.ownconnection import own_connection
from wms.core.prepared import Kept

MOST_SKIPPED = 1000  # used numbers that a draw passes over before it gives up (SET-124)
LOCK_NOT_AVAILABLE = "55P03"  # PostgreSQL's word for it
# By whoever has read this very version of the row (``xmin``): nobody has changed it since.
_USE = """
update core_numberseriesline set last_no_used = %s, last_date_used = %s, is_open = %s
where id = %s and xmin = cast(%s as xid)
"""
_USED = ["last_no_used", "last_date_used", "is_open"]
log = logging.getLogger(__name__)

Taken = Callable[[list[str]], Iterable[str]]


@dataclass(frozen=True)
class Drawn:
    """The numbers of one draw; ``notice`` says that the series runs out, or nothing."""

    numbers: list[str]
    notice: str = ""


class _HeldByCaller(Exception):
    """The line was made or changed by the caller's own open transaction."""


def draw(series: NumberSeries, *, on: date, count: int = 1) -> list[str]:
    """The next ``count`` numbers of the series for the usage date ``on``; they are used up by it.

    One SELECT … FOR UPDATE and one UPDATE, whatever ``count`` is.  With *Allow Gaps* off the line
    stays locked until the caller's transaction ends, and a rolled-back one gives its numbers back.
    With it on, PostgreSQL draws on a connection of its own and commits at once: nobody waits for the
    caller, and the numbers of a rolled-back transaction stay unused (SET-121).  In two cases such a
    line too is drawn inside the caller's transaction: on SQLite, where a transaction that writes holds
    the one write lock already; and when this very transaction made or changed the line, so that nobody
    else can draw from it yet.

    Raises Refused, and nothing is used up, when the series cannot give all of them.
    Rules: SET-103…114, SET-117, SET-121, SET-123, SET-126.
    """
    return draw_with_notice(series, on=on, count=count).numbers


def draw_one(series: NumberSeries, *, on: date) -> str:
    """The next number; see ``draw``."""
    return draw(series, on=on)[0]


def draw_with_notice(series: NumberSeries, *, on: date, count: int = 1) -> Drawn:
    """As ``draw``, with the message that the series is running out, once a batch (SET-113).

    Whoever listens is told it in any case (``notices``).
    """
    return draw_unused(series, on=on, count=count, taken=lambda numbers: ())


def draw_unused(
    series: NumberSeries, *, on: date, count: int, taken: Taken, most_skipped: int = MOST_SKIPPED
) -> Drawn:
    """As ``draw_with_notice``, passing over numbers that are in use (SET-124).

    ``taken`` answers which of the given numbers are in use; it is asked once for the whole batch,
    and again for what must replace them.  Raises Refused naming a clash, and nothing is used
    up, when more than ``most_skipped`` numbers would have to be passed over.
    """
    if count < 1:
        raise ValueError("count must be 1 or more")
    drawn = _drawn(_Wanted(series, on, count, taken, most_skipped))
    if drawn.notice:
        notices.tell(series.code, drawn.notice)
    return drawn


def _drawn(wanted: _Wanted) -> Drawn:
    if not connection.in_atomic_block:
        with transaction.atomic():
            return wanted.drawn()
    if connection.vendor == "postgresql" and (
        lines := _lines_with_gaps(wanted.series, on=wanted.on)
    ):
        try:
            with own_connection() as alias:
                if quickly := wanted.drawn_from(lines, using=alias):
                    return quickly
                with transaction.atomic(using=alias):
                    return wanted.drawn(using=alias, only={line.pk for line in lines})
        except _HeldByCaller:
            log.debug("series %s is drawn inside the transaction that holds it", wanted.series)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != LOCK_NOT_AVAILABLE:
                raise
    return wanted.drawn()


def peek(series: NumberSeries, *, on: date) -> str:
    """The number that ``draw_one`` would give; nothing is used up (SET-125).

    Raises the Refused that drawing would raise.
    """
    lines = _UNLOCKED([series.pk], on)
    return _Wanted(series, on, 1, lambda numbers: (), 0).chosen(lines).numbers[0]


@dataclass
class _Chosen:
    """The numbers to hand out, and of each line touched the last number that was passed."""

    wanted: _Wanted
    numbers: list[str] = field(default_factory=list)
    reached: dict[int, tuple[NumberSeriesLine, str]] = field(default_factory=dict)
    skipped: int = 0

    @property
    def missing(self) -> int:
        return self.wanted.count - len(self.numbers)

    def pick(self, line: NumberSeriesLine, numbers: list[str], in_use: set[str]) -> None:
        """Take what is missing from these numbers of a line, but for those in use."""
        if not in_use and (free := numbers[: self.missing]):
            self.numbers += free
            self.reached[line.pk] = line, free[-1]
            return
        for number in numbers:
            if not self.missing:
                return
            self.reached[line.pk] = line, number
            if number in in_use:
                self._skip(number)
            else:
                self.numbers.append(number)

    def _skip(self, number: str) -> None:
        self.skipped += 1
        if self.skipped > self.wanted.most_skipped:
            series = self.wanted.series.code
            raise Refused([errors.NumbersAlreadyUsed(series=series, number=number)])


@dataclass(frozen=True)
class _Wanted:
    """What one draw asks for."""

    series: NumberSeries
    on: date
    count: int
    taken: Taken
    most_skipped: int

    def drawn(self, *, using: str = DEFAULT_DB_ALIAS, only: set[int] | None = None) -> Drawn:
        """Lock the lines, choose, write.  ``only``: the lines that must be seen by ``using``."""
        if only is None:
            lines = _LOCKED([self.series.pk], self.on)
        else:
            lines = list(_locked([self.series.pk], self.on).using(using))
            if only != {line.pk for line in lines}:
                raise _HeldByCaller

        chosen = self.chosen(lines)

        touched = []
        for line, number in chosen.reached.values():
            run.use(line, number, on=self.on)
            touched.append(line)
        if len(touched) == 1:
            touched[0].save(
                using=using, update_fields=_USED
            )  # in far fewer words than many at once
        else:
            NumberSeriesLine.objects.using(using).bulk_update(touched, _USED)
        return Drawn(chosen.numbers, run.notice(touched[-1]))

    def drawn_from(self, lines: list[NumberSeriesLine], *, using: str) -> Drawn | None:
        """Choose from ``lines`` as they were read, and write if nobody has changed the line since.

        In most cases nobody has; if so, or if the numbers would have to come from several lines, nothing is
        drawn, and who locks the lines has to do it.
        """
        try:
            chosen = self.chosen(lines)
        except Refused:
            return None
        if len(chosen.reached) != 1:
            return None
        [(line, number)] = chosen.reached.values()
        run.use(line, number, on=self.on)
        version = line.row_version  # type: ignore[attr-defined]
        with connections[using].cursor() as cursor:
            cursor.execute(_USE, [line.last_no_used, self.on, line.is_open, line.pk, version])
            written = cursor.rowcount == 1
        return Drawn(chosen.numbers, run.notice(line)) if written else None

    def chosen(self, lines: list[NumberSeriesLine]) -> _Chosen:
        if not lines:
            raise Refused([self._no_line()])
        upcoming = run.Upcoming(lines, on=self.on)
        chosen = _Chosen(self)
        while chosen.missing:
            # ahead of a long block of used numbers the look-ahead doubles
            window = upcoming.take(max(chosen.missing, chosen.skipped))
            if not window:
                raise Refused([upcoming.refusal])
            in_use = set(self.taken([number for _, numbers in window for number in numbers]))
            for line, numbers in window:
                chosen.pick(line, numbers, in_use)
        return chosen

    def _no_line(self) -> RuleViolation:
        first = self.series.lines.aggregate(first=Min("starting_date"))["first"]
        if first is None:
            return errors.SeriesWithoutLine(series=self.series.code)
        return errors.SeriesNotStarted(series=self.series.code, on=self.on, first=first)


def _lines_until(series: list[int], on: date) -> QuerySet[NumberSeriesLine]:
    """The lines of a series that started until this day, in order of entry, each with its series."""
    started = Q(starting_date=None) | Q(starting_date__lte=on)
    lines = NumberSeriesLine.objects.filter(started, series__in=series)
    return lines.select_related("series").order_by("pk")


def _lines_with_gaps(series: NumberSeries, *, on: date) -> list[NumberSeriesLine]:
    """The lines that started until this day, when all of them allow gaps; each with its ``row_version``."""
    lines: list[NumberSeriesLine] = _VERSIONS([series.pk], on)
    return lines if all(line.allow_gaps for line in lines) else []


def _locked(series: list[int], on: date) -> QuerySet[NumberSeriesLine]:
    return _lines_until(series, on).select_for_update(of=("self",))


def _with_version(series: list[int], on: date) -> QuerySet[NumberSeriesLine]:
    version = RawSQL(f"cast({sql.table(NumberSeriesLine)}.xmin as text)", [], TextField())
    return _lines_until(series, on).annotate(row_version=version)


_UNLOCKED, _LOCKED, _VERSIONS = Kept(_lines_until), Kept(_locked), Kept(_with_version)
