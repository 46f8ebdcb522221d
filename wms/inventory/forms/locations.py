from typing import Any

from wms.core.fields import CodeChoiceField
from wms.core.recordforms import RecordForm, page_field
from wms.inventory.models import Location
from wms.inventory.policies.locations import BINS, LOCATION


class LocationForm(RecordForm):
    policy = LOCATION

    class Meta:
        model = Location
        fields = [
            "code",
            "name",
            "use_as_in_transit",
            "require_receive",
            "require_shipment",
            "require_put_away",
            "require_pick",
            "bin_mandatory",
            "directed_put_away_and_pick",
            "use_cross_docking",
            "pick_according_to_fefo",
            "always_create_pick_line",
            "always_create_put_away_line",
            "check_warehouse_class",
            "require_packing",
            "default_bin_selection",
            "pick_bin_policy",
            "put_away_bin_policy",
            *BINS,
        ]
        formfield_callback = page_field

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].required = True
        for name in BINS:
            field = self.fields[name]
            assert isinstance(field, CodeChoiceField)  # noqa: S101
            # a code names a bin within its location only
            field.queryset = field.fitting.filter(location=self.instance.pk or 0)
