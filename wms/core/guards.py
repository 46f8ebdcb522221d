"""Triggers: books are neither changed nor torn out (POST-175), and many rows find their parent at once.

They raise IntegrityError.  Used by migrations: ``migrations.RunPython(*append_only("table"))``.
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


def checked_together(
    table: str, column: str, parent: str, *, children: str
) -> tuple[Migrate, Migrate]:
    """The two functions of a RunPython operation: a foreign key is looked up once a statement.

    PostgreSQL looks every row's parent up by itself at the end, which takes as long as storing ten thousand
    rows of one parent.  Nothing else changes: a row without its parent is refused, a parent that goes while
    a row comes waits for it, and one that has ``children`` (a condition that may use ``old``) stays.
    SQLite keeps its own keys, which cost nothing there.
    """
    name = f"{table}_{column}"

    def forwards(apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(f'alter table {table} drop constraint "{_key(editor, table, column)}"')
            for statement in _lookups(name, table, column, parent, children):
                editor.execute(statement)

    def backwards(apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "postgresql":
            for action in ("added", "moved"):
                editor.execute(f"drop trigger {name}_{action} on {table}")
            editor.execute(f"drop trigger {name}_gone on {parent}")
            for action in ("added", "moved", "gone"):
                editor.execute(f"drop function {name}_{action}()")
            editor.execute(
                f"alter table {table} add constraint {name}_fk foreign key ({column})"
                f" references {parent} (id) deferrable initially deferred"
            )

    return forwards, backwards


def _key(editor: Any, table: str, column: str) -> str:
    with editor.connection.cursor() as cursor:
        found = editor.connection.introspection.get_constraints(cursor, table)
    return next(
        name for name, key in found.items() if key["foreign_key"] and key["columns"] == [column]
    )


def _lookups(name: str, table: str, column: str, parent: str, children: str) -> list[str]:
    missing = f"raise exception '{table}: {column} names no row of {parent}' using errcode = 'foreign_key_violation'"
    still = f"raise exception '{parent}: still named by {column} of {table}' using errcode = 'foreign_key_violation'"
    return [
        f"create function {name}_added() returns trigger language plpgsql as $$ declare found_rows bigint; begin"
        f" perform 1 from {parent} p where p.id in (select {column} from added) for key share of p;"
        " get diagnostics found_rows = row_count;"
        f" if found_rows < (select count(distinct {column}) from added) then {missing}; end if;"
        " return null; end $$",
        f"create trigger {name}_added after insert on {table} referencing new table as added"
        f" for each statement execute function {name}_added()",
        f"create function {name}_moved() returns trigger language plpgsql as $$ begin"
        f" perform 1 from {parent} p where p.id = new.{column} for key share of p;"
        f" if not found then {missing}; end if; return null; end $$",
        f"create trigger {name}_moved after update on {table} for each row"
        f" when (new.{column} is not null and new.{column} is distinct from old.{column})"
        f" execute function {name}_moved()",
        f"create function {name}_gone() returns trigger language plpgsql as $$ begin"
        f" if {children} then {still}; end if; return null; end $$",
        f"create constraint trigger {name}_gone after delete on {parent} deferrable initially deferred"
        f" for each row execute function {name}_gone()",
    ]
