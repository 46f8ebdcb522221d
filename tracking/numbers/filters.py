"""The filters of the lists of number information."""

from datetime import date
from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from tracking.models.cards import NumberKind, TestQuality
from tracking.numbers import selectors
from wms.core.pages.filters import CodeFilter, DayFilter, TextFilter, YesNoFilter
from wms.core.pages.requests import PageRequest
from wms.core.pages.workdate import work_date
from wms.core.text import folded


def location_asked(request: PageRequest) -> str | None:
    """The code of the location whose stock counts; None for all of them (SET-149)."""
    try:
        return folded(request.GET.get("location", "")) or None
    except ValidationError:
        return None  # the filter says what is wrong with it


def day_asked(request: PageRequest) -> date:
    """The day before which stock has expired: the work date unless another is asked for (SET-150)."""
    try:
        return date.fromisoformat(request.GET.get("expired_on", ""))
    except ValueError:
        return work_date(request)


def stock_asked(request: PageRequest) -> Q:
    location = location_asked(request)
    return Q() if location is None else Q(location__code=location)


class CardFilters(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    """``location`` and ``expired_on`` say what counts as stock and as expired, in the figures too."""

    kind = django_filters.ChoiceFilter(label="Kind", choices=NumberKind, empty_label="all")
    number = CodeFilter("number", label="No.")
    item = CodeFilter("item__no", label="Item No.")
    variant = CodeFilter("variant__code", label="Variant Code")
    description = TextFilter("description", label="Description", method="described")
    blocked = YesNoFilter("blocked", label="Blocked")
    in_stock = YesNoFilter(label="In stock", method="with_stock")
    expired = YesNoFilter(label="With expired stock", method="with_expired")
    location = CodeFilter(label="Stock at location", method="as_it_is")
    expired_on = DayFilter(label="Expired before", method="as_it_is")
    commented = YesNoFilter(label="Comment", method="with_comments")
    test_quality = django_filters.ChoiceFilter(
        label="Test Quality", choices=TestQuality.choices[1:], empty_label="all"
    )
    certificate_number = CodeFilter("certificate_number", label="Certificate Number")

    only_kind = ""  # of a list that shows one kind

    @classmethod
    def of_kind(cls, kind: NumberKind) -> "type[CardFilters]":
        return type(f"{kind.name.title()}Filters", (cls,), {"only_kind": kind.value, "kind": None})

    @property
    def card_kind(self) -> str:
        """The only kind that the list can show, "" when it is not known."""
        return str(self.only_kind or self.form.cleaned_data.get("kind") or "")

    def described(self, cards: QuerySet, name: str, value: str) -> QuerySet:
        """Says that there is a description as well, so that the index of the described ones serves."""
        return cards.filter(~Q(description=""), description__icontains=value)

    def with_stock(self, cards: QuerySet, name: str, value: str) -> QuerySet:
        asked = selectors.in_stock if value == "yes" else selectors.without_stock
        return asked(cards, stock_asked(self.request), kind=self.card_kind)

    def with_expired(self, cards: QuerySet, name: str, value: str) -> QuerySet:
        late = stock_asked(self.request) & Q(expiration_date__lt=day_asked(self.request))
        asked = selectors.in_stock if value == "yes" else selectors.without_stock
        return asked(cards, late, kind=self.card_kind)

    def with_comments(self, cards: QuerySet, name: str, value: str) -> QuerySet:
        return cards.filter(has_comments=value == "yes")

    def as_it_is(self, cards: QuerySet, name: str, value: Any) -> QuerySet:
        """Taken into account where the figures are reckoned."""
        return cards
