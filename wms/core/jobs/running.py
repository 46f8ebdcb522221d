"""The life of a job: queued, running, over."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from celery import current_app
from django.contrib.auth.models import AbstractBaseUser
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from wms.core.errors import Refused, WmsError
from wms.core.jobs import errors
from wms.core.jobs.handlers import HANDLERS, Cancelled, refused_rows
from wms.core.jobs.progress import Progress, runs_of
from wms.core.models import Job
from wms.core.models.changes import ChangeSource
from wms.core.models.jobs import SILENCE, JobState
from wms.core.numberseries.notices import heard_by
from wms.core.records.origin import acting
from wms.core.retry import StillBusy, retrying

TASK = "core.run_job"
RESTARTABLE = (JobState.INTERRUPTED, JobState.FAILED, JobState.CANCELLED)
INTERRUPTED = "The worker stopped. Nothing of this job was posted. Start it again."
CANCELLED = "Cancelled. Nothing of this job was posted."
REFUSED = "Nothing was posted. Mend what is listed below, then post again."
BUSY = (
    "Others were working on the same goods for too long. Nothing of this job was posted. "
    "Start it again."
)
FAILED = (
    "A fault in the application stopped this job. Nothing of it was posted. Tell your administrator "
    "the number of the job; the details are in the log."
)
log = logging.getLogger(__name__)


class _Overtaken(Exception):
    """The job was taken for dead, or started again, while this run was still at it."""


def start(
    *,
    kind: str,
    title: str,
    owner: AbstractBaseUser,
    arguments: dict[str, Any],
    key: str = "",
    may_cancel: bool = False,
) -> Job:
    """Make a job and hand it to a worker when the caller's transaction is through.

    ``arguments``: what JSON can carry (ids, ISO days).  Without Redis the job runs at once, in this
    process.  The same ``key`` never starts a second job: it answers with the first one (JOB-001).
    """
    if kind not in HANDLERS:
        raise LookupError(f"no handler for jobs of kind {kind}")
    values = {
        "kind": kind,
        "title": title[:200],
        "owner": owner,
        "arguments": arguments,
        "may_cancel": may_cancel,
    }
    if key:
        job, is_new = Job.objects.get_or_create(key=key, defaults=values)
    else:
        job, is_new = Job.objects.create(**values), True
    if is_new:
        _enqueue(job)
    return job


def run(job_id: int) -> None:
    """Run a queued job to its end.  One that is over, or runs elsewhere, is left alone (JOB-003)."""
    now = timezone.now()
    queued = Job.objects.filter(pk=job_id, state=JobState.QUEUED)
    if not queued.update(state=JobState.RUNNING, started_at=now, heard_at=now):
        log.info("job %s is over or runs elsewhere; it is not run again", job_id)
        return
    job = Job.objects.select_related("owner").get(pk=job_id)
    progress = Progress(job)
    try:
        with progress.heard():
            retrying(lambda: _work(job, progress))
    except _Overtaken:
        log.warning("job %s was taken for dead or started again; this run is undone", job_id)
    except Cancelled:
        _close(progress, JobState.CANCELLED, message=CANCELLED)
    except Refused as refused:
        rows = refused_rows(refused)
        more = f" The first {len(rows)} are listed." if refused.more else ""
        _close(progress, JobState.REFUSED, message=REFUSED + more, refusals=rows)
    except WmsError as error:
        _close(progress, JobState.REFUSED, message=str(error))
    except StillBusy:
        _close(progress, JobState.FAILED, message=BUSY)
    except Exception:
        # the edge of the job: whatever went wrong is in the log, and the owner is told
        log.exception("job %s (%s) failed", job_id, job.kind)
        _close(progress, JobState.FAILED, message=FAILED)


def start_again(*, job: Job) -> None:
    """Queue a job that came to nothing once more, with the same arguments and key (JOB-004).

    One that still waits is handed to a worker once more: its message may be lost, and a job runs once
    however often it is handed over.  Raises Refused when the job runs, is done or was refused.
    """
    fresh = {
        "state": JobState.QUEUED,
        "done": 0,
        "total": 0,
        "step": "",
        "message": "",
        "refusals": [],
        "result": {},
        "cancel_asked": False,
        "started_at": None,
        "heard_at": None,
        "finished_at": None,
    }
    restartable = Job.objects.filter(pk=job.pk, state__in=[*RESTARTABLE, JobState.QUEUED])
    if not restartable.update(**fresh):
        job.refresh_from_db(fields=["state"])
        state = job.get_state_display().lower()
        raise Refused([errors.JobNotRestartable(title=job.title, state=state)])
    _enqueue(job)


def cancel(*, job: Job) -> None:
    """Stop a job: at once while it waits; where it may be cancelled, also while it runs (JOB-005).

    A running one stops at its next report of progress and leaves nothing behind.
    Raises Refused when it is over, or must not be stopped any more.
    """
    rows = Job.objects.filter(pk=job.pk)
    stopped = rows.filter(state=JobState.QUEUED).update(
        state=JobState.CANCELLED, message=CANCELLED, finished_at=timezone.now()
    )
    running = rows.filter(state=JobState.RUNNING, may_cancel=True)
    if not stopped and not running.update(cancel_asked=True):
        job.refresh_from_db(fields=["state"])
        why = "it is over." if job.is_over else "it must run to its end once it has begun."
        raise Refused([errors.JobNotCancellable(title=job.title, why=why)])


def mark_interrupted() -> int:
    """Turn running jobs that have been silent for too long into interrupted ones; how many (JOB-003).

    A run that was only slow finds out when it ends, and is undone: what this says is true.
    """
    now = timezone.now()
    silent = Job.objects.filter(state=JobState.RUNNING, heard_at__lt=now - SILENCE)
    if not silent.exists():
        return 0
    try:
        with _without_waiting():
            return silent.update(state=JobState.INTERRUPTED, message=INTERRUPTED, finished_at=now)
    except OperationalError:
        if connection.vendor != "sqlite":
            raise
        # somebody writes, and it may well be the job itself: it is asked again later
        return 0


def _work(job: Job, progress: Progress) -> None:
    """The handler and the job's own end, in one transaction: both happen or neither (JOB-002)."""
    file = ""
    notices: dict[str, str] = {}  # that a number series runs out, by series (SET-113)
    try:
        with transaction.atomic():
            with acting(ChangeSource.JOB, by=job.owner), heard_by(notices.setdefault):
                outcome = HANDLERS[job.kind](progress, **job.arguments)
            file = _kept(outcome.file)
            done = {
                "state": JobState.DONE,
                "message": " ".join([outcome.message, *notices.values()]),
                "result": {"url": outcome.url} if outcome.url else {},
                "refusals": outcome.refusals,
                "result_file": file,
                "finished_at": timezone.now(),
            }
            if not runs_of(job).update(**progress.figures() | done):
                raise _Overtaken
    except BaseException:
        if file:
            default_storage.delete(file)
        raise


