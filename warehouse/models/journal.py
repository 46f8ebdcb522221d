"""Warehouse journals: goods moved between the bins of one location, outside of any order."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from tracking.models.posting import words_for
from warehouse.models.bins import Bin
from wms.core.quantity import QuantityField
from wms.core.text import CodeField
from wms.inventory.models import Item, ItemVariant, Location, UnitOfMeasure


class WarehouseJournal(models.Model):
    """Moves between bins, registered together; once registered it is kept as it is (WHS-231)."""

    no = CodeField("No.", max_length=20, unique=True)
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    registering_date = models.DateField("Registering Date")
    version = models.PositiveIntegerField(default=1, editable=False)
    request_key = models.CharField(max_length=64, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("Created At", auto_now_add=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    registered_at = models.DateTimeField("Registered At", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="whse_journal_registered_by_somebody",
                condition=Q(registered_by=None, registered_at=None)
                | Q(registered_by__isnull=False, registered_at__isnull=False),
            ),
        ]
        permissions = [("register_warehousejournal", "Can register warehouse journals")]

    def __str__(self) -> str:
        return f"Warehouse journal {self.no}"

    def get_absolute_url(self) -> str:
        return reverse("warehouse_journal", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.registered_at is None


class WarehouseJournalLine(models.Model):
    """So much of an item from one bin to another; ``quantity_base`` is in base units."""

    journal = models.ForeignKey(WarehouseJournal, on_delete=models.CASCADE, related_name="lines")
    line_no = models.PositiveIntegerField("Line No.")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    variant = models.ForeignKey(ItemVariant, on_delete=models.PROTECT, related_name="+")
    from_bin = models.ForeignKey(Bin, on_delete=models.PROTECT, related_name="+")
    to_bin = models.ForeignKey(Bin, on_delete=models.PROTECT, related_name="+")
    unit_of_measure = models.ForeignKey(UnitOfMeasure, on_delete=models.PROTECT, related_name="+")
    quantity = QuantityField("Quantity")
    quantity_base = QuantityField("Quantity (Base)")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="whse_journal_line_once", fields=["journal", "line_no"]),
            models.CheckConstraint(
                name="whse_journal_line_positive", condition=Q(quantity__gt=0, quantity_base__gt=0)
            ),
            models.CheckConstraint(
                name="whse_journal_line_moves", condition=~Q(from_bin=models.F("to_bin"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.journal}, line {self.line_no}"


class WarehouseTrackingLine(models.Model):
    """The number of a part of a journal line, in base units; only warehouse-tracked kinds (SET-049)."""

    line = models.ForeignKey(
        WarehouseJournalLine, on_delete=models.CASCADE, related_name="tracking"
    )
    serial_no = CodeField("Serial No.", max_length=50, blank=True)
    lot_no = CodeField("Lot No.", max_length=50, blank=True)
    package_no = CodeField("Package No.", max_length=50, blank=True)
    quantity = QuantityField("Quantity (Base)")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="whse_tracking_line_once", fields=["line", "serial_no", "lot_no", "package_no"]
            ),
            models.CheckConstraint(
                name="whse_tracking_line_positive",
                condition=Q(quantity__gt=0) & (Q(serial_no="") | Q(quantity=1)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line}{self.numbers_text}"

    @property
    def numbers_text(self) -> str:
        return words_for(self.serial_no, self.lot_no, self.package_no)
