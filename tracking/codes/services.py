"""Saving and deleting item tracking codes and number information cards."""

from collections.abc import Collection

from tracking.codes.policies import card_policy, code_policy
from tracking.models import ItemTrackingCode, NumberInformation
from wms.core.records import delete_record, save_record


def save_tracking_code(*, code: ItemTrackingCode, driven: Collection[str] = ()) -> ItemTrackingCode:
    """Save a code with what its switches drive.

    ``driven``: kinds ("sn", "lot", "package") whose specific switch the page has followed already.
    Rules: SET-003, SET-052…058, SET-074, SET-075.
    """
    return save_record(code, policy=code_policy(driven))


def delete_tracking_code(*, code: ItemTrackingCode) -> None:
    """Refused while an item uses it (SET-077)."""
    delete_record(code, policy=code_policy())


def save_number_card(*, card: NumberInformation) -> NumberInformation:
    """Rules: SET-145, SET-148."""
    return save_record(card, policy=card_policy())


def delete_number_card(*, card: NumberInformation, confirmed: bool = False) -> None:
    """Refused while blocked; asks first while the number is in stock (SET-158)."""
    delete_record(card, policy=card_policy(confirmed=confirmed))
