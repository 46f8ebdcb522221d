"""Source documents of every kind, and their lines."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from wms.core.quantity import QuantityField
from wms.core.text import CodeField
from wms.documents.kinds import AREAS, KINDS, DocumentKind, EntryType, leaves_stock
from wms.documents.kinds import Kind as KindRow
from wms.inventory.models import Customer, Item, ItemVariant, Location, UnitOfMeasure, Vendor


class DocumentStatus(models.TextChoices):
    OPEN = "open", "Open"
    RELEASED = "released", "Released"
    CLOSED = "closed", "Closed"


class Document(models.Model):
    """Any source document: an order, or a journal batch.  ``kind`` tells them apart (documents/kinds.py).

    ``version`` grows with every change of the header or a line; whoever posts or saves says which version
    was on the screen (POST-170).
    """

    Status = DocumentStatus
    Kind = DocumentKind

    kind = models.CharField("Kind", max_length=24, choices=DocumentKind)
    no = CodeField("No.", max_length=20)
    description = models.CharField("Description", max_length=100, blank=True)
    status = models.CharField(
        "Status", max_length=8, choices=DocumentStatus, default=DocumentStatus.OPEN
    )
    vendor = models.ForeignKey(
        Vendor, on_delete=models.PROTECT, related_name="documents", null=True, blank=True
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="documents", null=True, blank=True
    )
    location = models.ForeignKey(
        Location,
        on_delete=models.PROTECT,
        related_name="documents",
        help_text="Proposed for every line.",
    )
    order_date = models.DateField("Order Date")
    posting_date = models.DateField("Posting Date", null=True, blank=True)
    document_date = models.DateField(
        "Document Date",
        null=True,
        blank=True,
        help_text="Expiration and warranty dates are reckoned from it; the posting date when blank.",
    )
    external_document_no = models.CharField("External Document No.", max_length=35, blank=True)
    tracking_on_lines = models.BooleanField(
        "Item Tracking on Lines",
        default=False,
        help_text="Serial, lot and package numbers are typed on the lines of this journal.",
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="document_no_once", fields=["kind", "no"]),
            models.CheckConstraint(name="document_no_filled", condition=~Q(no="")),
            models.CheckConstraint(
                name="document_partner_by_kind",
                condition=Q(kind=DocumentKind.PURCHASE_ORDER, customer=None)
                | Q(kind=DocumentKind.SALES_ORDER, vendor=None)
                | Q(customer=None, vendor=None),
            ),
        ]
        indexes = [models.Index("kind", F("id").desc(), name="document_by_kind")]
        permissions = [
            (f"{verb}_{area}", f"Can {verb} {area} documents")
            for area in AREAS
            for verb in ("view", "change", "post")
        ]

    def __str__(self) -> str:
        return f"{self.rules.title} {self.no}"

    def get_absolute_url(self) -> str:
        return reverse("document", args=[self.kind, self.pk])

    @property
    def rules(self) -> KindRow:
        """The row of the table of kinds."""
        return KINDS[DocumentKind(self.kind)]

    @property
    def partner(self) -> Vendor | Customer | None:
        return self.vendor or self.customer

    @property
    def is_closed(self) -> bool:
        return self.status == DocumentStatus.CLOSED


class DocumentLine(models.Model):
    """One item on a document.

    ``quantity`` and its companions are in the line's unit and may be negative: then the direction is
    reversed (POST-003).  The ``…_base`` fields are the same in base units, kept by the services.
    ``qty_to_handle`` is Qty. to Receive or Qty. to Ship; journals have none and post ``quantity``.
    ``tracking_version`` is the version of the whole set of tracking lines (ITL-226).
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="lines")
    line_no = models.PositiveIntegerField("Line No.")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="document_lines")
    variant = models.ForeignKey(ItemVariant, on_delete=models.PROTECT, related_name="+")
    description = models.CharField("Description", max_length=100, blank=True)
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    bin = models.ForeignKey(
        "warehouse.Bin",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="Bin Code",
    )
    entry_type = models.CharField("Entry Type", max_length=20, choices=EntryType)
    unit_of_measure = models.ForeignKey(
        UnitOfMeasure, on_delete=models.PROTECT, related_name="+", verbose_name="Unit of Measure"
    )
    qty_per_unit = QuantityField("Qty. per Unit of Measure", default=Decimal(1))
    quantity = QuantityField("Quantity")
    quantity_base = QuantityField("Quantity (Base)")
    qty_to_handle = QuantityField("Qty. to Handle", default=Decimal(0))
    qty_to_handle_base = QuantityField("Qty. to Handle (Base)", default=Decimal(0))
    qty_handled = QuantityField("Quantity Handled", default=Decimal(0))
    qty_handled_base = QuantityField("Quantity Handled (Base)", default=Decimal(0))
    qty_to_invoice = QuantityField("Qty. to Invoice", default=Decimal(0))
    qty_to_invoice_base = QuantityField("Qty. to Invoice (Base)", default=Decimal(0))
    qty_invoiced = QuantityField("Quantity Invoiced", default=Decimal(0))
    qty_invoiced_base = QuantityField("Quantity Invoiced (Base)", default=Decimal(0))
    # journals only
    posting_date = models.DateField("Posting Date", null=True, blank=True)
    document_no = CodeField("Document No.", max_length=20, blank=True)
    reason_code = CodeField("Reason Code", max_length=10, blank=True)
    new_location = models.ForeignKey(
        Location,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="New Location Code",
    )
    new_bin = models.ForeignKey(
        "warehouse.Bin",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="New Bin Code",
    )
    # numbers typed on the line of a journal; its tracking lines are made from them (ITL-184, ITL-186)
    serial_no = CodeField("Serial No.", max_length=50, blank=True)
    lot_no = CodeField("Lot No.", max_length=50, blank=True)
    package_no = CodeField("Package No.", max_length=50, blank=True)
    expiration_date = models.DateField("Expiration Date", null=True, blank=True)
    warranty_date = models.DateField("Warranty Date", null=True, blank=True)
    # physical inventory: what the books said when they were read, and what was counted; base units
    qty_calculated = QuantityField("Qty. (Calculated)", null=True, blank=True)
    qty_counted = QuantityField("Qty. (Phys. Inventory)", null=True, blank=True)
    # assembly and production: the output line that a component goes into, and how much of it a unit takes
    output_line_no = models.PositiveIntegerField("Output Line No.", null=True, blank=True)
    qty_per_output = QuantityField("Quantity per", null=True, blank=True)
    # the entry that is taken from or comes back, of items without numbers (POST-035, POST-037)
    applies_to_entry_no = models.BigIntegerField("Appl.-to Item Entry", null=True, blank=True)
    applies_from_entry_no = models.BigIntegerField("Appl.-from Item Entry", null=True, blank=True)
    tracking_version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="document_line_once", fields=["document", "line_no"]),
            models.CheckConstraint(
                name="document_line_unit_positive", condition=Q(qty_per_unit__gt=0)
            ),
            models.CheckConstraint(
                name="document_line_handled_within_quantity",
                condition=Q(
                    quantity_base__gte=0, qty_handled_base__range=(Decimal(0), F("quantity_base"))
                )
                | Q(quantity_base__lt=0, qty_handled_base__range=(F("quantity_base"), Decimal(0))),
            ),
            models.CheckConstraint(
                name="document_line_to_handle_within_rest",
                condition=Q(
                    quantity_base__gte=0,
                    qty_to_handle_base__range=(
                        Decimal(0),
                        F("quantity_base") - F("qty_handled_base"),
                    ),
                )
                | Q(
                    quantity_base__lt=0,
                    qty_to_handle_base__range=(
                        F("quantity_base") - F("qty_handled_base"),
                        Decimal(0),
                    ),
                ),
            ),
        ]
        indexes = [models.Index("item", "document", name="document_line_by_item")]

    def __str__(self) -> str:
        return f"{self.document}, line {self.line_no}"

    @property
    def is_negative(self) -> bool:
        return self.quantity_base < 0

    @property
    def outbound(self) -> bool:
        """Whether this line takes goods out of stock (ITL-021)."""
        return leaves_stock(self.entry_type, negative=self.is_negative)

    @property
    def outstanding_base(self) -> Decimal:
        return self.quantity_base - self.qty_handled_base

    @property
    def outstanding(self) -> Decimal:
        return self.quantity - self.qty_handled
