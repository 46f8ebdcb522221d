"""What was moved between bins for warehouse shipments (WHS-160)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from warehouse import kinds
from warehouse.kinds import KINDS, ActionType, ActivityKind
from warehouse.models.bins import Bin
from wms.core.quantity import QuantityField
from wms.core.text import CodeField
from wms.documents.models import Document, DocumentLine
from wms.inventory.models import Item, ItemVariant, Location


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


class RegisteredActivityLine(models.Model):
    """What was taken from a bin, or placed into one; without bins, what was picked.  Base units."""

    activity = models.ForeignKey(RegisteredActivity, on_delete=models.PROTECT, related_name="lines")
    line_no = models.PositiveIntegerField("Line No.")
    action_type = models.CharField("Action Type", max_length=5, choices=ActionType, blank=True)
    source_line = models.ForeignKey(DocumentLine, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    variant = models.ForeignKey(ItemVariant, on_delete=models.PROTECT, related_name="+")
    bin = models.ForeignKey(Bin, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    serial_no = CodeField("Serial No.", max_length=50, blank=True)
    lot_no = CodeField("Lot No.", max_length=50, blank=True)
    package_no = CodeField("Package No.", max_length=50, blank=True)
    expiration_date = models.DateField("Expiration Date", null=True, blank=True)
    quantity = QuantityField("Quantity")

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
