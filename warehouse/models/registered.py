"""What was moved between bins for warehouse shipments (WHS-160)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from warehouse import kinds
from warehouse.kinds import KINDS, ActivityKind
from warehouse.models.activities import HandledLine
from wms.core.text import CodeField
from wms.documents.models import Document
from wms.inventory.models import Location


class RegisteredActivity(models.Model):
    """What was picked with one registration; never edited or deleted."""

    kind = models.CharField("Kind", max_length=20, choices=ActivityKind)
    no = CodeField("No.", max_length=20)
    activity_no = CodeField("Activity No.", max_length=20)
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="registered_activities"
    )
    whse_document_no = CodeField("Whse. Document No.", max_length=20)
    registering_date = models.DateField("Registering Date")
    request_key = models.CharField("Request Key", max_length=100, blank=True, editable=False)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    registered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "Registered activities"
        constraints = [
            models.UniqueConstraint(name="registered_activity_no_once", fields=["kind", "no"]),
            models.UniqueConstraint(
                name="registered_activity_request_key_once",
                fields=["request_key"],
                condition=~Q(request_key=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rules.posted_title} {self.no}"

    def get_absolute_url(self) -> str:
        return reverse("posted_activity", args=[self.kind, self.pk])

    @property
    def rules(self) -> kinds.Kind:
        """The row of the table of kinds."""
        return KINDS[ActivityKind(self.kind)]


class RegisteredActivityLine(HandledLine):
    """What was taken from a bin, or placed into one; without bins, what was picked."""

    activity = models.ForeignKey(RegisteredActivity, on_delete=models.PROTECT, related_name="lines")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="registered_activity_line_once", fields=["activity", "line_no"]
            ),
            models.CheckConstraint(
                name="registered_activity_line_positive", condition=Q(quantity__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity}, line {self.line_no}"
