"""What can be asked of many ledger entries, each in one statement."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from wms.inventory.models import Item, ItemVariant, Location


class ItemLedgerEntryQuerySet(models.QuerySet):
    def of_item(self, item: Item, variant: ItemVariant | None = None) -> Self:
        entries = self.filter(item=item)
        return entries.filter(variant=variant) if variant is not None else entries

    def at(self, location: Location) -> Self:
        return self.filter(location=location)

    def in_inventory(self) -> Self:
        """Inbound entries with something left to take."""
        return self.filter(remaining_quantity__gt=0)

    def expired(self, *, on: date) -> Self:
        """The expiration date itself is the last good day; undated stock never expires (D4)."""
        return self.filter(expiration_date__lt=on)

    def locked(self) -> Self:
        """Lock these rows in entry-number order, the one order in which the ledger is locked."""
        return self.order_by("pk").select_for_update(of=("self",), no_key=True)
