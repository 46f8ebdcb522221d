from typing import Any

from django import forms

from warehouse.binsetup.policies import (
    BIN,
    BIN_CONTENT,
    BIN_TYPE,
    SPECIAL_EQUIPMENT,
    WAREHOUSE_SETUP,
    ZONE,
)
from warehouse.models import (
    Bin,
    BinContent,
    BinType,
    SpecialEquipment,
    WarehouseSetup,
    Zone,
)
from wms.core.fields import CodeChoiceField
from wms.core.recordforms import RecordForm, page_field
from wms.inventory import flows
from wms.inventory.forms.dependent import DependentCodeField, look_up
from wms.inventory.models import Location
from wms.inventory.policies.locations import REQUIRE

CAPACITY = ("max_cubage", "max_weight")


class BinTypeForm(RecordForm):
    policy = BIN_TYPE

    class Meta:
        model = BinType
        fields = ["code", "description", "receive", "ship", "put_away", "pick"]
        formfield_callback = page_field


class SpecialEquipmentForm(RecordForm):
    policy = SPECIAL_EQUIPMENT

    class Meta:
        model = SpecialEquipment
        fields = ["code", "description"]
        formfield_callback = page_field


class PlaceForm(RecordForm):
    """Of a zone or a bin: its location stays once it is saved."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        location = self.fields["location"]
        assert isinstance(location, CodeChoiceField)  # noqa: S101
        location.queryset = _with_bins()
        if self.instance.pk:
            location.disabled = True
        elif self.instance.location_id:
            self.initial["location"] = self.instance.location


class ZoneForm(PlaceForm):
    policy = ZONE

    class Meta:
        model = Zone
        fields = [
            "location",
            "code",
            "description",
            "bin_type",
            "warehouse_class",
            "special_equipment",
            "ranking",
            "is_cross_dock",
        ]
        formfield_callback = page_field


class ZoneField(DependentCodeField):
    def __init__(self) -> None:
        super().__init__(
            label="Zone Code",
            max_length=10,
            required=False,
            help_text="A new bin takes over from its zone what is left blank here.",
        )


class BinForm(PlaceForm):
    policy = BIN
    zone = ZoneField()

    class Meta:
        model = Bin
        fields = [
            "location",
            "code",
            "description",
            "zone",
            "bin_type",
            "warehouse_class",
            "block_movement",
            "ranking",
            "is_cross_dock",
            "dedicated",
            "max_cubage",
            "max_weight",
        ]
        formfield_callback = page_field

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in CAPACITY:
            self.fields[name].required = False
        zone = self.fields["zone"]
        assert isinstance(zone, ZoneField)  # noqa: S101
        if self.instance.location_id:
            zone.offer(self.instance.location.zones)
        if self.instance.pk:
            self.initial["zone"] = self.instance.zone.code if self.instance.zone else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        location = cleaned.get("location")
        look_up(self, "zone", location.zones.all() if location else None, above=location)
        for name in CAPACITY:
            if cleaned.get(name, 0) is None:
                cleaned[name] = 0  # blank: no limit
        return cleaned

    def unread(self) -> set[str]:
        """Without its location, a zone cannot be looked up."""
        unread = super().unread()
        return unread | {"zone"} if "location" in unread else unread


class BinPatternForm(BinForm):
    """The settings of all bins that a pattern stands for; the pattern takes the place of the code."""

    pattern = forms.CharField(
        label="Pattern",
        max_length=100,
        help_text="Ranges stand in brackets: A-[01-04]-[1-3] makes twelve bins, [A-C] three, "
        "[1-3,7] four.",
    )
    field_order = ["location", "pattern"]

    class Meta(BinForm.Meta):
        fields = [name for name in BinForm.Meta.fields if name != "code"]

    def _post_clean(self) -> None:
        """The plan asks the rules, once it knows the codes."""
        self.instance = forms.models.construct_instance(
            self, self.instance, self._meta.fields, self._meta.exclude
        )


class BinContentForm(RecordForm):
    """Which items have their place in a bin; location, bin, item and variant stay once saved."""

    policy = BIN_CONTENT
    location = CodeChoiceField(Location.objects.none(), label="Location")
    bin = DependentCodeField(label="Bin Code")
    variant = DependentCodeField(
        label="Variant Code", max_length=10, required=False, help_text="Blank: the item itself."
    )

    class Meta:
        model = BinContent
        fields = ["bin", "item", "variant", "is_fixed", "is_default", "min_qty", "max_qty"]
        formfield_callback = page_field

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        location = self.fields["location"]
        assert isinstance(location, CodeChoiceField)  # noqa: S101
        location.queryset = _with_bins().filter(bin_mandatory=True)
        for name in ("min_qty", "max_qty"):
            self.fields[name].required = False
        if self.instance.pk:
            self.initial.update(
                location=self.instance.location,
                bin=self.instance.bin.code,
                variant=self.instance.variant.code,
            )
            for name in ("location", "bin", "item", "variant"):
                self.fields[name].disabled = True
        elif self.instance.bin_id:
            self.initial.update(location=self.instance.bin.location, bin=self.instance.bin.code)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        location, item = cleaned.get("location"), cleaned.get("item")
        look_up(self, "bin", location.bins.all() if location else None, above=location)
        look_up(self, "variant", item.variants.all() if item else None, above=item)
        for name in ("min_qty", "max_qty"):
            if cleaned.get(name, 0) is None:
                cleaned[name] = 0  # blank: no limit
        return cleaned

    def unread(self) -> set[str]:
        unread = super().unread()
        if "location" in unread:
            unread |= {"bin"}
        return unread | {"variant"} if "item" in unread else unread


class WarehouseSetupForm(RecordForm):
    """The series, and the Require switches of lines that name no location."""

    policy = WAREHOUSE_SETUP
    require_receive = forms.BooleanField(label="Require Receive", required=False)
    require_put_away = forms.BooleanField(label="Require Put-away", required=False)
    require_shipment = forms.BooleanField(label="Require Shipment", required=False)
    require_pick = forms.BooleanField(label="Require Pick", required=False)

    class Meta:
        model = WarehouseSetup
        fields = [
            "inventory_pick_nos",
            "posted_inventory_pick_nos",
            "whse_receipt_nos",
            "posted_whse_receipt_nos",
            "whse_shipment_nos",
            "posted_whse_shipment_nos",
            "whse_pick_nos",
            "registered_whse_pick_nos",
            "container_nos",
            "warehouse_journal_nos",
        ]
        formfield_callback = page_field

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        blank = Location.objects.get(code="")
        self.initial.update({name: getattr(blank, name) for name in REQUIRE})
        self.fields["require_receive"].help_text = "Now: " + flows.inbound(blank).text
        self.fields["require_shipment"].help_text = "Now: " + flows.outbound(blank).text


def _with_bins() -> Any:
    return Location.objects.exclude(code="").exclude(use_as_in_transit=True)
