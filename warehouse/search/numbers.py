"""Everything known of one serial, lot or package number of an item."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Sum

from tracking.models import NumberInformation, TrackingLine
from tracking.switches import NUMBER_FIELD
from warehouse.models import ActivityLine, WarehouseEntry
from wms.inventory.models import Item
from wms.ledger.models import ItemLedgerEntry

MOST = 50  # places, bins, documents and activities that the page lists


@dataclass(frozen=True)
class Number:
    """A number that the ledger, a tracking line or a card knows."""

    kind: str
    item: Item
    number: str

    @property
    def field(self) -> str:
        return NUMBER_FIELD[self.kind]

    def of(self, rows: QuerySet) -> QuerySet:
        """Those of the rows that carry it; says that it is not blank, for the partial indexes."""
        named = rows.filter(**{"item": self.item, self.field: self.number})
        return named.exclude(**{self.field: ""})

    @property
    def entries(self) -> QuerySet[ItemLedgerEntry]:
        return self.of(ItemLedgerEntry.objects.all())

    @property
    def cards(self) -> QuerySet[NumberInformation]:
        cards = NumberInformation.objects.filter(kind=self.kind, item=self.item, number=self.number)
        return cards.select_related("variant").order_by("variant__code")

    @property
    def tracking_lines(self) -> QuerySet[TrackingLine]:
        return self.of(TrackingLine.objects.filter(session=None))

    @property
    def is_known(self) -> bool:
        return self.entries.exists() or self.tracking_lines.exists() or self.cards.exists()


@dataclass(frozen=True)
class Place:
    """Where some of it is; ``quantity`` in base units."""

    location: str
    bin: str
    variant: str
    quantity: Decimal
    expiration_date: Any = None


def in_stock(number: Number) -> list[Place]:
    """What remains of its incoming entries, by location (SET-149)."""
    rows = (
        number.entries.in_inventory()  # type: ignore[attr-defined]  # the ledger's own queryset
        .order_by("location__code", "variant__code", "expiration_date")
        .values("location__code", "variant__code", "expiration_date")
        .annotate(total=Sum("remaining_quantity"))[:MOST]
    )
    return [
        Place(row["location__code"], "", row["variant__code"], row["total"], row["expiration_date"])
        for row in rows
    ]


def in_bins(number: Number) -> list[Place]:
    """The same by bin, where bins carry this kind of number (WHS-040)."""
    rows = (
        number.of(WarehouseEntry.objects.all())
        .order_by("location__code", "bin__code", "variant__code")
        .values("location__code", "bin__code", "variant__code")
        .annotate(total=Sum("quantity"))
        .exclude(total=0)[:MOST]
    )
    return [
        Place(row["location__code"], row["bin__code"], row["variant__code"], row["total"])
        for row in rows
    ]


def open_documents(number: Number) -> list[TrackingLine]:
    """Saved tracking lines that still have something to handle, the newest first."""
    rows = number.tracking_lines.filter(quantity__gt=F("qty_handled"))
    return list(rows.select_related("line__document").order_by("-pk")[:MOST])


def open_activities(number: Number) -> list[ActivityLine]:
    rows = number.of(ActivityLine.objects.filter(quantity__gt=F("qty_handled")))
    return list(rows.select_related("activity", "bin").order_by("-pk")[:MOST])
