"""The packing station: containers, and what is packed in them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from tracking.models.posting import words_for
from wms.core.quantity import QuantityField
from wms.core.text import CodeField
from wms.documents.models import Document, DocumentLine, PostedDocument
from wms.inventory.models import Item, ItemVariant, Location


class ContainerStatus(models.TextChoices):
    """Released: its content is what the posting under way ships; nobody sees it for longer than that."""

    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"
    RELEASED = "released", "Released"
    SHIPPED = "shipped", "Shipped"
    CANCELLED = "cancelled", "Cancelled"


_OPEN = Q(status__in=["open", "cancelled"], closed_by=None, closed_at=None)
_CLOSED = Q(
    status__in=["closed", "released", "shipped"], closed_by__isnull=False, closed_at__isnull=False
)


class Container(models.Model):
    """Goods of one order that leave one location together (PACK-001, PACK-013)."""

    Status = ContainerStatus

    no = CodeField("No.", max_length=20, unique=True)
    status = models.CharField("Status", max_length=9, choices=ContainerStatus, default="open")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="containers")
    source = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="containers")
    posted_document = models.ForeignKey(
        PostedDocument,
        on_delete=models.PROTECT,
        related_name="containers",
        null=True,
        blank=True,
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField("Opened At", auto_now_add=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    closed_at = models.DateTimeField("Closed At", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="container_closed_by_somebody", condition=_OPEN | _CLOSED),
            models.CheckConstraint(
                name="container_shipped_with_document",
                condition=Q(status="shipped", posted_document__isnull=False)
                | ~Q(status="shipped") & Q(posted_document=None),
            ),
        ]
        permissions = [("work_container", "Can pack, close and ship containers")]

    def __str__(self) -> str:
        return f"Container {self.no}"

    def get_absolute_url(self) -> str:
        return reverse("container", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.status == ContainerStatus.OPEN

    @property
    def is_closed(self) -> bool:
        return self.status == ContainerStatus.CLOSED

    @property
    def is_shipped(self) -> bool:
        return self.status == ContainerStatus.SHIPPED


class ContainerLine(models.Model):
    """So much of one tracking set for one source line.  Base units.

    ``is_captured``: the unit lay in stock without serial and got it as it was packed (CAP-043).
    ``is_shipped``: follows the container, so that a serial stands in one unshipped container only.
    """

    container = models.ForeignKey(Container, on_delete=models.CASCADE, related_name="lines")
    source_line = models.ForeignKey(DocumentLine, on_delete=models.PROTECT, related_name="packed")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", db_index=False)
    variant = models.ForeignKey(
        ItemVariant, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    serial_no = CodeField("Serial No.", max_length=50, blank=True)
    lot_no = CodeField("Lot No.", max_length=50, blank=True)
    package_no = CodeField("Package No.", max_length=50, blank=True)
    quantity = QuantityField("Quantity")
    is_captured = models.BooleanField("Captured Here", default=False)
    is_shipped = models.BooleanField("Shipped", default=False, editable=False)
    packed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    packed_at = models.DateTimeField("Packed At", auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="container_line_positive", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="container_line_serial_is_one", condition=Q(serial_no="") | Q(quantity=1)
            ),
            models.CheckConstraint(
                name="container_line_captured_has_serial",
                condition=Q(is_captured=False) | ~Q(serial_no=""),
            ),
            models.UniqueConstraint(
                name="container_line_once",
                fields=["container", "source_line", "serial_no", "lot_no", "package_no"],
            ),
            models.UniqueConstraint(
                name="container_serial_once",
                fields=["item", "variant", "serial_no"],
                condition=~Q(serial_no="") & Q(is_shipped=False),
            ),
        ]
        indexes = [
            models.Index(  # what is packed of an item, beside years of what was shipped
                name="container_line_standing",
                fields=["item", "variant"],
                condition=Q(is_shipped=False),
            ),
            *(  # a search finds the containers of a number (PACK-029)
                models.Index(
                    name=f"container_line_{kind}",
                    fields=[f"{kind}_no"],
                    condition=~Q(**{f"{kind}_no": ""}),
                )
                for kind in ("serial", "lot", "package")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.container}, item {self.item}{self.numbers_text}"

    @property
    def numbers(self) -> tuple[str, str, str]:
        """The tracking set: serial, lot and package number, "" where absent."""
        return (self.serial_no, self.lot_no, self.package_no)

    @property
    def numbers_text(self) -> str:
        return words_for(*self.numbers)


class ContainerScan(models.Model):
    """A scan that packed something: sent once more, it counts no more (SCAN-002)."""

    container = models.ForeignKey(Container, on_delete=models.CASCADE, related_name="scans")
    key = models.CharField("Key", max_length=100)
    words = models.CharField("Answer", max_length=300)
    scanned_at = models.DateTimeField("Scanned At", auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="container_scan_key_filled", condition=~Q(key="")),
            models.UniqueConstraint(name="container_scan_once", fields=["container", "key"]),
        ]

    def __str__(self) -> str:
        return self.words
