"""Saving and deleting item tracking codes."""

from collections.abc import Collection
from typing import TypeVar

from django.db.models import Model

from tracking.codes.policies import code_policy
from tracking.models import ItemTrackingCode
from wms.core.records import delete_record, save_record


def save_tracking_code(*, code: ItemTrackingCode, driven: Collection[str] = ()) -> ItemTrackingCode:
    """Save a code with what its switches drive.

    ``driven``: kinds ("sn", "lot", "package") whose specific switch the page has followed already.
    Rules: SET-003, SET-052…060, SET-074, SET-075, SET-083.
    """
    return save_record(code, policy=code_policy(driven))


def delete_tracking_code(*, code: ItemTrackingCode) -> None:
    """Refused while an item uses it (SET-077)."""
    delete_record(code, policy=code_policy())


M = TypeVar("M", bound=Model)


def copied(record: M) -> M:
    """A new record with all settings of this one but its key; not saved yet."""
    copy = type(record)()
    for field in copy._meta.concrete_fields:
        if not field.unique:
            setattr(copy, field.attname, getattr(record, field.attname))
    return copy
