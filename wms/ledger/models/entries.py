"""The book: item ledger entries, and who consumed whom."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from wms.core.quantity import QuantityField
from wms.core.text import CodeField
from wms.documents.kinds import EntryType, PostedKind
from wms.documents.models import Document, PostedDocumentLine
from wms.inventory.models import Customer, Item, ItemVariant, Location, Vendor
from wms.ledger.models.registers import Register
from wms.ledger.querysets import ItemLedgerEntryQuerySet


class ItemLedgerEntry(models.Model):
    """One posted movement of one tracking combination at one location.

    Written once, by ``tracking.posting``; corrected by a further entry, never by an edit.  Only
    Remaining Quantity, the invoiced figures and Shipped Qty. Not Returned may change (POST-175).
    ``quantity`` is in base units: positive into stock, negative out of it; ``remaining_quantity`` has its
    sign and runs to zero as entries are applied.  ``serial_is_specific`` records that the serial had to be
    unique in stock when the entry was posted (POST-168).
    """

    entry_no = models.BigIntegerField("Entry No.", primary_key=True)
    register = models.ForeignKey(
        Register, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, related_name="ledger_entries", db_index=False
    )
    variant = models.ForeignKey(
        ItemVariant, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    entry_type = models.CharField("Entry Type", max_length=20, choices=EntryType)
    posting_date = models.DateField("Posting Date")
    document_date = models.DateField("Document Date")
    document_type = models.CharField("Document Type", max_length=24, choices=PostedKind, blank=True)
    document_no = CodeField("Document No.", max_length=20)
    document_line_no = models.PositiveIntegerField("Document Line No.")
    external_document_no = models.CharField("External Document No.", max_length=35, blank=True)
    posted_line = models.ForeignKey(
        PostedDocumentLine, on_delete=models.PROTECT, related_name="entries", null=True, blank=True
    )
    # the order behind a transfer, an assembly or a production, and the output line of a production
    order = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    order_line_no = models.PositiveIntegerField("Order Line No.", null=True, blank=True)
    description = models.CharField("Description", max_length=100, blank=True)
    quantity = QuantityField("Quantity")
    invoiced_quantity = QuantityField("Invoiced Quantity")
    last_invoice_date = models.DateField("Last Invoice Date", null=True, blank=True)
    remaining_quantity = QuantityField("Remaining Quantity")
    shipped_qty_not_returned = QuantityField("Shipped Qty. Not Returned")
    correction = models.BooleanField("Correction", default=False)
    applies_to_entry_no = models.BigIntegerField("Applies-to Entry", null=True, blank=True)
    serial_no = CodeField("Serial No.", max_length=50, blank=True)
    lot_no = CodeField("Lot No.", max_length=50, blank=True)
    package_no = CodeField("Package No.", max_length=50, blank=True)
    serial_is_specific = models.BooleanField(default=False, editable=False)
    expiration_date = models.DateField("Expiration Date", null=True, blank=True)
    warranty_date = models.DateField("Warranty Date", null=True, blank=True)
    unit_of_measure_code = CodeField("Unit of Measure Code", max_length=10)
    qty_per_unit = QuantityField("Qty. per Unit of Measure")
    vendor = models.ForeignKey(
        Vendor, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    reason_code = CodeField("Reason Code", max_length=10, blank=True)

    objects = ItemLedgerEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "Item Ledger Entry"
        verbose_name_plural = "Item Ledger Entries"
        constraints = [
            models.CheckConstraint(name="ile_quantity_not_zero", condition=~Q(quantity=0)),
            models.CheckConstraint(
                name="ile_remaining_within_quantity",
                condition=Q(quantity__gt=0, remaining_quantity__range=(0, F("quantity")))
                | Q(quantity__lt=0, remaining_quantity__range=(F("quantity"), 0)),
            ),
            models.CheckConstraint(
                name="ile_invoiced_within_quantity",
                condition=Q(quantity__gt=0, invoiced_quantity__range=(0, F("quantity")))
                | Q(quantity__lt=0, invoiced_quantity__range=(F("quantity"), 0)),
            ),
            models.CheckConstraint(
                name="ile_shipped_not_returned",
                condition=Q(quantity__gt=0, shipped_qty_not_returned=0)
                | Q(quantity__lt=0, shipped_qty_not_returned__range=(F("quantity"), 0)),
            ),
            models.CheckConstraint(
                name="ile_serial_is_one_unit",
                condition=Q(serial_no="") | Q(quantity=1) | Q(quantity=-1),
            ),
            models.UniqueConstraint(
                name="ile_serial_once_in_inventory",
                fields=["item", "variant", "serial_no"],
                condition=Q(remaining_quantity__gt=0, serial_is_specific=True),
            ),
        ]
        indexes = [
            models.Index(
                "item",
                "variant",
                "location",
                "lot_no",
                name="ile_open",
                condition=Q(remaining_quantity__gt=0),
            ),
            # what left before it came (POST-105): a handful, asked for whenever goods come in
            models.Index(
                "item",
                "variant",
                "location",
                name="ile_owed",
                condition=Q(remaining_quantity__lt=0),
            ),
            # the first and the last serial in stock, of a million that ever were
            models.Index(
                "serial_no",
                "item",
                "variant",
                name="ile_open_serial",
                condition=Q(remaining_quantity__gt=0) & ~Q(serial_no=""),
            ),
            # what expires first of a million entries
            models.Index(
                "expiration_date",
                name="ile_expiring",
                condition=Q(remaining_quantity__gt=0, expiration_date__isnull=False),
            ),
            models.Index(
                "serial_no",
                "item",
                "variant",
                "entry_no",
                name="ile_serial",
                condition=~Q(serial_no=""),
            ),
            models.Index(
                "lot_no", "item", "variant", "entry_no", name="ile_lot", condition=~Q(lot_no="")
            ),
            models.Index(
                "package_no",
                "item",
                "variant",
                "entry_no",
                name="ile_package",
                condition=~Q(package_no=""),
            ),
            models.Index("item", "entry_no", name="ile_item"),
            models.Index("document_no", "entry_no", name="ile_document"),
            # what lists are filtered by alone (POST-178), in the order in which they show it
            models.Index("posting_date", "entry_no", name="ile_date"),
            models.Index("entry_type", "entry_no", name="ile_type"),
            models.Index("location", "entry_no", name="ile_location"),
            models.Index("entry_no", name="ile_left", condition=~Q(remaining_quantity=0)),
            models.Index(
                "expiration_date",
                "entry_no",
                name="ile_expires",
                condition=Q(expiration_date__isnull=False),
            ),
            # what was made of what
            models.Index(
                "order",
                "order_line_no",
                "entry_no",
                name="ile_order",
                condition=Q(order__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Item ledger entry {self.entry_no}"

    def get_absolute_url(self) -> str:
        return reverse("ledger_entry", args=[self.entry_no])

    @property
    def is_open(self) -> bool:
        return self.remaining_quantity != 0

    def has_expired(self, *, on: date) -> bool:
        """The expiration date itself is the last good day (decision D4)."""
        return self.expiration_date is not None and self.expiration_date < on


class ItemApplicationEntry(models.Model):
    """A link between ledger entries (POST section 4): which inbound entry an outbound one consumed.

    ``item_ledger_entry`` is the entry the link was made for; ``quantity`` has the sign of that movement.
    """

    entry_no = models.BigIntegerField("Entry No.", primary_key=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", db_index=False)
    item_ledger_entry = models.ForeignKey(
        ItemLedgerEntry, on_delete=models.PROTECT, related_name="applications"
    )
    inbound_entry = models.ForeignKey(
        ItemLedgerEntry, on_delete=models.PROTECT, related_name="inbound_applications"
    )
    outbound_entry = models.ForeignKey(
        ItemLedgerEntry,
        on_delete=models.PROTECT,
        related_name="outbound_applications",
        null=True,
        blank=True,
        db_index=False,
    )
    transferred_from_entry = models.ForeignKey(
        ItemLedgerEntry,
        on_delete=models.PROTECT,
        related_name="transferred_applications",
        null=True,
        blank=True,
        db_index=False,
    )
    quantity = QuantityField("Quantity")
    posting_date = models.DateField("Posting Date")

    class Meta:
        verbose_name = "Item Application Entry"
        verbose_name_plural = "Item Application Entries"
        constraints = [
            models.CheckConstraint(name="application_not_zero", condition=~Q(quantity=0)),
        ]
        indexes = [
            models.Index(
                "outbound_entry",
                name="application_outbound",
                condition=Q(outbound_entry__isnull=False),
            ),
            models.Index(
                "transferred_from_entry",
                name="application_transferred",
                condition=Q(transferred_from_entry__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Application {self.entry_no}"
