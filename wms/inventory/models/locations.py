"""Locations, their warehouse policy, and who works where (SET-128…144, WHS-001…016)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from wms.core.text import CodeField


class BinSelection(models.TextChoices):
    NONE = "", "None"
    FIXED = "fixed", "Fixed Bin"
    LAST_USED = "last_used", "Last-Used Bin"


class BinPolicy(models.TextChoices):
    DEFAULT = "default", "Default Bin"
    RANKING = "ranking", "Bin Ranking"
    TEMPLATE = "template", "Put-away Template"


PICK_BIN_POLICIES = (BinPolicy.DEFAULT, BinPolicy.RANKING)
PUT_AWAY_BIN_POLICIES = (BinPolicy.DEFAULT, BinPolicy.TEMPLATE)


class CapacityPolicy(models.TextChoices):
    NEVER = "never", "Never Check Capacity"
    CONFIRM = "confirm", "Allow More Than Max. Capacity"
    PROHIBIT = "prohibit", "Prohibit More Than Max. Cap."


def _bin(name: str) -> models.ForeignKey:
    return models.ForeignKey(
        "warehouse.Bin",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=name,
    )


class Location(models.Model):
    """Where goods lie, and which documents move them there.

    The location with a blank code stands for "no location"; it has no bins, and its Require switches are
    those of the warehouse set-up (SET-130, docs/adr/0002).
    """

    code = CodeField("Code", max_length=10, unique=True, blank=True)
    name = models.CharField("Name", max_length=100, blank=True)
    use_as_in_transit = models.BooleanField(
        "Use As In-Transit",
        default=False,
        help_text="Goods are only on their way here, between two others.",
    )
    require_receive = models.BooleanField(
        "Require Receive", default=False, help_text="Goods come in through warehouse receipts."
    )
    require_shipment = models.BooleanField(
        "Require Shipment", default=False, help_text="Goods go out through warehouse shipments."
    )
    require_put_away = models.BooleanField(
        "Require Put-away",
        default=False,
        help_text="Received goods are put away by an own document.",
    )
    require_pick = models.BooleanField(
        "Require Pick",
        default=False,
        help_text="Goods to be shipped are picked by an own document.",
    )
    bin_mandatory = models.BooleanField(
        "Bin Mandatory", default=False, help_text="Every quantity lies in a bin."
    )
    directed_put_away_and_pick = models.BooleanField(
        "Directed Put-away and Pick",
        default=False,
        help_text="The system directs every movement of bins.",
    )
    use_cross_docking = models.BooleanField(
        "Use Cross-Docking",
        default=False,
        help_text="Received goods that are wanted go straight to the shipment.",
    )
    pick_according_to_fefo = models.BooleanField(
        "Pick According to FEFO", default=False, help_text="Picks propose what expires first."
    )
    always_create_pick_line = models.BooleanField(
        "Always Create Pick Line",
        default=False,
        help_text="What no bin can supply gets a line without bin, to be filled by the worker.",
    )
    always_create_put_away_line = models.BooleanField(
        "Always Create Put-away Line",
        default=False,
        help_text="What fits into no bin gets a line without bin, to be filled by the worker.",
    )
    use_put_away_worksheet = models.BooleanField(
        "Use Put-away Worksheet",
        default=False,
        help_text="Posting a receipt makes no put-away; what came in waits in the worksheet.",
    )
    allow_breakbulk = models.BooleanField(
        "Allow Breakbulk",
        default=False,
        help_text="Larger units may be broken into smaller ones; directed locations only.",
    )
    check_warehouse_class = models.BooleanField(
        "Check Warehouse Class",
        default=False,
        help_text="Items lie only in bins of their own warehouse class.",
    )
    require_packing = models.BooleanField(
        "Require Packing", default=False, help_text="Goods are packed before they are shipped."
    )
    default_bin_selection = models.CharField(
        "Default Bin Selection",
        max_length=9,
        choices=BinSelection,
        blank=True,
        default=BinSelection.NONE,
        help_text="Which bin becomes the default of an item: the first one, or the one used last.",
    )
    pick_bin_policy = models.CharField(
        "Pick Bin Policy",
        max_length=8,
        choices=[(policy.value, policy.label) for policy in PICK_BIN_POLICIES],
        default=BinPolicy.DEFAULT,
    )
    put_away_bin_policy = models.CharField(
        "Put-away Bin Policy",
        max_length=8,
        choices=[(policy.value, policy.label) for policy in PUT_AWAY_BIN_POLICIES],
        default=BinPolicy.DEFAULT,
    )
    bin_capacity_policy = models.CharField(
        "Bin Capacity Policy",
        max_length=8,
        choices=CapacityPolicy,
        default=CapacityPolicy.NEVER,
        help_text="What happens when a bin would hold more than its maximum.",
    )
    receipt_bin = _bin("Receipt Bin")
    shipment_bin = _bin("Shipment Bin")
    adjustment_bin = _bin("Adjustment Bin")
    cross_dock_bin = _bin("Cross-Dock Bin")
    to_assembly_bin = _bin("To-Assembly Bin")
    from_assembly_bin = _bin("From-Assembly Bin")
    open_shop_floor_bin = _bin("Open Shop Floor Bin")
    to_production_bin = _bin("To-Production Bin")
    from_production_bin = _bin("From-Production Bin")
    to_project_bin = _bin("To-Project Bin")

    class Meta:
        verbose_name = "Location"
        constraints = [
            models.CheckConstraint(
                name="location_in_transit_without_warehouse",
                condition=Q(use_as_in_transit=False)
                | Q(
                    require_receive=False,
                    require_shipment=False,
                    require_put_away=False,
                    require_pick=False,
                    bin_mandatory=False,
                    use_cross_docking=False,
                ),
                violation_error_message="An in-transit location has no warehouse documents and no bins "
                "(SET-131). Switch those off first.",
            ),
            models.CheckConstraint(
                name="location_directed_needs_bins",
                condition=Q(directed_put_away_and_pick=False) | Q(bin_mandatory=True),
                violation_error_message="Directed Put-away and Pick needs Bin Mandatory (SET-132).",
            ),
            models.CheckConstraint(
                name="location_blank_without_bins",
                condition=~Q(code="") | Q(bin_mandatory=False, use_as_in_transit=False),
                violation_error_message="The blank location has no bins (SET-130).",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class WarehouseEmployee(models.Model):
    """A user who works at a location; a warehouse user sees the warehouse documents of these only."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="warehouse_employments"
    )
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="employees")
    is_default = models.BooleanField("Default", default=False)

    class Meta:
        verbose_name = "Warehouse Employee"
        constraints = [
            models.UniqueConstraint(name="employee_once", fields=["user", "location"]),
            models.UniqueConstraint(
                name="employee_one_default",
                fields=["user"],
                condition=Q(is_default=True),
                violation_error_message="A user has one default location only.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.location}"
