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

    ``count`` is MOST_COUNTED + 1 when there are more rows than are counted.
    """

    rows: list[Any]
    count: int
    next: dict[str, str] = field(default_factory=dict)
    previous: dict[str, str] = field(default_factory=dict)
    ends_early: bool = False

    @property
    def count_text(self) -> str:
        if self.count > MOST_COUNTED:
            return f"more than {MOST_COUNTED:,} rows"
        return "1 row" if self.count == 1 else f"{self.count:,} rows"


def paged(
    rows: QuerySet,
    *,
    query: Mapping[str, str],
    key: str,
    descending: bool | None,
    per_page: int,
) -> Slice:
    """By key when ``rows`` are sorted by it (``descending`` says how), otherwise by page number."""
    count = rows.order_by()[: MOST_COUNTED + 1].count()
    if not count:
        return Slice(rows=[], count=0)
    if descending is None:
        return _by_number(rows, query=query, count=count, per_page=per_page)
    return _by_key(
        rows, query=query, count=count, key=key, descending=descending, per_page=per_page
    )


def _by_number(rows: QuerySet, *, query: Mapping[str, str], count: int, per_page: int) -> Slice:
    last = max(1, -(-min(count, MOST_COUNTED) // per_page))
    number = min(_whole(query.get("page", ""), least=1) or 1, last)
    start = (number - 1) * per_page
    return Slice(
        rows=list(rows[start : start + per_page]),
        count=count,
        next={"page": str(number + 1)} if number < last else {},
        previous={"page": str(number - 1)} if number > 1 else {},
        ends_early=number == last and count > MOST_COUNTED,
    )


def _by_key(
    rows: QuerySet,
    *,
    query: Mapping[str, str],
    count: int,
    key: str,
    descending: bool,
    per_page: int,
) -> Slice:
    after, before = _whole(query.get("after", "")), _whole(query.get("before", ""))
    onwards, back = ("lt", "gt") if descending else ("gt", "lt")
    if before is not None:
        found = list(rows.filter(**{f"{key}__{back}": before}).reverse()[: per_page + 1])
        has_previous, has_next = len(found) > per_page, True
        found = found[:per_page][::-1]
    else:
        later = rows if after is None else rows.filter(**{f"{key}__{onwards}": after})
        found = list(later[: per_page + 1])
        has_previous, has_next = after is not None, len(found) > per_page
        found = found[:per_page]
    if not found:
        return Slice(rows=[], count=count)
    return Slice(
        rows=found,
        count=count,
        next={"after": str(getattr(found[-1], key))} if has_next else {},
        previous={"before": str(getattr(found[0], key))} if has_previous else {},
    )


def _whole(text: str, *, least: int = 0) -> int | None:
    """The whole number in the address; None when there is none that the database can hold."""
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        return None
    return int(text) if int(text) >= least else None
