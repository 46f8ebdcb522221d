"""The few statements that Django has no words for, on both engines."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from itertools import chain
from typing import Any

from django.db import connection, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver


def table(model: type[models.Model]) -> str:
    return model._meta.db_table


def column(model: type[models.Model], field: str) -> str:
    return str(model._meta.get_field(field).column)  # type: ignore[union-attr]


def execute(sql: str, params: Sequence[Any] | dict[str, Any] = ()) -> int:
    """Run one statement; answers with the number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def rows(sql: str, params: Sequence[Any] | dict[str, Any] = ()) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def make_temporary(table: str, columns: str) -> None:
    """Make a temporary table if this connection has none yet."""
    if table not in _made():
        execute(_temporary(table, columns))
        _remember(table)


def empty_temporary(table: str, columns: str) -> None:
    """Make a temporary table if this connection has none yet, and empty it."""
    if connection.vendor == "postgresql":
        if table in _made() and _holds_few(table):
            execute(f"delete from {table}")
            return
        # Truncated in the same round trip: deleted rows would stay where they are, as nobody vacuums them.
        make = "" if table in _made() else f"{_temporary(table, columns)};"
        execute(f"{make} truncate {table}")
        _left_behind().pop(table, None)  # whoever does not tell is truncated again
        _known_small().discard(table)
        _remember(table)
    else:
        make_temporary(table, columns)
        execute(f"delete from {table}")


_FEW = 500  # deleted rows that cost less to pass over than a truncation, which makes new files


def filled_temporary(table: str, count: int) -> None:
    """Tell how many rows it was given.  A table of which nothing is told since it was emptied is truncated."""
    before, _ = _left_behind().get(table, (0, False))
    _left_behind()[table] = before + count, True


def _holds_few(table: str) -> bool:
    """Whether few rows lie in it, dead ones and all.  What is told holds once."""
    count, is_told = _left_behind().get(table, (0, False))
    _left_behind()[table] = count, False
    return is_told and count < _FEW


def _temporary(table: str, columns: str) -> str:
    return f"create temporary table if not exists {table} ({columns})"


@receiver(connection_created)
def _forget(connection: BaseDatabaseWrapper, **_: object) -> None:
    """A new connection has no temporary tables."""
    connection.temporary_tables = set()  # type: ignore[attr-defined]
    connection.temporary_rows = {}  # type: ignore[attr-defined]
    connection.temporary_small = set()  # type: ignore[attr-defined]


def _made() -> set[str]:
    """The temporary tables that this connection is known to have."""
    made: set[str] = getattr(connection, "temporary_tables", set())
    return made


def _left_behind() -> dict[str, tuple[int, bool]]:
    """How many rows each temporary table was given since it was truncated, and whether all of them were told."""
    given: dict[str, tuple[int, bool]] = getattr(connection, "temporary_rows", {})
    return given


def _known_small() -> set[str]:
    """The temporary tables of which the planner knows that they hold few rows."""
    small: set[str] = getattr(connection, "temporary_small", set())
    return small


def _remember(table: str) -> None:
    """Once it is sure to stay: a rollback, be it to a savepoint, takes the table with it."""
    if table not in _made():
        transaction.on_commit(partial(_remember_if_there, table))


def _remember_if_there(table: str) -> None:
    """Whatever temporary tables stand, as soon as one was made: asked once for all of them."""
    if table not in _made():
        _made().update(name for (name,) in rows(_THERE[connection.vendor]))


_THERE = {
    "sqlite": "select name from sqlite_temp_master where type = 'table'",
    "postgresql": "select relname from pg_class where relkind = 'r' and relnamespace = pg_my_temp_schema()",
}


_SPARING = {"cache_size": -16384, "temp_store": 1}  # 16 MiB of pages; what is sorted lies in files


