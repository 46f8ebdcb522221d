"""Stock that is held for a document line (rule book 02, section 14)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from wms.core.quantity import QuantityField
from wms.documents.models import DocumentLine
from wms.inventory.models import Item
from wms.ledger.models import ItemLedgerEntry


class Reservation(models.Model):
    """A quantity of one open inbound entry that is held for one line; base units, positive.

    ``is_specific``: the line states the numbers of the entry, so no other entry will do; otherwise the hold
    is moved to other stock of the same place when somebody wants just these numbers (ITL-215, ITL-218).
    Places are locations, never bins (ITL-224).  Written by ``tracking.reservations`` and by posting.
    """

    line = models.ForeignKey(
        DocumentLine, on_delete=models.CASCADE, related_name="reservations", db_index=False
    )
    entry = models.ForeignKey(
        ItemLedgerEntry, on_delete=models.PROTECT, related_name="reservations"
    )
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    is_specific = models.BooleanField("States the numbers", default=False)
    quantity = QuantityField("Quantity (Base)")
    reserved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reserved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "Reservation"
        constraints = [
            models.CheckConstraint(name="reservation_positive", condition=Q(quantity__gt=0)),
            models.UniqueConstraint(
                name="reservation_once", fields=["line", "entry", "is_specific"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.quantity} of entry {self.entry_id}"
