"""Numbers of new cards: typed, or drawn from the series that Inventory Setup names (SET-011)."""

from collections.abc import Collection
from datetime import date

from wms.core.numberseries import draw_unused
from wms.inventory.models import InventorySetup, Item
from wms.inventory.models.partners import Partner


def drawn_if_blank(card: Item | Partner, *, setting: str, on: date) -> None:
    """Draw the number of a new card that has none, passing over numbers that people have typed.

    ``setting``: the field of Inventory Setup; where it is blank, the number stays blank, which saving
    refuses.
    """
    if card.pk is not None or card.no:
        return
    series = getattr(InventorySetup.objects.select_related(setting).get(), setting)
    if series is None:
        return

    def taken(numbers: Collection[str]) -> Collection[str]:
        cards = type(card)._default_manager
        return set(cards.filter(no__in=numbers).values_list("no", flat=True))

    card.no = draw_unused(series, on=on, count=1, taken=taken).numbers[0]
