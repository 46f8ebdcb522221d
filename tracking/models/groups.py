"""Tracking dimension groups: at which step a serial number becomes known (CAP-001…017)."""

from django.db import models
from django.db.models import Q

from wms.core.text import CodeField


class Capture(models.TextChoices):
    """The step at which units that came in without serial get one."""

    NONE = "none", "None"
    PICKING = "picking", "Picking"
    PACKING = "packing", "Packing"


class PreviouslyShipped(models.TextChoices):
    """What becomes of a serial that was shipped, has not come back, and is captured again (CAP-030)."""

    ERROR = "error", "Error"
    CONFIRM = "confirm", "Confirm"
    ALLOW = "allow", "Allow"


class TrackingDimensionGroup(models.Model):
    """The serial number dimension of the items whose tracking code names the group.

    While ``is_active`` every unit with a serial is followed under it, and units without one are a pool of
    their own (decision D18).  Whether numbers must be stated where is still said by the tracking code,
    some of whose switches the group sets (``tracking.groups.mapping``).
    """

    Capture = Capture
    PreviouslyShipped = PreviouslyShipped

    code = CodeField("Code", max_length=10, unique=True)
    description = models.CharField("Description", max_length=100, blank=True)
    is_active = models.BooleanField(
        "Active",
        default=True,
        help_text="Units with a serial number leave under it; units without one stay apart.",
    )
    primary_stocking = models.BooleanField(
        "Primary Stocking",
        default=False,
        help_text="The serial number is known before anything is posted or reserved.",
    )
    blank_receipt_allowed = models.BooleanField(
        "Blank Receipt Allowed",
        default=False,
        help_text="Positive adjustments may come in without serial number.",
    )
    blank_issue_allowed = models.BooleanField(
        "Blank Issue Allowed",
        default=False,
        help_text="Sales, returns to vendors and negative adjustments may go out without serial number.",
    )
    coverage_plan = models.BooleanField(
        "Coverage Plan by Dimension",
        default=False,
        help_text="Planning counts each serial number by itself.",
    )
    capture_serial_no = models.CharField(
        "Capture Serial No.",
        max_length=7,
        choices=Capture,
        default=Capture.NONE,
        help_text="None: known from the receipt on. Picking, Packing: goods come in without, and the"
        " serial number is captured at that step of the sale.",
    )
    previously_shipped_serial = models.CharField(
        "Previously Shipped Serial",
        max_length=7,
        choices=PreviouslyShipped,
        default=PreviouslyShipped.CONFIRM,
        help_text="When a serial that was shipped and has not come back is captured again.",
    )

    class Meta:
        verbose_name = "Tracking Dimension Group"
        constraints = [
            models.CheckConstraint(name="dimension_group_code_filled", condition=~Q(code="")),
            models.CheckConstraint(
                name="dimension_group_capture_known",
                condition=Q(capture_serial_no__in=Capture.values),
                violation_error_message="Capture Serial No. is None, Picking or Packing (CAP-002).",
            ),
            models.CheckConstraint(
                name="dimension_group_shipped_known",
                condition=Q(previously_shipped_serial__in=PreviouslyShipped.values),
                violation_error_message="Previously Shipped Serial is Error, Confirm or Allow (CAP-030).",
            ),
            models.CheckConstraint(
                name="dimension_group_capture_needs_active",
                condition=Q(capture_serial_no=Capture.NONE) | Q(is_active=True),
                violation_error_message="Capture needs the serial number dimension active (CAP-004).",
            ),
            models.CheckConstraint(
                name="dimension_group_capture_allows_blank",
                condition=Q(capture_serial_no=Capture.NONE)
                | Q(
                    blank_receipt_allowed=True,
                    blank_issue_allowed=True,
                    primary_stocking=False,
                    coverage_plan=False,
                ),
                violation_error_message="Capture needs blank receipts and issues allowed, and neither"
                " Primary Stocking nor Coverage Plan (CAP-003, CAP-007, CAP-008).",
            ),
            models.CheckConstraint(
                name="dimension_group_primary_is_never_blank",
                condition=Q(primary_stocking=False)
                | Q(blank_receipt_allowed=False, blank_issue_allowed=False),
                violation_error_message="Primary Stocking allows no blank receipt or issue (CAP-007).",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def captures(self) -> bool:
        return self.capture_serial_no != Capture.NONE
