"""What lists of ledger entries can be filtered by (POST-178)."""

from decimal import Decimal

import django_filters
from django.db.models import QuerySet

from wms.core.pages.filters import CodeFilter, DayFilter, TextFilter, YesNoFilter
from wms.documents.kinds import EntryType
from wms.ledger.models import ItemLedgerEntry, Register


class EntryFilters(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    item = CodeFilter(field_name="item__no", label="Item No.")
    variant = CodeFilter(field_name="variant__code", label="Variant Code")
    location = CodeFilter(field_name="location__code", label="Location Code")
    serial_no = CodeFilter(label="Serial No.", method="with_number")
    lot_no = CodeFilter(label="Lot No.", method="with_number")
    package_no = CodeFilter(label="Package No.", method="with_number")
    entry_type = django_filters.ChoiceFilter(
        label="Entry Type", choices=EntryType.choices, empty_label="all"
    )
    document_no = CodeFilter(label="Document No.")
    order = CodeFilter(field_name="posted_line__document__source__no", label="Order No.")
    posted_from = DayFilter(field_name="posting_date", lookup_expr="gte", label="Posted from")
    posted_to = DayFilter(field_name="posting_date", lookup_expr="lte", label="Posted to")
    open = YesNoFilter(label="Open", method="by_open")
    in_stock = YesNoFilter(label="In stock", method="by_stock")
    expires_from = DayFilter(field_name="expiration_date", lookup_expr="gte", label="Expires from")
    expires_to = DayFilter(field_name="expiration_date", lookup_expr="lte", label="Expires to")
    register = django_filters.NumberFilter(
        label="Register No.", min_value=1, max_value=2**62, method="of_register"
    )

    class Meta:
        model = ItemLedgerEntry
        fields: tuple[str, ...] = ()

    def with_number(self, entries: QuerySet, name: str, value: str) -> QuerySet:
        """Says that the number is not blank as well, so that its partial index serves."""
        if value.endswith("*"):
            entries = entries.filter(**{f"{name}__startswith": value.rstrip("*")})
        elif value:
            entries = entries.filter(**{name: value})
        return entries.exclude(**{name: ""})

    def of_register(self, entries: QuerySet, name: str, value: Decimal) -> QuerySet:
        """Entries of a posting follow each other: a range of the primary key."""
        register = Register.objects.filter(pk=int(value)).first()
        if register is None:
            return entries.none()
        return entries.filter(pk__range=(register.from_entry_no, register.to_entry_no))

    def by_open(self, entries: QuerySet, name: str, value: str) -> QuerySet:
        if value == "yes":
            return entries.exclude(remaining_quantity=0)
        return entries.filter(remaining_quantity=0)

    def by_stock(self, entries: QuerySet, name: str, value: str) -> QuerySet:
        """Incoming entries with something left to take."""
        if value == "yes":  # not 0 is said aloud, for the index of what is open
            return entries.exclude(remaining_quantity=0).filter(remaining_quantity__gt=0)
        return entries.filter(remaining_quantity__lte=0)


class RegisterFilters(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    source = TextFilter(label="Source")
    user = django_filters.CharFilter(
        field_name="posted_by__username", label="Posted by", max_length=150
    )
    posted_from = DayFilter(field_name="posted_at__date", lookup_expr="gte", label="Posted from")
    posted_to = DayFilter(field_name="posted_at__date", lookup_expr="lte", label="Posted to")
