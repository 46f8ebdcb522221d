"""What a number series must meet.  The numbers of its lines are checked by the line's own ``clean``."""

from wms.core.models import NumberSeries, NumberSeriesLine, RelatedSeries
from wms.core.records import RecordPolicy


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


SERIES_LINE = RecordPolicy[NumberSeriesLine](
    follow=_reopen,
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
