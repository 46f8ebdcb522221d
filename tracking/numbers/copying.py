"""Copy Info: what is known of one number becomes what is known of another (SET-159…161, RCL-055)."""

from django.db import transaction
from django.db.models import QuerySet

from tracking.models import NumberInformation
from tracking.numbers import comments, errors
from tracking.numbers.keys import NumberKey
from tracking.numbers.services import save_number_card
from wms.core.errors import refuse_if_any

COPIED = ("description", "blocked", "test_quality", "certificate_number", "country_code")


def sources_for(target: NumberKey) -> QuerySet[NumberInformation]:
    """The cards of the same kind, item and variant that could be copied from, by number."""
    others = NumberInformation.objects.filter(
        kind=target.kind, item=target.item, variant=target.variant
    )
    return others.exclude(number=target.number).order_by("number")


@transaction.atomic
def copy_info(
    *, source: NumberInformation, target: NumberKey, confirmed: bool = False
) -> NumberInformation:
    """All fields of ``source``, Blocked included, and its comments; nothing of ``source`` changes.

    Files stay with their card.  Asks first when the target has a card or comments (SET-160).
    Raises Refused.  Rules: SET-159, SET-160, SET-161, RCL-055, RCL-056.
    """
    if not sources_for(target).filter(pk=source.pk).exists():
        refuse_if_any([errors.NothingToCopy(kind=target.caption, item=target.item.no)])
    card = target.card
    if not confirmed and (card is not None or target.comments.exists()):
        refuse_if_any([errors.ConfirmOverwrite(target=str(target), source=str(source))])
    card = card or NumberInformation(**target.columns)
    for name in COPIED:
        setattr(card, name, getattr(source, name))
    saved = save_number_card(card=card)
    comments.replace(source=NumberKey.of_card(source), target=target)
    return saved
