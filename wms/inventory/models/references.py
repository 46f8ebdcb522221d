"""What else an item is called: by a vendor, a customer, or a bar code (SCAN-018)."""

from django.db import models
from django.db.models import F, Q

from wms.core.text import CodeField
from wms.inventory.models.items import Item, ItemVariant, UnitOfMeasure
from wms.inventory.models.partners import Customer, Vendor


class ReferenceType(models.TextChoices):
    NONE = "", "None"
    VENDOR = "vendor", "Vendor"
    CUSTOMER = "customer", "Customer"
    BAR_CODE = "bar_code", "Bar Code"


class ItemReference(models.Model):
    """A number under which somebody else knows an item, a variant of it, or a unit of it.

    A blank unit is the base unit.  Without dates the reference always counts.
    """

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="references")
    variant = models.ForeignKey(
        ItemVariant, on_delete=models.RESTRICT, related_name="references", verbose_name="Variant"
    )
    unit_of_measure = models.ForeignKey(
        UnitOfMeasure,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="Unit of Measure",
    )
    type = models.CharField(
        "Type", max_length=8, choices=ReferenceType, blank=True, default=ReferenceType.NONE
    )
    vendor = models.ForeignKey(
        Vendor,
        on_delete=models.PROTECT,
        related_name="item_references",
        null=True,
        blank=True,
        verbose_name="Vendor No.",
    )
    customer = models.ForeignKey(
        Customer,
        on_delete=models.PROTECT,
        related_name="item_references",
        null=True,
        blank=True,
        verbose_name="Customer No.",
    )
    reference_no = CodeField("Reference No.", max_length=50)
    description = models.CharField("Description", max_length=100, blank=True)
    starting_date = models.DateField("Starting Date", null=True, blank=True)
    ending_date = models.DateField("Ending Date", null=True, blank=True)

    class Meta:
        verbose_name = "Item Reference"
        constraints = [
            models.CheckConstraint(name="item_reference_filled", condition=~Q(reference_no="")),
            models.CheckConstraint(
                name="item_reference_partner_by_type",
                condition=Q(type="vendor", vendor__isnull=False, customer=None)
                | Q(type="customer", customer__isnull=False, vendor=None)
                | Q(type__in=["", "bar_code"], vendor=None, customer=None),
            ),
            # with dates, the same bar code may stand for another item later; the rule looks at those
            models.UniqueConstraint(
                name="item_reference_bar_code_once",
                fields=["reference_no"],
                condition=Q(type="bar_code", starting_date=None, ending_date=None),
            ),
            models.CheckConstraint(
                name="item_reference_dates_in_order",
                condition=Q(starting_date=None)
                | Q(ending_date=None)
                | Q(starting_date__lte=F("ending_date")),
                violation_error_message="Ending Date is before Starting Date. Exchange them, or "
                "clear one.",
            ),
        ]
        indexes = [models.Index("reference_no", "type", name="item_reference_by_no")]

    def __str__(self) -> str:
        return f"{self.reference_no} of item {self.item}"
