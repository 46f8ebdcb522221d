"""Items, their units and variants, places and partners as files."""

from datetime import date

from wms.core import tables
from wms.core.tables import Table, columns_of
from wms.inventory.models import (
    Customer,
    InventorySetup,
    Item,
    ItemReference,
    ItemUnit,
    ItemVariant,
    Location,
    UnitOfMeasure,
    Vendor,
    WarehouseClass,
    WarehouseEmployee,
)
from wms.inventory.services import employees, items, locations, partners

# rows of a file name their record, so no number is ever drawn and the day does not matter
NO_DRAW = date.max
BINS = (
    "receipt_bin",
    "shipment_bin",
    "adjustment_bin",
    "cross_dock_bin",
    "to_assembly_bin",
    "from_assembly_bin",
)

for table in (
    Table(
        name="units-of-measure",
        model=UnitOfMeasure,
        key=("code",),
        columns=columns_of(UnitOfMeasure),
        save=lambda unit: items.save_unit_of_measure(unit=unit),
        save_all=lambda units: items.save_units_of_measure(units=units),
        order=("code",),
        rank=12,
    ),
    Table(
        name="warehouse-classes",
        model=WarehouseClass,
        key=("code",),
        columns=columns_of(WarehouseClass),
        save=lambda found: items.save_warehouse_class(warehouse_class=found),
        save_all=lambda found: items.save_warehouse_classes(warehouse_classes=found),
        order=("code",),
        rank=15,
    ),
    Table(
        name="items",
        model=Item,
        key=("no",),
        columns=columns_of(Item),
        save=lambda item: items.save_item(item=item, on=NO_DRAW),
        save_all=lambda found: items.save_items(items=found, on=NO_DRAW),
        order=("no",),
        rank=30,
        note="Other units than the base unit are added by Item Units of Measure first.",
    ),
    Table(
        name="item-units",
        title="Item Units of Measure",
        model=ItemUnit,
        key=("item", "unit_of_measure"),
        columns=columns_of(ItemUnit),
        save=lambda unit: items.save_item_unit(unit=unit),
        save_all=lambda units: items.save_item_units(units=units),
        order=("item__no", "unit_of_measure__code"),
        rank=31,
    ),
    Table(
        name="item-variants",
        model=ItemVariant,
        key=("item", "code"),
        columns=columns_of(ItemVariant),
        save=lambda variant: items.save_variant(variant=variant),
        save_all=lambda variants: items.save_variants(variants=variants),
        rows=lambda rows: rows.exclude(code=""),
        order=("item__no", "code"),
        rank=32,
    ),
    Table(
        name="locations",
        model=Location,
        key=("code",),
        columns=columns_of(Location, within=dict.fromkeys(BINS, ("location", "pk"))),
        save=lambda location: locations.save_location(location=location),
        save_all=lambda found: locations.save_locations(locations=found),
        rows=lambda rows: rows.exclude(code=""),
        order=("code",),
        rank=40,
        note="Default bins can be named once the bins of the location are there.",
    ),
    Table(
        name="warehouse-employees",
        model=WarehouseEmployee,
        key=("user", "location"),
        columns=columns_of(WarehouseEmployee),
        save=lambda employee: employees.save_employee(employee=employee),
        save_all=lambda found: employees.save_employees(employees=found),
        order=("user__username", "location__code"),
        rank=45,
    ),
    Table(
        name="vendors",
        model=Vendor,
        key=("no",),
        columns=columns_of(Vendor),
        save=lambda vendor: partners.save_vendor(vendor=vendor, on=NO_DRAW),
        save_all=lambda vendors: partners.save_vendors(vendors=vendors, on=NO_DRAW),
        order=("no",),
        rank=50,
    ),
    Table(
        name="customers",
        model=Customer,
        key=("no",),
        columns=columns_of(Customer),
        save=lambda customer: partners.save_customer(customer=customer, on=NO_DRAW),
        save_all=lambda found: partners.save_customers(customers=found, on=NO_DRAW),
        order=("no",),
        rank=51,
    ),
    Table(
        name="item-references",
        model=ItemReference,
        key=(
            "reference_no",
            "item",
            "variant",
            "unit_of_measure",
            "type",
            "vendor",
            "customer",
            "starting_date",
        ),
        columns=columns_of(
            ItemReference, within={"variant": ("item", "item")}, blank_is_row=("variant",)
        ),
        save=lambda reference: items.save_reference(reference=reference),
        save_all=lambda found: items.save_references(references=found),
        order=("item__no", "reference_no"),
        rank=55,
    ),
    Table(
        name="inventory-setup",
        model=InventorySetup,
        key=(),
        columns=columns_of(InventorySetup),
        save=lambda setup: partners.save_inventory_setup(setup=setup),
        rank=60,
        is_single=True,
    ),
):
    tables.register(table)
