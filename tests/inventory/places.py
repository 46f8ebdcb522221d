"""Locations as they are saved on their card, and one where work is under way."""

from tests.factories import ItemFactory, UserFactory, lot_code
from tests.warehouse.scenes import JAN_5, pick_location, put, released_order
from warehouse.services.pick_creation import create_inventory_pick
from wms.inventory.models import Location
from wms.inventory.services.locations import save_location


def saved(location: Location, **changes) -> Location:
    for name, value in changes.items():
        setattr(location, name, value)
    save_location(location=location)
    return Location.objects.get(pk=location.pk)


def directed(**values) -> Location:
    return saved(
        Location(code="WHITE", bin_mandatory=True, directed_put_away_and_pick=True), **values
    )


def with_open_pick(**values):
    """A location with an inventory pick under way; answers it and the pick."""
    location = pick_location(**values)
    item = ItemFactory(item_tracking_code=lot_code())
    put(location, "B1", item, lots={"L1": 5})
    order = released_order(item, 2, location)
    return location, create_inventory_pick(document=order, by=UserFactory(), on=JAN_5)
