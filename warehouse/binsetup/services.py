"""Saving and deleting bins, and Warehouse Setup."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from warehouse.binsetup.patterns import expanded
from warehouse.binsetup.policies import BIN, WAREHOUSE_SETUP
from warehouse.models import Bin, WarehouseSetup
from wms.core.errors import Refused
from wms.core.records import delete_record, save_record, violations_of_record
from wms.core.records.errors import ControlCharacter
from wms.core.text import folded
from wms.inventory.models import Location
from wms.inventory.services.locations import save_location


def save_bin(*, bin_: Bin) -> Bin:
    """Rules: SET-003, SET-130."""
    return save_record(bin_, policy=BIN)


def delete_bin(*, bin_: Bin) -> None:
    """Refused while anything points to it: entries, lines, contents, the location itself (SET-007)."""
    delete_record(bin_, policy=BIN)


@dataclass(frozen=True)
class CreatedBins:
    created: int
    existing: int


@transaction.atomic
def create_bins(
    *, location: Location, pattern: str, description: str = "", ranking: int = 0
) -> CreatedBins:
    """Create the bins of a pattern at a location; those that exist stay as they are.

    Raises Refused when the pattern cannot be read, or when its codes are no bin codes.
    """
    try:
        codes = expanded(folded(pattern))
    except ValidationError as error:
        raise Refused([ControlCharacter(field="pattern", label="Pattern")]) from error
    Location.objects.select_for_update().get(pk=location.pk)
    existing = set(Bin.objects.filter(location=location).values_list("code", flat=True))
    bins = [
        Bin(location=location, code=code, description=description, ranking=ranking)
        for code in dict.fromkeys(codes)
        if code not in existing
    ]
    if bins:
        # all are alike but for their code, so the longest one answers for all
        longest = max(bins, key=lambda bin_: len(bin_.code))
        if found := violations_of_record(longest, stored=None, policy=BIN):
            raise Refused(found)
    Bin.objects.bulk_create(bins, batch_size=500)
    return CreatedBins(created=len(bins), existing=len(codes) - len(bins))


@transaction.atomic
def save_warehouse_setup(*, setup: WarehouseSetup, require: Mapping[str, bool]) -> WarehouseSetup:
    """Save the set-up and the Require switches of lines without location (SET-130, docs/adr/0002)."""
    blank = Location.objects.select_for_update().get(code="")
    for name, is_on in require.items():
        setattr(blank, name, is_on)
    save_location(location=blank)
    return save_record(setup, policy=WAREHOUSE_SETUP)
