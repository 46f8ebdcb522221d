"""Saving and deleting locations."""

from collections.abc import Callable, Collection, Sequence

from django.db import transaction

from wms.core.errors import RuleViolation, refuse_if_any
from wms.core.records import delete_record, save_record, save_records, stored_version
from wms.inventory.models import Location
from wms.inventory.policies.locations import LOCATION, location_policy

_TAKEN_ALONG: list[Callable[[Location], None]] = []


def goes_with_location(remove: Callable[[Location], None]) -> None:
    """``remove`` deletes what belongs to a location that is deleted, or raises Refused (SET-144)."""
    _TAKEN_ALONG.append(remove)


@transaction.atomic
def save_location(*, location: Location, driven: Collection[str] = ()) -> Location:
    """Save a location with what its switches bring along.

    ``driven``: switches that were followed on the page already.
    Rules: SET-003, SET-128, SET-131…143, WHS-007…015.
    """
    return save_record(location, policy=location_policy(driven))


def save_locations(*, locations: Sequence[Location]) -> list[Sequence[RuleViolation]]:
    return save_records(locations, policy=LOCATION)


@transaction.atomic
def delete_location(*, location: Location) -> None:
    """Delete a location with its zones, bins, bin contents and warehouse employees.

    Raises Refused while anything else points to it or to one of its bins (SET-007, SET-144).
    """
    stored = stored_version(location, lock=True)
    if stored is None:
        return  # somebody else deleted it meanwhile: what was wanted is done
    refuse_if_any(LOCATION.violations_of_deletion(stored))
    for remove in _TAKEN_ALONG:
        remove(stored)
    delete_record(stored, policy=LOCATION)
