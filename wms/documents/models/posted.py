"""Posted documents: what a posting did, never edited or deleted (POST-124)."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.urls import reverse

from wms.core.quantity import QuantityField
from wms.core.text import CodeField
from wms.documents.kinds import PostedKind
from wms.documents.models.documents import Document, DocumentLine
from wms.inventory.models import Customer, Item, ItemVariant, Location, UnitOfMeasure, Vendor


class PostedDocument(models.Model):
    """A receipt, a shipment or an invoice.  ``source`` is the document it came from."""

    Kind = PostedKind

    kind = models.CharField("Kind", max_length=24, choices=PostedKind)
    no = CodeField("No.", max_length=20)
    source = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="posted_documents")
    vendor = models.ForeignKey(
        Vendor, on_delete=models.PROTECT, related_name="posted_documents", null=True, blank=True
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="posted_documents", null=True, blank=True
    )
    posting_date = models.DateField("Posting Date")
    document_date = models.DateField("Document Date")
    request_key = models.CharField("Request Key", max_length=100, blank=True, editable=False)
    external_document_no = models.CharField("External Document No.", max_length=35, blank=True)
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    posted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="posted_document_no_once", fields=["kind", "no"]),
            # an invoice without movement has no register that would remember the request (POST-171)
            models.UniqueConstraint(
                name="posted_document_request_key_once",
                fields=["request_key"],
                condition=~models.Q(request_key=""),
            ),
        ]
        indexes = [models.Index("kind", models.F("id").desc(), name="posted_document_by_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.no}"

    def get_absolute_url(self) -> str:
        return reverse("posted_document", args=[self.kind, self.pk])


class PostedDocumentLine(models.Model):
    """A line of a posted document; its ledger entries point to it (POST-121)."""

    document = models.ForeignKey(PostedDocument, on_delete=models.PROTECT, related_name="lines")
    line_no = models.PositiveIntegerField("Line No.")
    source_line = models.ForeignKey(
        DocumentLine, on_delete=models.PROTECT, related_name="posted_lines"
    )
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    variant = models.ForeignKey(ItemVariant, on_delete=models.PROTECT, related_name="+")
    description = models.CharField("Description", max_length=100, blank=True)
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    unit_of_measure = models.ForeignKey(UnitOfMeasure, on_delete=models.PROTECT, related_name="+")
    qty_per_unit = QuantityField("Qty. per Unit of Measure", default=Decimal(1))
    quantity = QuantityField("Quantity")
    quantity_base = QuantityField("Quantity (Base)")
    # the line that this one takes back, with the opposite quantity (POST-154)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="corrected_by", null=True, blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="posted_line_once", fields=["document", "line_no"])
        ]

    def __str__(self) -> str:
        return f"{self.document}, line {self.line_no}"

    @property
    def is_corrected(self) -> bool:
        """Whether it was undone, or undoes another line (POST-154)."""
        return self.corrects_id is not None or hasattr(self, "corrected_by")
