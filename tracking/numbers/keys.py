"""What names a number: its kind, its item and variant, and the number itself (SET-145)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from tracking.models import NumberComment, NumberInformation, TrackingLine
from tracking.models.cards import NumberKind
from tracking.switches import NUMBER_FIELD
from wms.core.wording import in_company_words
from wms.inventory.models import Item, ItemVariant
from wms.ledger.models import ItemLedgerEntry


@dataclass(frozen=True)
class NumberKey:
    """A number need not have a card, nor stock."""

    kind: str
    item: Item
    variant: ItemVariant
    number: str

    @classmethod
    def of_card(cls, card: NumberInformation) -> Self:
        return cls(card.kind, card.item, card.variant, card.number)

    def __str__(self) -> str:
        variant = f", variant {self.variant.code}" if self.variant.code else ""
        return f"{self.caption} {self.number} of item {self.item.no}{variant}"

    @property
    def caption(self) -> str:
        return in_company_words(NumberKind(self.kind).label)

    @property
    def field(self) -> str:
        return NUMBER_FIELD[self.kind]

    @property
    def columns(self) -> dict[str, Any]:
        """The key as fields of a card or a comment."""
        return {
            "kind": self.kind,
            "item": self.item,
            "variant": self.variant,
            "number": self.number,
        }

    # ---- what carries the number

    @property
    def card(self) -> NumberInformation | None:
        cards = NumberInformation.objects.select_related("item", "variant")
        return cards.filter(**self.columns).first()

    @property
    def comments(self) -> QuerySet[NumberComment]:
        return NumberComment.objects.filter(**self.columns).order_by("line_no")

    @property
    def entries(self) -> QuerySet[ItemLedgerEntry]:
        """Says that the number is not blank as well, so that its partial index serves."""
        return ItemLedgerEntry.objects.filter(
            ~Q(**{self.field: ""}),
            item=self.item,
            variant=self.variant,
            **{self.field: self.number},
        )

    @property
    def tracking_lines(self) -> QuerySet[TrackingLine]:
        """Saved rows of documents that name it, as old or as new number."""
        rows = TrackingLine.objects.filter(session=None, item=self.item, variant=self.variant)
        return rows.filter(
            Q(**{self.field: self.number}) & ~Q(**{self.field: ""})
            | Q(**{f"new_{self.field}": self.number}) & ~Q(**{f"new_{self.field}": ""})
        )

    @property
    def open_tracking_lines(self) -> QuerySet[TrackingLine]:
        return self.tracking_lines.filter(quantity__gt=F("qty_handled"))

    @property
    def is_used(self) -> bool:
        """Whether an entry or a document carries it."""
        return self.entries.exists() or self.tracking_lines.exists()

    # ---- its pages

    def asked(self, **more: str) -> str:
        """What a new card is prefilled with."""
        asked = {"kind": self.kind, "item": self.item.no, "no": self.number} | more
        if self.variant.code:
            asked["variant"] = self.variant.code
        return urlencode(asked)

    def url(self, name: str, **more: str) -> str:
        """A page of the number, whether it has a card or not."""
        asked = {"no": self.number} | more
        if self.variant.code:
            asked["variant"] = self.variant.code
        return f"{reverse(name, args=[self.kind, self.item.pk])}?{urlencode(asked)}"

    def query(self, **more: str) -> str:
        """The number as the lists of entries and the trace ask for it."""
        asked = {"item": self.item.no, self.field: self.number} | more
        if self.variant.code:
            asked["variant"] = self.variant.code
        return urlencode(asked)
