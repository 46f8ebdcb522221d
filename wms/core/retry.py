"""Deadlocks and lock waits are tried again from the start, a few times (POST-172)."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection

Answer = TypeVar("Answer")
ATTEMPTS = 4
# PostgreSQL: deadlock detected, serialization failure, lock not available
_PASSING = {"40P01", "40001", "55P03"}


class StillBusy(Exception):
    """Every attempt met a lock; nothing was saved."""


def retrying(work: Callable[[], Answer]) -> Answer:
    """Do ``work``, a whole transaction, again when it lost against another one.

    Inside a transaction there is nothing to try again: the caller's is lost with it.  Raises StillBusy.
    """
    if connection.in_atomic_block:
        return work()
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return work()
        except OperationalError as error:
            if not _passes(error):
                raise
            if attempt == ATTEMPTS:
                raise StillBusy from error
            time.sleep(random.uniform(0.02, 0.1) * attempt)  # noqa: S311
    raise AssertionError("unreachable")


def _passes(error: OperationalError) -> bool:
    state = getattr(error.__cause__, "sqlstate", None)
    return state in _PASSING or "database is locked" in str(error)
