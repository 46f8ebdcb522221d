"""What picks are taking out of a place for document lines: it can be reserved for nobody else (WHS-107)."""

from decimal import Decimal

from django.db.models import F, Sum

from warehouse.models import Activity, ActivityLine
from wms.documents.models import DocumentLine


def on_picks(line: DocumentLine) -> dict[int, Decimal]:
    """Outstanding quantity of open picks in the line's place, by source line."""
    takes = ActivityLine.objects.filter(
        activity__kind=Activity.Kind.INVENTORY_PICK,
        item=line.item_id,
        variant=line.variant_id,
        location=line.location_id,
        quantity__gt=F("qty_handled"),
    ).exclude(action_type=ActivityLine.Action.PLACE)
    sums = takes.values_list("source_line").annotate(open=Sum(F("quantity") - F("qty_handled")))
    return dict(sums.order_by("source_line"))
