"""The life of a background job."""

import logging
import subprocess
import sys
from datetime import timedelta

import pytest
from celery import current_app
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from tests.core import job_handlers
from tests.factories import UserFactory
from wms.core import jobs
from wms.core.errors import Refused
from wms.core.models import Job, NumberSeries
from wms.core.tasks import mark_interrupted_jobs, run_job

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def started(django_capture_on_commit_callbacks):
    """Start a job and let it run, as the commit of the caller's transaction does."""

    def start(kind, *, run=True, owner=None, **values):
        values = {"title": "A job", "arguments": {}} | values
        with django_capture_on_commit_callbacks(execute=run):
            job = jobs.start(kind=kind, owner=owner or UserFactory(), **values)
        job.refresh_from_db()
        return job

    return start


def silent(job: Job) -> None:
    """Its worker was last heard a minute ago."""
    minute_ago = timezone.now() - timedelta(minutes=1)
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.RUNNING, started_at=minute_ago, heard_at=minute_ago
    )


def nothing_was_made() -> bool:
    return not NumberSeries.objects.exists()


def test_given_work_to_do_when_the_job_ran_then_it_tells_what_came_of_it(started):
    job = started("test-make-series", arguments={"codes": ["A", "B"]})

    assert job.state == Job.State.DONE
    assert (job.done, job.total, job.step) == (2, 2, "All made")
    assert job.message == "2 series made."
    assert job.result == {"url": "/jobs/"}
    assert job.started_at <= job.finished_at
    assert set(NumberSeries.objects.values_list("code", flat=True)) == {"A", "B"}


def test_a_job_waits_for_the_commit_of_who_started_it(started):
    job = started("test-make-series", run=False, arguments={"codes": ["A"]})

    assert job.state == Job.State.QUEUED
    assert nothing_was_made()


@pytest.mark.rule("JOB-001")
def test_given_the_same_key_then_no_second_job_is_started(started):
    first = started("test-make-series", key="post-7", arguments={"codes": ["A"]})
    second = started("test-make-series", key="post-7", arguments={"codes": ["B"]})

    assert second == first
    assert Job.objects.count() == 1
    assert NumberSeries.objects.get().code == "A"


@pytest.mark.rule("JOB-001")
def test_jobs_without_key_are_each_their_own(started):
    assert started("test-partly") != started("test-partly")


def test_a_kind_of_job_that_nobody_handles_is_a_fault_of_the_caller():
    with pytest.raises(LookupError, match="no handler for jobs of kind test-unknown"):
        jobs.start(kind="test-unknown", title="?", owner=UserFactory(), arguments={})


def test_two_handlers_of_one_kind_are_a_fault_of_ours():
    with pytest.raises(ValueError, match="two handlers for jobs of kind test-partly"):
        jobs.handler("test-partly")(job_handlers.fail)


@pytest.mark.rule("JOB-002")
def test_given_a_refusal_then_every_violation_is_a_row_and_nothing_is_kept(started):
    job = started("test-refuse")

    assert job.state == Job.State.REFUSED
    assert job.message == "Nothing was posted. Mend what is listed below, then post again."
    assert job.refusals == [
        {
            "row": 10000 * n,
            "column": "Quantity",
            "value": f"S{n}",
            "reason": f"Order SO-1, line {10000 * n}: Serial S{n} is not in stock.",
            "code": "not-enough",
            "rule": "JOB-002",
        }
        for n in (1, 2)
    ]
    assert nothing_was_made()


@pytest.mark.rule("JOB-002")
def test_given_a_refusal_in_words_then_they_are_the_message(started):
    job = started("test-refuse-in-words")

    assert (job.state, job.message) == (Job.State.REFUSED, "The document was deleted meanwhile.")
    assert nothing_was_made()


@pytest.mark.rule("JOB-002")
def test_given_a_fault_of_ours_then_the_log_has_it_and_nothing_is_kept(started, caplog):
    with caplog.at_level(logging.ERROR):
        job = started("test-fail")

    assert job.state == Job.State.FAILED
    assert job.message == (
        "A fault in the application stopped this job. Nothing of it was posted. Tell your "
        "administrator the number of the job; the details are in the log."
    )
    assert f"job {job.pk} (test-fail) failed" in caplog.text
    assert "a fault of ours" in caplog.text
    assert nothing_was_made()


@pytest.mark.rule("JOB-002")
def test_given_goods_that_others_worked_on_for_too_long_then_it_can_be_started_again(started):
    job = started("test-busy")

    assert job.state == Job.State.FAILED
    assert job.message == (
        "Others were working on the same goods for too long. Nothing of this job was posted. "
        "Start it again."
    )


def test_given_no_way_to_the_workers_then_the_job_waits_and_the_log_says_so(
    started, monkeypatch, caplog
):
    def refuse(*args):
        raise BrokerError("connection refused")

    monkeypatch.setattr(current_app.tasks["core.run_job"], "delay", refuse)

    job = started("test-partly")

    assert job.state == Job.State.QUEUED
    assert f"job {job.pk} could not be handed to a worker" in caplog.text


def test_given_rows_left_out_and_a_file_then_both_are_kept(started):
    job = started("test-partly")

    assert job.state == Job.State.DONE
    assert job.refusals[0]["value"] == "=1+1"
    with job.result_file.open() as file:
        assert file.read() == b"S1;kept\r\n"


@pytest.mark.rule("JOB-003")
@pytest.mark.parametrize("state", [state for state in Job.State if state != Job.State.QUEUED])
def test_given_a_job_that_is_over_or_runs_elsewhere_then_it_is_not_run_again(started, state):
    job = started("test-make-series", run=False, arguments={"codes": ["A"]})
    Job.objects.filter(pk=job.pk).update(state=state, started_at=timezone.now())

    run_job(job.pk)

    job.refresh_from_db()
    assert job.state == state
    assert nothing_was_made()


