"""Saving and deleting bin types, zones, bins and bin contents, and Warehouse Setup."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from warehouse.binsetup.policies import (
    BIN,
    BIN_CONTENT,
    BIN_TYPE,
    SPECIAL_EQUIPMENT,
    WAREHOUSE_SETUP,
    ZONE,
)
from warehouse.models import (
    Bin,
    BinContent,
    BinType,
    SpecialEquipment,
    WarehouseSetup,
    Zone,
)
from wms.core.errors import RuleViolation
from wms.core.records import delete_record, save_record, save_records
from wms.inventory.models import Location
from wms.inventory.services.locations import save_location


def save_bin_type(*, bin_type: BinType) -> BinType:
    """Rules: WHS-017."""
    return save_record(bin_type, policy=BIN_TYPE)


def save_bin_types(*, bin_types: Sequence[BinType]) -> list[Sequence[RuleViolation]]:
    return save_records(bin_types, policy=BIN_TYPE)


def delete_bin_type(*, bin_type: BinType) -> None:
    """Refused while a zone or bin has it (WHS-017)."""
    delete_record(bin_type, policy=BIN_TYPE)


def save_special_equipment(*, equipment: SpecialEquipment) -> SpecialEquipment:
    return save_record(equipment, policy=SPECIAL_EQUIPMENT)


def save_all_special_equipment(
    *, equipment: Sequence[SpecialEquipment]
) -> list[Sequence[RuleViolation]]:
    return save_records(equipment, policy=SPECIAL_EQUIPMENT)


def delete_special_equipment(*, equipment: SpecialEquipment) -> None:
    delete_record(equipment, policy=SPECIAL_EQUIPMENT)


def save_zone(*, zone: Zone) -> Zone:
    """Bins that exist keep what they have (WHS-018)."""
    return save_record(zone, policy=ZONE)


def save_zones(*, zones: Sequence[Zone]) -> list[Sequence[RuleViolation]]:
    return save_records(zones, policy=ZONE)


def delete_zone(*, zone: Zone) -> None:
    """Refused while it has bins (SET-007)."""
    delete_record(zone, policy=ZONE)


@transaction.atomic
def save_bin(*, bin_: Bin) -> Bin:
    """A new bin takes over what it leaves blank from its zone.

    Locks the location first, as making bins by a pattern does: else each could wait for the other.
    Rules: SET-003, SET-130, WHS-011, WHS-018…021.
    """
    Location.objects.select_for_update().filter(pk=bin_.location_id).first()
    return save_record(bin_, policy=BIN)


@transaction.atomic
def save_bins(*, bins: Sequence[Bin]) -> list[Sequence[RuleViolation]]:
    """Locks their locations first, as saving one of them does."""
    places = {bin_.location_id for bin_ in bins}
    list(Location.objects.select_for_update().filter(pk__in=places).order_by("pk"))
    return save_records(bins, policy=BIN)


def delete_bin(*, bin_: Bin) -> None:
    """Refused while it is not empty, and while anything points to it (WHS-020, SET-007)."""
    delete_record(bin_, policy=BIN)


def save_bin_content(*, content: BinContent) -> BinContent:
    """Rules: WHS-026, WHS-031, WHS-035."""
    return save_record(content, policy=BIN_CONTENT)


def save_bin_contents(*, contents: Sequence[BinContent]) -> list[Sequence[RuleViolation]]:
    return save_records(contents, policy=BIN_CONTENT)


def delete_bin_content(*, content: BinContent) -> None:
    """Refused while the bin holds the item, or an activity names it there (WHS-026)."""
    delete_record(content, policy=BIN_CONTENT)


@transaction.atomic
def save_warehouse_setup(*, setup: WarehouseSetup, require: Mapping[str, bool]) -> WarehouseSetup:
    """Save the set-up and the Require switches of lines without location (SET-130, docs/adr/0002)."""
    blank = Location.objects.select_for_update().get(code="")
    for name, is_on in require.items():
        setattr(blank, name, is_on)
    save_location(location=blank)
    return save_record(setup, policy=WAREHOUSE_SETUP)