@contextmanager
def sparing_memory() -> Iterator[None]:
    """Read what is large without keeping it: SQLite would hold as much of it as it is given for postings.

    Inside a transaction nothing changes.  Temporary tables are gone before and after.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    usual = {name: rows(f"pragma {name}")[0][0] for name in _SPARING}
    _set_pragmas(_SPARING)
    try:
        yield
    finally:
        _set_pragmas(usual)


def _set_pragmas(values: dict[str, int]) -> None:
    for name, value in values.items():
        execute(f"pragma {name} = {value}")
    _made().clear()  # another temp_store drops them
    _left_behind().clear()
    _known_small().clear()


_SMALL = 20  # rows that any plan copes with


def analyze_temporary(table: str, count: int = _SMALL) -> None:
    """Tell the planner how many rows there are; SQLite would guess a million and prepare for them.

    ``count``: how many it holds, if known.  A few rows again are not told again, as every statement that was
    planned with the table would be planned anew.
    """
    is_small = count < _SMALL
    if is_small and table in _known_small():
        return
    _known_small().discard(table)
    execute(f"analyze {'' if connection.vendor == 'postgresql' else 'temp.'}{table}")
    if is_small:  # a rollback takes what was told back
        transaction.on_commit(partial(_known_small().add, table))


@cache
def columns_of(model: type[models.Model]) -> str:
    """The columns of a temporary table that takes rows of an unmanaged model."""
    return ", ".join(
        f'"{field.column}" {field.db_type(connection)}{" primary key" if field.primary_key else ""}'
        for field in model._meta.local_concrete_fields
    )


def insert_rows(
    model: type[models.Model], fields: Sequence[str], values: Iterable[Sequence[Any]]
) -> int:
    """Load many rows at once: COPY on PostgreSQL, executemany on SQLite.

    ``values`` are in the order of ``fields`` and already in stored form: folded numbers, scaled
    quantities (``wms.core.quantity.scaled``), ids for foreign keys.  Answers with the number of rows.
    Constraints and triggers hold as for any insert.
    """
    values = iter(values)
    if (first := next(values, None)) is None:
        return 0
    values = chain((first,), values)
    columns = ", ".join(f'"{column(model, field)}"' for field in fields)
    count = 0
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table(model)}" ({columns}) FROM STDIN') as copy:
                for row in values:
                    copy.write_row(row)
                    count += 1
            return count
        prepared: list[list[Any]] = [
            [value if value.__class__ in _STORED else _for_sqlite(value) for value in row]
            for row in values
        ]
        marks = ", ".join(["%s"] * len(fields))
        cursor.executemany(f'INSERT INTO "{table(model)}" ({columns}) VALUES ({marks})', prepared)
        return len(prepared)


def new_keys(model: type[models.Model], count: int) -> list[int]:
    """Primary keys for ``count`` new rows of a table that numbers its rows itself.

    For rows that are loaded at once and pointed to right away.  On SQLite the transaction must have begun
    to write; ours always have.
    """
    if connection.vendor == "postgresql":
        pk = column(model, model._meta.pk.name)
        found = rows(
            "select nextval(pg_get_serial_sequence(%s, %s)) from generate_series(1, %s)",
            [f'"{table(model)}"', pk, count],
        )
        return [key for (key,) in found]
    last = rows("select seq from sqlite_sequence where name = %s", [table(model)])
    first = (last[0][0] if last else 0) + 1
    return list(range(first, first + count))


def update_rows(
    model: type[models.Model], fields: Sequence[str], values: Iterable[Sequence[Any]]
) -> None:
    """Give many rows other values, each its own.

    ``values``: the primary key, then what is new in the order of ``fields``, in stored form.
    """
    pk = column(model, model._meta.pk.name)
    columns = [column(model, field) for field in fields]
    given = list(values)
    if connection.vendor == "postgresql":
        types = [_array_type(model, field) for field in (model._meta.pk.name, *fields)]
        names = [f"v{place}" for place in range(len(types))]
        sets = ", ".join(
            f'"{one}" = n.{name}' for one, name in zip(columns, names[1:], strict=True)
        )
        arrays = ", ".join(f"%s::{kind}" for kind in types)
        execute(
            f'update "{table(model)}" t set {sets}'
            f' from unnest({arrays}) n({", ".join(names)}) where t."{pk}" = n.{names[0]}',
            [list(one) for one in zip(*given, strict=True)],
        )
        return
    sets = ", ".join(f'"{one}" = %s' for one in columns)
    with connection.cursor() as cursor:
        cursor.executemany(
            f'update "{table(model)}" set {sets} where "{pk}" = %s',
            [[*map(_for_sqlite, row[1:]), row[0]] for row in given],
        )


def _array_type(model: type[models.Model], field: str) -> str:
    """Without a length, to which a cast would cut texts instead of refusing them."""
    kind = model._meta.get_field(field).db_type(connection) or "text"
    return f"{kind.partition('(')[0]}[]"


_STORED = {str, int, bool, type(None)}


def _for_sqlite(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