def test_given_a_message_for_a_job_that_is_gone_then_nothing_happens():
    run_job(4711)

    assert not Job.objects.exists()


@pytest.mark.rule("JOB-003")
def test_given_a_job_that_was_heard_lately_then_it_is_not_taken_for_dead(started):
    job = started("test-partly", run=False)
    lately = timezone.now() - timedelta(seconds=15)
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, heard_at=lately)

    mark_interrupted_jobs()

    job.refresh_from_db()
    assert job.state == Job.State.RUNNING


@pytest.mark.rule("JOB-003")
def test_given_a_silent_job_then_it_says_that_its_worker_stopped(started):
    job = started("test-partly", run=False)
    silent(job)

    mark_interrupted_jobs()

    job.refresh_from_db()
    assert job.state == Job.State.INTERRUPTED
    assert job.message == "The worker stopped. Nothing of this job was posted. Start it again."
    assert job.finished_at


@pytest.mark.rule("JOB-002", "JOB-003")
def test_given_a_slow_job_taken_for_dead_when_it_ends_then_it_is_undone(started, caplog):
    job = started("test-file-then-overtaken")

    # its own note was undone with everything else, so in this test it still counts as running
    assert job.state == Job.State.RUNNING
    assert "this run is undone" in caplog.text
    assert nothing_was_made()
    assert default_storage.listdir("jobs") == ([], [])


@pytest.mark.rule("JOB-004")
def test_given_an_interrupted_job_when_started_again_then_it_runs_with_the_same_arguments(
    started, django_capture_on_commit_callbacks
):
    job = started("test-make-series", run=False, key="post-8", arguments={"codes": ["A"]})
    silent(job)
    jobs.mark_interrupted()

    with django_capture_on_commit_callbacks(execute=True):
        jobs.start_again(job=job)

    job.refresh_from_db()
    assert (job.state, job.key, job.message) == (Job.State.DONE, "post-8", "1 series made.")
    assert NumberSeries.objects.get().code == "A"


@pytest.mark.rule("JOB-004")
def test_given_a_job_whose_message_was_lost_then_it_can_be_handed_over_again(
    started, django_capture_on_commit_callbacks
):
    job = started("test-make-series", run=False, arguments={"codes": ["A"]})

    with django_capture_on_commit_callbacks(execute=True):
        jobs.start_again(job=job)
        jobs.start_again(job=job)

    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert NumberSeries.objects.count() == 1


@pytest.mark.rule("JOB-004")
@pytest.mark.parametrize(
    ("state", "word"),
    [(Job.State.DONE, "done"), (Job.State.REFUSED, "refused"), (Job.State.RUNNING, "running")],
)
def test_given_a_job_that_is_done_refused_or_running_then_it_is_not_started_again(
    started, state, word
):
    job = started("test-partly", run=False)
    Job.objects.filter(pk=job.pk).update(state=state)

    with pytest.raises(Refused) as refusal:
        jobs.start_again(job=job)

    assert str(refusal.value) == (
        f"Job A job is {word}, so it cannot be started again. "
        "Only jobs that were interrupted, failed or were cancelled can be."
    )


@pytest.mark.rule("JOB-005")
def test_given_a_job_that_waits_when_cancelled_then_it_never_runs(started):
    job = started("test-make-series", run=False, arguments={"codes": ["A"]})

    jobs.cancel(job=job)
    run_job(job.pk)

    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    assert job.message == "Cancelled. Nothing of this job was posted."
    assert nothing_was_made()


@pytest.mark.rule("JOB-005")
def test_given_a_job_asked_to_stop_then_it_stops_at_its_next_report_and_leaves_nothing(started):
    job = started("test-make-series", run=False, may_cancel=True, arguments={"codes": ["A"]})
    Job.objects.filter(pk=job.pk).update(cancel_asked=True)

    run_job(job.pk)

    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    assert nothing_was_made()


@pytest.mark.rule("JOB-005")
@pytest.mark.parametrize(
    ("state", "why"),
    [
        (Job.State.RUNNING, "it must run to its end once it has begun."),
        (Job.State.DONE, "it is over."),
    ],
)
def test_given_a_job_that_must_not_be_stopped_then_the_reason_is_told(started, state, why):
    job = started("test-partly", run=False, may_cancel=False)
    Job.objects.filter(pk=job.pk).update(state=state)

    with pytest.raises(Refused) as refusal:
        jobs.cancel(job=job)

    assert str(refusal.value) == f"Job A job cannot be cancelled: {why}"
    job.refresh_from_db()
    assert not job.cancel_asked


@pytest.mark.sqlite
@pytest.mark.rule("JOB-003")
def test_looking_for_silent_jobs_leaves_the_patience_of_the_connection_as_it_was(started):
    silent(started("test-partly", run=False))
    patience = connection.cursor().execute("pragma busy_timeout").fetchall()

    assert jobs.mark_interrupted() == 1

    assert connection.cursor().execute("pragma busy_timeout").fetchall() == patience


@pytest.mark.sqlite
@pytest.mark.rule("JOB-003")
def test_given_a_job_that_writes_to_an_sqlite_file_then_nobody_waits_for_it_or_takes_it_for_dead(
    sqlite_file,
):
    run = subprocess.run(
        [sys.executable, "-m", "tests.core.job_on_sqlite", sqlite_file],
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.stderr == ""
    assert run.stdout == "0 marked, at once\ndone: Written.\n"
