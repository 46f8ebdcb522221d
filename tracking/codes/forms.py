from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from tracking.codes import driving
from tracking.codes.policies import SWITCHES, card_policy, code_policy, fields_of_other_kinds
from tracking.codes.tabs import shortened
from tracking.models import ItemTrackingCode, NumberInformation
from wms.core.recordforms import RecordForm, page_field
from wms.core.records import RecordPolicy
from wms.core.text import folded
from wms.inventory.models import ItemVariant


class TrackingCodeForm(RecordForm):
    """Locked switches say why and still send their value; ``driven`` is kept by the page."""

    driven = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput())

    class Meta:
        model = ItemTrackingCode
        fields = [
            "code",
            "description",
            *SWITCHES,
            "warranty_date_formula",
        ]
        formfield_callback = page_field

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in SWITCHES:
            self.fields[name].label = shortened(name, str(self.fields[name].label))
        # a second click before the answer to the first takes its place, with all switches as they are
        asks = {
            "hx-post": reverse("tracking_code_switches"),
            "hx-trigger": "change",
            "hx-sync": "#card-form:replace",
        }
        for name in driving.DRIVING:
            self.fields[name].widget.attrs |= asks
        if self.instance.pk:
            self.initial["driven"] = " ".join(
                prefix
                for prefix in driving.PREFIXES
                if getattr(self.instance, driving.specific(prefix))
            )
        self._lock()

    @property
    def policy(self) -> RecordPolicy:  # type: ignore[override]  # it depends on what was sent
        return code_policy(self.driven_kinds)

    @property
    def driven_kinds(self) -> list[str]:
        return str(self["driven"].value() or "").split()

    def _lock(self) -> None:
        # not by way of self[name], which would keep the help text as it is now
        switches = {
            name: self.add_prefix(name) in self.data
            if self.is_bound
            else bool(self.get_initial_for_field(self.fields[name], name))
            for name in SWITCHES
        }
        for name, reason in driving.locks(switches).items():
            self.fields[name].widget.attrs["aria-disabled"] = "true"
            self.fields[name].help_text = reason


class VariantField(forms.CharField):
    """The code of a variant of the item beside it; blank for the item itself."""

    def to_python(self, value: Any) -> str:
        return folded(super().to_python(value) or "")


class NumberCardForm(RecordForm):
    """Fields that the card's kind does not have are left out."""

    policy = card_policy()
    variant = VariantField(
        label="Variant", max_length=10, required=False, help_text="Blank: the item itself."
    )

    class Meta:
        model = NumberInformation
        fields = [
            "kind",
            "item",
            "variant",
            "number",
            "description",
            "blocked",
            "test_quality",
            "certificate_number",
            "country_code",
        ]
        formfield_callback = page_field

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["variant"] = self.instance.variant.code
            for name in fields_of_other_kinds(self.instance.kind):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        item, code = cleaned.get("item"), cleaned.pop("variant", None)
        if item is not None and code is not None:
            variant = ItemVariant.objects.filter(item=item, code=code).first()
            if variant is None:
                self.add_error("variant", _unknown_variant(code, item))
            else:
                cleaned["variant"] = variant
        return cleaned

    def unread(self) -> set[str]:
        """Without its item, a variant cannot be looked up."""
        unread = super().unread()
        return unread | {"variant"} if "item" in unread else unread


def _unknown_variant(code: str, item: Any) -> ValidationError:
    return ValidationError(
        f"Variant {code} is not a variant of item {item}. Choose one of its variants.",
        code="unknown_variant",
    )
