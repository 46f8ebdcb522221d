"""Saving and deleting item tracking codes."""

from collections.abc import Collection, Sequence
from typing import TypeVar

from django.db.models import Model

from tracking.codes.policies import code_policy
from tracking.models import ItemTrackingCode
from wms.core.errors import RuleViolation
from wms.core.records import delete_record, save_record, save_records


def save_tracking_code(*, code: ItemTrackingCode, driven: Collection[str] = ()) -> ItemTrackingCode:
    """Save a code with what its switches drive.

    ``driven``: kinds ("sn", "lot", "package") whose specific switch the page has followed already.
    Rules: SET-003, SET-052…060, SET-074, SET-075, SET-083.
    """
    return save_record(code, policy=code_policy(driven))


def save_tracking_codes(*, codes: Sequence[ItemTrackingCode]) -> list[Sequence[RuleViolation]]:
    """Save many codes as rows of a file tell them: warehouse tracking is as it stands there (SET-055)."""
    return save_records(codes, policy=code_policy(None))


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
