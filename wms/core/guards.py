"""Triggers that keep a book from being changed or torn out, on both engines (POST-175).

Both raise IntegrityError.  Used by migrations: ``migrations.RunPython(*append_only("table"))``.
"""

from collections.abc import Callable, Iterable
from typing import Any

Migrate = Callable[[Any, Any], None]


POSTED = "posted rows are never changed or deleted; post a correction instead (POST-175)"


def append_only(
    table: str, *, may_change: Iterable[str] = (), why: str = POSTED
) -> tuple[Migrate, Migrate]:
    """The two functions of a RunPython operation: rows of ``table`` stay, but for ``may_change``.

    ``why`` is what the error says after the name of the table.
    """
    changeable = tuple(may_change)

    def forwards(apps: Any, editor: Any) -> None:
        for statement in _creation(editor.connection, table, changeable, why):
            editor.execute(statement)

    def backwards(apps: Any, editor: Any) -> None:
        on = f" on {table}" if editor.connection.vendor == "postgresql" else ""
        for action in ("no_update", "no_delete"):
            editor.execute(f"drop trigger {table}_{action}{on}")
        if editor.connection.vendor == "postgresql":
            editor.execute(f"drop function {table}_refuse()")

    return forwards, backwards


def _creation(connection: Any, table: str, may_change: tuple[str, ...], why: str) -> list[str]:
    with connection.cursor() as cursor:
        columns = [
            column.name
            for column in connection.introspection.get_table_description(cursor, table)
            if column.name not in may_change
        ]
    text = f"{table}: {why}"
    if connection.vendor == "postgresql":
        changed = " or ".join(f"old.{column} is distinct from new.{column}" for column in columns)
        return [
            f"create function {table}_refuse() returns trigger language plpgsql as $$ begin"
            f" raise exception '{text}' using errcode = 'restrict_violation'; end $$",
            f"create trigger {table}_no_update before update on {table} for each row"
            f" when ({changed}) execute function {table}_refuse()",
            f"create trigger {table}_no_delete before delete on {table} for each row"
            f" execute function {table}_refuse()",
        ]
    changed = " or ".join(f"old.{column} is not new.{column}" for column in columns)
    return [
        f"create trigger {table}_no_update before update on {table} for each row"
        f" when {changed} begin select raise(abort, '{text}'); end",
        f"create trigger {table}_no_delete before delete on {table} for each row"
        f" begin select raise(abort, '{text}'); end",
    ]
