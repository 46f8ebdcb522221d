"""What every test may ask for."""

from collections.abc import Iterator

import pytest
from django.db import connection

from tests.browser_fixture import *  # noqa: F403
from tests.fast_fixture import *  # noqa: F403
from tests.flush_fixture import *  # noqa: F403
from tests.worker_fixture import *  # noqa: F403
from wms.core import garbage


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """SQLite's test flush is a DELETE, which the guards of the book refuse: only the tests that are about
    these guards have them (fixture ``delete_guards``).  PostgreSQL truncates, so there they always stand."""
    if connection.vendor == "sqlite":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "select name, sql from sqlite_master where type = 'trigger' and name like '%_no_delete'"
            )
            DELETE_GUARDS.update(cursor.fetchall())
            for name in DELETE_GUARDS:
                cursor.execute(f"drop trigger {name}")


DELETE_GUARDS: dict[str, str] = {}

# What each engine leaves to the other one; a real worker is another process, which sees no SQLite in memory.
ONLY_ELSEWHERE = {"sqlite": {"postgres", "worker"}, "postgresql": {"sqlite"}}

# Seconds until a test in a browser counts as hanging, on a busy machine; a test's own mark comes first.
PATIENCE_WITH_BROWSERS = 600


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    elsewhere = ONLY_ELSEWHERE[connection.vendor]
    left_out = [item for item in items if elsewhere & {mark.name for mark in item.iter_markers()}]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]
    in_browser = [item for item in items if item.get_closest_marker("browser")]
    for item in in_browser:
        item.add_marker(pytest.mark.timeout(PATIENCE_WITH_BROWSERS))
    # what takes minutes begins before its like, so that no worker waits for it at the end
    if long := {item for item in in_browser if item.get_closest_marker("long")}:
        first = items.index(in_browser[0])
        rest = [item for item in items[first:] if item not in long]
        items[first:] = [*(item for item in in_browser if item in long), *rest]


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: garbage need not be looked for in it again and again."""
    garbage.settle()


@pytest.fixture
def delete_guards(db) -> Iterator[None]:
    with connection.cursor() as cursor:
        for sql in DELETE_GUARDS.values():
            cursor.execute(sql)
    yield
    with connection.cursor() as cursor:
        for name in DELETE_GUARDS:
            cursor.execute(f"drop trigger if exists {name}")
