"""Bins and their contents' settings (WHS-019…036)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from wms.core.quantity import QuantityField
from wms.core.text import CodeField
from wms.inventory.models import Item, ItemVariant, Location, WarehouseClass

RANKINGS = [MinValueValidator(-1_000_000), MaxValueValidator(1_000_000)]


class BlockMovement(models.TextChoices):
    NONE = "", "–"
    INBOUND = "inbound", "Inbound"
    OUTBOUND = "outbound", "Outbound"
    ALL = "all", "All"


class BinType(models.Model):
    """What may be done with the bins of a directed location (WHS-017)."""

    code = CodeField("Code", max_length=10, unique=True)
    description = models.CharField("Description", max_length=100, blank=True)
    receive = models.BooleanField("Receive", default=False, help_text="Receipts fill it.")
    ship = models.BooleanField(
        "Ship", default=False, help_text="Picks fill it, shipments empty it."
    )
    put_away = models.BooleanField("Put Away", default=False, help_text="Put-aways fill it.")
    pick = models.BooleanField("Pick", default=False, help_text="Picks empty it.")

    class Meta:
        verbose_name = "Bin Type"
        constraints = [
            models.CheckConstraint(name="bin_type_code_filled", condition=~Q(code="")),
            models.CheckConstraint(
                name="bin_type_abilities",
                condition=Q(receive=False, ship=False)
                | Q(receive=True, ship=False, put_away=False, pick=False)
                | Q(receive=False, ship=True, put_away=False, pick=False),
            ),
            models.UniqueConstraint(
                name="bin_type_combination_once", fields=["receive", "ship", "put_away", "pick"]
            ),
        ]

    def __str__(self) -> str:
        return self.code


class SpecialEquipment(models.Model):
    """What a worker needs to reach a zone, such as a reach truck."""

    code = CodeField("Code", max_length=10, unique=True)
    description = models.CharField("Description", max_length=100, blank=True)

    class Meta:
        verbose_name = "Special Equipment"
        verbose_name_plural = "Special Equipment"
        constraints = [
            models.CheckConstraint(name="special_equipment_code_filled", condition=~Q(code=""))
        ]

    def __str__(self) -> str:
        return self.code


def _warehouse_class() -> models.ForeignKey:
    return models.ForeignKey(
        WarehouseClass,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="Warehouse Class Code",
    )


def _bin_type() -> models.ForeignKey:
    return models.ForeignKey(
        BinType,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="Bin Type Code",
        help_text="Directed locations only.",
    )


class Zone(models.Model):
    """A part of a location; a new bin takes its settings over, later changes do not reach it (WHS-018)."""

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="zones")
    code = CodeField("Code", max_length=10)
    description = models.CharField("Description", max_length=100, blank=True)
    bin_type = _bin_type()
    warehouse_class = _warehouse_class()
    special_equipment = models.ForeignKey(
        SpecialEquipment,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="Special Equipment Code",
    )
    ranking = models.IntegerField(
        "Zone Ranking",
        default=0,
        validators=RANKINGS,
        help_text="A higher ranking is preferred.",
    )
    is_cross_dock = models.BooleanField("Cross-Dock Bin Zone", default=False)

    class Meta:
        verbose_name = "Zone"
        constraints = [
            models.UniqueConstraint(name="zone_once", fields=["location", "code"]),
            models.CheckConstraint(name="zone_code_filled", condition=~Q(code="")),
        ]

    def __str__(self) -> str:
        return self.code


class Bin(models.Model):
    """A place at a location."""

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="bins")
    code = CodeField("Code", max_length=20)
    description = models.CharField("Description", max_length=100, blank=True)
    zone = models.ForeignKey(
        Zone,
        on_delete=models.PROTECT,
        related_name="bins",
        null=True,
        blank=True,
        verbose_name="Zone Code",
        help_text="A new bin takes over what is left blank here.",
    )
    bin_type = _bin_type()
    warehouse_class = _warehouse_class()
    block_movement = models.CharField(
        "Block Movement",
        max_length=8,
        choices=BlockMovement,
        blank=True,
        default=BlockMovement.NONE,
    )
    ranking = models.IntegerField(
        "Bin Ranking",
        default=0,
        validators=RANKINGS,
        help_text="A higher ranking is preferred.",
    )
    max_cubage = QuantityField("Maximum Cubage", default=0, help_text="0: no limit.")
    max_weight = QuantityField("Maximum Weight", default=0, help_text="0: no limit.")
    is_cross_dock = models.BooleanField("Cross-Dock Bin", default=False)
    dedicated = models.BooleanField(
        "Dedicated", default=False, help_text="Picks never take from it."
    )

    class Meta:
        verbose_name = "Bin"
        constraints = [
            models.UniqueConstraint(name="bin_once", fields=["location", "code"]),
            models.CheckConstraint(name="bin_code_filled", condition=~Q(code="")),
            models.CheckConstraint(
                name="bin_capacity_not_negative",
                condition=Q(max_cubage__gte=0, max_weight__gte=0),
                violation_error_message="Maximum Cubage and Maximum Weight are 0 or more (WHS-019).",
            ),
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
            models.CheckConstraint(
                name="bin_content_min_max",
                condition=Q(min_qty__gte=0, max_qty=0)
                | Q(min_qty__gte=0, max_qty__gte=F("min_qty")),
                violation_error_message="Max. Qty. must not be below Min. Qty., and neither is "
                "negative (WHS-035).",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} in {self.bin}"
