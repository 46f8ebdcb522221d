"""What picks are taking out of a place for document lines: it can be reserved for nobody else (WHS-107)."""

from collections import defaultdict
from decimal import Decimal

from django.db.models import F, Sum

from warehouse.models import ActivityLine, PickedNumber
from wms.documents.models import DocumentLine


def on_picks(line: DocumentLine) -> dict[int, Decimal]:
    """Outstanding on open picks, and picked and not shipped, in the line's place; by source line."""
    of_item = {"item": line.item_id, "variant": line.variant_id}
    takes = ActivityLine.objects.filter(
        **of_item, location=line.location_id, quantity__gt=F("qty_handled")
    ).exclude(action_type=ActivityLine.Action.PLACE)
    sums = takes.values_list("source_line").annotate(open=Sum(F("quantity") - F("qty_handled")))
    picked = PickedNumber.objects.filter(
        line__document__location=line.location_id,
        **{f"line__{name}": value for name, value in of_item.items()},
    )
    found: dict[int, Decimal] = defaultdict(Decimal)
    for source_line, quantity in (
        *sums.order_by("source_line"),
        *picked.values_list("line__source_line").annotate(picked=Sum("quantity")).order_by(),
    ):
        found[source_line] += quantity
    return dict(found)
