"""Warehouse entries: the same stock, seen by bin (WHS-037…044)."""

from django.db import models
from django.db.models import Q

from warehouse.models.bins import Bin
from wms.core.quantity import QuantityField
from wms.core.text import CodeField
from wms.inventory.models import Item, ItemVariant, Location
from wms.ledger.models import Register


class WarehouseEntryType(models.TextChoices):
    POSITIVE_ADJMT = "positive_adjmt", "Positive Adjmt."
    NEGATIVE_ADJMT = "negative_adjmt", "Negative Adjmt."
    MOVEMENT = "movement", "Movement"


class WarehouseEntry(models.Model):
    """One movement into (+) or out of (−) a bin, in base units.  Append-only.

    Only numbers of warehouse-tracked kinds are carried; the others are "" (WHS-040).
    """

    entry_type = models.CharField("Entry Type", max_length=14, choices=WarehouseEntryType)
    register = models.ForeignKey(
        Register, on_delete=models.PROTECT, related_name="warehouse_entries", null=True, blank=True
    )
    registering_date = models.DateField("Registering Date")
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    bin = models.ForeignKey(Bin, on_delete=models.PROTECT, related_name="entries", db_index=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", db_index=False)
    variant = models.ForeignKey(
        ItemVariant, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    quantity = QuantityField("Quantity (Base)")
    serial_no = CodeField("Serial No.", max_length=50, blank=True)
    lot_no = CodeField("Lot No.", max_length=50, blank=True)
    package_no = CodeField("Package No.", max_length=50, blank=True)
    expiration_date = models.DateField("Expiration Date", null=True, blank=True)
    source_kind = models.CharField("Source Document", max_length=24, blank=True)
    source_no = CodeField("Source No.", max_length=20, blank=True)
    source_line_no = models.PositiveIntegerField("Source Line No.", null=True, blank=True)
    whse_document_kind = models.CharField("Whse. Document", max_length=24, blank=True)
    whse_document_no = CodeField("Whse. Document No.", max_length=20, blank=True)

    class Meta:
        verbose_name = "Warehouse Entry"
        verbose_name_plural = "Warehouse Entries"
        constraints = [
            models.CheckConstraint(name="whse_entry_not_zero", condition=~Q(quantity=0)),
            models.CheckConstraint(
                name="whse_entry_serial_is_one_unit",
                condition=Q(serial_no="") | Q(quantity=1) | Q(quantity=-1),
            ),
        ]
        indexes = [
            models.Index("item", "variant", "location", "bin", name="whse_entry_content"),
            models.Index(
                "serial_no", "item", "variant", name="whse_entry_serial", condition=~Q(serial_no="")
            ),
            models.Index(
                "lot_no", "item", "variant", name="whse_entry_lot", condition=~Q(lot_no="")
            ),
            models.Index("bin", "item", name="whse_entry_bin"),
        ]

    def __str__(self) -> str:
        return f"Warehouse entry {self.pk}"
