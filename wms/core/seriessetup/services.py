"""Saving and deleting number series and their lines."""

from collections.abc import Sequence

from wms.core.errors import RuleViolation
from wms.core.models import NumberSeries, NumberSeriesLine, RelatedSeries
from wms.core.records import delete_record, save_record, save_records
from wms.core.seriessetup.policies import RELATED_SERIES, SERIES, SERIES_LINE


def save_series(*, series: NumberSeries) -> NumberSeries:
    """Rules: SET-003, SET-101."""
    return save_record(series, policy=SERIES)


def save_all_series(*, series: Sequence[NumberSeries]) -> list[Sequence[RuleViolation]]:
    return save_records(series, policy=SERIES)


def delete_series(*, series: NumberSeries) -> None:
    """Refused with the places that draw from it (SET-007)."""
    delete_record(series, policy=SERIES)


def save_series_line(*, line: NumberSeriesLine) -> NumberSeriesLine:
    """Rules: SET-102, SET-113, SET-115, SET-116, SET-127."""
    return save_record(line, policy=SERIES_LINE)


def save_series_lines(*, lines: Sequence[NumberSeriesLine]) -> list[Sequence[RuleViolation]]:
    return save_records(lines, policy=SERIES_LINE)


def delete_series_line(*, line: NumberSeriesLine) -> None:
    delete_record(line, policy=SERIES_LINE)


def save_related_series(*, relation: RelatedSeries) -> RelatedSeries:
    """Rules: SET-120."""
    return save_record(relation, policy=RELATED_SERIES)


def save_all_related_series(*, relations: Sequence[RelatedSeries]) -> list[Sequence[RuleViolation]]:
    return save_records(relations, policy=RELATED_SERIES)


def delete_related_series(*, relation: RelatedSeries) -> None:
    delete_record(relation, policy=RELATED_SERIES)
