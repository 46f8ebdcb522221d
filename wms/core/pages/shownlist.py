"""A list as one request asks for it: which rows in which order, and what the template reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import QuerySet, Sum
from django.http import QueryDict

from wms.core.pages.cells import text_of, value_of
from wms.core.pages.filters import searched
from wms.core.pages.paging import Slice, paged
from wms.core.quantity import ZERO

if TYPE_CHECKING:
    from wms.core.pages.lists import Column, ListPage
    from wms.core.pages.requests import PageRequest

MOST_SEARCHED = 200  # characters of the quick search


@dataclass(frozen=True)
class Cell:
    column: Column
    text: str
    url: str | None
    tone: str | None


@dataclass(frozen=True)
class Head:
    column: Column
    url: str
    sorted: str  # "", "ascending" or "descending"


@dataclass(frozen=True)
class FilterChip:
    caption: str
    value: str
    without_url: str


class ShownList:
    """The list as this request asks for it; what the template reads."""

    def __init__(self, request: PageRequest, page: ListPage) -> None:
        self.request = request
        self.page = page
        self.query = request.GET
        self.text = self.query.get("q", "").strip()
        rows = page.queryset(request)
        self.filterset = (
            page.filterset(request.GET, rows, request=request) if page.filterset else None
        )
        self.columns = self._chosen_columns()
        self.default_sort = page.usual_sort(self.query) if page.usual_sort else page.default_sort
        self.sort = self._sort()
        self.rows = self._filtered(rows)
        self.sorted_rows = self.rows.order_by(*self._order())
        self.slice: Slice = paged(
            self.sorted_rows,
            query=request.GET,
            key=page.key,
            descending=self._by_key_descending(),
            per_page=page.per_page,
            most=page.most_counted(request) if page.most_counted else None,
        )

    # ---- what was asked for

    def _filtered(self, rows: QuerySet) -> QuerySet:
        if self.filterset is not None:
            rows = self.filterset.qs if self.filterset.form.is_valid() else rows.none()
        if len(self.text) > MOST_SEARCHED:
            return rows.none()
        return searched(rows, self.page.search, self.text)

    @property
    def search_error(self) -> str:
        too_long = len(self.text) > MOST_SEARCHED
        return f"Search for at most {MOST_SEARCHED} characters." if too_long else ""

    def _chosen_columns(self) -> list[Column]:
        chosen = set(self.query.getlist("show"))
        if not chosen & {column.caption for column in self.page.columns}:
            return [column for column in self.page.columns if not column.hidden]
        first = self.page.columns[0]
        return [
            column for column in self.page.columns if column is first or column.caption in chosen
        ]

    @property
    def column_choices(self) -> list[tuple[Column, bool]]:
        return [(column, column in self.columns) for column in self.page.columns[1:]]

    def _sort(self) -> str:
        asked = self.query.get("sort", "")
        sortable = {column.sort_key for column in self.page.columns if column.sort_key}
        return asked if asked.removeprefix("-") in sortable else ""

    def _order(self) -> tuple[str, ...]:
        if self._by_key_descending() is not None:
            return (self.sort or self.default_sort[0],)
        order = (*([self.sort] if self.sort else []), *self.default_sort)
        return (
            order if self.page.key in {one.removeprefix("-") for one in order} else (*order, "pk")
        )

    def _by_key_descending(self) -> bool | None:
        """The direction when the rows are sorted by the key alone, None otherwise."""
        first = self.sort or self.default_sort[0]
        if not self.page.key or first.removeprefix("-") != self.page.key:
            return None
        return first.startswith("-")

    # ---- what is shown

    @property
    def heads(self) -> list[Head]:
        return [self._head(column) for column in self.columns]

    def _head(self, column: Column) -> Head:
        current = self.sort or self.default_sort[0]
        if not column.sort_key:
            return Head(column, "", "")
        if current.removeprefix("-") != column.sort_key:
            return Head(column, self.address(sort=column.sort_key), "")
        descending = current.startswith("-")
        other = column.sort_key if descending else f"-{column.sort_key}"
        return Head(column, self.address(sort=other), "descending" if descending else "ascending")

    @property
    def table(self) -> Iterator[list[Cell]]:
        for row in self.slice.rows:
            yield [self._cell(row, column) for column in self.columns]

    def _cell(self, row: Any, column: Column) -> Cell:
        text = text_of(value_of(row, column.accessor))
        if column.link is not None:
            url = column.link(row)
        elif column is self.columns[0] and self.page.row_url is not None:
            url = self.page.row_url(row)
        else:
            url = None
        return Cell(column, text, url, column.tone(row) if column.tone is not None else None)

    def values(self) -> Iterator[list[Any]]:
        for row in self.sorted_rows.iterator(chunk_size=2000):
            yield [value_of(row, column.accessor) for column in self.columns]

    @property
    def totals(self) -> list[str]:
        """One text a column; none when there are too many rows to add up while somebody waits."""
        summed = {column.caption: column.total for column in self.columns if column.total}
        if not summed or self.slice.is_uncounted or not self.slice.count:
            return []
        by_caption = dict(zip(summed, self._added_up([*summed.values()]), strict=True))
        return [text_of(by_caption.get(column.caption)) for column in self.columns]

    def _added_up(self, paths: list[str]) -> list[Any]:
        """By the database, unless all rows are on this page already."""
        if len(self.slice.rows) == self.slice.count:
            return [self._added_up_here(path.replace("__", ".")) for path in paths]
        sums = {f"total_{place}": Sum(path) for place, path in enumerate(paths)}
        return list(self.rows.order_by().aggregate(**sums).values())

    def _added_up_here(self, path: str) -> Decimal | None:
        values = [value for row in self.slice.rows if (value := value_of(row, path)) is not None]
        return sum(values, ZERO) if values else None

    @property
    def chips(self) -> list[FilterChip]:
        if self.filterset is None:
            return []
        form = self.filterset.form
        return [
            FilterChip(str(form[name].label), _chosen_text(form[name]), self.address(**{name: ""}))
            for name in form.fields
            if form[name].data not in (None, "", [])
        ]

    @property
    def form_is_open(self) -> bool:
        return bool(self.filterset is not None and self.filterset.form.errors)

    def address(self, **changes: str) -> str:
        """This list with other parameters: always from its first page, without empty ones."""
        query = QueryDict(mutable=True)
        for name, values in self.query.lists():
            if name not in ("after", "before", "page", "export") and name not in changes:
                query.setlist(name, [value for value in values if value != ""])
        for name, value in changes.items():
            if value:
                query[name] = value
        usual = {column.caption for column in self.page.columns[1:] if not column.hidden}
        if set(query.getlist("show")) == usual:
            query.pop("show", None)
        return f"?{query.urlencode()}"

    @property
    def around(self) -> list[tuple[str, str]]:
        """Parameters of the page around the list, which its form carries along."""
        own = {"q", "sort", "show", "page", "after", "before", "export"}
        own |= set(self.filterset.form.fields) if self.filterset is not None else set()
        return [
            (name, value)
            for name, values in self.query.lists()
            for value in values
            if name not in own
        ]

    @property
    def cleared_url(self) -> str:
        """The same page without search, filters and sorting."""
        return f"?{urlencode(self.around)}" if self.around else self.request.path

    @property
    def csv_url(self) -> str:
        return self.address(export="csv")

    @property
    def xlsx_url(self) -> str:
        return self.address(export="xlsx")

    @property
    def next_url(self) -> str:
        return self.address(**self.slice.next) if self.slice.next else ""

    @property
    def previous_url(self) -> str:
        return self.address(**self.slice.previous) if self.slice.previous else ""

    @property
    def first_url(self) -> str:
        return self.address() if self.slice.previous else ""


def _chosen_text(bound: Any) -> str:
    choices = dict(getattr(bound.field, "choices", ()))
    return str(choices.get(bound.data, bound.data))
