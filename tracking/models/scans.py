"""What was scanned on an open page, so that a scan that is sent again counts once and can be taken back."""

from django.db import models
from django.db.models import Q

from tracking.models.sessions import TrackingSession
from wms.core.quantity import QuantityField


class Scan(models.Model):
    """One scan and its answer.  ``key`` is made where it was scanned; whoever sends it again gets the answer
    it had (SCAN-020).

    ``row_id`` and ``quantity``: the row it went to and how much, positive base units; ``made_row``: whether
    the row was made by it; ``refused``: why it went to none.  ``is_undone``: it was taken back (SCAN-027).
    """

    session = models.ForeignKey(
        TrackingSession, on_delete=models.CASCADE, related_name="scans", db_index=False
    )
    key = models.CharField("Key", max_length=40)
    number = models.CharField("Number", max_length=200)
    row_id = models.BigIntegerField(null=True)
    quantity = QuantityField("Quantity (Base)", default=0)
    made_row = models.BooleanField(default=False)
    refused = models.CharField("Reason", max_length=300, blank=True)
    is_undone = models.BooleanField(default=False)
    scanned_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="scan_once", fields=["session", "key"]),
            models.CheckConstraint(
                name="scan_taken_or_refused",
                condition=Q(row_id__isnull=False, refused="", quantity__gte=0)
                | Q(~Q(refused=""), row_id=None, quantity=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.refused or self.quantity}"
