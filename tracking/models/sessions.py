"""One person's open Item Tracking Lines page, and what it knew of stock when it was opened."""

from django.conf import settings
from django.db import models
from django.db.models import F

from wms.core.quantity import QuantityField
from wms.core.text import CodeField
from wms.documents.models import DocumentLine


class TrackingSession(models.Model):
    """An open page: its rows are the TrackingLines that point to it, its snapshot the figures that do.

    ``tracking_version`` is that of the saved rows the page started from; saving is refused when the line
    has another one by then (ITL-225…227).  One person has one open page of a line, in however many tabs.

    The sums over its rows are kept here, in base units, so that an answer to one edit need not add up ten
    thousand: whoever writes rows keeps them right (``tracking.totals``), in the same transaction.
    ``open_rows``: those with something left to be handled.  ``opened_from``: the line of a warehouse receipt
    or shipment that it was opened from (``tracking.openers``).
    """

    line = models.ForeignKey(
        DocumentLine, on_delete=models.CASCADE, related_name="tracking_sessions"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    tracking_version = models.PositiveIntegerField()
    is_changed = models.BooleanField(default=False)
    opened_at = models.DateTimeField(auto_now_add=True)
    availability_at = models.DateTimeField()
    opened_from = models.BigIntegerField(null=True, editable=False)
    row_count = models.PositiveIntegerField(default=0, db_default=0)
    open_rows = models.PositiveIntegerField(default=0, db_default=0)
    tracked = QuantityField("Item Tracking", default=0, db_default=0)
    to_handle = QuantityField("Qty. to Handle", default=0, db_default=0)
    to_invoice = QuantityField("Qty. to Invoice", default=0, db_default=0)
    handled = QuantityField("Quantity Handled", default=0, db_default=0)

    # Not stored: whether it was read together with its line (``tracking.page.page_with``).
    brings_line = False

    class Meta:
        constraints = [
            models.UniqueConstraint(name="tracking_session_once", fields=["line", "user"])
        ]

    def __str__(self) -> str:
        return f"Item Tracking Lines of {self.line}"


class AvailabilityFigure(models.Model):
    """Availability of one combination, as it was when the page collected it (ITL-189…196, ITL-204).

    Base units.  What is pending on the page is not in here: it is reckoned from the rows of the page.
    ``bin_content`` is empty unless the line has a bin (ITL-200), the reserved figures unless something of the
    scope is reserved (ITL-198, ITL-199: ``non_specific_reserved`` is that of other lines).  ``selected`` is
    what Select Entries has marked to be taken over (ITL-107), kept here so that it outlives paging,
    reloading and restarts.
    A snapshot is written and thrown away as a whole, under the lock of its session; the database does not
    look its session up again for each of 10,000 figures.
    """

    session = models.ForeignKey(
        TrackingSession,
        on_delete=models.CASCADE,
        related_name="figures",
        db_index=False,
        db_constraint=False,
    )
    serial_no = CodeField("Serial No.", max_length=50, blank=True)
    lot_no = CodeField("Lot No.", max_length=50, blank=True)
    package_no = CodeField("Package No.", max_length=50, blank=True)
    expiration_date = models.DateField("Expiration Date", null=True)
    warranty_date = models.DateField("Warranty Date", null=True)
    total = QuantityField("Total Quantity")
    requested = QuantityField("Total Requested Quantity")
    current_requested = QuantityField("Current Requested Quantity")
    parked = QuantityField("Parked Quantity")
    bin_content = QuantityField("Bin Content", null=True)
    reserved = QuantityField("Total Reserved Quantity", null=True)
    current_reserved = QuantityField("Current Reserved Quantity", null=True)
    non_specific_reserved = QuantityField("Non-specific Reserved Qty.", null=True)
    selected = QuantityField("Selected Quantity", default=0)
    blocked = models.BooleanField("Blocked", default=False)

    class Meta:
        indexes = [
            models.Index("session", "serial_no", "lot_no", "package_no", name="figure_combination"),
        ]
        constraints = [
            models.CheckConstraint(
                name="figure_current_within_requested",
                condition=models.Q(requested__gte=F("current_requested")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.serial_no} {self.lot_no} {self.package_no}".strip()


class RejectedInput(models.Model):
    """A row of an upload or paste, or a scan, that was not taken over, with its reason and way out."""

    session = models.ForeignKey(TrackingSession, on_delete=models.CASCADE, related_name="rejected")
    row = models.PositiveIntegerField("Row")
    column = models.CharField("Column", max_length=20, blank=True)
    value = models.CharField("Value", max_length=200, blank=True)
    code = models.CharField("Code", max_length=40)
    reason = models.CharField("Reason", max_length=300)

    def __str__(self) -> str:
        return f"Row {self.row}: {self.reason}"


class UploadReport(models.Model):
    """What became of each row of the file uploaded last: the file's columns, *Status* and *Reason* (SCAN-041).

    ``content`` is the CSV text as it is downloaded; ``name`` is that of the uploaded file.
    """

    session = models.OneToOneField(
        TrackingSession, on_delete=models.CASCADE, related_name="upload_report"
    )
    name = models.CharField("File", max_length=200)
    content = models.TextField("Report")

    def __str__(self) -> str:
        return f"Report of {self.name}"
