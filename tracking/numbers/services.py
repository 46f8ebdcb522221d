"""Saving and deleting number information cards; what hangs on a number goes with its card."""

from collections.abc import Sequence

from django.db import transaction

from tracking.models import NumberInformation
from tracking.numbers import comments, files
from tracking.numbers.keys import NumberKey
from tracking.numbers.policies import card_policy
from wms.core.errors import RuleViolation
from wms.core.records import delete_record, save_record, save_records, stored_version


@transaction.atomic
def save_number_card(*, card: NumberInformation) -> NumberInformation:
    """Comments follow a number that is corrected while nothing is in stock (SET-157).

    Rules: SET-145, SET-148.
    """
    stored = stored_version(card)
    saved = save_record(card, policy=card_policy())
    if stored is not None:
        comments.follow(old=NumberKey.of_card(stored), new=NumberKey.of_card(saved))
    return saved


def save_number_cards(*, cards: Sequence[NumberInformation]) -> list[Sequence[RuleViolation]]:
    """Cards of a file are found by their number, so none is corrected and no comment has to follow."""
    return save_records(cards, policy=card_policy())


@transaction.atomic
def delete_number_card(*, card: NumberInformation, confirmed: bool = False) -> None:
    """With its comments and files.  Refused while blocked; asks first while in stock (SET-158)."""
    number, places = NumberKey.of_card(card), files.places_of(card)
    delete_record(card, policy=card_policy(confirmed=confirmed))
    comments.clear(number)
    files.forget(places)
