"""Number series when several people draw at the same moment, and when a transaction comes to nothing."""

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import OperationalError, connection, transaction

from tests.processes import elsewhere
from wms.core.models import NumberSeries, NumberSeriesLine
from wms.core.numberseries import draw, draw_one

JAN_2 = date(2026, 1, 2)


@pytest.fixture
def series(transactional_db) -> NumberSeries:
    series = NumberSeries.objects.create(code="SN")
    series.lines.create(starting_no="SN00001", allow_gaps=True)
    return series


def in_threads(count, work):
    def one(_):
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(one, range(count)))


def serials(count: int) -> list[str]:
    return [f"SN{number:05}" for number in range(1, count + 1)]


@pytest.mark.postgres
@pytest.mark.rule("SET-123")
@pytest.mark.parametrize("allow_gaps", [True, False])
def test_given_twenty_people_draw_at_once_then_no_number_is_given_twice(series, allow_gaps):
    series.lines.update(allow_gaps=allow_gaps)
    ready = threading.Barrier(20)

    def work():
        ready.wait(timeout=60)
        numbers = []
        for _ in range(10):
            with transaction.atomic():
                numbers += draw(series, on=JAN_2, count=5)
        return numbers

    drawn = [number for numbers in in_threads(20, work) for number in numbers]

    assert sorted(drawn) == serials(1000)


@pytest.mark.sqlite
@pytest.mark.rule("SET-123")
def test_given_eight_people_draw_at_once_from_an_sqlite_file_then_no_number_is_given_twice(
    sqlite_file,
):
    run = subprocess.run(
        [sys.executable, "-m", "tests.core.draw_race", sqlite_file],
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.stderr == ""
    assert sorted(run.stdout.split()) == serials(800)


@pytest.mark.postgres
@pytest.mark.rule("SET-121")
def test_given_gaps_allowed_when_the_transaction_rolls_back_then_its_numbers_stay_unused(series):
    with transaction.atomic():
        assert draw(series, on=JAN_2, count=2) == ["SN00001", "SN00002"]
        transaction.set_rollback(True)

    assert draw_one(series, on=JAN_2) == "SN00003"


@pytest.mark.postgres
@pytest.mark.rule("SET-121")
def test_given_gaps_allowed_then_nobody_waits_for_an_open_transaction(series):
    with transaction.atomic():
        assert draw_one(series, on=JAN_2) == "SN00001"
        [other] = in_threads(
            1, lambda: draw_one(series, on=JAN_2)
        )  # waiting, it would never return
        assert draw_one(series, on=JAN_2) == "SN00003"

    assert other == "SN00002"


@pytest.mark.postgres
@pytest.mark.rule("SET-121")
def test_given_no_gaps_then_others_wait_until_the_transaction_ends(series):
    series.lines.update(allow_gaps=False)

    def impatient_draw():
        with transaction.atomic():
            connection.cursor().execute("set local lock_timeout = '200ms'")
            return draw_one(series, on=JAN_2)

    with transaction.atomic():
        assert draw_one(series, on=JAN_2) == "SN00001"
        with pytest.raises(OperationalError, match="lock timeout"):
            in_threads(1, impatient_draw)
        transaction.set_rollback(True)

    assert in_threads(1, impatient_draw) == ["SN00001"]


@pytest.mark.postgres
@pytest.mark.rule("SET-121")
def test_given_a_series_made_in_the_same_transaction_then_it_is_drawn_inside_it(transactional_db):
    with transaction.atomic():
        series = NumberSeries.objects.create(code="NEW")
        series.lines.create(starting_no="N1", allow_gaps=True)
        assert draw(series, on=JAN_2, count=2) == ["N1", "N2"]
        transaction.set_rollback(True)

    assert not NumberSeriesLine.objects.exists()


@pytest.mark.postgres
@pytest.mark.rule("SET-121")
def test_given_a_line_changed_in_the_same_transaction_then_it_is_drawn_inside_it(series):
    with transaction.atomic():
        series.lines.update(last_no_used="SN00500")
        assert draw_one(series, on=JAN_2) == "SN00501"

    assert draw_one(series, on=JAN_2) == "SN00502"


@pytest.mark.postgres
@pytest.mark.rule("SET-121")
def test_the_second_connection_serves_all_draws_of_a_thread_and_is_closed_with_its_first(series):
    def connections_of_this_database() -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "select count(*) from pg_stat_activity where datname = current_database()"
            )
            return cursor.fetchone()[0]

    def draw_three_times() -> int:
        for _ in range(3):
            with transaction.atomic():
                draw_one(series, on=JAN_2)
        return connections_of_this_database()

    before = connections_of_this_database()
    assert in_threads(1, draw_three_times) == [before + 2]

    deadline = time.monotonic() + 5
    while connections_of_this_database() > before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert connections_of_this_database() <= before


@pytest.mark.postgres
@pytest.mark.rule("SET-121")
def test_a_second_connection_that_the_server_ended_is_opened_again(series):
    def draw_while_the_server_ends_it() -> list[str]:
        with transaction.atomic():
            first = draw_one(series, on=JAN_2)
        second = connection.second("own")  # type: ignore[attr-defined]
        with connection.cursor() as cursor:
            cursor.execute("select pg_terminate_backend(%s)", [second.connection.info.backend_pid])
        with pytest.raises(OperationalError), transaction.atomic():
            draw_one(series, on=JAN_2)
        with transaction.atomic():
            return [first, draw_one(series, on=JAN_2)]

    assert in_threads(1, draw_while_the_server_ends_it) == [["SN00001", "SN00002"]]


@pytest.mark.postgres
@pytest.mark.rule("SET-121")
def test_a_process_that_is_forked_leaves_the_second_connection_to_its_parent(series, tmp_path):
    def draw_inside() -> str:
        with transaction.atomic():
            return draw_one(series, on=JAN_2)

    first = draw_inside()
    with elsewhere(tmp_path) as place:
        [second] = place.at_once([draw_inside])
    third = draw_inside()

    assert [first, second, third] == ["SN00001", "SN00002", "SN00003"]
