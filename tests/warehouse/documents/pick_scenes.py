"""Locations whose shipments are picked first, and what is done there."""

import re
from datetime import date
from decimal import Decimal

import pytest

from tests.factories import UserFactory
from tests.warehouse.documents.scenes import SHIPMENT, WORK_DAY, made
from tests.warehouse.scenes import pick_location, released_order
from warehouse.documents.services import release
from warehouse.models import Activity, WarehouseDocument, WarehouseEntry
from warehouse.services.pick_registering import RegisteredWork, register_pick
from warehouse.services.pick_work import change_line
from warehouse.services.shipment_picks import CreatedPicks, create_picks
from wms.core.errors import Refused
from wms.inventory.models import Location


def picked_location(code="YELLOW", *, bins=("B1", "B2", "SHIP"), **values) -> Location:
    """Require Shipment and Require Pick; goods are shipped from the last of the bins."""
    place = pick_location(code, bins=bins, **{"require_shipment": True} | values)
    if bins:
        place.shipment_bin = place.bins.get(code=bins[-1])
        place.save()
    return place


def shipment_of(item, quantity, place: Location, **numbers) -> WarehouseDocument:
    """A released shipment of one released order with one line."""
    order = released_order(item, quantity, place, **numbers)
    order.lines.update(qty_to_handle=0, qty_to_handle_base=0)
    return release(document=made(SHIPMENT, order), by=UserFactory())


def pick(shipment: WarehouseDocument, *, on: date = WORK_DAY, by=None) -> CreatedPicks:
    return create_picks(document=shipment, by=by or UserFactory(), work_date=on)


def picked(shipment: WarehouseDocument, **values) -> Activity:
    """The one pick of it."""
    [one] = pick(shipment, **values).picks
    return one.activity


def handle(activity: Activity, *quantities) -> Activity:
    by = UserFactory()
    for line, quantity in zip(activity.lines.order_by("line_no"), quantities, strict=True):
        change_line(line=line, by=by, qty_to_handle=Decimal(quantity))
    return activity


def register(activity: Activity, **values) -> RegisteredWork:
    return register_pick(activity=activity, **{"by": UserFactory()} | values)


def lines(activity: Activity) -> list[tuple]:
    """Action, bin, serial, lot and quantity of each line, in order."""
    return [
        (
            str(line.action_type),
            line.bin.code if line.bin else "",
            line.serial_no,
            line.lot_no,
            line.quantity,
        )
        for line in activity.lines.select_related("bin").order_by("line_no")
    ]


def rows_of(shipment: WarehouseDocument) -> list[tuple]:
    """Serial, lot, quantity, to handle and handled of the order's item tracking."""
    line = shipment.lines.get().source_line
    found = line.tracking_lines.filter(session=None).order_by("id")
    return [(r.serial_no, r.lot_no, r.quantity, r.qty_to_handle, r.qty_handled) for r in found]


def moves() -> list[tuple]:
    """Bin, numbers, quantity and type of the warehouse entries that a pick wrote."""
    found = WarehouseEntry.objects.filter(whse_document_kind="warehouse_pick").order_by("pk")
    return [
        (one.bin.code, one.serial_no, one.lot_no, one.quantity, one.entry_type)
        for one in found.select_related("bin")
    ]


def refused(text: str):
    """What is done below is refused, and the refusal says so."""
    return pytest.raises(Refused, match=re.escape(text))
