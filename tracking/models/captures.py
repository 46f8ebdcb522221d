"""Serial numbers that units in stock got, or lost again (CAP-034, CAP-046).  Append-only."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from wms.core.text import CodeField
from wms.inventory.models import Item, ItemVariant, Location
from wms.ledger.models import Register


class SerialChange(models.Model):
    """One unit and the serial that it got or lost.  Each has its pair of ledger entries in one register."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", db_index=False)
    variant = models.ForeignKey(
        ItemVariant, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    serial_no = CodeField("Serial No.", max_length=50)
    document_no = CodeField("Document No.", max_length=20)
    reason = models.CharField("Reason", max_length=100, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.serial_no}, {self.document_no}"


class SerialCapture(SerialChange):
    """A unit that lay in stock without serial got one: when, by whom, on which document.

    ``register``: the posting of its pair of entries, −1 without and +1 with the serial (CAP-034).
    ``reason``: why a serial that had been shipped was captured again (CAP-030).
    """

    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="captures")
    captured_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    captured_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "Captured Serial No."
        verbose_name_plural = "Captured Serial Nos."
        constraints = [
            models.CheckConstraint(name="serial_capture_filled", condition=~Q(serial_no="")),
            models.UniqueConstraint(
                name="serial_capture_once", fields=["register", "item", "variant", "serial_no"]
            ),
        ]
        indexes = [models.Index("serial_no", "item", "variant", name="serial_capture_serial")]


class CaptureReversal(SerialChange):
    """A unit that got its serial as it left lost it again: when, by whom, why (CAP-046).

    ``register``: the posting of its pair of entries, −1 with and +1 without the serial.
    """

    register = models.ForeignKey(
        Register, on_delete=models.PROTECT, related_name="capture_reversals"
    )
    reversed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reversed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "Capture Reversal"
        verbose_name_plural = "Capture Reversals"
        constraints = [
            models.CheckConstraint(name="capture_reversal_filled", condition=~Q(serial_no="")),
            models.UniqueConstraint(
                name="capture_reversal_once", fields=["register", "item", "variant", "serial_no"]
            ),
        ]
        indexes = [models.Index("serial_no", "item", "variant", name="capture_reversal_serial")]
