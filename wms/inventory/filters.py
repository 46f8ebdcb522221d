"""The filters of the set-up lists."""

import django_filters
from django.db.models import QuerySet

from wms.core.pages.filters import CodeFilter, TextFilter, YesNoFilter
from wms.inventory.models.items import ItemType


class ItemFilters(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    no = CodeFilter("no", label="No.")
    description = TextFilter("description", label="Description")
    type = django_filters.ChoiceFilter(
        field_name="type", label="Type", choices=ItemType, empty_label="all"
    )
    tracking_code = CodeFilter("item_tracking_code__code", label="Item Tracking Code")
    expiration_calculation = YesNoFilter(label="Expiration Calculation", method="reckoning")
    blocked = YesNoFilter("blocked", label="Blocked")

    def reckoning(self, items: QuerySet, name: str, value: str) -> QuerySet:
        return items.exclude(**{name: ""}) if value == "yes" else items.filter(**{name: ""})


class PartnerFilters(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    no = CodeFilter("no", label="No.")
    name = TextFilter("name", label="Name")
    city = TextFilter("city", label="City")
    blocked = YesNoFilter("blocked", label="Blocked")


class LocationFilters(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    code = CodeFilter("code", label="Code")
    bin_mandatory = YesNoFilter("bin_mandatory", label="Bin Mandatory")
    use_as_in_transit = YesNoFilter("use_as_in_transit", label="Use As In-Transit")
