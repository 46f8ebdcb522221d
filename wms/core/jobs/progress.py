"""How far a running job is, told to others while its own transaction is still open."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import Error, connection, connections
from django.db.models import QuerySet
from django.utils import timezone

from wms.core.jobs.handlers import Cancelled
from wms.core.models import Job

BEAT = 1.0  # seconds between two words of a running job; SILENCE is a multiple of it
log = logging.getLogger(__name__)


class Progress:
    """What a handler reports to.  ``job`` is its job, with ``owner``."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.done, self.total, self.step = 0, 0, ""
        self._cancel_asked = job.cancel_asked

    def report(self, done: int, total: int, step: str = "") -> None:
        """So much of the total is done, and this is what comes now.  Cheap: call it as often as you like.

        Raises Cancelled when the owner asked the job to stop; let it pass, so that nothing stays behind.
        """
        self.done, self.total, self.step = done, total, step[:200]
        if self._cancel_asked and self.job.may_cancel:
            raise Cancelled

    @contextmanager
    def heard(self) -> Iterator[None]:
        """While this is open, others see the progress and that the job is alive.

        A thread writes both, because the connection of a thread is its own: what it writes is committed
        beside the job's open transaction.  On SQLite nobody can write beside it, and nobody needs to: the
        job holds the one write lock, so nobody can take it for dead either (``mark_interrupted``).
        """
        if connection.vendor != "postgresql":
            yield
            return
        over = threading.Event()
        beats = threading.Thread(target=self._beat_until, args=[over], name=f"job-{self.job.pk}")
        beats.start()
        try:
            yield
        finally:
            over.set()
            beats.join()

    def _beat_until(self, over: threading.Event) -> None:
        try:
            while not over.wait(BEAT):
                self._beat()
        finally:
            connections.close_all()

    def _beat(self) -> None:
        try:
            running = runs_of(self.job)
            running.update(heard_at=timezone.now(), **self.figures())
            self._cancel_asked = running.filter(cancel_asked=True).exists()
        except Error:
            # a lost connection is no reason to stop the work: a new one is made for the next beat
            log.warning("job %s could not tell its progress", self.job.pk, exc_info=True)
            connections.close_all()

    def figures(self) -> dict[str, Any]:
        return {"done": self.done, "total": self.total, "step": self.step}


def runs_of(job: Job) -> QuerySet[Job]:
    """The row of this job, as long as it is this very run that is on: a later one has another start."""
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, started_at=job.started_at)
