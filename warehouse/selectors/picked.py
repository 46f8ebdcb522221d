"""What is picked for warehouse shipments and not shipped yet (WHS-095, WHS-107, WHS-204)."""

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum

from warehouse.models import ActivityLine, PickedNumber, WarehouseDocument
from warehouse.trackingsets import Numbers
from wms.core.quantity import ZERO
from wms.inventory.models import Location

WITH_NUMBER = ~Q(serial_no="", lot_no="", package_no="")


def picked_at(location: Location, items: Collection[int]) -> QuerySet[PickedNumber]:
    """Of these items, with the shipment lines that they are picked for."""
    found = PickedNumber.objects.filter(line__document__location=location, line__item__in=items)
    return found.select_related("line__document").order_by("pk")


def picked_for(lines: Collection[int]) -> dict[int, list[PickedNumber]]:
    """By source line, over all shipments on which it stands; one read."""
    found: dict[int, list[PickedNumber]] = defaultdict(list)
    rows = PickedNumber.objects.filter(line__source_line__in=lines).select_related("line")
    for row in rows.order_by("pk"):
        found[row.line.source_line_id].append(row)
    return found


def on_picks_of(document: WarehouseDocument) -> dict[int, dict[Numbers, Decimal]]:
    """Outstanding on the open picks of a shipment, by source line and tracking set; one read."""
    found: dict[int, dict[Numbers, Decimal]] = defaultdict(dict)
    lines = ActivityLine.objects.filter(activity__whse_document=document)
    sums = lines.values_list("source_line", "serial_no", "lot_no", "package_no")
    for line, serial, lot, package, open_quantity in sums.annotate(
        open=Sum(F("quantity") - F("qty_handled"))
    ).order_by("source_line"):
        found[line][serial, lot, package] = open_quantity or ZERO
    return found
