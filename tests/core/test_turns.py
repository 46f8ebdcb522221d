"""Writers of one SQLite file take turns, in the order in which they came."""

import sqlite3
import threading
import time
from contextlib import closing

import pytest
from django.db import OperationalError, connections

from wms.core.sqlite.base import DatabaseWrapper
from wms.core.sqlite.turns import TooLong, Turns


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "turn")


def test_who_came_first_is_next_however_many_wait(path):
    holder = Turns(path)
    holder.take(seconds=1)
    order, waiting = [], []

    def wait(number):
        turns = Turns(path)
        turns.take(seconds=10)
        order.append(number)
        turns.give_up()

    for number in range(12):
        thread = threading.Thread(target=wait, args=[number])
        thread.start()
        waiting.append(thread)
        time.sleep(0.1)  # so that it is known who came first, or nearly so on a busy machine
    assert order == []
    holder.give_up()
    for thread in waiting:
        thread.join()

    assert sorted(order) == [*range(12)]
    assert all(abs(order.index(number) - number) <= 2 for number in order), order


def test_who_waited_too_long_leaves_the_queue_to_the_others(path):
    holder, impatient, patient = Turns(path), Turns(path), Turns(path)
    holder.take(seconds=1)
    with pytest.raises(TooLong):
        impatient.take(seconds=0.05)
    holder.give_up()

    patient.take(seconds=1)
    patient.give_up()
    impatient.take(seconds=1)
    impatient.give_up()


def opened(folder, **options):
    """A connection of its own to a file, as the settings make it on SQLite."""
    values = {"ENGINE": "wms.core.sqlite", "NAME": str(folder / "wms.sqlite3")}
    options = {"OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 0.1} | options}
    return DatabaseWrapper({**connections["default"].settings_dict, **values, **options}, "turns")


def begin(connection):
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def end(connection, how):
    getattr(connection, how)()
    connection.set_autocommit(True)


@pytest.mark.parametrize("how", ["commit", "rollback"])
@pytest.mark.django_db
def test_the_next_transaction_begins_when_the_first_has_ended(tmp_path, how):
    first, second = opened(tmp_path), opened(tmp_path)
    begin(first)
    with pytest.raises(OperationalError, match="database is locked"):
        begin(second)

    end(first, how)
    begin(second)
    end(second, "commit")
    first.close()
    second.close()


@pytest.mark.django_db
def test_a_connection_that_is_closed_in_the_middle_gives_up_its_turn(tmp_path):
    first, second = opened(tmp_path), opened(tmp_path)
    begin(first)
    first._close()
    begin(second)
    end(second, "commit")
    second.close()


@pytest.mark.django_db
def test_where_no_transaction_can_begin_the_turn_is_given_up(tmp_path):
    """Another program, which takes no turns, may hold the file."""
    first, second = opened(tmp_path), opened(tmp_path)
    with closing(sqlite3.connect(tmp_path / "wms.sqlite3", isolation_level=None)) as program:
        program.execute("begin exclusive")
        with pytest.raises(OperationalError, match="database is locked"):
            begin(first)

    begin(second)
    end(second, "commit")
    second.close()
    first.close()
