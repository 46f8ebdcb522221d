from typing import Any

from django import forms

from warehouse.binsetup.policies import BIN, WAREHOUSE_SETUP
from warehouse.models import Bin, WarehouseSetup
from wms.core.fields import CodeChoiceField, refuse_control_characters
from wms.core.forms import RefusableForm
from wms.core.recordforms import RecordForm, page_field
from wms.inventory.models import Location
from wms.inventory.policies.locations import REQUIRE


class BinForm(RecordForm):
    policy = BIN

    class Meta:
        model = Bin
        fields = ["location", "code", "description", "block_movement", "ranking", "dedicated"]
        formfield_callback = page_field

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        location = self.fields["location"]
        assert isinstance(location, CodeChoiceField)  # noqa: S101
        location.queryset = _with_bins()
        if self.instance.pk:
            location.disabled = True
        elif self.instance.location_id:
            self.initial["location"] = self.instance.location


class BinPatternForm(RefusableForm):
    location = CodeChoiceField(Location.objects.none(), label="Location")
    pattern = forms.CharField(
        max_length=100,
        help_text="Ranges stand in brackets: A-[01-04]-[1-3] makes twelve bins.",
        validators=[refuse_control_characters],
    )
    description = forms.CharField(
        max_length=100, required=False, validators=[refuse_control_characters]
    )
    ranking = forms.IntegerField(
        label="Bin Ranking", initial=0, min_value=-1_000_000, max_value=1_000_000
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        location = self.fields["location"]
        assert isinstance(location, CodeChoiceField)  # noqa: S101
        location.queryset = _with_bins()


class WarehouseSetupForm(RecordForm):
    """The series, and the Require switches of lines that name no location."""

    policy = WAREHOUSE_SETUP
    require_receive = forms.BooleanField(label="Require Receive", required=False)
    require_put_away = forms.BooleanField(label="Require Put-away", required=False)
    require_shipment = forms.BooleanField(label="Require Shipment", required=False)
    require_pick = forms.BooleanField(label="Require Pick", required=False)

    class Meta:
        model = WarehouseSetup
        fields = ["inventory_pick_nos", "posted_inventory_pick_nos"]
        formfield_callback = page_field

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        blank = Location.objects.get(code="")
        self.initial.update({name: getattr(blank, name) for name in REQUIRE})


def _with_bins() -> Any:
    return Location.objects.exclude(code="").exclude(use_as_in_transit=True)
