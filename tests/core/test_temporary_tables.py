"""Temporary tables are empty each time they are asked for, and on PostgreSQL no dead rows pile up in them."""

import pytest
from django.db import connection, transaction

from wms.core import sql

TABLE = "some_rows"
COLUMNS = "no integer not null"


def filled(count: int, *, told: bool = True) -> None:
    given = sql.execute(f"insert into {TABLE} values " + ", ".join(["(1)"] * count))
    if told:
        sql.filled_temporary(TABLE, given)


def rows() -> int:
    return sql.rows(f"select count(*) from {TABLE}")[0][0]


def emptied() -> str:
    """How: by which statement."""
    heard = _Heard()
    with connection.execute_wrapper(heard):
        sql.empty_temporary(TABLE, COLUMNS)
    assert rows() == 0
    return heard.statements[-1].split()[0]


class _Heard:
    def __init__(self):
        self.statements = []

    def __call__(self, execute, statement, params, many, context):
        self.statements.append(statement)
        return execute(statement, params, many, context)


@pytest.fixture
def made(transactional_db):
    sql.make_temporary(TABLE, COLUMNS)
    yield
    sql.execute(f"drop table {TABLE}")
    connection.temporary_tables.discard(TABLE)
    connection.temporary_rows.pop(TABLE, None)
    connection.temporary_small.discard(TABLE)


def test_given_any_number_of_rows_then_an_emptied_table_has_none(made):
    for count in (1, 600, 2):
        filled(count)
        emptied()


@pytest.mark.postgres
def test_a_few_rows_are_deleted_and_many_are_truncated(made):
    emptied()

    filled(3)
    assert emptied() == "delete"
    filled(3)
    assert emptied() == "delete"
    filled(600)
    assert emptied() == "truncate"
    filled(3)
    assert emptied() == "delete"


@pytest.mark.postgres
def test_given_many_small_uses_then_the_dead_rows_of_all_of_them_count(made):
    emptied()
    ways = []
    for _ in range(6):
        filled(100)
        ways.append(emptied())

    assert ways == ["delete"] * 4 + ["truncate", "delete"]


@pytest.mark.postgres
def test_given_rows_that_nobody_told_of_then_the_table_is_truncated(made):
    emptied()
    filled(3)
    assert emptied() == "delete"

    filled(3, told=False)

    assert emptied() == "truncate"


def told(count: int) -> bool:
    """Whether the planner is told of so many rows."""
    heard = _Heard()
    with connection.execute_wrapper(heard):
        sql.analyze_temporary(TABLE, count)
    return any(statement.startswith("analyze") for statement in heard.statements)


def test_the_planner_is_told_of_a_few_rows_once_and_of_many_each_time(made):
    assert [told(count) for count in (3, 5, 600, 600, 3, 5)] == [
        True,
        False,
        True,
        True,
        True,
        False,
    ]


def test_what_the_planner_was_told_is_taken_back_with_a_transaction(made):
    with transaction.atomic():
        assert told(3)
        transaction.set_rollback(True)

    assert told(3)
