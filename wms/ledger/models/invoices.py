"""What posted invoices and credit memos invoiced of which entry (POST-123, POST-131)."""

from django.db import models
from django.db.models import Q

from wms.core.quantity import QuantityField
from wms.documents.models import PostedDocumentLine
from wms.ledger.models.entries import ItemLedgerEntry


class InvoicedEntry(models.Model):
    """How much of one ledger entry one posted invoice line invoiced: base units, with the entry's sign."""

    posted_line = models.ForeignKey(
        PostedDocumentLine, on_delete=models.PROTECT, related_name="invoiced_entries"
    )
    entry = models.ForeignKey(ItemLedgerEntry, on_delete=models.PROTECT, related_name="invoices")
    quantity = QuantityField("Quantity")

    class Meta:
        verbose_name = "Invoiced Entry"
        verbose_name_plural = "Invoiced Entries"
        constraints = [
            models.UniqueConstraint(
                name="invoiced_entry_once_a_line", fields=["posted_line", "entry"]
            ),
            models.CheckConstraint(name="invoiced_entry_not_zero", condition=~Q(quantity=0)),
        ]

    def __str__(self) -> str:
        return f"{self.posted_line}: {self.entry}"
