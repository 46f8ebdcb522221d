"""The forms of a card: its fields, its comments, the files, the stock that is asked for."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from tracking.models import NumberComment, NumberInformation
from tracking.numbers.comments import comment_policy
from tracking.numbers.keys import NumberKey
from tracking.numbers.policies import KEY, card_policy, fields_of_other_kinds
from tracking.numbers.selectors import inventory_of, open_lines_said
from wms.core.fields import CodeChoiceField, DayInput
from wms.core.forms import RefusableForm
from wms.core.quantity import shown
from wms.core.recordforms import RecordForm, page_field
from wms.core.records import stored_version
from wms.core.text import folded
from wms.core.wording import in_company_words
from wms.inventory.models import ItemVariant, Location


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
        card = self.instance
        kinds: Any = self.fields["kind"]
        kinds.choices = [(kind, in_company_words(str(words))) for kind, words in kinds.choices]
        self.fields["blocked"].help_text = "No posting or warehouse work may use this number."
        if card.item_id:
            self.initial["item"] = card.item.no
        if card.variant_id:
            self.initial["variant"] = card.variant.code
        if card.pk:
            for name in fields_of_other_kinds(card.kind):
                del self.fields[name]
            self._lock_key_in_stock()
            if not card.blocked and (said := open_lines_said(NumberKey.of_card(card))):
                self.fields["blocked"].help_text += f" {said}."

    def _lock_key_in_stock(self) -> None:
        """What names the card is shown as it is while the number has stock (SET-148)."""
        stored = stored_version(self.instance)
        if stored is None or not (inventory := inventory_of(stored, on=None).inventory):
            return
        for name in KEY:
            self.fields[name].widget.attrs["readonly"] = True
        kind: Any = self.fields["kind"]
        kind.choices = [choice for choice in kind.choices if choice[0] == stored.kind]
        self.fields[
            "number"
        ].help_text = f"{shown(inventory)} in stock. To give stock another number, reclassify it."

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


class CommentForm(RecordForm):
    policy = comment_policy()

    class Meta:
        model = NumberComment
        fields = ["date", "comment"]
        formfield_callback = page_field

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.initial.setdefault("date", timezone.localdate())


class FileForm(RefusableForm):
    file = forms.FileField(
        label="Add a file",
        max_length=1000,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg,.webp,.gif,.pdf"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = settings.WMS_UPLOAD_MAX_BYTES // 2**20
        self.fields[
            "file"
        ].help_text = f"A picture (PNG, JPEG, WebP, GIF) or a PDF, at most {limit} MB."


class StockForm(RefusableForm):
    """Whose stock counts, and before which day it counts as expired (SET-149, SET-150)."""

    location = CodeChoiceField(
        Location.objects.exclude(code=""),
        label="Location",
        required=False,
        help_text="Blank: all locations.",
    )
    expired_on = forms.DateField(label="Expired before", required=False, widget=DayInput())
