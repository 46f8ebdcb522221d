"""Damage that somebody did to the set-up around the services, and what Check setup says of it."""

from datetime import date

from django.db import connection

from tests.factories import (
    BinFactory,
    ItemFactory,
    LocationFactory,
    NumberSeriesFactory,
    UserFactory,
    lot_code,
)
from warehouse.models import BinContent
from wms.core.models import NumberSeriesLine
from wms.core.setupchecks import run_all
from wms.inventory.models import Location, WarehouseEmployee

JUN_1 = date(2026, 6, 1)


def found(on: date = JUN_1) -> dict[str, list[str]]:
    """By rule: what Check setup says."""
    return {
        result.check.rule: [str(finding) for finding in result.findings]
        for result in run_all(on=on)
        if result.findings
    }


def around(model, pk, **values) -> None:
    """Damage: write past services, policies and forms."""
    columns = ", ".join(f'"{model._meta.get_field(name).column}" = %s' for name in values)
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{model._meta.db_table}" SET {columns} WHERE id = %s', [*values.values(), pk]
        )


def series(code="LOT", first="LOT0001", **values):
    made = NumberSeriesFactory(code=code, first=first)
    if values:
        around(NumberSeriesLine, made.lines.get().pk, **values)
    return made


def dated(code: str = "DATED"):
    return lot_code(code, use_expiration_dates=True)


def east(**values) -> Location:
    location = LocationFactory(code="EAST")
    if values:
        around(Location, location.pk, **values)
    WarehouseEmployee.objects.create(user=UserFactory(), location=location)
    return location


def place(**values) -> BinContent:
    location = east(bin_mandatory=True, default_bin_selection="fixed")
    item = ItemFactory(no="1928")
    made = BinContent(
        bin=BinFactory(location=location, code="B"),
        location=location,
        item=item,
        variant=item.variants.get(),
    )
    for name, value in values.items():
        setattr(made, name, value)
    made.save()
    return made
