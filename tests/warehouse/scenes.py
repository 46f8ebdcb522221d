"""Locations with bins, and stock in them, made the way a company makes them: by posting."""

from datetime import date
from decimal import Decimal

from tests.factories import (
    BinFactory,
    LocationFactory,
    UserFactory,
    add_line,
    journal,
    sales_order,
    setup_series,
    tracked,
)
from tracking.posting import post_document
from warehouse.models import Bin, WarehouseEntry
from wms.core.quantity import ZERO
from wms.documents.kinds import EntryType
from wms.documents.models import Document
from wms.inventory.models import Item, Location

JAN_2 = date(2026, 1, 2)
JAN_5 = date(2026, 1, 5)


def pick_location(code="SILVER", *, bins=("B1", "B2", "B3"), **values) -> Location:
    """Bins mandatory, Fixed Bin, goods leave through inventory picks."""
    setup_series()
    values = {"require_pick": True, "bin_mandatory": bool(bins)} | values
    if bins:
        values.setdefault("default_bin_selection", "fixed")
    location = LocationFactory(code=code, **values)
    for bin_code in bins:
        BinFactory(location=location, code=bin_code)
    return location


def put(
    location: Location, bin_code: str, item: Item, quantity=None, *, serials=(), lots=None, **dates
):
    """Post stock into a bin by the item journal: ``serials=["S1"]``, ``lots={"L1": 5}``, or a quantity."""
    lots = lots or {}
    quantity = quantity or len(serials) or sum(map(Decimal, lots.values()))
    place = location.bins.get(code=bin_code) if bin_code else None
    batch = journal(location=location)
    line = add_line(batch, item, quantity, entry_type=EntryType.POSITIVE_ADJMT, bin=place)
    for serial in serials:
        tracked(line, serial, **dates)
    for lot, lot_quantity in lots.items():
        tracked(line, "", lot, quantity=lot_quantity, **dates)
    return post_document(document=batch, by=UserFactory())


def released_order(item: Item, quantity, location: Location, *, serials=(), lots=None, **line):
    """A released sales order with one line, its numbers stated: ``serials=["S1"]``, ``lots={"L1": 20}``."""
    order = sales_order(
        item, quantity, location=location, status=Document.Status.RELEASED, line=line
    )
    for serial in serials:
        tracked(order.lines.get(), serial)
    for lot, lot_quantity in (lots or {}).items():
        tracked(order.lines.get(), "", lot, quantity=lot_quantity)
    return order


def contents(location: Location) -> dict:
    """``{(bin, serial, lot): quantity}``, zeros left out."""
    found: dict = {}
    for entry in WarehouseEntry.objects.filter(location=location).select_related("bin"):
        key = (entry.bin.code, entry.serial_no, entry.lot_no)
        found[key] = found.get(key, ZERO) + entry.quantity
    return {key: quantity for key, quantity in found.items() if quantity}


def bin_of(location: Location, code: str) -> Bin:
    return location.bins.get(code=code)
