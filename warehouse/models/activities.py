"""Warehouse activities: what a clerk is asked to do, and what was done."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from tracking.models.posting import words_for
from warehouse import kinds
from warehouse.kinds import KINDS, ActionType, ActivityKind
from warehouse.models.bins import Bin
from warehouse.models.documents import WarehouseDocument
from wms.core.quantity import QuantityField, shown
from wms.core.text import CodeField
from wms.documents.models import Document, DocumentLine, PostedDocument
from wms.inventory.models import Item, ItemVariant, Location


class Activity(models.Model):
    """A pick at one location.  ``whse_document``: the shipment that a warehouse pick is made for."""

    Kind = ActivityKind

    kind = models.CharField("Kind", max_length=20, choices=ActivityKind)
    no = CodeField("No.", max_length=20)
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="activities")
    source = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="activities")
    whse_document = models.ForeignKey(
        WarehouseDocument,
        on_delete=models.PROTECT,
        related_name="activities",
        null=True,
        blank=True,
        verbose_name="Warehouse Shipment",
    )
    posting_date = models.DateField("Posting Date")
    assigned_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "Activities"
        constraints = [
            models.UniqueConstraint(name="activity_no_once", fields=["kind", "no"]),
            models.CheckConstraint(
                name="activity_shipment_of_warehouse_pick",
                condition=Q(kind=ActivityKind.WAREHOUSE_PICK, whse_document__isnull=False)
                | (~Q(kind=ActivityKind.WAREHOUSE_PICK) & Q(whse_document=None)),
            ),
        ]
        permissions = [
            ("work_activity", "Can fill Qty. to Handle and post activities"),
        ]

    def __str__(self) -> str:
        return f"{self.rules.title} {self.no}"

    def get_absolute_url(self) -> str:
        return reverse("activity", args=[self.kind, self.pk])

    @property
    def rules(self) -> kinds.Kind:
        """The row of the table of kinds."""
        return KINDS[ActivityKind(self.kind)]


class ActivityLine(models.Model):
    """One thing to take or place.  Base units.

    ``number_is_fixed``: the source document states the numbers, so they are locked here (WHS-129).
    """

    Action = ActionType

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="lines")
    line_no = models.PositiveIntegerField("Line No.")
    action_type = models.CharField("Action Type", max_length=5, choices=ActionType, blank=True)
    source_line = models.ForeignKey(
        DocumentLine, on_delete=models.PROTECT, related_name="activity_lines"
    )
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    variant = models.ForeignKey(ItemVariant, on_delete=models.PROTECT, related_name="+")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    bin = models.ForeignKey(Bin, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    serial_no = CodeField("Serial No.", max_length=50, blank=True)
    lot_no = CodeField("Lot No.", max_length=50, blank=True)
    package_no = CodeField("Package No.", max_length=50, blank=True)
    expiration_date = models.DateField("Expiration Date", null=True, blank=True)
    number_is_fixed = models.BooleanField(default=False)
    quantity = QuantityField("Quantity")
    qty_to_handle = QuantityField("Qty. to Handle", default=0)
    qty_handled = QuantityField("Qty. Handled", default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="activity_line_once", fields=["activity", "line_no"]),
            models.CheckConstraint(name="activity_line_positive", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="activity_line_to_handle_within_rest",
                condition=Q(qty_to_handle__range=(0, F("quantity") - F("qty_handled"))),
            ),
            models.CheckConstraint(
                name="activity_line_handled_within_quantity",
                condition=Q(qty_handled__range=(0, F("quantity"))),
            ),
        ]
        indexes = [
            models.Index("item", "variant", "location", "bin", name="activity_line_stock"),
        ]

    def __str__(self) -> str:
        return f"{self.activity}, line {self.line_no}"

    @property
    def document(self) -> Activity:
        """What a refusal about this line names as its document."""
        return self.activity

    @property
    def outstanding(self) -> Decimal:
        return self.quantity - self.qty_handled

    @property
    def numbers_text(self) -> str:
        return words_for(self.serial_no, self.lot_no, self.package_no)

    @property
    def numbers(self) -> tuple[str, str, str]:
        """The tracking set: serial, lot and package number, "" where absent."""
        return (self.serial_no, self.lot_no, self.package_no)

    @property
    def stamp(self) -> str:
        """What can be changed on the line, as it is now: another stamp means somebody changed it."""
        quantities = (self.quantity, self.qty_handled, self.qty_to_handle)
        return "|".join((*map(shown, quantities), str(self.bin_id or ""), *self.numbers))

    @property
    def is_take(self) -> bool:
        return self.action_type == ActionType.TAKE


class CapturedSerial(models.Model):
    """A serial that is captured for one unit of a line, and not posted yet (CAP-026, CAP-028).

    ``reason``: why one that had been shipped is captured again (CAP-030).
    """

    line = models.ForeignKey(ActivityLine, on_delete=models.CASCADE, related_name="captured")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", db_index=False)
    variant = models.ForeignKey(
        ItemVariant, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    serial_no = CodeField("Serial No.", max_length=50)
    reason = models.CharField("Reason", max_length=100, blank=True)
    captured_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    captured_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="captured_serial_filled", condition=~Q(serial_no="")),
            models.UniqueConstraint(
                name="captured_serial_once", fields=["item", "variant", "serial_no"]
            ),
        ]

    def __str__(self) -> str:
        return self.serial_no


class PostedActivity(models.Model):
    """What was picked or put away by one posting; never edited or deleted (WHS-173)."""

    kind = models.CharField("Kind", max_length=20, choices=ActivityKind)
    no = CodeField("No.", max_length=20)
    activity_no = CodeField("Activity No.", max_length=20)
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="posted_activities")
    posted_document = models.ForeignKey(
        PostedDocument, on_delete=models.PROTECT, related_name="posted_activities"
    )
    posting_date = models.DateField("Posting Date")
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    posted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "Posted activities"
        constraints = [
            models.UniqueConstraint(name="posted_activity_no_once", fields=["kind", "no"])
        ]

    def __str__(self) -> str:
        return f"{self.rules.posted_title} {self.no}"

    def get_absolute_url(self) -> str:
        return reverse("posted_activity", args=[self.kind, self.pk])

    @property
    def rules(self) -> kinds.Kind:
        """The row of the table of kinds."""
        return KINDS[ActivityKind(self.kind)]


class HandledLine(models.Model):
    """What was handled of one tracking set of a source line.  Base units."""

    line_no = models.PositiveIntegerField("Line No.")
    action_type = models.CharField("Action Type", max_length=5, choices=ActionType, blank=True)
    source_line = models.ForeignKey(DocumentLine, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    variant = models.ForeignKey(ItemVariant, on_delete=models.PROTECT, related_name="+")
    bin = models.ForeignKey(Bin, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    serial_no = CodeField("Serial No.", max_length=50, blank=True)
    lot_no = CodeField("Lot No.", max_length=50, blank=True)
    package_no = CodeField("Package No.", max_length=50, blank=True)
    expiration_date = models.DateField("Expiration Date", null=True, blank=True)
    quantity = QuantityField("Quantity")

    class Meta:
        abstract = True


class PostedActivityLine(HandledLine):
    """A line of a posted activity."""

    activity = models.ForeignKey(PostedActivity, on_delete=models.PROTECT, related_name="lines")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="posted_activity_line_once", fields=["activity", "line_no"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity}, line {self.line_no}"
