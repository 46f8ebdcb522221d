"""What the job pages show, and to whom (JOB-006)."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet

from wms.core.jobs.running import RESTARTABLE
from wms.core.models import Job
from wms.core.models.jobs import JobState

MOST_ROWS_SHOWN = 100
TONES = {
    JobState.DONE: "good",
    JobState.REFUSED: "bad",
    JobState.FAILED: "bad",
    JobState.INTERRUPTED: "warn",
    JobState.CANCELLED: "warn",
}


@dataclass(frozen=True)
class JobPage:
    """One job as one user sees it.  ``announcement``: the state in words, for a screen reader."""

    job: Job
    rows: list[dict[str, Any]]
    row_count: int
    announcement: str
    tone: str
    may_cancel: bool
    may_start_again: bool
    may_download: bool


def visible_to(user: User) -> QuerySet[Job]:
    """The user's own jobs; those of everybody with the permission for it."""
    jobs = Job.objects.select_related("owner")
    return jobs if user.has_perm("core.view_all_jobs") else jobs.filter(owner=user)


def may_see(job: Job, user: User) -> bool:
    return job.owner_id == user.pk or user.has_perm("core.view_all_jobs")


def may_steer(job: Job, user: User) -> bool:
    """Cancel it, start it again, fetch its file: its owner and administrators."""
    return job.owner_id == user.pk or user.has_perm("core.change_job")


def job_page(job: Job, user: User) -> JobPage:
    steers = may_steer(job, user)
    state = JobState(job.state)
    return JobPage(
        job=job,
        rows=job.refusals[:MOST_ROWS_SHOWN],
        row_count=len(job.refusals),
        announcement=_announcement(job),
        tone=TONES.get(state, ""),
        may_cancel=steers
        and not job.cancel_asked
        and (state == JobState.QUEUED or (state == JobState.RUNNING and job.may_cancel)),
        may_start_again=steers and state in (*RESTARTABLE, JobState.QUEUED),
        may_download=steers and bool(job.result_file),
    )


def tone_of(job: Job) -> str:
    return TONES.get(JobState(job.state), "")


def _announcement(job: Job) -> str:
    """Changes with the state, the step and every tenth part, so that it is not read out all the time."""
    words = [job.get_state_display()]
    if job.state == JobState.RUNNING:
        words += [job.step] if job.step else []
        words += [f"{job.percent // 10 * 10} %"] if job.total else []
    elif job.message:
        words.append(job.message)
    return ". ".join(words)
