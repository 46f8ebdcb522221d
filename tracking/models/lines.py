"""Tracking lines: serial, lot and package numbers assigned to a document line (ITL-130)."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tracking.models.sessions import TrackingSession
from wms.core.quantity import QuantityField
from wms.core.text import CodeField
from wms.documents.models import Document, DocumentLine
from wms.inventory.models import Item, ItemVariant, Location


class TrackingLine(models.Model):
    """One combination of serial, lot and package number on a document line.

    Saved rows have no ``session``; rows of an open page point to theirs, so both live in one table and the
    same rules ask about both.  Quantities are positive base units; ``outbound`` is the real direction.
    ``quantity`` includes what is already handled.  Item, variant, location and direction repeat those of
    the line, so that questions about stock need no join; the services keep them equal.  The line's own
    foreign keys vouch for them: checked again for each of 10,000 serials they would cost more than all else.
    """

    session = models.ForeignKey(
        TrackingSession,
        on_delete=models.CASCADE,
        related_name="rows",
        null=True,
        blank=True,
        db_index=False,
    )
    line = models.ForeignKey(
        DocumentLine, on_delete=models.CASCADE, related_name="tracking_lines", db_index=False
    )
    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    variant = models.ForeignKey(
        ItemVariant, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    outbound = models.BooleanField()
    serial_no = CodeField("Serial No.", max_length=50, blank=True)
    lot_no = CodeField("Lot No.", max_length=50, blank=True)
    package_no = CodeField("Package No.", max_length=50, blank=True)
    new_serial_no = CodeField("New Serial No.", max_length=50, blank=True)
    new_lot_no = CodeField("New Lot No.", max_length=50, blank=True)
    new_package_no = CodeField("New Package No.", max_length=50, blank=True)
    expiration_date = models.DateField("Expiration Date", null=True, blank=True)
    new_expiration_date = models.DateField("New Expiration Date", null=True, blank=True)
    warranty_date = models.DateField("Warranty Date", null=True, blank=True)
    quantity = QuantityField("Quantity (Base)")
    qty_to_handle = QuantityField("Qty. to Handle (Base)")
    qty_to_invoice = QuantityField("Qty. to Invoice (Base)", default=0)
    qty_handled = QuantityField("Quantity Handled (Base)", default=0)
    qty_invoiced = QuantityField("Quantity Invoiced (Base)", default=0)
    # of transfers, where handled is shipped: the one set of rows serves the receipt too (POST-144)
    qty_to_receive = QuantityField("Qty. to Receive (Base)", default=0, db_default=0)
    qty_received = QuantityField("Quantity Received (Base)", default=0, db_default=0)
    applies_to_entry_no = models.BigIntegerField("Appl.-to Item Entry", null=True, blank=True)
    applies_from_entry_no = models.BigIntegerField("Appl.-from Item Entry", null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "Tracking Line"
        constraints = [
            models.CheckConstraint(
                name="tracking_quantity_not_negative", condition=Q(quantity__gte=0)
            ),
            models.CheckConstraint(
                name="tracking_handled_within_quantity",
                condition=Q(qty_handled__range=(0, F("quantity"))),
            ),
            models.CheckConstraint(
                name="tracking_to_handle_within_rest",
                condition=Q(qty_to_handle__range=(0, F("quantity") - F("qty_handled"))),
            ),
            models.CheckConstraint(
                name="tracking_received_within_shipped",
                condition=Q(qty_received__range=(0, F("qty_handled"))),
            ),
            models.CheckConstraint(
                name="tracking_to_receive_within_transit",
                condition=Q(qty_to_receive__range=(0, F("qty_handled") - F("qty_received"))),
            ),
            models.CheckConstraint(
                name="tracking_serial_is_one_unit",
                condition=Q(serial_no="", new_serial_no="") | Q(quantity=0) | Q(quantity=1),
            ),
            models.CheckConstraint(
                name="tracking_saved_has_number_and_quantity",
                condition=Q(session__isnull=False)
                | Q(quantity__gt=0)
                & ~Q(
                    serial_no="",
                    lot_no="",
                    package_no="",
                    new_serial_no="",
                    new_lot_no="",
                    new_package_no="",
                ),
            ),
            models.UniqueConstraint(
                name="tracking_serial_once_saved",
                fields=["line", "serial_no"],
                condition=Q(session__isnull=True) & ~Q(serial_no=""),
            ),
            models.UniqueConstraint(
                name="tracking_lot_once_saved",
                fields=["line", "lot_no", "package_no"],
                condition=Q(session__isnull=True, serial_no="") & ~Q(lot_no="", package_no=""),
            ),
            models.UniqueConstraint(
                name="tracking_serial_once_open",
                fields=["session", "serial_no"],
                condition=Q(session__isnull=False) & ~Q(serial_no=""),
            ),
            models.UniqueConstraint(
                name="tracking_lot_once_open",
                fields=["session", "lot_no", "package_no"],
                condition=Q(session__isnull=False, serial_no="") & ~Q(lot_no="", package_no=""),
            ),
        ]
        indexes = [
            models.Index("line", name="tracking_by_line", condition=Q(session__isnull=True)),
            # in the order in which a page shows its rows (ITL-128); a lot is found by it, too
            models.Index(
                "session",
                "lot_no",
                "serial_no",
                "package_no",
                "id",
                name="tracking_page_order",
                condition=Q(session__isnull=False),
            ),
            # what other documents ask of stock: only what is still open
            models.Index(
                "item",
                "variant",
                "location",
                name="tracking_open_demand",
                condition=Q(session__isnull=True, outbound=True, quantity__gt=F("qty_handled")),
            ),
            models.Index(
                "serial_no",
                "item",
                name="tracking_by_serial",
                condition=Q(session__isnull=True) & ~Q(serial_no=""),
            ),
            models.Index(
                "lot_no",
                "item",
                name="tracking_by_lot",
                condition=Q(session__isnull=True) & ~Q(lot_no=""),
            ),
            models.Index(
                "package_no",
                "item",
                name="tracking_by_package",
                condition=Q(session__isnull=True) & ~Q(package_no=""),
            ),
            # the few that reclassify
            models.Index(
                "new_serial_no",
                "item",
                name="tracking_by_new_serial",
                condition=Q(session__isnull=True) & ~Q(new_serial_no=""),
            ),
            models.Index(
                "new_lot_no",
                "item",
                name="tracking_by_new_lot",
                condition=Q(session__isnull=True) & ~Q(new_lot_no=""),
            ),
            models.Index(
                "new_package_no",
                "item",
                name="tracking_by_new_package",
                condition=Q(session__isnull=True) & ~Q(new_package_no=""),
            ),
        ]

    def __str__(self) -> str:
        numbers = "/".join(filter(None, (self.serial_no, self.lot_no, self.package_no)))
        return f"{self.line}: {numbers or 'no number'}"

    @property
    def document(self) -> Document:
        return self.line.document

    @property
    def line_no(self) -> int:
        return self.line.line_no

    @property
    def status(self) -> str:
        """ITL-131: Surplus where documents take part in the balancing of orders, Prospect elsewhere.

        What is held for a line is told by its reservations, which stand by themselves.
        """
        return "Surplus" if self.line.document.rules.has_qty_to_handle else "Prospect"

    @property
    def outstanding(self) -> Decimal:
        return self.quantity - self.qty_handled

    @property
    def in_transit(self) -> Decimal:
        """Of a transfer: what was shipped and has not arrived yet."""
        return self.qty_handled - self.qty_received
