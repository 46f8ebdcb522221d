"""What one run costs: seconds, statements, commits, memory."""

import ctypes
import gc
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from unittest import mock

from django.db import connection

Answer = TypeVar("Answer")
_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
_UNSEEN = ("BEGIN", "COMMIT")
_WRITES = ("INSERT", "UPDATE", "DELETE")

# Linux can reset the high-water mark of a process, so a run is measured as it is; elsewhere Python's own
# allocations are traced in a run of their own, which would slow a timed one down.
READS_PROC = sys.platform == "linux" and _CLEAR.exists()
MEMORY_IS = (
    "peak resident memory of the process over what it held before the run"
    if READS_PROC
    else "peak of Python's own allocations (tracemalloc)"
)


@dataclass
class Sample:
    """One run.  ``statements`` are round trips, COPY included, BEGIN and COMMIT not."""

    seconds: float = 0.0
    statements: int = 0
    commits: int = 0
    peak_mib: float = 0.0


def measured(work: Callable[[], Answer]) -> tuple[Sample, Answer]:
    """Run ``work`` once and say what it cost."""
    gc.collect()
    sample = Sample()
    with _counted(sample), _memory(sample):
        started = time.perf_counter()
        answer = work()
        sample.seconds = time.perf_counter() - started
    return sample, answer


def slowest(work: Callable[[], object], most: int = 12) -> list[tuple[float, str]]:
    """The statements of one run that took longest (COPY apart), for whoever makes it faster."""
    times: list[tuple[float, str]] = []

    def clock(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            times.append((time.perf_counter() - started, str(sql)))

    started = time.perf_counter()
    with connection.execute_wrapper(clock):
        work()
    total = time.perf_counter() - started
    inside = sum(seconds for seconds, _ in times)
    return [
        (total, "all of it"),
        (total - inside, "outside of statements: Python, COPY, commit"),
        *sorted(times, reverse=True)[:most],
    ]


@contextmanager
def _counted(sample: Sample) -> Iterator[None]:
    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        words = str(sql).lstrip().upper()
        if not words.startswith(_UNSEEN):
            sample.statements += 1
            if words.startswith(_WRITES) and not connection.in_atomic_block:
                sample.commits += 1
        return execute(sql, params, many, context)

    def commit() -> None:
        sample.commits += 1
        commits()

    commits = connection.commit
    with (
        connection.execute_wrapper(count),
        mock.patch.object(connection, "commit", commit),
        _copies_counted(sample),
    ):
        yield


@contextmanager
def _copies_counted(sample: Sample) -> Iterator[None]:
    """COPY passes Django's wrappers by."""
    if connection.vendor != "postgresql":
        yield
        return
    import psycopg

    copies = psycopg.Cursor.copy

    def copy(cursor: Any, *args: Any, **kwargs: Any) -> Any:
        sample.statements += 1
        return copies(cursor, *args, **kwargs)

    with mock.patch.object(psycopg.Cursor, "copy", copy):
        yield


@contextmanager
def _memory(sample: Sample) -> Iterator[None]:
    if READS_PROC:
        ctypes.CDLL(None).malloc_trim(0)
        _CLEAR.write_text("5")
        before = _kib("VmRSS")
        yield
        sample.peak_mib = (_kib("VmHWM") - before) / 1024
    else:
        yield


def _kib(name: str) -> int:
    for line in _STATUS.read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    raise LookupError(name)


def traced_peak_mib(work: Callable[[], object]) -> float:
    """Peak of Python's own allocations during ``work``, for systems without /proc."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()
