"""Which series gives the number of a new card or document (SET-118…120)."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from wms.core.errors import RuleViolation
from wms.core.models import NumberSeries
from wms.core.numberseries import errors


def may_be_chosen(first: NumberSeries) -> QuerySet[NumberSeries]:
    """The series that is set up, and those related to it."""
    return NumberSeries.objects.filter(Q(pk=first.pk) | Q(related_to__series=first)).distinct()


def asks_for_series(first: NumberSeries) -> bool:
    """Whether there is something to choose, or nothing is given without choosing."""
    return not first.default_nos or first.relations.exists()


def violations_of_choice(
    first: NumberSeries, *, no: str, chosen: NumberSeries | None
) -> Iterator[RuleViolation]:
    """What is wrong with a typed number, or with the series that somebody chose instead of ``first``.

    Rules: SET-118, SET-119, SET-120.
    """
    if chosen is not None and not may_be_chosen(first).filter(pk=chosen.pk).exists():
        yield errors.SeriesNotRelated(chosen=chosen.code, first=first.code)
        return
    series = chosen or first
    if no and not series.manual_nos:
        yield errors.NumberNotManual(no=no, series=series.code)
    if not no and chosen is None and not first.default_nos:
        yield errors.NumberNotGiven(series=first.code)
