"""Ready-made series for the numbers of cards and documents, each named where it is drawn from.

An app offers those of its set-up record in its module ``first_steps``.  A set-up field that names a series
already is left as it is; a series that has the code already is named, not made anew.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Model

from wms.core.models import NumberSeries, NumberSeriesLine
from wms.core.readymade import Piece, State, make_missing
from wms.core.records.faults import label_of
from wms.core.records.naming import named
from wms.core.seriessetup.services import save_series, save_series_line


@dataclass(frozen=True)
class Numbers:
    """A series: its code, what it numbers, its first number and its last."""

    code: str
    description: str
    first: str
    last: str


@dataclass(frozen=True, kw_only=True)
class SeriesOffer:
    """``setup`` is the model of one row whose fields name series; ``save`` its service."""

    setup: type[Model]
    save: Callable[[Any], Any]
    series: Mapping[str, Numbers]


_OFFERS: list[SeriesOffer] = []


def offer(found: SeriesOffer) -> None:
    _OFFERS.append(found)


def offered() -> list[SeriesOffer]:
    return list(_OFFERS)


def pieces() -> list[Piece]:
    """How each ready-made series stands; nothing is changed."""
    return [piece for one in _OFFERS for piece in _now(one)]


def load() -> list[Piece]:
    """Make and name the series that are missing, each by itself; answers how each stands now."""
    makers = [partial(_make, one, field) for one in _OFFERS for field in one.series]
    return make_missing(pieces(), makers)


def _now(one: SeriesOffer) -> Iterator[Piece]:
    record = one.setup._default_manager.select_related(*one.series).get()
    for field, numbers in one.series.items():
        what = f"{label_of(one.setup, field)} in {named(record)}"
        there = getattr(record, field)
        yield Piece(
            what,
            f"Series {numbers.code}, {numbers.description.lower()}, {numbers.first} to {numbers.last}",
            State.MISSING if there is None else State.THERE,
            "" if there is None or there.code == numbers.code else f"series {there.code}",
        )


def _make(one: SeriesOffer, field: str) -> None:
    numbers = one.series[field]
    series = NumberSeries.objects.filter(code=numbers.code).first()
    if series is None:
        series = save_series(
            series=NumberSeries(code=numbers.code, description=numbers.description)
        )
        save_series_line(
            line=NumberSeriesLine(series=series, starting_no=numbers.first, ending_no=numbers.last)
        )
    record = one.setup._default_manager.get()
    setattr(record, field, series)
    one.save(record)
