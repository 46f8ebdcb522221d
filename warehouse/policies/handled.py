"""What the handled lines of an activity must satisfy before it is posted (WHS-156, WHS-171)."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from warehouse import errors
from warehouse.models import Activity
from wms.core.errors import RuleViolation
from wms.core.rules import rule, violations
from wms.documents.models import Document

_CODE = "item__item_tracking_code"


@rule(errors.SerialMissingOnLine)
def serial_missing(lines: QuerySet) -> QuerySet:
    return lines.filter(**{f"{_CODE}__sn_warehouse_tracking": True}, serial_no="")


@rule(errors.LotMissingOnLine)
def lot_missing(lines: QuerySet) -> QuerySet:
    return lines.filter(**{f"{_CODE}__lot_warehouse_tracking": True}, lot_no="")


@rule(errors.PackageMissingOnLine)
def package_missing(lines: QuerySet) -> QuerySet:
    return lines.filter(**{f"{_CODE}__package_warehouse_tracking": True}, package_no="")


@rule(errors.BinMissingOnLine)
def bin_missing(lines: QuerySet) -> QuerySet:
    """Take and place lines are those of locations where bins are mandatory."""
    return lines.exclude(action_type="").filter(bin=None)


@rule(errors.SerialLineNotOne)
def serial_line_not_one(lines: QuerySet) -> QuerySet:
    return lines.filter(~Q(serial_no="") & ~Q(qty_to_handle=1))


HANDLED_RULES = (serial_missing, lot_missing, package_missing, bin_missing, serial_line_not_one)


def work_violations(activity: Activity, lines: QuerySet) -> Iterator[RuleViolation]:
    """What keeps the handled lines of an activity from being posted or registered (WHS-048, WHS-156, WHS-171)."""
    source = activity.source
    if source.status != Document.Status.RELEASED:
        yield errors.SourceNotReleased(
            document=str(source), status=source.get_status_display().lower()
        )
    yield from violations(lines, rules=HANDLED_RULES)
