"""What is traced: numbers, an item, or the entries after one where a trace was cut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from tracking.tracing.graph import Direction
from wms.documents.kinds import EntryType
from wms.ledger.models import ItemLedgerEntry

if TYPE_CHECKING:
    from wms.inventory.models import Item, ItemVariant

CARRIES_NUMBER = ~Q(serial_no="", lot_no="", package_no="")


@dataclass(frozen=True, kw_only=True)
class TraceRequest:
    """Filters that combine with AND, in stored spelling; "" and None ask nothing.

    ``entry_no`` starts at one entry instead; ``after``: only what follows it beyond that entry number, which
    is how a cut branch goes on (TRC-017).
    """

    direction: Direction = Direction.BACKWARD
    serial_no: str = ""
    lot_no: str = ""
    package_no: str = ""
    item: Item | None = None
    variant: ItemVariant | None = None
    entry_no: int | None = None
    after: int = 0

    @property
    def asks_something(self) -> bool:
        return bool(self.entry_no or self.serial_no or self.lot_no or self.package_no or self.item)

    def starts(self, *, most: int) -> list[int]:
        """The entries that may be roots: forward what came in, oldest first; backward all, newest first
        (TRC-006, TRC-007).  Entries without number, and reversed consumption, start nothing (TRC-009)."""
        if self.entry_no:
            return list(
                ItemLedgerEntry.objects.filter(pk=self.entry_no).values_list("pk", flat=True)
            )
        if not self.asks_something:
            return []
        entries = ItemLedgerEntry.objects.filter(CARRIES_NUMBER)
        for field in ("serial_no", "lot_no", "package_no"):
            if asked := getattr(self, field):
                # the second half only tells SQLite that the index of filled numbers may be used
                entries = entries.filter(**{field: asked}).exclude(**{field: ""})
        for field in ("item", "variant"):
            if asked := getattr(self, field):
                entries = entries.filter(**{field: asked})
        if self.direction == Direction.FORWARD:
            entries = entries.filter(quantity__gt=0).exclude(
                entry_type__in=(EntryType.CONSUMPTION, EntryType.ASSEMBLY_CONSUMPTION)
            )
        order = "pk" if self.direction == Direction.FORWARD else "-pk"
        return list(entries.order_by(order).values_list("pk", flat=True)[:most])
