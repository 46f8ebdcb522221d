"""Which new cards get their number from a series (SET-011)."""

from collections.abc import Callable, Collection

from wms.inventory.models import InventorySetup, Item
from wms.inventory.models.partners import Partner


def drawn_from(setting: str) -> Callable[[Item | Partner], Collection[str]]:
    """A blank No. is drawn while the card is saved, when ``setting`` of Inventory Setup is filled."""

    def drawn(card: Item | Partner) -> Collection[str]:
        if card.no or card.pk is not None:
            return ()
        is_set = InventorySetup.objects.filter(**{f"{setting}__isnull": False}).exists()
        return ("no",) if is_set else ()

    return drawn
