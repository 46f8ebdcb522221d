from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse

from wms.core.fields import CodeChoiceField
from wms.core.lockedfields import lock_fields, shown_switches
from wms.core.recordforms import CheckedRecordForm, RecordForm, page_field
from wms.core.records import RecordPolicy
from wms.inventory import flows
from wms.inventory.models import Location
from wms.inventory.policies.locations import (
    BINS,
    DRIVING,
    LOCATION,
    fixed_switches,
    follow_switches,
    location_policy,
    locks,
)

SWITCHES = (
    "use_as_in_transit",
    "require_receive",
    "require_shipment",
    "require_put_away",
    "require_pick",
    "require_packing",
    "bin_mandatory",
    "directed_put_away_and_pick",
    "use_cross_docking",
    "check_warehouse_class",
    "pick_according_to_fefo",
    "always_create_pick_line",
    "always_create_put_away_line",
    "use_put_away_worksheet",
    "allow_breakbulk",
)
CHOICES = (
    "default_bin_selection",
    "pick_bin_policy",
    "put_away_bin_policy",
    "bin_capacity_policy",
)


class LockedSwitches(CheckedRecordForm):
    """Switches that another one rules out, or that stock and open work hold, are locked."""

    def lock(self, stored: Location | None) -> None:
        reasons = locks(self.shown_location)
        if stored is not None:
            fixed = {name: f"Locked: {text}" for name, text in fixed_switches(stored).items()}
            reasons = fixed | reasons
        lock_fields(self, reasons)

    @property
    def shown_location(self) -> Location:
        """A location with the switches as the page shows them."""
        return Location(**shown_switches(self, SWITCHES))


class AdminLocationForm(LockedSwitches):
    policy = LOCATION

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "code" in self.fields:
            self.fields["code"].required = True
        self.lock(self.instance if self.instance.pk else None)


class LocationForm(LockedSwitches, RecordForm):
    """``driven`` is kept by the page."""

    driven = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput())

    class Meta:
        model = Location
        fields = ["code", "name", *SWITCHES, *CHOICES, *BINS]
        formfield_callback = page_field

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].required = True
        for name in BINS:
            field = self.fields[name]
            assert isinstance(field, CodeChoiceField)  # noqa: S101
            # a code names a bin within its location only
            field.queryset = field.fitting.filter(location=self.instance.pk or 0)
        # a second click before the answer to the first takes its place, with all switches as they are
        asks = {
            "hx-post": reverse("location_switches"),
            "hx-trigger": "change",
            "hx-sync": "#card-form:replace",
        }
        for name in SWITCHES:
            self.fields[name].widget.attrs |= asks
        self.initial["driven"] = " ".join(name for name in DRIVING if getattr(self.instance, name))
        self.lock(self.instance if self.instance.pk else None)

    @property
    def policy(self) -> RecordPolicy:  # type: ignore[override]  # it depends on what was sent
        return location_policy(str(self["driven"].value() or "").split())

    @property
    def flow(self) -> list[str]:
        """Which documents move goods, in words (SET-129)."""
        return flows.in_words(self.shown_location)


def after_click(data: Mapping[str, str], clicked: str, *, of: Location | None) -> LocationForm:
    """The form after a click on a switch: what it brings along, what it locks.  Nothing is saved."""
    values: dict[str, Any] = {name: name in data for name in SWITCHES}
    values |= {name: data.get(name, "") for name in CHOICES}
    typed = {name: data.get(name, "").strip() for name in BINS}
    after = Location(
        **values, **{f"{name}_id": 0 if code else None for name, code in typed.items()}
    )
    before = Location(**values | {clicked: not values[clicked]})
    follow_switches(before, after)
    initial: dict[str, Any] = {name: getattr(after, name) for name in (*SWITCHES, *CHOICES)}
    for name in ("code", "name"):
        initial[name] = data.get(name, "")
    form = LocationForm(initial=initial, instance=of)
    for name, code in typed.items():
        form.initial[name] = code if getattr(after, f"{name}_id") is not None else ""
    form.initial["seen"] = data.get("seen", "")
    form.initial["driven"] = " ".join(name for name in DRIVING if getattr(after, name))
    return form
