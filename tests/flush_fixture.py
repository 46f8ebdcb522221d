"""What a test committed is taken away again, in a fraction of the time of Django's flush (for conftest.py).

Django's flush truncates every table and makes the fixed rows anew.  The first flush of a run is Django's, and the
rows that it leaves are kept beside the tables; the later ones empty or put back only the tables that differ.
"""

from collections.abc import Iterator
from tempfile import NamedTemporaryFile

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import TransactionTestCase


@pytest.fixture(scope="session", autouse=True)
def quick_flush() -> Iterator[None]:
    flush_of_django, kept = TransactionTestCase._fixture_teardown, []

    def flush(case: TransactionTestCase) -> None:
        if kept:
            kept[0].put_back()
            return
        flush_of_django(case)
        whole = case.available_apps is None and not case.serialized_rollback
        if whole and KeptRows.can_be_put_back():
            kept.append(KeptRows())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush)
        yield


class KeptRows:
    """The rows as they are now, in tables of the same names in a schema, on SQLite in a file of their own."""

    def __init__(self, place: str = "kept") -> None:
        self.place = place
        tables = sorted(connection.introspection.django_table_names(only_existing=True))
        self.tables = [connection.ops.quote_name(table) for table in tables]
        if connection.vendor == "sqlite":
            self.file = NamedTemporaryFile(suffix=".sqlite3")  # gone with this object
            self._attach()
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"drop schema if exists {place} cascade")
                cursor.execute(f"create schema {place}")
            self.fixed = [t for t in self.tables if self._any(cursor, f"select 1 from {t}")]
            for table in self.fixed:
                cursor.execute(f"create table {place}.{table} as select * from {table}")

    @staticmethod
    def can_be_put_back() -> bool:
        """PostgreSQL lets only a superuser pass by the guards of posted tables, as TRUNCATE does."""
        if connection.vendor == "sqlite":
            return True
        with connection.cursor() as cursor:
            cursor.execute("select rolsuper from pg_roles where rolname = current_user")
            return bool(cursor.fetchone()[0])

    def _attach(self) -> None:
        """Again, when a test has closed the connection."""
        with connection.cursor() as cursor:
            cursor.execute("pragma database_list")
            if self.place not in {name for _, name, _ in cursor.fetchall()}:
                cursor.execute(f"attach database %s as {self.place}", [self.file.name])

    def put_back(self) -> None:
        if connection.vendor == "sqlite":
            self._attach()
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                # like TRUNCATE, wait for whoever is still at work, and fire no trigger
                cursor.execute(f"lock table {', '.join(self.tables)} in access exclusive mode")
                cursor.execute("set local session_replication_role = replica")
            for table in self._changed(cursor):
                cursor.execute(f"delete from {table}")
                if table in self.fixed:
                    cursor.execute(f"insert into {table} select * from {self.place}.{table}")
        ContentType.objects.clear_cache()

    def _changed(self, cursor) -> list[str]:
        cursor.execute(" union all ".join(map(self._if_changed, self.tables)))
        return [table for (table,) in cursor.fetchall()]

    def _if_changed(self, table: str) -> str:
        if table not in self.fixed:
            return f"select '{table}' where exists (select 1 from {table})"
        kept = f"{self.place}.{table}"
        return (
            f"select '{table}' where exists (select * from {table} except select * from {kept})"
            f" or (select count(*) from {table}) <> (select count(*) from {kept})"
        )

    @staticmethod
    def _any(cursor, query: str) -> bool:
        cursor.execute(query + " limit 1")
        return cursor.fetchone() is not None
