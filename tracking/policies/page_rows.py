"""The rules of an open page that its rows must keep before they are saved (sections 4, 9)."""

from collections.abc import Iterator

from django.db.models import Count, F, Max, Min, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from tracking import errors
from wms.core.errors import RuleViolation
from wms.core.rules import Rule, rule

BLANK = Q(
    serial_no="", lot_no="", package_no="", new_serial_no="", new_lot_no="", new_package_no=""
)
# As on the page and when it is opened again (ITL-128); rows without a number come first.
ORDER = ("lot_no", "serial_no", "package_no", "id")


@rule(errors.HandledRowDeleted)
def handled_row_deleted(rows: QuerySet) -> QuerySet:
    """What was received or shipped stays on the page (ITL-056, POST-117)."""
    return rows.exclude(qty_handled=0).select_related("line__document").order_by(*ORDER)


@rule(errors.RowWithoutNumber)
def row_without_number(rows: QuerySet) -> QuerySet:
    """A quantity without number would silently disappear, so it is refused (ITL-045)."""
    return (
        rows.filter(BLANK, quantity__gt=0)
        .annotate(position=Window(RowNumber(), order_by=[F(field).asc() for field in ORDER]))
        .select_related("line__document")
        .order_by(*ORDER)
    )


DELETION_RULES: tuple[Rule, ...] = (handled_row_deleted,)
SAVING_RULES: tuple[Rule, ...] = (row_without_number,)


def merged_lot_violations(rows: QuerySet) -> Iterator[RuleViolation]:
    """Several lots may become one new lot, but only with one date (ITL-178); one statement."""
    lots = (
        rows.exclude(new_lot_no="")
        .values("new_lot_no")
        .annotate(
            first=Min("new_expiration_date"),
            last=Max("new_expiration_date"),
            dated=Count("new_expiration_date"),
            rows=Count("id"),
        )
        .filter(Q(first__lt=F("last")) | Q(dated__gt=0, dated__lt=F("rows")))
        .order_by("new_lot_no")
    )
    for lot in lots:
        dates = (lot["first"], lot["last"])
        first, second = dates if dates[0] != dates[1] else ("blank", lot["last"])
        yield errors.NewLotHasTwoDates(number=lot["new_lot_no"], first=first, second=second)
