"""Set-up records: users, series, codes, places, goods and partners."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Group, User

from tracking.codes.services import save_tracking_code
from tracking.models import ItemTrackingCode
from tracking.switches import DIRECTIONAL, PREFIX
from warehouse.demo import files, places
from warehouse.models import WarehouseSetup
from wms.core.models import NumberSeries, NumberSeriesLine
from wms.core.records import RecordPolicy, save_record
from wms.core.seriessetup.services import save_series, save_series_line
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
    WarehouseEmployee,
)
from wms.inventory.services.employees import save_employee
from wms.inventory.services.items import (
    save_item,
    save_item_unit,
    save_reference,
    save_unit_of_measure,
    save_variant,
)
from wms.inventory.services.partners import save_customer, save_inventory_setup, save_vendor

_PLAIN: RecordPolicy[Any] = RecordPolicy()


def load_records(*, today: date, password: str) -> None:
    """Everything that must stand before the first document."""
    _load_series()
    for row in files.table("units"):
        save_unit_of_measure(unit=UnitOfMeasure(**row))
    _load_codes()
    places.load_places()
    for row in files.table("vendors"):
        save_vendor(vendor=Vendor(**row), on=today)
    for row in files.table("customers"):
        save_customer(customer=Customer(**row), on=today)
    _load_items(today)
    _load_setup()
    _load_users(password)


def _load_series() -> None:
    for row in files.table("number_series"):
        series = save_series(series=NumberSeries(code=row["code"], description=row["description"]))
        save_series_line(
            line=NumberSeriesLine(
                series=series,
                starting_no=row["starting_no"],
                ending_no=row["ending_no"],
                warning_no=row["warning_no"],
                allow_gaps=row["allow_gaps"] == "yes",
            )
        )


def _load_setup() -> None:
    series = {one.code: one for one in NumberSeries.objects.all()}
    names = files.document("setup")
    setup, warehouse = InventorySetup.objects.get(), WarehouseSetup.objects.get()
    for field, code in names["inventory"].items():
        setattr(setup, field, series[code])
    for field, code in names["warehouse"].items():
        setattr(warehouse, field, series[code])
    save_inventory_setup(setup=setup)
    save_record(warehouse, policy=_PLAIN)


def _load_codes() -> None:
    for row in files.table("tracking_codes"):
        code = ItemTrackingCode(
            code=row["code"],
            description=row["description"],
            warranty_date_formula=row["warranty_date_formula"],
        )
        for kind in row["specific"].split():
            prefix = PREFIX[kind]
            for switch in ("specific_tracking", "warehouse_tracking", *DIRECTIONAL):
                setattr(code, f"{prefix}_{switch}", True)
        for switch in row["switches"].split():
            setattr(code, switch, True)
        save_tracking_code(code=code)


def _load_items(today: date) -> None:
    units = {one.code: one for one in UnitOfMeasure.objects.all()}
    codes = {one.code: one for one in ItemTrackingCode.objects.all()}
    series = {one.code: one for one in NumberSeries.objects.all()}
    for row in files.table("items"):
        save_item(
            item=Item(
                no=row["no"],
                description=row["description"],
                base_unit_of_measure=units[row["base_unit"]],
                item_tracking_code=codes.get(row["item_tracking_code"]),
                serial_nos=series.get(row["serial_nos"]),
                lot_nos=series.get(row["lot_nos"]),
                expiration_calculation=row["expiration_calculation"],
            ),
            on=today,
        )
    items = {one.no: one for one in Item.objects.all()}
    for row in files.table("item_units"):
        save_item_unit(
            unit=ItemUnit(
                item=items[row["item"]],
                unit_of_measure=units[row["unit"]],
                qty_per_unit=Decimal(row["qty_per_unit"]),
            )
        )
    for row in files.table("variants"):
        save_variant(
            variant=ItemVariant(
                item=items[row["item"]], code=row["code"], description=row["description"]
            )
        )
    places.load_bin_contents(items)
    _load_references(items)


def _load_references(items: dict[str, Item]) -> None:
    units = {one.code: one for one in UnitOfMeasure.objects.all()}
    vendors = {one.no: one for one in Vendor.objects.all()}
    for row in files.table("item_references"):
        item = items[row["item"]]
        save_reference(
            reference=ItemReference(
                item=item,
                variant=item.variants.get(code=row["variant"]),
                unit_of_measure=units.get(row["unit"]),
                type=row["type"],
                vendor=vendors.get(row["vendor"]),
                reference_no=row["reference_no"],
                description=row["description"],
            )
        )


def _load_users(password: str) -> None:
    locations = {one.code: one for one in Location.objects.all()}
    for row in files.table("users"):
        is_administrator = row["role"] == "administrator"
        user = User.objects.create_user(
            row["username"],
            password=password,
            first_name=row["first_name"],
            last_name=row["last_name"],
            is_staff=is_administrator,
        )
        user.groups.add(Group.objects.get(name=row["role"]))
        for position, code in enumerate(row["locations"].split()):
            employee = WarehouseEmployee(
                user=user, location=locations[code], is_default=position == 0
            )
            save_employee(employee=employee)
