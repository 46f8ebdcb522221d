"""Set-up records."""

import factory
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef

from tracking.models import ItemTrackingCode
from tracking.switches import DIRECTIONAL, PREFIX
from warehouse.models import Bin, WarehouseSetup
from wms.core.models import NumberSeries, NumberSeriesLine
from wms.inventory.models import (
    Customer,
    InventorySetup,
    Item,
    ItemUnit,
    ItemVariant,
    Location,
    UnitOfMeasure,
    Vendor,
)


class UserFactory(factory.django.DjangoModelFactory):
    """A superuser; ``user_with_role("purchaser")`` is a member of that group and nothing more."""

    class Meta:
        model = get_user_model()

    username = factory.Sequence(lambda n: f"user{n}")
    is_superuser = True
    is_staff = factory.SelfAttribute("is_superuser")


def user_with_role(role: str, **values):
    user = UserFactory(is_superuser=False, **values)
    user.groups.add(Group.objects.get(name=role))
    return user


class UnitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = UnitOfMeasure
        django_get_or_create = ("code",)

    code = "PCS"


class NumberSeriesFactory(factory.django.DjangoModelFactory):
    """``NumberSeriesFactory(code="LOT", first="LOT0001", last="LOT9999")``."""

    class Meta:
        model = NumberSeries
        django_get_or_create = ("code",)
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"SERIES{n}")

    class Params:
        pass

    @factory.post_generation
    def first(series, create, extracted, **_):  # noqa: N805
        if not series.lines.exists():
            NumberSeriesLine.objects.create(
                series=series, starting_no=extracted or f"{series.code[:10]}-00001", allow_gaps=True
            )


class ItemFactory(factory.django.DjangoModelFactory):
    """An inventory item with its blank variant and its base unit."""

    class Meta:
        model = Item
        skip_postgeneration_save = True

    no = factory.Sequence(lambda n: f"ITEM{n}")
    description = factory.SelfAttribute("no")
    base_unit_of_measure = factory.SubFactory(UnitFactory)

    @factory.post_generation
    def variant(item, create, extracted, **_):  # noqa: N805
        ItemVariant.objects.create(item=item, code="")
        ItemUnit.objects.create(
            item=item, unit_of_measure=item.base_unit_of_measure, qty_per_unit=1
        )


class LocationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Location
        django_get_or_create = ("code",)

    code = "EAST"


class BinFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Bin

    location = factory.SubFactory(LocationFactory, code="SILVER", bin_mandatory=True)
    code = factory.Sequence(lambda n: f"B-{n:02}")


class VendorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Vendor
        django_get_or_create = ("no",)

    no = "V10000"


class CustomerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Customer
        django_get_or_create = ("no",)

    no = "C10000"


def code_with(code: str, *, specific: tuple[str, ...] = (), **switches) -> ItemTrackingCode:
    """An item tracking code; ``specific=("serial", "lot")`` turns those kinds on with all they drive."""
    for kind in specific:
        prefix = PREFIX[kind]
        switches |= {f"{prefix}_specific_tracking": True, f"{prefix}_warehouse_tracking": True}
        switches |= {f"{prefix}_{name}": True for name in DIRECTIONAL}
    if switches.get("strict_expiration_posting") or switches.get("require_expiration_date_entry"):
        switches["use_expiration_dates"] = True
    return ItemTrackingCode.objects.create(code=code, **switches)


def serial_code(code: str = "SNALL", **switches) -> ItemTrackingCode:
    return code_with(code, specific=("serial",), **switches)


def lot_code(code: str = "LOTALL", **switches) -> ItemTrackingCode:
    return code_with(code, specific=("lot",), **switches)


WAREHOUSE_SERIES = {  # code and first number
    "inventory_pick_nos": ("INVPICK", "IP00001"),
    "posted_inventory_pick_nos": ("PINVPICK", "PIP00001"),
    "container_nos": ("CONTAINER", "C00001"),
    "whse_receipt_nos": ("WHSERCPT", "WR00001"),
    "posted_whse_receipt_nos": ("PWHSERCPT", "PWR00001"),
    "whse_shipment_nos": ("WHSESHPT", "WS00001"),
    "posted_whse_shipment_nos": ("PWHSESHPT", "PWS00001"),
    "whse_pick_nos": ("WHSEPICK", "WP00001"),
    "registered_whse_pick_nos": ("RWHSEPICK", "RWP00001"),
}


def setup_series() -> None:
    """Every series that documents and postings need is set up, in few statements: most tests begin here."""
    setup, starts, taken = InventorySetup.objects.get(), {}, set()
    for field in setup._meta.get_fields():
        if field.name.endswith("_nos") and not getattr(setup, f"{field.name}_id"):
            prefix = "".join(word[0] for word in field.name.split("_")).upper()
            if prefix in taken:
                prefix = field.name[:4].upper()
            taken.add(prefix)
            starts[setup, field.name] = (field.name[:20].upper(), f"{prefix}00001")
    warehouse = WarehouseSetup.objects.get()
    starts |= {(warehouse, name): start for name, start in WAREHOUSE_SERIES.items()}
    series = _series_beginning_with(dict(starts.values()))
    for (record, name), (code, _first) in starts.items():
        setattr(record, name, series[code])
    setup.save()
    warehouse.save()


def _series_beginning_with(first_numbers: dict[str, str]) -> dict[str, NumberSeries]:
    """What ``NumberSeriesFactory(code=…, first=…)`` makes of each pair: what is there already stays."""
    there = set(NumberSeries.objects.filter(code__in=first_numbers).values_list("code", flat=True))
    NumberSeries.objects.bulk_create(
        NumberSeries(code=code) for code in first_numbers if code not in there
    )
    series = {
        one.code: one
        for one in NumberSeries.objects.filter(code__in=first_numbers).annotate(
            has_lines=Exists(NumberSeriesLine.objects.filter(series=OuterRef("pk")))
        )
    }
    NumberSeriesLine.objects.bulk_create(
        NumberSeriesLine(series=series[code], starting_no=first, allow_gaps=True)
        for code, first in first_numbers.items()
        if not series[code].has_lines
    )
    return series
