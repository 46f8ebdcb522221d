"""The form of a card."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tracking.models import NumberInformation
from tracking.numbers.policies import card_policy, fields_of_other_kinds
from wms.core.recordforms import RecordForm, page_field
from wms.core.text import folded
from wms.inventory.models import ItemVariant


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
