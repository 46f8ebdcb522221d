"""The filters of the lists of number information."""

import django_filters
from django.db.models import QuerySet

from tracking.models.cards import NumberKind
from wms.core.pages.filters import CodeFilter, TextFilter, YesNoFilter


class CardFilters(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    kind = django_filters.ChoiceFilter(label="Kind", choices=NumberKind, empty_label="all")
    number = CodeFilter("number", label="No.")
    item = CodeFilter("item__no", label="Item No.")
    description = TextFilter("description", label="Description")
    blocked = YesNoFilter("blocked", label="Blocked")
    in_stock = YesNoFilter(label="In stock", method="with_stock")

    def with_stock(self, cards: QuerySet, name: str, value: str) -> QuerySet:
        return cards.filter(inventory__gt=0) if value == "yes" else cards.filter(inventory=0)
