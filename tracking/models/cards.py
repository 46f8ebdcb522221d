"""Serial, lot and package no. information: what is known of one number (SET-145…165)."""

from django.db import models
from django.db.models import Q

from wms.core.text import CodeField
from wms.inventory.models import Item, ItemVariant


class NumberKind(models.TextChoices):
    SERIAL = "serial", "Serial No."
    LOT = "lot", "Lot No."
    PACKAGE = "package", "Package No."


class TestQuality(models.TextChoices):
    NONE = "", "–"
    GOOD = "good", "Good"
    AVERAGE = "average", "Average"
    BAD = "bad", "Bad"


class NumberInformation(models.Model):
    """The information card of one serial, lot or package number of an item and variant.

    A number may be used without a card; creating a card creates no stock (SET-146).
    """

    kind = models.CharField("Kind", max_length=7, choices=NumberKind)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="number_cards")
    variant = models.ForeignKey(ItemVariant, on_delete=models.PROTECT, related_name="+")
    number = CodeField("No.", max_length=50)
    description = models.CharField("Description", max_length=100, blank=True)
    blocked = models.BooleanField(
        "Blocked",
        default=False,
        help_text="No posting or warehouse work may use this number (SET-152).",
    )
    test_quality = models.CharField(
        "Test Quality", max_length=7, choices=TestQuality, blank=True, default=TestQuality.NONE
    )
    certificate_number = CodeField("Certificate Number", max_length=20, blank=True)
    country_code = CodeField("Country/Region Code", max_length=10, blank=True)

    class Meta:
        verbose_name = "Number Information"
        verbose_name_plural = "Number Information"
        constraints = [
            models.UniqueConstraint(name="card_once", fields=["item", "variant", "kind", "number"]),
            models.CheckConstraint(name="card_number_filled", condition=~Q(number="")),
        ]
        indexes = [models.Index("kind", "number", name="card_by_number")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"
