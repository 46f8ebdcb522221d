"""Source documents of every kind, and their lines."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from wms.core.quantity import QuantityField
from wms.core.text import CodeField
from wms.documents.kinds import (
    AREAS,
    KINDS,
    ORDERS_OF_QUOTES,
    OUTPUTS,
    DocumentKind,
    EntryType,
    NumbersOnLines,
    Partner,
    PurchasingCode,
    Step,
    StepRow,
    kinds_of,
    leaves_stock,
)
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
    # transfer orders, which leave ``location``
    transfer_to = models.ForeignKey(
        Location,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="Transfer-to Code",
    )
    in_transit = models.ForeignKey(
        Location,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="In-Transit Code",
    )
    direct_transfer = models.BooleanField(
        "Direct Transfer",
        default=False,
        help_text="Goods leave and arrive in one posting.",
    )
    # of an order: the quote that it was made of; the quote's ``made_order`` leads back
    quote = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        related_name="made_order",
        null=True,
        blank=True,
        editable=False,
        verbose_name="Quote No.",
    )
    shipment_date = models.DateField("Shipment Date", null=True, blank=True)
    receipt_date = models.DateField("Receipt Date", null=True, blank=True)
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
                condition=Q(kind__in=kinds_of(Partner.VENDOR), customer=None)
                | Q(kind__in=kinds_of(Partner.CUSTOMER), vendor=None)
                | Q(customer=None, vendor=None),
            ),
            models.CheckConstraint(
                name="document_transfer_places",
                condition=Q(kind=DocumentKind.TRANSFER_ORDER, transfer_to__isnull=False)
                & ~Q(transfer_to=F("location"))
                & (Q(direct_transfer=True) | Q(in_transit__isnull=False))
                | ~Q(kind=DocumentKind.TRANSFER_ORDER)
                & Q(transfer_to=None, in_transit=None, direct_transfer=False),
            ),
            models.CheckConstraint(
                name="document_quote_of_orders",
                condition=Q(quote=None) | Q(kind__in=ORDERS_OF_QUOTES),
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
    def steps(self) -> tuple[StepRow, ...]:
        """The ways of posting it.  A transfer is shipped and received later; a direct one at once: as one
        movement, or as both where it names an in-transit location (POST-150)."""
        rules = self.rules
        if not rules.is_transfer:
            return rules.steps
        possible = {Step.SHIP, Step.RECEIVE}
        if self.direct_transfer:
            possible = {Step.SHIP_AND_RECEIVE if self.in_transit_id else Step.HANDLE}
        return tuple(row for row in rules.steps if row.step in possible)

    @property
    def has_numbers_on_lines(self) -> bool:
        """Whether serial, lot and package numbers are typed on the lines (ITL-184)."""
        if self.rules.numbers_on_lines == NumbersOnLines.BY_DOCUMENT:
            return self.tracking_on_lines
        return self.rules.numbers_on_lines == NumbersOnLines.ALWAYS

    def step_row(self, step: Step | None = None) -> StepRow:
        """The row of this step, the first one for None.  KeyError where it cannot be posted so."""
        return self.steps[0] if step is None else {row.step: row for row in self.steps}[step]

    @property
    def partner(self) -> Vendor | Customer | None:
        return self.vendor or self.customer

    @property
    def order_made(self) -> "Document | None":
        """Of a quote: the order that Make Order made of it."""
        return getattr(self, "made_order", None) if self.rules.is_quote else None

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
    # transfers, where handled is shipped: what arrives of it
    qty_to_receive = QuantityField("Qty. to Receive", default=Decimal(0))
    qty_to_receive_base = QuantityField("Qty. to Receive (Base)", default=Decimal(0))
    qty_received = QuantityField("Quantity Received", default=Decimal(0))
    qty_received_base = QuantityField("Quantity Received (Base)", default=Decimal(0))
    # invoices and credit memos: the receipt or shipment line that this line invoices (POST-126)
    invoiced_line = models.ForeignKey(
        "documents.PostedDocumentLine",
        on_delete=models.PROTECT,
        related_name="invoice_lines",
        null=True,
        blank=True,
    )
    # sales orders: how the goods are bought; purchase orders: the sales line that they are bought for
    purchasing_code = models.CharField(
        "Purchasing Code",
        max_length=13,
        choices=PurchasingCode,
        blank=True,
        default="",
        db_default="",
    )
    sales_line = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        related_name="purchase_line",
        null=True,
        blank=True,
        editable=False,
    )
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
            models.CheckConstraint(
                name="document_line_received_within_shipped",
                condition=Q(qty_received_base=Decimal(0))
                | Q(qty_received_base__range=(Decimal(0), F("qty_handled_base"))),
            ),
            models.CheckConstraint(
                name="document_line_to_receive_within_transit",
                condition=Q(qty_to_receive_base=Decimal(0))
                | Q(
                    qty_to_receive_base__range=(
                        Decimal(0),
                        F("qty_handled_base") - F("qty_received_base"),
                    )
                ),
            ),
            models.CheckConstraint(
                name="document_line_bought_by_code",
                condition=Q(sales_line=None) | ~Q(purchasing_code=""),
            ),
        ]
        indexes = [models.Index("item", "document", name="document_line_by_item")]

    def __str__(self) -> str:
        return f"{self.document}, line {self.line_no}"

    @property
    def is_negative(self) -> bool:
        return self.quantity_base < 0

    @property
    def is_output(self) -> bool:
        """Whether this line is what an assembly or production makes."""
        return self.entry_type in OUTPUTS

    @property
    def is_drop_shipment(self) -> bool:
        return self.purchasing_code == PurchasingCode.DROP_SHIPMENT

    @property
    def is_special_order(self) -> bool:
        return self.purchasing_code == PurchasingCode.SPECIAL_ORDER

    @property
    def supply_line(self) -> "DocumentLine | None":
        """Of the sales line of a special order: the purchase line that its goods come in on (ITL-223)."""
        if not self.is_special_order or self.sales_line_id is not None:
            return None
        return self.bound_line

    @property
    def to_come_base(self) -> Decimal:
        """Of the sales line of a special order: what of it nobody has received yet; 0 of any other line."""
        if not self.is_special_order or self.sales_line_id is not None:
            return Decimal(0)
        purchase = self.supply_line
        return self.outstanding_base if purchase is None else purchase.outstanding_base

    @property
    def bound_line(self) -> "DocumentLine | None":
        """The line of the other order: of a sales line what it is bought by, and the other way around."""
        if not self.purchasing_code:
            return None
        return self.sales_line or getattr(self, "purchase_line", None)

    @property
    def has_numbers(self) -> bool:
        """Whether a number is typed on the line itself."""
        return bool(self.serial_no or self.lot_no or self.package_no)

    @property
    def outbound(self) -> bool:
        """Whether this line takes goods out of stock (ITL-021); a fetched one moves nothing.

        Goods of a drop shipment go from the vendor to the customer and never are in stock.
        """
        if self.invoiced_line_id is not None or self.is_drop_shipment:
            return False
        turned = self.is_negative is not self.document.rules.is_return
        return leaves_stock(self.entry_type, negative=turned)

    @property
    def in_transit(self) -> Decimal:
        """What was shipped and has not arrived yet, in the line's unit."""
        return self.qty_handled - self.qty_received

    @property
    def in_transit_base(self) -> Decimal:
        return self.qty_handled_base - self.qty_received_base

    @property
    def outstanding_base(self) -> Decimal:
        return self.quantity_base - self.qty_handled_base

    @property
    def outstanding(self) -> Decimal:
        return self.quantity - self.qty_handled
