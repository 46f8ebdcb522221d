"""What a connection runs again and again is planned and put into words once, and answers the same each time."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from wms.core import prepared, sql
from wms.core.models import NumberSeries, NumberSeriesLine
from wms.core.numberseries import draw_one
from wms.core.prepared import Kept

TABLE = "some_numbers"
JAN_2 = date(2026, 1, 2)


@pytest.fixture
def table(transactional_db):
    sql.execute(f"create temporary table {TABLE} (no bigint not null, word text, primary key (no))")
    yield
    sql.execute(f"drop table {TABLE}")


def insert(no: int, word: str = "") -> int:
    return prepared.execute(f"insert into {TABLE} values (%(no)s, %(word)s)", locals())


def words() -> list[tuple]:
    return prepared.rows(f"select no, word from {TABLE} where no >= %s order by no", [1])


def test_a_statement_may_be_run_with_numbers_of_any_size_and_with_texts(table):
    for no, word in ((1, "small"), (70_000, "larger"), (5_000_000_000, "")):
        assert insert(no, word) == 1

    assert words() == [(1, "small"), (70_000, "larger"), (5_000_000_000, "")]


def test_given_a_rollback_then_the_same_statements_go_on(table):
    insert(1)
    with transaction.atomic():
        insert(2)
        with pytest.raises(IntegrityError), transaction.atomic():
            insert(1)
        transaction.set_rollback(True)
    insert(3)

    assert [no for no, _ in words()] == [1, 3]


def test_given_the_table_is_made_anew_then_the_same_statements_find_it(table):
    insert(1)
    sql.execute(f"drop table {TABLE}")
    sql.execute(f"create temporary table {TABLE} (no bigint not null, word text)")
    insert(2)

    assert [no for no, _ in words()] == [2]


@pytest.mark.postgres
def test_the_server_keeps_what_is_run_again(table):
    insert(1)
    insert(2)
    asked = "select count(*) from pg_prepared_statements where statement like %s"

    assert sql.rows(asked, [f"insert into {TABLE}%"])[0][0] == 1


def test_statements_that_need_nothing_of_each_other_run_together_and_the_last_one_is_counted(table):
    insert(1)
    insert(2)
    touched = prepared.together(
        f"insert into {TABLE} values (%(no)s, 'new')",
        f"update {TABLE} set word = 'old' where no < %(no)s",
        params={"no": 3},
    )

    assert touched == 2
    assert words() == [(1, "old"), (2, "old"), (3, "new")]


def test_a_kept_queryset_is_asked_with_other_numbers_and_sees_what_changed(db):
    first, second = (NumberSeries.objects.create(code=code) for code in ("ONE", "TWO"))
    asked: list[int] = []

    def of(series: list[int]):
        asked.append(len(series))
        return NumberSeriesLine.objects.filter(series__in=series).select_related("series")

    lines = Kept(of)
    for series in (first, second):
        series.lines.create(starting_no="N1", starting_date=JAN_2)
    assert [line.series.code for line in lines([first.pk])] == ["ONE"]
    NumberSeriesLine.objects.filter(series=second).update(last_no_used="N7")
    [line] = lines([second.pk])

    assert (line.series, line.last_no_used, line.starting_date) == (second, "N7", JAN_2)
    assert len(lines([first.pk, second.pk])) == 2
    assert asked == [1, 2]


@pytest.mark.postgres
@pytest.mark.rule("SET-121")
def test_given_gaps_then_a_number_is_drawn_without_waiting_for_the_disk_or_for_ever(
    transactional_db,
):
    series = NumberSeries.objects.create(code="GAPS")
    series.lines.create(starting_no="N1", allow_gaps=True)
    with transaction.atomic():
        draw_one(series, on=JAN_2)
    with connection.second("own").cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(
            "select current_setting('synchronous_commit'), current_setting('lock_timeout')"
        )
        assert cursor.fetchone() == ("off", "1s")


@pytest.mark.postgres
@pytest.mark.rule("SET-121")
def test_given_a_line_that_this_transaction_has_locked_then_it_is_drawn_inside_it(transactional_db):
    series = NumberSeries.objects.create(code="HELD")
    series.lines.create(starting_no="N1", allow_gaps=True)
    with transaction.atomic():
        list(series.lines.select_for_update())
        assert draw_one(series, on=JAN_2) == "N1"

    assert draw_one(series, on=JAN_2) == "N2"
