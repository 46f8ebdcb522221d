"""A location with a packing station, and what is done there."""

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from tests.factories import UserFactory
from tests.warehouse.scenes import pick_location
from warehouse.models import Container
from warehouse.packing.services import Packed, close_container, open_container, pack
from warehouse.packing.shipping import Shipped, ship_containers
from wms.core.errors import Refused
from wms.documents.models import Document
from wms.inventory.models import Item, Location
from wms.ledger.models import ItemLedgerEntry

PACK_DAY = date(2026, 1, 3)


def packing_location(code="EAST", *, bins=("B1",), **values) -> Location:
    """Bins mandatory, and goods leave through the packing station."""
    return pick_location(
        code, bins=bins, **{"require_pick": False, "require_packing": True} | values
    )


def opened(order: Document, location: Location, *, by=None) -> Container:
    return open_container(document=order, location=location, by=by or UserFactory(), on=PACK_DAY)


def pack_it(container: Container, *serials: str, item: Item | None = None, **values) -> Packed:
    """Serials, or a quantity, of the only line of the order, or of that with the item."""
    lines = container.source.lines.filter(**{"item": item} if item else {})
    if "quantity" in values:
        values["quantity"] = Decimal(values["quantity"])
    return pack(
        container=container,
        line=lines.get(),
        by=values.pop("by", None) or UserFactory(),
        on=PACK_DAY,
        serials=serials,
        **values,
    )


def packed(order: Document, location: Location, *serials: str, **values) -> Container:
    """A new container with these serials, or that quantity."""
    container = opened(order, location)
    done = pack_it(container, *serials, **values)
    assert not done.refused, texts(done)
    return container


def closed(order: Document, location: Location, *serials: str, **values) -> Container:
    return close_container(container=packed(order, location, *serials, **values), by=UserFactory())


def ship(order: Document, location: Location, **values) -> Shipped:
    return ship_containers(document=order, location=location, by=UserFactory(), **values)


def contents_of(container: Container) -> list[tuple]:
    """Serial, lot and quantity of each row, in the order in which they were packed."""
    rows = container.lines.order_by("pk")
    return [(row.serial_no, row.lot_no, row.quantity) for row in rows]


def texts(done: Packed) -> list[str]:
    return [violation.text for violation in done.refused]


def refused(work) -> str:
    """What the refusal says; nothing was posted."""
    before = ItemLedgerEntry.objects.count()
    with pytest.raises(Refused) as refusal:
        work()
    assert ItemLedgerEntry.objects.count() == before
    return str(refusal.value)


def books_are_right() -> bool:
    call_command("check_ledger", stdout=StringIO())  # raises when they are not
    return True
