"""Saving and deleting number information cards."""

from tracking.models import NumberInformation
from tracking.numbers.policies import card_policy
from wms.core.records import delete_record, save_record


def save_number_card(*, card: NumberInformation) -> NumberInformation:
    """Rules: SET-145, SET-148."""
    return save_record(card, policy=card_policy())


def delete_number_card(*, card: NumberInformation, confirmed: bool = False) -> None:
    """Refused while blocked; asks first while the number is in stock (SET-158)."""
    delete_record(card, policy=card_policy(confirmed=confirmed))
