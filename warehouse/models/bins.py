"""Bins and their contents' settings (WHS-019…036)."""

from django.db import models
from django.db.models import Q

from wms.core.quantity import QuantityField
from wms.core.text import CodeField
from wms.inventory.models import Item, ItemVariant, Location


class BlockMovement(models.TextChoices):
    NONE = "", "–"
    INBOUND = "inbound", "Inbound"
    OUTBOUND = "outbound", "Outbound"
    ALL = "all", "All"


class Bin(models.Model):
    """A place at a location."""

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="bins")
    code = CodeField("Code", max_length=20)
    description = models.CharField("Description", max_length=100, blank=True)
    block_movement = models.CharField(
        "Block Movement",
        max_length=8,
        choices=BlockMovement,
        blank=True,
        default=BlockMovement.NONE,
    )
    ranking = models.IntegerField(
        "Bin Ranking", default=0, help_text="A higher ranking is preferred."
    )
    dedicated = models.BooleanField(
        "Dedicated", default=False, help_text="Picks never take from it."
    )

    class Meta:
        verbose_name = "Bin"
        constraints = [
            models.UniqueConstraint(name="bin_once", fields=["location", "code"]),
            models.CheckConstraint(name="bin_code_filled", condition=~Q(code="")),
        ]

    def __str__(self) -> str:
        return self.code


class BinContent(models.Model):
    """The settings of an item in a bin; its quantities are always summed from warehouse entries."""

    bin = models.ForeignKey(Bin, on_delete=models.PROTECT, related_name="contents")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="bin_contents")
    variant = models.ForeignKey(ItemVariant, on_delete=models.PROTECT, related_name="+")
    is_fixed = models.BooleanField("Fixed", default=False)
    is_default = models.BooleanField("Default", default=False)
    min_qty = QuantityField("Min. Qty.", default=0)
    max_qty = QuantityField("Max. Qty.", default=0)

    class Meta:
        verbose_name = "Bin Content"
        constraints = [
            models.UniqueConstraint(name="bin_content_once", fields=["bin", "item", "variant"]),
            models.UniqueConstraint(
                name="bin_content_one_default",
                fields=["location", "item", "variant"],
                condition=Q(is_default=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} in {self.bin}"
