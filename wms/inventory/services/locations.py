"""Saving and deleting locations."""

from django.db import transaction

from wms.core.records import delete_record, save_record
from wms.inventory.models import Location
from wms.inventory.policies.locations import LOCATION


@transaction.atomic
def save_location(*, location: Location) -> Location:
    """Save a location with what its switches bring along.

    Rules: SET-003, SET-128, SET-131, SET-132, SET-136, SET-137, SET-140…143.
    """
    return save_record(location, policy=LOCATION)


def delete_location(*, location: Location) -> None:
    """Refused while anything points to it, its bins included (SET-007)."""
    delete_record(location, policy=LOCATION)
