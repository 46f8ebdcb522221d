"""The filters of the list of codes."""

import django_filters

from wms.core.pages.filters import CodeFilter, YesNoFilter


class CodeFilters(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    code = CodeFilter("code", label="Code")
    tracking_dimension_group = CodeFilter(
        "tracking_dimension_group__code", label="Tracking Dimension Group"
    )
    use_expiration_dates = YesNoFilter("use_expiration_dates", label="Use Expiration Dates")
