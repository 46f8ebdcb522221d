"""What may move into and out of bins while posting (WHS-019…041).  Asked of ``BinMovement`` rows."""

from collections.abc import Iterator

from django.db.models import F, Q, QuerySet

from warehouse import errors
from warehouse.models import Bin, BinMovement
from warehouse.models.bins import BlockMovement
from wms.core.errors import RuleViolation
from wms.core.rules import rule, violations
from wms.inventory.models import Location


@rule(errors.BinMissing)
def bin_missing(rows: QuerySet) -> QuerySet:
    """Where bins are mandatory, every quantity lies in one."""
    return rows.filter(location__bin_mandatory=True, bin=None)


@rule(errors.BinOfOtherLocation)
def bin_of_other_location(rows: QuerySet) -> QuerySet:
    """A bin belongs to the location of the line; a location without bins has none."""
    return rows.filter(~Q(bin__location=F("location")), bin__isnull=False)


@rule(errors.BinBlocked)
def bin_blocked(rows: QuerySet) -> QuerySet:
    """Block Movement: nothing comes in, nothing goes out, or neither."""
    return rows.filter(
        Q(bin__block_movement=BlockMovement.ALL)
        | Q(bin__block_movement=BlockMovement.INBOUND, quantity__gt=0)
        | Q(bin__block_movement=BlockMovement.OUTBOUND, quantity__lt=0)
    )


@rule(errors.NotEnoughInBin)
def not_enough_in_bin(rows: QuerySet) -> QuerySet:
    """A bin gives no more of a tracking set than it holds."""
    return rows.filter(bin__location=F("location"), quantity__lt=0, balance__lt=0)


@rule(errors.SerialInOtherBin)
def serial_in_other_bin(rows: QuerySet) -> QuerySet:
    """A serial lies in one bin of a location."""
    return rows.filter(quantity__gt=0, found_in__isnull=False)


BIN_RULES = (
    bin_missing,
    bin_of_other_location,
    bin_blocked,
    not_enough_in_bin,
    serial_in_other_bin,
)


def bin_violations() -> Iterator[RuleViolation]:
    """What the rules say of the staged ``BinMovement`` rows."""
    rows = BinMovement.objects.select_related(
        "document", "item", "location", "bin__location", "found_in"
    )
    yield from violations(rows.order_by("id"), rules=BIN_RULES)


GOES_THERE = "is where the goods go"


def why_not_picked_from(bin_: Bin, location: Location) -> str:
    """Why picks never take from this bin, in words; "" when they may (WHS-089, WHS-135)."""
    for field, words in (
        ("receipt_bin_id", "is the receipt bin"),
        ("shipment_bin_id", "is the shipment bin"),
        ("adjustment_bin_id", "is the adjustment bin"),
        ("to_assembly_bin_id", "is the to-assembly bin"),
    ):
        if getattr(location, field) == bin_.pk:
            return words
    if bin_.dedicated:
        return "is dedicated"
    if bin_.block_movement in (BlockMovement.OUTBOUND, BlockMovement.ALL):
        return f"has Block Movement {bin_.get_block_movement_display()}"
    return ""
