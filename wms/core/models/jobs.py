"""Work that takes long: one row a job, followed by its page."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

# A running job says every few seconds that it is alive; after this long without a word it is dead.
SILENCE = timedelta(seconds=20)


class JobState(models.TextChoices):
    QUEUED = "queued", "Queued"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    REFUSED = "refused", "Refused"
    FAILED = "failed", "Failed"
    INTERRUPTED = "interrupted", "Interrupted"
    CANCELLED = "cancelled", "Cancelled"

    @property
    def is_over(self) -> bool:
        return self not in (JobState.QUEUED, JobState.RUNNING)


class Job(models.Model):
    """Who asked for what, how far it is, and what came of it.

    ``arguments`` are what the task needs to run (ids and ISO days, no objects); ``refusals`` is a list of
    ``{"row", "column", "value", "reason", …}``; ``result`` is a small dict shown on the page, with an
    optional ``url`` and ``text``; ``result_file`` can be downloaded by the owner and by administrators.
    """

    State = JobState

    kind = models.CharField("Kind", max_length=40)
    title = models.CharField("Title", max_length=200)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField("State", max_length=12, choices=JobState, default=JobState.QUEUED)
    key = models.CharField(
        max_length=100, blank=True, help_text="The same key never starts a second job."
    )
    arguments = models.JSONField(default=dict)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    step = models.CharField("Step", max_length=200, blank=True)
    message = models.TextField("Message", blank=True)
    refusals = models.JSONField(default=list)
    result = models.JSONField(default=dict)
    result_file = models.FileField(upload_to="jobs/", blank=True)
    may_cancel = models.BooleanField(default=False)
    cancel_asked = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="job_key_once", fields=["key"], condition=~Q(key="")),
        ]
        indexes = [
            models.Index("owner", models.F("created_at").desc(), name="job_by_owner"),
            models.Index(
                "heard_at", name="job_running", condition=Q(state__in=["queued", "running"])
            ),
        ]
        permissions = [("view_all_jobs", "Can view the jobs of everybody")]

    def __str__(self) -> str:
        return f"{self.title} ({self.get_state_display()})"

    @property
    def is_over(self) -> bool:
        return JobState(self.state).is_over

    @property
    def is_silent(self) -> bool:
        """Running, but the process that ran it has not been heard for too long."""
        return (
            self.state == JobState.RUNNING
            and self.heard_at is not None
            and timezone.now() - self.heard_at > SILENCE
        )

    @property
    def percent(self) -> int:
        return min(100, 100 * self.done // self.total) if self.total else 0
