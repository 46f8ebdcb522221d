"""Writers of one SQLite file take turns, in the order in which they came.

SQLite lets a writer that finds the file locked look again after pauses of up to a tenth of a second, and who
looks at the right moment is next: with many writers some wait for very long.  A lock on a file beside it, for
which the system keeps a queue, gives every writer its turn.
"""

from __future__ import annotations

import os
from contextlib import suppress
from threading import Event, Lock, Thread

try:
    import fcntl
except ImportError:  # Windows has no such lock: there SQLite's own waiting has to do
    fcntl = None  # type: ignore[assignment]


class TooLong(Exception):
    """The others took longer than the caller wants to wait."""


class Turns:
    """The turns of one connection.  ``path``: of the lock's file; "" takes no turns."""

    def __init__(self, path: str) -> None:
        self._path = path if fcntl else ""
        self._held: int | None = None

    def take(self, *, seconds: float) -> None:
        """Wait for the turn.  Raises TooLong."""
        if not self._path or self._held is not None:
            return
        # a lock belongs to the opened file, so that no two connections ever share one
        opened = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not _Waiting(opened).waited(seconds):
                raise TooLong from None
        self._held = opened

    def give_up(self) -> None:
        """Let the next one have its turn."""
        if self._held is not None:
            held, self._held = self._held, None
            os.close(held)


class _Waiting:
    """Waits in the system's queue, which knows no end to it: in a thread that may be left behind."""

    def __init__(self, opened: int) -> None:
        self._opened = opened
        self._lock = Lock()
        self._came = Event()
        self._left = False

    def waited(self, seconds: float) -> bool:
        """Whether the turn came in time; if not, it is given up as soon as it comes."""
        Thread(target=self._wait, daemon=True).start()
        if self._came.wait(seconds):
            return True
        with self._lock:
            self._left = not self._came.is_set()
            return not self._left

    def _wait(self) -> None:
        fcntl.flock(self._opened, fcntl.LOCK_EX)
        with self._lock:
            if not self._left:
                self._came.set()
                return
        with suppress(OSError):
            os.close(self._opened)
