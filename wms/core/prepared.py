"""Statements that a connection runs again and again, word for word: PostgreSQL parses and plans them once.

For texts that do not vary, as each one is kept by the server until the connection ends; what differs from
run to run is a parameter.  SQLite's driver keeps the last hundred statements by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet
from django.db.transaction import TransactionManagementError

from wms.core import sql

_MOST_KEPT = 400  # plans of one connection, some ten thousand bytes each
_Params = Sequence[Any] | dict[str, Any]


def execute(statement: str, params: _Params = ()) -> int:
    """As ``sql.execute``."""
    if connection.vendor != "postgresql":
        return sql.execute(statement, params)
    cursor = _cursor()
    cursor.execute(statement, params)
    return int(cursor.rowcount)


def rows(statement: str, params: _Params = ()) -> list[tuple]:
    """As ``sql.rows``."""
    if connection.vendor != "postgresql":
        return sql.rows(statement, params)
    cursor = _cursor()
    cursor.execute(statement, params)
    return list(cursor.fetchall())


def together(*statements: str, params: _Params = ()) -> int:
    """Statements that see nothing of each other's work: on PostgreSQL one round trip, for one plan.

    Answers with the number of rows that the last one touched.
    """
    if connection.vendor != "postgresql":
        return [sql.execute(statement, params) for statement in statements][-1]
    *others, last = statements
    along = ", ".join(f"along_{no} as ({statement})" for no, statement in enumerate(others))
    return execute(f"with {along} {last}" if along else last, params)


def _cursor() -> CursorWrapper:
    """One for the whole connection, whose parameters stay apart from the text."""
    from django.db.backends.postgresql.base import ServerBindingCursor  # needs its driver

    connection.ensure_connection()
    current = connection.connection
    cursor = getattr(connection, "prepared_cursor", None)
    if cursor is None or cursor.connection is not current or cursor.closed:
        current.prepare_threshold, current.prepared_max = 0, _MOST_KEPT
        cursor = ServerBindingCursor(current)  # type: ignore[call-arg]
        connection.prepared_cursor = cursor  # type: ignore[attr-defined]
    wrapped: CursorWrapper = connection._prepare_cursor(cursor)  # type: ignore[attr-defined]
    return wrapped


class Kept:
    """A queryset that Django puts into words once a connection: that takes it longer than the answer.

    ``ask`` is given numbers, of which only how many there are may decide what is asked, and whatever else
    shapes the question.
    """

    def __init__(self, ask: Callable[..., QuerySet]) -> None:
        self._ask = ask

    def __call__(self, numbers: Iterable[int], *shape: Any) -> list[Any]:
        given = list(numbers)
        kept: dict[tuple, _Worded] = connection.__dict__.setdefault("kept_querysets", {})
        key = (self, len(given), shape)
        if key not in kept:
            if len(kept) >= _MOST_KEPT:
                kept.clear()
            kept[key] = _Worded(self._ask, len(given), shape)
        return kept[key].rows(given)


_MARK = -(10**12)  # no number that anybody asks for


class _Worded:
    def __init__(self, ask: Callable[..., QuerySet], count: int, shape: tuple) -> None:
        marks = [_MARK - position for position in range(count)]
        self._places = {mark: position for position, mark in enumerate(marks)}
        self._rows = ask(marks, *shape)
        compiler = self._rows.query.get_compiler(connection=connection)
        self._text, self._params = compiler.as_sql()
        self._found: list[tuple] = []
        compiler.execute_sql = lambda *_, **__: [self._found]
        self._rows.query.get_compiler = lambda *_, **__: compiler  # type: ignore[method-assign]

    def rows(self, numbers: Sequence[int]) -> list[Any]:
        """Their answers, of as many numbers as there were when it was put into words."""
        if self._rows.query.select_for_update and not connection.in_atomic_block:
            raise TransactionManagementError("a lock would be gone at once")
        places = self._places
        self._found = rows(
            self._text,
            [numbers[places[one]] if one in places else one for one in self._params],
        )
        return list(cast(Iterable[Any], self._rows._iterable_class(self._rows)))
