"""The question of the trace page."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tracking.tracing.graph import Direction
from tracking.tracing.request import TraceRequest
from wms.core.forms import RefusableForm
from wms.core.text import folded
from wms.inventory.models import Item, ItemVariant

LARGEST_ENTRY_NO = 2**63 - 1


class NumberField(forms.CharField):
    """A number as it is stored: trimmed and in upper case."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "max_length": 50} | kwargs)

    def to_python(self, value: Any) -> str:
        return folded(super().to_python(value) or "")


class TraceForm(RefusableForm):
    """At least one number or an item (TRC-001); a variant only with its item (TRC-002)."""

    serial_no = NumberField(label="Serial No.")
    lot_no = NumberField(label="Lot No.")
    package_no = NumberField(label="Package No.")
    item = NumberField(label="Item No.", max_length=20)
    variant = NumberField(label="Variant Code", max_length=10)
    direction = forms.TypedChoiceField(
        label="Trace",
        choices=Direction.choices,
        coerce=Direction,
        required=False,
        empty_value=Direction.BACKWARD,
    )
    entry = forms.IntegerField(
        label="Entry No.",
        required=False,
        min_value=1,
        max_value=LARGEST_ENTRY_NO,
        widget=forms.HiddenInput,
    )
    after = forms.IntegerField(
        label="After",
        required=False,
        min_value=0,
        max_value=LARGEST_ENTRY_NO,
        widget=forms.HiddenInput,
    )

    def clean_item(self) -> Item | None:
        if not (no := self.cleaned_data["item"]):
            return None
        item = Item.objects.select_related("item_tracking_code").filter(no=no).first()
        if item is None:
            raise ValidationError(f"There is no item {no}.")
        return item

    def clean_variant(self) -> ItemVariant | None:
        if not (code := self.cleaned_data["variant"]):
            return None
        item = self.cleaned_data.get("item")
        if item is None:
            raise ValidationError("A variant needs its item. Fill Item No., or clear the variant.")
        variant = ItemVariant.objects.filter(item=item, code=code).first()
        if variant is None:
            raise ValidationError(f"Item {item} has no variant {code}.")
        return variant

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.asked().asks_something:
            raise ValidationError(
                "Fill at least one of Serial No., Lot No., Package No. and Item No. to trace."
            )
        return cleaned

    def asked(self) -> TraceRequest:
        cleaned = self.cleaned_data
        return TraceRequest(
            direction=cleaned["direction"],
            serial_no=cleaned["serial_no"],
            lot_no=cleaned["lot_no"],
            package_no=cleaned["package_no"],
            item=cleaned["item"],
            variant=cleaned["variant"],
            entry_no=cleaned["entry"],
            after=cleaned["after"] or 0,
        )
