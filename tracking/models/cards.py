"""Serial, lot and package no. information: what is known of one number (SET-145…165)."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode

from wms.core.text import CodeField
from wms.core.wording import in_company_words
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
        indexes = [
            models.Index("kind", "number", name="card_by_number"),
            # the few that a list looks for among a million
            models.Index("kind", "number", name="card_blocked", condition=Q(blocked=True)),
            models.Index(
                "kind", "description", name="card_described", condition=~Q(description="")
            ),
        ]

    def __str__(self) -> str:
        return f"{in_company_words(self.get_kind_display())} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("number_card", args=[self.pk])


class NumberComment(models.Model):
    """One line of what was noted about a number; it needs no card (SET-157).

    ``line_no`` orders the lines of one number, in steps of 10,000.
    """

    kind = models.CharField("Kind", max_length=7, choices=NumberKind)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    variant = models.ForeignKey(ItemVariant, on_delete=models.PROTECT, related_name="+")
    number = CodeField("No.", max_length=50)
    line_no = models.PositiveIntegerField("Line No.")
    date = models.DateField("Date")
    comment = models.CharField("Comment", max_length=80)

    class Meta:
        verbose_name = "Number Comment"
        constraints = [
            models.UniqueConstraint(
                name="comment_line_once", fields=["item", "variant", "kind", "number", "line_no"]
            ),
            models.CheckConstraint(name="comment_filled", condition=~Q(number="") & ~Q(comment="")),
        ]

    def __str__(self) -> str:
        return f"Comment on {in_company_words(self.get_kind_display())} {self.number}"

    def get_absolute_url(self) -> str:
        """The card of the number, or a new one, on which its comments stand."""
        query = urlencode({"no": self.number, "variant": self.variant.code})
        return f"{reverse('number_card_of', args=[self.kind, self.item_id])}?{query}"


def file_place(file: "NumberFile", name: str) -> str:
    """A random name: what somebody calls a file on their machine never names one on ours."""
    return f"numbers/{uuid4().hex}"


class FileType(models.TextChoices):
    """What may be attached: the type is read from the content, not from the name."""

    PNG = "image/png", "PNG"
    JPEG = "image/jpeg", "JPEG"
    WEBP = "image/webp", "WebP"
    GIF = "image/gif", "GIF"
    PDF = "application/pdf", "PDF"


class NumberFile(models.Model):
    """A file or photo attached to a card: a certificate, a picture of damage; gone with its card.

    ``name`` is what it is called for people, ``size`` counts bytes; ``thumbnail`` is a small PNG that the
    application drew of a photo.
    """

    card = models.ForeignKey(NumberInformation, on_delete=models.CASCADE, related_name="files")
    name = models.CharField("Name", max_length=150)
    content_type = models.CharField("Type", max_length=20, choices=FileType)
    size = models.PositiveIntegerField("Size")
    file = models.FileField("File", upload_to=file_place)
    thumbnail = models.FileField("Thumbnail", upload_to=file_place, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    added_at = models.DateTimeField("Added At", auto_now_add=True)

    class Meta:
        verbose_name = "Number File"
        constraints = [
            models.CheckConstraint(
                name="number_file_filled", condition=~Q(name="") & ~Q(file="") & Q(size__gt=0)
            ),
            models.CheckConstraint(
                name="number_file_type", condition=Q(content_type__in=FileType.values)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        return self.content_type != FileType.PDF
