"""The replay floor: what the database itself needs to store exactly what a posting wrote.

``recorded(job)`` runs a job in a transaction that is rolled back and dumps every row that the job inserted,
changed or deleted.  ``replay`` then writes the same into the same indexed tables in one transaction: rows
inserted by COPY (PostgreSQL) or executemany (SQLite), rows changed and deleted by join with a temporary
table of their keys, loaded the same way.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from wms.core.sql import execute, rows

APPS = ("core", "inventory", "documents", "ledger", "tracking", "warehouse")
Keys = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Table:
    """A table as a job may change it.  ``where``: the rows that stood there and that the job may change."""

    name: str
    key: str
    columns: tuple[str, ...]
    where: str = ""

    def read(self, condition: str) -> dict[Any, tuple]:
        columns = ", ".join(f'"{column}"' for column in self.columns)
        at = self.columns.index(self.key)
        found = rows(f'SELECT {columns} FROM "{self.name}" WHERE {condition}')
        return {row[at]: row for row in found}

    def last_key(self) -> Any:
        return rows(f'SELECT max("{self.key}") FROM "{self.name}"')[0][0]


@dataclass
class Changes:
    """Of one table: whole rows, the new values of changed columns, and keys."""

    table: Table
    inserted: list[tuple] = field(default_factory=list)
    changed_columns: tuple[str, ...] = ()
    changed: list[tuple] = field(default_factory=list)
    deleted: list[tuple] = field(default_factory=list)


def tables(where: dict[str, str]) -> list[Table]:
    """Every table of the application; ``where`` says, by table, which of its rows may be changed."""
    found = []
    for label in APPS:
        for model in apps.get_app_config(label).get_models(include_auto_created=True):
            options = model._meta
            if options.managed and not options.proxy:
                found.append(
                    Table(
                        name=options.db_table,
                        key=str(options.pk.column),
                        columns=tuple(str(f.column) for f in options.local_concrete_fields),
                        where=where.get(options.db_table, ""),
                    )
                )
    return found


class RolledBack(Exception):
    pass


def recorded(job: Sequence[Callable[[], object]], where: dict[str, str]) -> list[list[Changes]]:
    """What each step of the job wrote.  Nothing of it is kept."""
    watched = tables(where)
    dumps = []
    try:
        with transaction.atomic():
            for step in job:
                before = [
                    (one.last_key(), one.read(one.where) if one.where else {}) for one in watched
                ]
                step()
                dumps.append(
                    [
                        changes
                        for one, (last, stood) in zip(watched, before, strict=True)
                        if (changes := _difference(one, last, stood)) is not None
                    ]
                )
            raise RolledBack
    except RolledBack:
        return dumps


def _difference(table: Table, last: Any, stood: dict[Any, tuple]) -> Changes | None:
    new = table.read(f'"{table.key}" > {last}' if last is not None else "true")
    changes = Changes(table, inserted=list(new.values()))
    if stood:
        now = table.read(f'({table.where}) and "{table.key}" <= {last}')
        # a row may leave the condition, such as an entry that is no longer open
        left = sorted(stood.keys() - now.keys())
        for some in _batches(left):
            now |= table.read(f'"{table.key}" in ({", ".join(map(str, some))})')
        columns = {
            at
            for key, row in now.items()
            if row != stood[key]
            for at, (old, new_value) in enumerate(zip(stood[key], row, strict=True))
            if old != new_value
        }
        ordered = sorted(columns)
        changes.changed_columns = tuple(table.columns[at] for at in ordered)
        changes.changed = [
            (key, *(row[at] for at in ordered)) for key, row in now.items() if row != stood[key]
        ]
        changes.deleted = [(key,) for key in stood.keys() - now.keys()]
    return changes if changes.inserted or changes.changed or changes.deleted else None


def _batches(keys: list[Any], size: int = 5000) -> Iterable[list[Any]]:
    return (keys[at : at + size] for at in range(0, len(keys), size))


def replay(dumps: list[list[Changes]]) -> float:
    """Write what was recorded, for good; answers with the seconds it took, commit included."""
    started = time.perf_counter()
    with transaction.atomic():
        for step, dump in enumerate(dumps):
            for number, changes in enumerate(dump):
                _write(changes, f"replayed_{step}_{number}")
    return time.perf_counter() - started


def _write(changes: Changes, name: str) -> None:
    table = changes.table
    # the rows of a page take the place of those that were saved
    if changes.deleted:
        _load_temporary(f"{name}_gone", table, (table.key,), changes.deleted)
        execute(
            f'DELETE FROM "{table.name}" WHERE "{table.key}" IN (SELECT "{table.key}" FROM {name}_gone)'
        )
    if changes.changed:
        columns = (table.key, *changes.changed_columns)
        _load_temporary(name, table, columns, changes.changed)
        sets = ", ".join(f'"{column}" = s."{column}"' for column in changes.changed_columns)
        execute(
            f'UPDATE "{table.name}" SET {sets} FROM {name} s WHERE s."{table.key}" = "{table.name}"."{table.key}"'
        )
    if changes.inserted:  # last: a serial leaves one place before it is at another
        load(table.name, table.columns, changes.inserted)


def _load_temporary(name: str, table: Table, columns: Sequence[str], values: list[tuple]) -> None:
    listed = ", ".join(f'"{column}"' for column in columns)
    execute(f"DROP TABLE IF EXISTS {name}")
    execute(f'CREATE TEMPORARY TABLE {name} AS SELECT {listed} FROM "{table.name}" WHERE 1 = 0')
    load(name, columns, values)
    if connection.vendor == "postgresql":
        execute(f"ANALYZE {name}")


def load(table: str, columns: Sequence[str], values: list[tuple]) -> None:
    """The fastest way each engine has for many rows."""
    listed = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({listed}) FROM STDIN') as copy:
                for row in values:
                    copy.write_row(row)
            return
        marks = ", ".join(["?"] * len(columns))
        # past Django's wrapper, which would rewrite the marks of every row
        cursor.cursor.connection.executemany(
            f'INSERT INTO "{table}" ({listed}) VALUES ({marks})', values
        )


def prepared(dumps: list[list[Changes]]) -> list[list[Changes]]:
    """SQLite hands out days and times as objects and takes them as text: turned before the clock runs."""
    if connection.vendor == "sqlite":
        for dump in dumps:
            for changes in dump:
                changes.inserted = [tuple(map(_text, row)) for row in changes.inserted]
                changes.changed = [tuple(map(_text, row)) for row in changes.changed]
    return dumps


def _text(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(" ")
    return value.isoformat() if isinstance(value, date) else value
