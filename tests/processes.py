"""Work in processes of its own, which may be killed in the middle; on SQLite against a copy in a file.

    with elsewhere(tmp_path) as place:
        place.run(lambda: post(order))          # its answer; whatever it raised, as Failed
        place.killed(lambda: post(order), at=7)  # True: it died before its seventh statement
        place.at_once([lambda: post(first), lambda: post(second)])  # their answers, in this order

The database of tests lives in memory on SQLite, where no other process can see it.
"""

from __future__ import annotations

import os
import pickle
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection

BEFORE_COMMIT, AFTER_COMMIT = "before commit", "after commit"
Point = int | str
READY = b"."


@dataclass(frozen=True)
class Failed:
    """What the work raised, in words: errors of this application do not all travel between processes."""

    error: str


@dataclass(frozen=True)
class Elsewhere:
    """``database``: the file on SQLite, "" where every process reaches the same server."""

    database: str

    def run(self, work: Callable[[], Any]) -> Any:
        """The answer of the work; it must be plain."""
        answer, _ = self._child(work, None)
        return answer

    def statements(self, work: Callable[[], Any]) -> int:
        """How many statements the work makes.  Nothing of it is kept: it dies before it commits."""
        with _pipe() as (reading, writing):
            child = os.fork()
            if child == 0:
                counted = _Counted(writing)
                self._work(counted.around(work), BEFORE_COMMIT, writing)
            os.close(writing)
            told = _all(reading)
            os.waitpid(child, 0)
        return int(told.split()[-1])

    def killed(self, work: Callable[[], Any], at: Point) -> bool:
        answer, signal_no = self._child(work, at)
        assert not isinstance(answer, Failed), answer
        return signal_no == signal.SIGKILL

    def at_once(self, works: list[Callable[[], Any]]) -> list[Any]:
        """Each in a process of its own, all let go at the same moment."""
        gate, opening = os.pipe()
        children = []
        for work in works:
            reading, writing = os.pipe()
            child = os.fork()
            if child == 0:
                os.close(opening)
                self._work(partial(_behind, gate, writing, work), None, writing)
            os.close(writing)
            children.append((child, reading))
        for _, reading in children:
            assert os.read(reading, 1) == READY
        os.close(opening)
        answers = []
        for child, reading in children:
            answers.append(pickle.loads(_all(reading)))
            os.waitpid(child, 0)
            os.close(reading)
        os.close(gate)
        return answers

    def _child(self, work: Callable[[], Any], at: Point | None) -> tuple[Any, int]:
        with _pipe() as (reading, writing):
            child = os.fork()
            if child == 0:
                self._work(work, at, writing)
            os.close(writing)
            told = _all(reading)
            _, status = os.waitpid(child, 0)
        return (pickle.loads(told) if told else None), os.WTERMSIG(status)

    def _work(self, work: Callable[[], Any], at: Point | None, writing: int) -> None:
        """In the child; never returns."""
        status = 1
        try:
            connection.connection = None  # the parent's, which it goes on using
            if self.database:
                connection.settings_dict["NAME"] = self.database
            if at is not None:
                _die(at)
            try:
                answer = work()
            except Exception as error:  # noqa: BLE001 (whatever it is, the parent is told)
                answer = Failed(f"{type(error).__name__}: {error}")
            os.write(
                writing, pickle.dumps(answer if at is None or isinstance(answer, Failed) else None)
            )
            connection.close()
            status = 0
        finally:
            os._exit(status)


@contextmanager
def elsewhere(folder: Path) -> Iterator[Elsewhere]:
    """Everything must be committed by now."""
    if connection.vendor != "sqlite":
        connection.close()
        yield Elsewhere("")
        return
    file = folder / "elsewhere.sqlite3"
    with sqlite3.connect(file) as copy:
        connection.connection.backup(copy)
    copy.close()
    yield Elsewhere(str(file))


class _Counted:
    """Tells the parent of every statement, as the child will not live to tell the sum."""

    def __init__(self, writing: int) -> None:
        self.writing = writing
        self.count = 0

    def around(self, work: Callable[[], Any]) -> Callable[[], Any]:
        def counted() -> Any:
            with connection.execute_wrapper(self):
                return work()

        return counted

    def __call__(self, execute: Any, *statement: Any) -> Any:
        self.count += 1
        os.write(self.writing, f" {self.count}".encode())
        return execute(*statement)


def _behind(gate: int, writing: int, work: Callable[[], Any]) -> Any:
    """Connected and ready, wait until the parent opens the gate by closing its end."""
    connection.ensure_connection()
    os.write(writing, READY)
    os.read(gate, 1)
    return work()


def _die(at: Point) -> None:
    """Have this process killed, as by the machine, at a point of its work."""
    if isinstance(at, int):
        left = iter(range(at - 1))

        def count(execute: Any, *statement: Any) -> Any:
            if next(left, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(*statement)

        connection.execute_wrappers.append(count)
        return

    commit = connection._commit

    def killing() -> None:
        if at == AFTER_COMMIT:
            commit()
        os.kill(os.getpid(), signal.SIGKILL)

    connection._commit = killing


@contextmanager
def _pipe() -> Iterator[tuple[int, int]]:
    reading, writing = os.pipe()
    try:
        yield reading, writing
    finally:
        os.close(reading)


def _all(reading: int) -> bytes:
    parts = []
    while part := os.read(reading, 65536):
        parts.append(part)
    return b"".join(parts)
