"""What the warehouse forbids on document lines that are under way (ITL-154, WHS-049)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F, QuerySet, Sum

from warehouse import errors
from warehouse.models import Activity, ActivityLine
from wms.core.errors import RuleViolation
from wms.core.quantity import ZERO
from wms.documents.guards import LineChange
from wms.documents.kinds import KINDS, DocumentKind
from wms.documents.models import DocumentLine

_FIXED = {
    "item": "Item No.",
    "variant": "Variant Code",
    "unit_of_measure": "Unit of Measure",
    "location": "Location Code",
    "bin": "Bin Code",
    "purchasing_code": "Purchasing Code",
}


class ActivityGuard:
    """A line that stands on an open activity keeps what the activity was made from."""

    def change_violations(self, change: LineChange) -> Iterator[RuleViolation]:
        fixed = [field for field in _FIXED if change.touches(field)]
        quantity = change.touches("quantity_base")
        if not fixed and not quantity:
            return
        line = change.before
        under_way = ActivityLine.objects.filter(source_line=line.pk).order_by("pk")
        first = under_way.select_related("activity").first()
        if first is None:
            return
        where: dict[str, Any] = {"document": str(line.document), "line_no": line.line_no}
        for field in fixed:
            yield errors.LineIsOnActivity(
                field=field, caption=_FIXED[field], activity=str(first.activity), **where
            )
        if quantity:
            open_quantity = under_way.aggregate(open=Sum(F("quantity") - F("qty_handled")))["open"]
            least = abs(line.qty_handled_base) + (open_quantity or ZERO)
            if abs(change.after.quantity_base) < least:
                yield errors.QuantityIsOnActivity(
                    activity=str(first.activity), least=least, **where
                )

    def deletion_violations(self, lines: QuerySet[DocumentLine]) -> Iterator[RuleViolation]:
        found = ActivityLine.objects.filter(source_line__in=lines).order_by("source_line__line_no")
        for source_kind, no, line_no, kind, activity_no in found.values_list(
            "source_line__document__kind",
            "source_line__document__no",
            "source_line__line_no",
            "activity__kind",
            "activity__no",
        ).distinct():
            yield errors.LineCannotBeDeleted(
                document=f"{KINDS[DocumentKind(source_kind)].title} {no}",
                line_no=line_no,
                activity=f"{Activity.Kind(kind).label} {activity_no}",
            )
