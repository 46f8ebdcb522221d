"""Codes that people type into document fields: what a code stands for, and which codes to offer.

Each lookup knows its rows in their context: the variants of the item in the same row, the bins of its
location.  ``find`` is one exact question; ``offers`` answers at most 20 of those that begin or match.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from wms.core.text import folded
from wms.documents.models import DocumentLine
from wms.inventory.models import Customer, Item, ItemUnit, ItemVariant, Location, Vendor

MOST_OFFERED = 20


@dataclass(frozen=True)
class Offer:
    code: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Lookup:
    """``rows(context)``: what may be chosen, given the codes typed beside it.

    ``code`` and ``words`` are paths; ``record`` turns a found row into what the field points to.
    """

    rows: Callable[[Mapping[str, str]], QuerySet]
    code: str
    words: str = ""
    record: Callable[[Any], Any] = lambda row: row
    offered: Q = field(default_factory=Q)

    def find(self, code: str, context: Mapping[str, str]) -> Any:
        """The record of this folded code, or None."""
        row = self.rows(context).filter(**{self.code: code}).first()
        return None if row is None else self.record(row)

    def offers(self, typed: str, context: Mapping[str, str]) -> list[Offer]:
        fits = Q(**{f"{self.code}__startswith": readable(typed)})
        if self.words and typed.strip():
            fits |= Q(**{f"{self.words}__icontains": typed.strip()})
        rows = (
            self.rows(context)
            .filter(fits, self.offered)
            .exclude(**{self.code: ""})
            .order_by(self.code)
        )
        paths = [self.code, self.words or self.code]
        return [Offer(*found) for found in rows.values_list(*paths)[:MOST_OFFERED]]


def readable(typed: str) -> str:
    """The folded code, or "" when the text cannot be one."""
    try:
        return folded(typed)
    except ValidationError:
        return ""


def _items(context: Mapping[str, str]) -> QuerySet:
    return Item.objects.select_related(
        "base_unit_of_measure",
        "purchase_unit_of_measure",
        "sales_unit_of_measure",
        "item_tracking_code",
    )


def _variants(context: Mapping[str, str]) -> QuerySet:
    return ItemVariant.objects.filter(item__no=readable(context.get("item", "")))


def _units(context: Mapping[str, str]) -> QuerySet:
    units = ItemUnit.objects.filter(item__no=readable(context.get("item", "")))
    return units.select_related("unit_of_measure")


def _locations(context: Mapping[str, str]) -> QuerySet:
    return Location.objects.all()


def _bins_of(location_field: str) -> Callable[[Mapping[str, str]], QuerySet]:
    bin_model: Any = DocumentLine._meta.get_field("bin").related_model

    def bins(context: Mapping[str, str]) -> QuerySet:
        found: QuerySet = bin_model.objects.filter(
            location__code=readable(context.get(location_field, ""))
        )
        return found

    return bins


NOT_IN_TRANSIT = Q(use_as_in_transit=False)
NOT_BLOCKED = Q(blocked=False)

LOOKUPS: dict[str, Lookup] = {
    "item": Lookup(rows=_items, code="no", words="description", offered=NOT_BLOCKED),
    "variant": Lookup(rows=_variants, code="code", words="description"),
    "location": Lookup(rows=_locations, code="code", words="name", offered=NOT_IN_TRANSIT),
    "new_location": Lookup(rows=_locations, code="code", words="name", offered=NOT_IN_TRANSIT),
    "bin": Lookup(rows=_bins_of("location"), code="code", words="description"),
    "new_bin": Lookup(rows=_bins_of("new_location"), code="code", words="description"),
    "unit_of_measure": Lookup(
        rows=_units,
        code="unit_of_measure__code",
        words="unit_of_measure__description",
        record=lambda row: row.unit_of_measure,
    ),
    "vendor": Lookup(
        rows=lambda context: Vendor.objects.all(), code="no", words="name", offered=NOT_BLOCKED
    ),
    "customer": Lookup(
        rows=lambda context: Customer.objects.all(), code="no", words="name", offered=NOT_BLOCKED
    ),
}
