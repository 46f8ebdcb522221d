"""What the warehouse forbids on document lines that are under way (ITL-154, WHS-049)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet

from warehouse import errors
from warehouse.documentkinds import WarehouseDocumentKind
from warehouse.models import Activity, ActivityLine, WarehouseDocument, WarehouseDocumentLine
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
    """A line that stands on an activity, a receipt or a shipment keeps what that was made from."""

    def change_violations(self, change: LineChange) -> Iterator[RuleViolation]:
        fixed = [field for field in _FIXED if change.touches(field)]
        quantity = change.touches("quantity_base")
        if not fixed and not quantity:
            return
        line = change.before
        under_way = list(_under_way(line))
        if not under_way:
            return
        first = str(under_way[0][0])
        where: dict[str, Any] = {"document": str(line.document), "line_no": line.line_no}
        for field in fixed:
            yield errors.LineIsOnActivity(
                field=field, caption=_FIXED[field], activity=first, **where
            )
        if quantity:
            least = abs(line.qty_handled_base) + sum((part for _, part in under_way), ZERO)
            if abs(change.after.quantity_base) < least:
                yield errors.QuantityIsOnActivity(activity=first, least=least, **where)

    def deletion_violations(self, lines: QuerySet[DocumentLine]) -> Iterator[RuleViolation]:
        for rows, path in (
            (ActivityLine.objects.all(), "activity"),
            (WarehouseDocumentLine.objects.all(), "document"),
        ):
            found = rows.filter(source_line__in=lines).order_by("source_line__line_no")
            for source_kind, no, line_no, kind, holder_no in found.values_list(
                "source_line__document__kind",
                "source_line__document__no",
                "source_line__line_no",
                f"{path}__kind",
                f"{path}__no",
            ).distinct():
                yield errors.LineCannotBeDeleted(
                    document=f"{KINDS[DocumentKind(source_kind)].title} {no}",
                    line_no=line_no,
                    activity=f"{_LABELS[kind]} {holder_no}",
                )


_LABELS = {**dict(Activity.Kind.choices), **dict(WarehouseDocumentKind.choices)}


def _under_way(
    line: DocumentLine,
) -> Iterator[tuple[Activity | WarehouseDocument, Decimal]]:
    """Where the line stands, each with how much of it has not been posted yet, in base units.

    What is received of a transfer has left already, so nothing of that is still to be handled.
    """
    open_quantity = F("quantity") - F("qty_handled")
    worked = ActivityLine.objects.filter(source_line=line.pk).select_related("activity")
    for on_activity in worked.annotate(open=open_quantity).order_by("pk"):
        activity = on_activity.activity  # what is picked for a shipment is counted there
        yield activity, ZERO if activity.whse_document_id else on_activity.open
    standing = WarehouseDocumentLine.objects.filter(source_line=line.pk).select_related("document")
    for on_document in standing.annotate(open=open_quantity).order_by("pk"):
        arrives = line.document.rules.is_transfer and not on_document.document.rules.outbound
        yield on_document.document, ZERO if arrives else on_document.open
