"""What a number series must meet.  The numbers of its lines are checked by the line's own ``clean``."""

from collections.abc import Collection, Iterator

from django.db.models import Model

from wms.core.errors import RuleViolation
from wms.core.models import NumberSeries, NumberSeriesLine, RelatedSeries
from wms.core.numberseries import errors
from wms.core.records import RecordPolicy
from wms.core.records.questions import Question


def _follow(stored: NumberSeries | None, series: NumberSeries) -> None:
    """Switching one of Default and Manual Nos. off while the other is off turns that on (SET-101)."""
    if stored is None or series.default_nos or series.manual_nos:
        return
    if stored.default_nos and not stored.manual_nos:
        series.manual_nos = True
    elif stored.manual_nos and not stored.default_nos:
        series.default_nos = True


SERIES = RecordPolicy[NumberSeries](
    follow=_follow,
    places={"series_code_filled": "code", "series_default_or_manual": "default_nos"},
)


def _reopen(stored: NumberSeriesLine | None, line: NumberSeriesLine) -> None:
    """A line is open while it can give a number; drawing closes it (SET-110)."""
    line.known_before = stored
    if stored is not None and (stored.ending_no, stored.last_no_used, stored.increment_by) != (
        line.ending_no,
        line.last_no_used,
        line.increment_by,
    ):
        line.is_open = True


def _begun_alike(
    keys: Collection[tuple[int, str]],
) -> dict[tuple[int, str], list[NumberSeriesLine]]:
    found: dict[tuple[int, str], list[NumberSeriesLine]] = {}
    lines = NumberSeriesLine.objects.filter(
        series__in={series for series, _ in keys}, starting_no__in={number for _, number in keys}
    )
    for line in lines.order_by("pk"):
        found.setdefault((line.series_id, line.starting_no), []).append(line)
    return found


def _beginning(record: Model) -> list[tuple[int, str]]:
    if not isinstance(record, NumberSeriesLine):
        return []
    return [(record.series_id, record.starting_no)]


begun_alike = Question(_begun_alike, _beginning)


def _same_line_twice(
    stored: NumberSeriesLine | None, line: NumberSeriesLine
) -> Iterator[RuleViolation]:
    """The same numbers from the same day on would be given twice, as when a form is sent twice."""
    others = begun_alike((line.series_id, line.starting_no)) or ()
    if any(one.pk != line.pk and one.starting_date == line.starting_date for one in others):
        yield errors.SeriesLineTwice(series=line.series, starting_no=line.starting_no)


SERIES_LINE = RecordPolicy[NumberSeriesLine](
    follow=_reopen,
    violations=_same_line_twice,
    owner="series",
    places={
        "series_line_increment": "increment_by",
        "series_line_warning_needs_end": "warning_no",
    },
)

RELATED_SERIES = RecordPolicy[RelatedSeries](
    owner="series",
    places={"related_series_once": "related", "related_series_is_another": "related"},
)
