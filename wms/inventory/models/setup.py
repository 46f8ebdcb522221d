"""Inventory Setup, the company's one row of settings, and User Setup, what it says otherwise of users."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from wms.core.models import NumberSeries


def _series(name: str) -> models.ForeignKey:
    return models.ForeignKey(
        NumberSeries,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=name,
    )


class InventorySetup(models.Model):
    """One row, made by a migration; read with ``InventorySetup.objects.get()``."""

    location_mandatory = models.BooleanField(
        "Location Mandatory",
        default=False,
        help_text="Nothing may be posted without a location (SET-130).",
    )
    package_caption = models.CharField(
        "Package Caption",
        max_length=20,
        blank=True,
        help_text="Shown instead of Package, such as Pallet.",
    )
    allow_posting_from = models.DateField("Allow Posting From", null=True, blank=True)
    allow_posting_to = models.DateField("Allow Posting To", null=True, blank=True)
    prevent_negative_inventory = models.BooleanField(
        "Prevent Negative Inventory",
        default=True,
        help_text="No: sales and adjustments of goods without specific numbers may leave before they came."
        " Items can say otherwise.",
    )
    exact_purchase_reversal = models.BooleanField(
        "Exact Cost Reversing Mandatory (Purchases)",
        default=False,
        help_text="Every tracking line that goes back to a vendor names the entry that it came in by.",
    )
    exact_sales_reversal = models.BooleanField(
        "Exact Cost Reversing Mandatory (Sales)",
        default=False,
        help_text="Every tracking line that comes back from a customer names the entry that it left by.",
    )
    item_nos = _series("Item Nos.")
    vendor_nos = _series("Vendor Nos.")
    customer_nos = _series("Customer Nos.")
    package_nos = _series("Package Nos.")
    purchase_quote_nos = _series("Purchase Quote Nos.")
    sales_quote_nos = _series("Sales Quote Nos.")
    purchase_order_nos = _series("Purchase Order Nos.")
    sales_order_nos = _series("Sales Order Nos.")
    posted_receipt_nos = _series("Posted Receipt Nos.")
    posted_shipment_nos = _series("Posted Shipment Nos.")
    purchase_return_order_nos = _series("Purchase Return Order Nos.")
    posted_return_shipment_nos = _series("Posted Return Shipment Nos.")
    purchase_invoice_nos = _series("Purchase Invoice Nos.")
    posted_purchase_invoice_nos = _series("Posted Purchase Invoice Nos.")
    purchase_credit_memo_nos = _series("Purchase Credit Memo Nos.")
    posted_purchase_credit_memo_nos = _series("Posted Purch. Credit Memo Nos.")
    sales_return_order_nos = _series("Sales Return Order Nos.")
    posted_return_receipt_nos = _series("Posted Return Receipt Nos.")
    sales_invoice_nos = _series("Sales Invoice Nos.")
    posted_sales_invoice_nos = _series("Posted Sales Invoice Nos.")
    sales_credit_memo_nos = _series("Sales Credit Memo Nos.")
    posted_sales_credit_memo_nos = _series("Posted Sales Credit Memo Nos.")
    item_journal_nos = _series("Item Journal Nos.")
    reclassification_nos = _series("Reclassification Nos.")
    transfer_order_nos = _series("Transfer Order Nos.")
    posted_transfer_shipment_nos = _series("Posted Transfer Shpt. Nos.")
    posted_transfer_receipt_nos = _series("Posted Transfer Rcpt. Nos.")
    posted_direct_transfer_nos = _series("Posted Direct Trans. Nos.")
    physical_inventory_nos = _series("Physical Inventory Nos.")
    inventory_receipt_nos = _series("Inventory Receipt Nos.")
    posted_inventory_receipt_nos = _series("Posted Inventory Receipt Nos.")
    inventory_shipment_nos = _series("Inventory Shipment Nos.")
    posted_inventory_shipment_nos = _series("Posted Inventory Shipment Nos.")
    assembly_order_nos = _series("Assembly Order Nos.")
    posted_assembly_nos = _series("Posted Assembly Nos.")
    production_order_nos = _series("Production Order Nos.")

    class Meta:
        verbose_name = "Inventory Setup"
        verbose_name_plural = "Inventory Setup"
        constraints = [models.CheckConstraint(name="inventory_setup_single", condition=Q(id=1))]

    def __str__(self) -> str:
        return "Inventory Setup"


class UserSetup(models.Model):
    """The posting dates that one user is allowed; they take the place of the company's (POST-109)."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="setup",
        verbose_name="User",
    )
    allow_posting_from = models.DateField("Allow Posting From", null=True, blank=True)
    allow_posting_to = models.DateField("Allow Posting To", null=True, blank=True)

    class Meta:
        verbose_name = "User Setup"
        verbose_name_plural = "User Setup"
        constraints = [
            models.CheckConstraint(
                name="user_setup_range",
                condition=Q(allow_posting_from=None)
                | Q(allow_posting_to=None)
                | Q(allow_posting_from__lte=F("allow_posting_to")),
            ),
            models.CheckConstraint(
                name="user_setup_says_something",
                condition=~Q(allow_posting_from=None, allow_posting_to=None),
                violation_error_message="Fill Allow Posting From or Allow Posting To: without both, the"
                " user posts within the company's range, and needs no row here.",
            ),
        ]

    def __str__(self) -> str:
        return f"User setup of {self.user}"
