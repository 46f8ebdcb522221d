"""Places of the demo company: locations, zones, bins, and which item lies where."""

from typing import Any

from warehouse.binsetup.services import save_bin, save_bin_content, save_zone
from warehouse.demo import files
from warehouse.models import Bin, BinContent, BinType, Zone
from wms.inventory.models import Item, Location
from wms.inventory.services.locations import save_location

DEFAULT_BINS = ("receipt_bin", "shipment_bin", "adjustment_bin", "cross_dock_bin")


def load_places() -> None:
    """A location first, then what lies in it, then the bins that it names."""
    rows = files.table("locations")
    for row in rows:
        location = Location(code=row["code"], name=row["name"])
        for switch in row["switches"].split():
            setattr(location, switch, True)
        save_location(location=location)
    locations = {one.code: one for one in Location.objects.all()}
    _load_zones(locations)
    _load_bins(locations)
    for row in rows:
        _name_default_bins(locations[row["code"]], row)


def _load_zones(locations: dict[str, Location]) -> None:
    types = {one.code: one for one in BinType.objects.all()}
    for row in files.table("zones"):
        save_zone(
            zone=Zone(
                location=locations[row["location"]],
                code=row["code"],
                description=row["description"],
                bin_type=types[row["bin_type"]],
                ranking=int(row["ranking"]),
                is_cross_dock=row["is_cross_dock"] == "yes",
            )
        )


def _load_bins(locations: dict[str, Location]) -> None:
    zones = {(one.location_id, one.code): one for one in Zone.objects.all()}
    for row in files.table("bins"):
        location = locations[row["location"]]
        save_bin(
            bin_=Bin(
                location=location,
                code=row["code"],
                description=row["description"],
                ranking=int(row["ranking"]),
                zone=zones.get((location.pk, row["zone"])),
            )
        )


def _name_default_bins(location: Location, row: dict[str, Any]) -> None:
    named = {field: row[field] for field in DEFAULT_BINS if row[field]}
    if named:
        for field, code in named.items():
            setattr(location, field, location.bins.get(code=code))
        save_location(location=location)


def load_bin_contents(items: dict[str, Item]) -> None:
    for row in files.table("bin_contents"):
        bin_ = Bin.objects.select_related("location").get(
            location__code=row["location"], code=row["bin"]
        )
        item = items[row["item"]]
        save_bin_content(
            content=BinContent(
                bin=bin_,
                item=item,
                variant=item.variants.get(code=""),
                is_fixed=row["is_default"] == "yes",
                is_default=row["is_default"] == "yes",
            )
        )
