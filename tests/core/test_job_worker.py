"""Jobs in a real Celery worker: progress beside the open transaction, and a worker that is killed."""

import os
import signal
import time
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tests.core import job_handlers  # noqa: F401
from tests.factories import UserFactory
from wms.core import jobs
from wms.core.models import Job, NumberSeries

pytestmark = pytest.mark.worker


def until(job: Job, condition, *, seconds=60):
    """Wait until the job, as others see it, meets the condition."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        job.refresh_from_db()
        if condition(job):
            return
        time.sleep(0.05)
    pytest.fail(f"the job stayed {job.state}: {job.step} {job.message}")


def started(kind, **values) -> Job:
    # as a service does: the worker must not see the job before this transaction is through
    with transaction.atomic():
        return jobs.start(kind=kind, title="A job", owner=UserFactory.create(), **values)


def is_over(job: Job) -> bool:
    return job.is_over


def shows_its_process(job: Job) -> bool:
    return job.step.startswith("process ") and job.done > 0


def test_a_worker_does_the_work_and_the_job_says_so(celery_worker_process):
    job = started("test-make-series", arguments={"codes": ["A", "B"]})

    until(job, is_over)

    assert (job.state, job.message) == (Job.State.DONE, "2 series made.")
    assert NumberSeries.objects.count() == 2


@pytest.mark.rule("JOB-002")
def test_others_see_the_progress_while_nothing_of_the_work_is_there_yet(celery_worker_process):
    job = started("test-slow", arguments={"seconds": 4})

    until(job, shows_its_process)

    assert job.state == Job.State.RUNNING
    assert job.total == 80
    assert not NumberSeries.objects.exists()

    until(job, is_over)
    assert (job.state, job.done) == (Job.State.DONE, 79)
    assert NumberSeries.objects.get().code == "HALF"


@pytest.mark.rule("JOB-005")
def test_a_running_job_that_is_cancelled_leaves_nothing(celery_worker_process):
    job = started("test-slow", may_cancel=True, arguments={"seconds": 60})
    until(job, shows_its_process)

    jobs.cancel(job=job)

    until(job, is_over)
    assert job.state == Job.State.CANCELLED
    assert not NumberSeries.objects.exists()


@pytest.mark.rule("JOB-002", "JOB-003", "JOB-004")
def test_a_worker_killed_in_the_middle_leaves_nothing_half_done_and_the_job_says_so(
    celery_worker_process, client
):
    job = started("test-slow", key="post-9", arguments={"seconds": 4})
    until(job, shows_its_process)

    os.kill(int(job.step.removeprefix("process ")), signal.SIGKILL)
    # in real life half a minute passes here
    Job.objects.filter(pk=job.pk).update(heard_at=timezone.now() - timedelta(minutes=1))

    client.force_login(job.owner)
    page = client.get(reverse("job", args=[job.pk])).content.decode()
    job.refresh_from_db()
    assert job.state == Job.State.INTERRUPTED
    assert "The worker stopped. Nothing of this job was posted. Start it again." in page
    assert not NumberSeries.objects.exists()

    # the worker has a new process by now, and the same job does the work once
    client.post(reverse("job_start_again", args=[job.pk]))
    until(job, is_over)
    assert (job.state, job.message) == (Job.State.DONE, "Slowly done.")
    assert NumberSeries.objects.get().code == "HALF"


@pytest.mark.rule("JOB-002", "JOB-003")
def test_a_job_taken_for_dead_while_it_runs_is_undone_when_it_ends(celery_worker_process):
    job = started("test-slow", arguments={"seconds": 2})
    until(job, shows_its_process)

    Job.objects.filter(pk=job.pk).update(heard_at=timezone.now() - timedelta(minutes=1))
    assert jobs.mark_interrupted() == 1

    # one that is queued behind it starts when the overtaken one has ended
    last = started("test-make-series", arguments={"codes": ["LAST"]})
    until(last, is_over)
    job.refresh_from_db()
    assert job.state == Job.State.INTERRUPTED
    assert NumberSeries.objects.get().code == "LAST"
