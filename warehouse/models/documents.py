"""Warehouse receipts and shipments: what arrives and leaves on several source documents, and what did."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from warehouse import documentkinds
from warehouse.documentkinds import KINDS, WarehouseDocumentKind
from warehouse.kinds import picks_for_shipments
from warehouse.models.bins import Bin
from wms.core.quantity import QuantityField, shown
from wms.core.text import CodeField
from wms.documents.models import DocumentLine, PostedDocumentLine
from wms.inventory.models import Item, ItemVariant, Location


class WarehouseDocumentStatus(models.TextChoices):
    OPEN = "open", "Open"
    RELEASED = "released", "Released"


class WarehouseDocument(models.Model):
    """A receipt or a shipment of one location; its lines come from released source documents.

    ``status``: a shipment whose goods are picked is released for picking; others stay open (WHS-205).
    """

    Kind = WarehouseDocumentKind
    Status = WarehouseDocumentStatus

    kind = models.CharField("Kind", max_length=20, choices=WarehouseDocumentKind)
    no = CodeField("No.", max_length=20)
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, related_name="warehouse_documents"
    )
    posting_date = models.DateField("Posting Date")
    status = models.CharField(
        "Status",
        max_length=8,
        choices=WarehouseDocumentStatus,
        default=WarehouseDocumentStatus.OPEN,
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="whse_document_no_once", fields=["kind", "no"]),
            models.CheckConstraint(name="whse_document_no_filled", condition=~Q(no="")),
        ]
        permissions = [
            ("work_warehousedocument", "Can fill and post warehouse receipts and shipments"),
        ]

    def __str__(self) -> str:
        return f"{self.rules.title} {self.no}"

    def get_absolute_url(self) -> str:
        return reverse("warehouse_document", args=[self.kind, self.pk])

    @property
    def in_words(self) -> str:
        """Inside a sentence: ``"warehouse receipt WR10001"``."""
        return f"{self.rules.title.lower()} {self.no}"

    @property
    def rules(self) -> documentkinds.Kind:
        """The row of the table of kinds."""
        return KINDS[WarehouseDocumentKind(self.kind)]

    @property
    def is_picked(self) -> bool:
        """Whether its goods are picked first, so that no more is shipped than is picked (WHS-204)."""
        return self.rules.outbound and picks_for_shipments(self.location)

    @property
    def is_released(self) -> bool:
        return self.status == WarehouseDocumentStatus.RELEASED


class WarehouseDocumentLine(models.Model):
    """What of a source line arrives or leaves with this document.  Positive base units.

    The numbers are those of the source line's own tracking rows (ITL-022).
    """

    document = models.ForeignKey(WarehouseDocument, on_delete=models.CASCADE, related_name="lines")
    line_no = models.PositiveIntegerField("Line No.")
    source_line = models.ForeignKey(
        DocumentLine, on_delete=models.PROTECT, related_name="warehouse_lines"
    )
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    variant = models.ForeignKey(ItemVariant, on_delete=models.PROTECT, related_name="+")
    bin = models.ForeignKey(
        Bin,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="Bin Code",
    )
    quantity = QuantityField("Quantity")
    qty_to_handle = QuantityField("Qty. to Handle", default=0)
    qty_handled = QuantityField("Qty. Handled", default=0)
    qty_picked = QuantityField("Qty. Picked", default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="whse_line_no_once", fields=["document", "line_no"]),
            models.UniqueConstraint(
                name="whse_line_source_once", fields=["document", "source_line"]
            ),
            models.CheckConstraint(name="whse_line_positive", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="whse_line_to_handle_within_rest",
                condition=Q(qty_to_handle__range=(0, F("quantity") - F("qty_handled"))),
            ),
            models.CheckConstraint(
                name="whse_line_handled_within_quantity",
                condition=Q(qty_handled__range=(0, F("quantity"))),
            ),
            models.CheckConstraint(
                name="whse_line_picked_within_quantity",
                condition=Q(qty_picked__range=(0, F("quantity"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}, line {self.line_no}"

    @property
    def outstanding(self) -> Decimal:
        return self.quantity - self.qty_handled

    @property
    def ready(self) -> Decimal:
        """How much may be received or shipped now: where goods are picked first, what is picked."""
        return self.qty_picked - self.qty_handled if self.document.is_picked else self.outstanding

    @property
    def stamp(self) -> str:
        """What can be changed on the line, as it is now: another stamp means somebody changed it."""
        quantities = (self.quantity, self.qty_handled, self.qty_to_handle, self.qty_picked)
        return "|".join((*map(shown, quantities), str(self.bin_id or "")))


class PickedNumber(models.Model):
    """What is picked for a shipment line of one tracking set and not shipped yet.  Base units.

    ``brought``: as much of it the pick has put on the source's tracking by itself; it goes with the line
    (WHS-154).  ``is_captured``: the unit got its serial when it was picked (CAP-034).
    """

    line = models.ForeignKey(WarehouseDocumentLine, on_delete=models.CASCADE, related_name="picked")
    serial_no = CodeField("Serial No.", max_length=50, blank=True)
    lot_no = CodeField("Lot No.", max_length=50, blank=True)
    package_no = CodeField("Package No.", max_length=50, blank=True)
    expiration_date = models.DateField("Expiration Date", null=True, blank=True)
    quantity = QuantityField("Quantity")
    brought = QuantityField("Brought by the pick", default=0)
    is_captured = models.BooleanField("Captured", default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="picked_number_captured_is_serial",
                condition=Q(is_captured=False) | ~Q(serial_no=""),
            ),
            models.UniqueConstraint(
                name="picked_number_once", fields=["line", "serial_no", "lot_no", "package_no"]
            ),
            models.CheckConstraint(name="picked_number_positive", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="picked_number_brought_not_negative", condition=Q(brought__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{shown(self.quantity)} of {self.line}"

    @property
    def numbers(self) -> tuple[str, str, str]:
        """The tracking set: serial, lot and package number, "" where absent."""
        return (self.serial_no, self.lot_no, self.package_no)

    @property
    def stock(self) -> tuple[int, int]:
        return (self.line.item_id, self.line.variant_id)


class PostedWarehouseDocument(models.Model):
    """What arrived or left with one posting; never edited or deleted (WHS-192, POST-124)."""

    kind = models.CharField("Kind", max_length=20, choices=WarehouseDocumentKind)
    no = CodeField("No.", max_length=20)
    whse_document_no = CodeField("Whse. Document No.", max_length=20)
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    posting_date = models.DateField("Posting Date")
    request_key = models.CharField("Request Key", max_length=100, blank=True, editable=False)
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    posted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="posted_whse_document_no_once", fields=["kind", "no"]),
            models.UniqueConstraint(
                name="posted_whse_document_request_key_once",
                fields=["request_key"],
                condition=~Q(request_key=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rules.posted_title} {self.no}"

    def get_absolute_url(self) -> str:
        return reverse("posted_warehouse_document", args=[self.kind, self.pk])

    @property
    def rules(self) -> documentkinds.Kind:
        """The row of the table of kinds."""
        return KINDS[WarehouseDocumentKind(self.kind)]


class PostedWarehouseDocumentLine(models.Model):
    """A line of it; ``posted_line`` is the line of the receipt or shipment that it became.  Base units."""

    document = models.ForeignKey(
        PostedWarehouseDocument, on_delete=models.PROTECT, related_name="lines"
    )
    line_no = models.PositiveIntegerField("Line No.")
    source_line = models.ForeignKey(DocumentLine, on_delete=models.PROTECT, related_name="+")
    posted_line = models.OneToOneField(
        PostedDocumentLine, on_delete=models.PROTECT, related_name="warehouse_line"
    )
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    variant = models.ForeignKey(ItemVariant, on_delete=models.PROTECT, related_name="+")
    bin = models.ForeignKey(Bin, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    quantity = QuantityField("Quantity")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="posted_whse_line_once", fields=["document", "line_no"]),
            models.CheckConstraint(name="posted_whse_line_positive", condition=Q(quantity__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.document}, line {self.line_no}"
