"""Numbers of new cards: typed, or drawn from the series that Inventory Setup names (SET-011)."""

from collections.abc import Collection, Sequence
from datetime import date

from wms.core.errors import Refused, RuleViolation, refuse_if_any
from wms.core.models import NumberSeries
from wms.core.numberseries import draw_unused, violations_of_choice
from wms.inventory.models import InventorySetup, Item
from wms.inventory.models.partners import Partner


def drawn_if_blank(
    card: Item | Partner, *, setting: str, on: date, series: NumberSeries | None = None
) -> None:
    """Draw the number of a new card that has none, passing over numbers that people have typed.

    ``setting``: the field of Inventory Setup; where it is blank, the number stays blank, which saving
    refuses.  ``series``: a related one that was chosen instead.  Raises Refused when the series does
    not allow what was typed or chosen.  Rules: SET-011, SET-118…120.
    """
    if card.pk is not None:
        return
    first = getattr(InventorySetup.objects.select_related(setting).get(), setting)
    if first is None:
        return
    refuse_if_any(violations_of_choice(first, no=card.no, chosen=series))
    if card.no:
        return

    def taken(numbers: Collection[str]) -> Collection[str]:
        cards = type(card)._default_manager
        return set(cards.filter(no__in=numbers).values_list("no", flat=True))

    card.no = draw_unused(series or first, on=on, count=1, taken=taken).numbers[0]


def refusals_of_numbers(
    cards: Sequence[Item | Partner], *, setting: str, on: date
) -> list[Sequence[RuleViolation]]:
    """What is wrong with the number of each of many cards; a blank one is drawn.

    Typed numbers, as files have them, cost one statement however many there are.  Rules: SET-011, SET-118.
    """
    first = getattr(InventorySetup.objects.select_related(setting).get(), setting)
    return [_refusal(card, first, setting=setting, on=on) for card in cards]


def _refusal(
    card: Item | Partner, first: NumberSeries | None, *, setting: str, on: date
) -> Sequence[RuleViolation]:
    if card.pk is not None or first is None:
        return ()
    if card.no:
        return list(violations_of_choice(first, no=card.no, chosen=None))
    try:
        drawn_if_blank(card, setting=setting, on=on)
    except Refused as refused:
        return refused.violations
    return ()
