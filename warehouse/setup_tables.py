"""Zones, bins and their contents as files."""

from warehouse.binsetup import services
from warehouse.models import Bin, BinContent, BinType, SpecialEquipment, WarehouseSetup, Zone
from wms.core import tables
from wms.core.tables import Table, columns_of

OF_LOCATION = ("location", "location")

for table in (
    Table(
        name="bin-types",
        model=BinType,
        key=("code",),
        columns=columns_of(BinType),
        save=lambda bin_type: services.save_bin_type(bin_type=bin_type),
        save_all=lambda bin_types: services.save_bin_types(bin_types=bin_types),
        order=("code",),
        rank=13,
    ),
    Table(
        name="special-equipment",
        model=SpecialEquipment,
        key=("code",),
        columns=columns_of(SpecialEquipment),
        save=lambda equipment: services.save_special_equipment(equipment=equipment),
        save_all=lambda found: services.save_all_special_equipment(equipment=found),
        order=("code",),
        rank=14,
    ),
    Table(
        name="zones",
        model=Zone,
        key=("code", "location"),
        columns=columns_of(Zone),
        save=lambda zone: services.save_zone(zone=zone),
        save_all=lambda zones: services.save_zones(zones=zones),
        order=("location__code", "code"),
        rank=41,
    ),
    Table(
        name="bins",
        model=Bin,
        key=("code", "location"),
        columns=columns_of(Bin, within={"zone": OF_LOCATION}),
        save=lambda bin_: services.save_bin(bin_=bin_),
        save_all=lambda bins: services.save_bins(bins=bins),
        order=("location__code", "code"),
        rank=42,
    ),
    Table(
        name="bin-contents",
        model=BinContent,
        key=("bin", "item", "variant"),
        columns=columns_of(
            BinContent,
            within={"bin": OF_LOCATION, "variant": ("item", "item")},
            blank_is_row=("variant",),
        ),
        save=lambda content: services.save_bin_content(content=content),
        save_all=lambda found: services.save_bin_contents(contents=found),
        order=("location__code", "bin__code", "item__no"),
        rank=43,
    ),
    Table(
        name="warehouse-setup",
        model=WarehouseSetup,
        key=(),
        columns=columns_of(WarehouseSetup),
        save=lambda setup: services.save_warehouse_setup(setup=setup, require={}),
        rank=61,
        is_single=True,
    ),
):
    tables.register(table)