def _kept(file: File | None) -> str:
    """Where the file of an outcome is stored; the handler left it open for that."""
    if file is None:
        return ""
    with file:
        return default_storage.save(f"jobs/{file.name or 'result'}", file)


def _close(progress: Progress, state: JobState, **values: Any) -> None:
    """Note the end of a run that came to nothing, unless another run is on by now."""
    ended = progress.figures() | {"state": state, "finished_at": timezone.now()} | values
    if not runs_of(progress.job).update(**ended):
        log.warning("job %s was taken for dead or started again meanwhile", progress.job.pk)


def _enqueue(job: Job) -> None:
    transaction.on_commit(lambda: _send(job.pk))


def _send(job_id: int) -> None:
    try:
        current_app.tasks[TASK].delay(job_id)
    except BrokerError:
        # the job waits; its page offers to hand it over again
        log.exception("job %s could not be handed to a worker", job_id)


@contextmanager
def _without_waiting() -> Iterator[None]:
    """On SQLite a writer waits up to 20 seconds for another one; a page that is looked at must not."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        [(patience,)] = cursor.execute("pragma busy_timeout").fetchall()
        cursor.execute("pragma busy_timeout = 0")
        try:
            yield
        finally:
            cursor.execute(f"pragma busy_timeout = {int(patience)}")
