"""Items, their units of measure and their variants (SET-011…030)."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from wms.core.models import NumberSeries
from wms.core.quantity import QuantityField
from wms.core.text import CodeField


class UnitOfMeasure(models.Model):
    code = CodeField("Code", max_length=10, unique=True)
    description = models.CharField("Description", max_length=100, blank=True)

    class Meta:
        verbose_name = "Unit of Measure"
        verbose_name_plural = "Units of Measure"
        constraints = [models.CheckConstraint(name="unit_code_filled", condition=~Q(code=""))]

    def __str__(self) -> str:
        return self.code


class WarehouseClass(models.Model):
    """A demand on the place where goods are kept, such as COLD or FLAMMABLE (WHS-018, WHS-035)."""

    code = CodeField("Code", max_length=10, unique=True)
    description = models.CharField("Description", max_length=100, blank=True)

    class Meta:
        verbose_name = "Warehouse Class"
        verbose_name_plural = "Warehouse Classes"
        constraints = [
            models.CheckConstraint(name="warehouse_class_code_filled", condition=~Q(code=""))
        ]

    def __str__(self) -> str:
        return self.code


class ItemType(models.TextChoices):
    INVENTORY = "inventory", "Inventory"
    NON_INVENTORY = "non_inventory", "Non-Inventory"
    SERVICE = "service", "Service"


class PreventNegative(models.TextChoices):
    YES = "yes", "Yes"
    NO = "no", "No"


class CostingMethod(models.TextChoices):
    """Which open entry an outbound one takes from when no number decides (POST-025)."""

    FIFO = "fifo", "FIFO"
    LIFO = "lifo", "LIFO"


class Item(models.Model):
    """What is bought, kept and sold.

    Every item has a variant with a blank code, which stands for the item itself, so that documents,
    tracking lines and ledger entries always name a variant (docs/adr/0002).
    """

    Type = ItemType

    no = CodeField("No.", max_length=20, unique=True)
    description = models.CharField("Description", max_length=100, blank=True)
    type = models.CharField("Type", max_length=13, choices=ItemType, default=ItemType.INVENTORY)
    blocked = models.BooleanField(
        "Blocked", default=False, help_text="No stock of this item may move (POST-082)."
    )
    sales_blocked = models.BooleanField(
        "Sales Blocked", default=False, help_text="The item cannot be sold."
    )
    purchasing_blocked = models.BooleanField(
        "Purchasing Blocked", default=False, help_text="The item cannot be bought."
    )
    base_unit_of_measure = models.ForeignKey(
        UnitOfMeasure,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="Base Unit of Measure",
    )
    sales_unit_of_measure = models.ForeignKey(
        UnitOfMeasure,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="Sales Unit of Measure",
    )
    purchase_unit_of_measure = models.ForeignKey(
        UnitOfMeasure,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="Purchase Unit of Measure",
    )
    put_away_unit_of_measure = models.ForeignKey(
        UnitOfMeasure,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="Put-away Unit of Measure",
    )
    warehouse_class = models.ForeignKey(
        WarehouseClass,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="Warehouse Class Code",
        help_text="Where the location checks it, the item lies only in bins of this class.",
    )
    rounding_precision = QuantityField(
        "Qty. Rounding Precision",
        default=Decimal(0),
        help_text="Smallest part of the base unit; 0 for any number with 5 decimals.",
    )
    costing_method = models.CharField(
        "Costing Method", max_length=4, choices=CostingMethod, default=CostingMethod.FIFO
    )
    prevent_negative_inventory = models.CharField(
        "Prevent Negative Inventory",
        max_length=3,
        choices=PreventNegative,
        blank=True,
        help_text="Blank: as Inventory Setup says. Specific numbers never make stock negative.",
    )
    item_tracking_code = models.ForeignKey(
        "tracking.ItemTrackingCode",
        on_delete=models.PROTECT,
        related_name="items",
        null=True,
        blank=True,
        verbose_name="Item Tracking Code",
        help_text="Which serial, lot and package numbers the item carries, and when.",
    )
    serial_nos = models.ForeignKey(
        NumberSeries,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="Serial Nos.",
        help_text="The series that Assign Serial No. draws from.",
    )
    lot_nos = models.ForeignKey(
        NumberSeries,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="Lot Nos.",
        help_text="The series that Assign Lot No. draws from.",
    )
    package_nos = models.ForeignKey(
        NumberSeries,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="Package Nos.",
        help_text="Instead of the company's series in Inventory Setup.",
    )
    expiration_calculation = models.CharField(
        "Expiration Calculation",
        max_length=20,
        blank=True,
        help_text="From the document date to the expiration date, such as 6M or 1Y-1D.",
    )

    class Meta:
        verbose_name = "Item"
        constraints = [
            models.CheckConstraint(name="item_no_filled", condition=~Q(no="")),
            models.CheckConstraint(
                name="item_tracking_only_for_inventory",
                condition=Q(type=ItemType.INVENTORY) | Q(item_tracking_code=None),
                violation_error_message="Only items of Type Inventory can have an Item Tracking Code "
                "(SET-012). Clear the code or choose Type Inventory.",
            ),
            models.CheckConstraint(
                name="item_series_need_tracking_code",
                condition=Q(item_tracking_code__isnull=False)
                | Q(serial_nos=None, lot_nos=None, package_nos=None),
                violation_error_message="Serial Nos., Lot Nos. and Package Nos. need an Item Tracking "
                "Code (SET-086). Fill it, or clear the series.",
            ),
            models.CheckConstraint(
                name="item_rounding_precision_range",
                condition=Q(rounding_precision__gte=0, rounding_precision__lte=Decimal(1)),
                violation_error_message="Qty. Rounding Precision lies between 0 and 1 (SET-019).",
            ),
        ]

    def __str__(self) -> str:
        return self.no


class ItemUnit(models.Model):
    """How many base units one of this unit holds, for one item."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="units")
    unit_of_measure = models.ForeignKey(UnitOfMeasure, on_delete=models.PROTECT, related_name="+")
    qty_per_unit = QuantityField("Qty. per Unit of Measure", default=Decimal(1))

    class Meta:
        verbose_name = "Item Unit of Measure"
        constraints = [
            models.UniqueConstraint(name="item_unit_once", fields=["item", "unit_of_measure"]),
            models.CheckConstraint(
                name="item_unit_positive",
                condition=Q(qty_per_unit__gt=0),
                violation_error_message="Qty. per Unit of Measure must be more than 0 (SET-016).",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.unit_of_measure}"


class ItemVariant(models.Model):
    """A variant of an item; the one with a blank code is the item itself.

    Its row is also the *stock key* of a posting: postings lock the variants they touch, in primary-key
    order, before they look at stock (POST-167).
    """

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="variants")
    code = CodeField("Code", max_length=10, blank=True)
    description = models.CharField("Description", max_length=100, blank=True)
    blocked = models.BooleanField("Blocked", default=False)

    class Meta:
        verbose_name = "Item Variant"
        constraints = [models.UniqueConstraint(name="item_variant_once", fields=["item", "code"])]

    def __str__(self) -> str:
        return self.code
