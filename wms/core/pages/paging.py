"""Which rows of a sorted list are on the page, at a cost that does not grow with the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

MOST_COUNTED = 10_000


@dataclass(frozen=True)
class Slice:
    """``next`` and ``previous``: parameters of the neighbouring pages, empty where there is none.

    ``count`` is ``most`` + 1 when there are more rows than are counted.
    """

    rows: list[Any]
    count: int
    most: int
    next: dict[str, str] = field(default_factory=dict)
    previous: dict[str, str] = field(default_factory=dict)
    ends_early: bool = False

    @property
    def count_text(self) -> str:
        if self.is_uncounted:
            return f"more than {self.most:,} rows"
        return "1 row" if self.count == 1 else f"{self.count:,} rows"

    @property
    def is_uncounted(self) -> bool:
        """Whether there are more rows than anybody waits to be counted."""
        return self.count > self.most


def paged(
    rows: QuerySet,
    *,
    query: Mapping[str, str],
    key: str,
    descending: bool | None,
    per_page: int,
    most: int | None = None,
) -> Slice:
    """By key when ``rows`` are sorted by it (``descending`` says how), otherwise by page number.

    A first page that holds all there is needs no counting; otherwise only keys are counted, and no
    further than ``most`` (MOST_COUNTED unless said).
    """
    most = MOST_COUNTED if most is None else most
    place = _Place(query, key=key if descending is not None else "", descending=bool(descending))
    found, has_more = place.read(rows, per_page, most=most)
    if place.is_first and not has_more:
        return Slice(rows=found, count=len(found), most=most)
    count = rows.order_by().values("pk")[: most + 1].count()
    if not count:
        return Slice(rows=[], count=0, most=most)
    if not place.key:
        return _by_number(
            rows, found, asked=place.number, count=count, per_page=per_page, most=most
        )
    later, earlier = place.neighbours(found, has_more=has_more)
    return Slice(rows=found, count=count, most=most, next=later, previous=earlier)


def _by_number(
    rows: QuerySet, found: list[Any], *, asked: int, count: int, per_page: int, most: int
) -> Slice:
    last = max(1, -(-min(count, most) // per_page))
    number = min(asked, last)
    if number < asked:  # past the end: the last page instead
        start = (number - 1) * per_page
        found = list(rows[start : start + per_page])
    return Slice(
        rows=found,
        count=count,
        most=most,
        next={"page": str(number + 1)} if number < last else {},
        previous={"page": str(number - 1)} if number > 1 else {},
        ends_early=number == last and count > most,
    )


class _Place:
    """Where in the list the address points to."""

    def __init__(self, query: Mapping[str, str], *, key: str, descending: bool) -> None:
        self.key = key
        self.descending = descending
        self.after = _whole(query.get("after", "")) if key else None
        self.before = _whole(query.get("before", "")) if key else None
        self.number = 1 if key else _whole(query.get("page", ""), least=1) or 1

    @property
    def is_first(self) -> bool:
        return self.number == 1 and self.after is None and self.before is None

    def read(self, rows: QuerySet, per_page: int, *, most: int) -> tuple[list[Any], bool]:
        """The rows of the page in their order, and whether there are more in the direction read."""
        start = (self.number - 1) * per_page
        if start and start >= most:
            return [], False
        onwards, back = ("lt", "gt") if self.descending else ("gt", "lt")
        if self.before is not None:
            rows = rows.filter(**{f"{self.key}__{back}": self.before}).reverse()
        elif self.after is not None:
            rows = rows.filter(**{f"{self.key}__{onwards}": self.after})
        found = list(rows[start : start + per_page + 1])
        has_more = len(found) > per_page
        found = found[:per_page]
        return (found[::-1] if self.before is not None else found), has_more

    def neighbours(
        self, found: list[Any], *, has_more: bool
    ) -> tuple[dict[str, str], dict[str, str]]:
        """How the next and the previous page are asked for."""
        if not found:
            return {}, {}
        backwards = self.before is not None
        has_next = backwards or has_more
        has_previous = has_more if backwards else self.after is not None
        return (
            {"after": str(getattr(found[-1], self.key))} if has_next else {},
            {"before": str(getattr(found[0], self.key))} if has_previous else {},
        )


def _whole(text: str, *, least: int = 0) -> int | None:
    """The whole number in the address; None when there is none that the database can hold."""
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        return None
    return int(text) if int(text) >= least else None
