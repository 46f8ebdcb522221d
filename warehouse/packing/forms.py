"""What is typed at the packing station."""

from typing import Any

from django import forms

from warehouse.capture.forms import SerialsForm
from warehouse.capture.rules import LONGEST
from wms.core.fields import DayInput, QuantityFormField
from wms.core.forms import RefusableForm
from wms.core.text import folded
from wms.documents.models import Document


class PackForm(SerialsForm):
    """A line of the order, and what of it goes into the container: a quantity, or its serials."""

    line = forms.TypedChoiceField(label="Line", coerce=int)
    quantity = QuantityFormField(label="Quantity", required=False)
    lot_no = forms.CharField(label="Lot No.", required=False, max_length=50)
    package_no = forms.CharField(label="Package No.", required=False, max_length=50)

    field_order = ["line", "quantity", "lot_no", "package_no", "serials", "reason"]

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="pack-%s", **kwargs)
        self.fields["line"].choices = choices  # type: ignore[attr-defined]
        self.fields["serials"].required = False
        self.fields["serials"].widget.attrs.pop("autofocus", None)

    def clean_lot_no(self) -> str:
        return self._number("lot_no")

    def clean_package_no(self) -> str:
        return self._number("package_no")

    def _number(self, name: str) -> str:
        """Folded, which can make it longer."""
        number = folded(self.cleaned_data[name])
        if len(number) > LONGEST:
            raise forms.ValidationError(
                f"{self.fields[name].label} may have at most {LONGEST} characters; this has {len(number)}."
                " Shorten it."
            )
        return number


class ShippingForm(RefusableForm):
    posting_date = forms.DateField(label="Posting Date", widget=DayInput())
    request_key = forms.CharField(max_length=100, widget=forms.HiddenInput)

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"posting_date": document.posting_date})
        super().__init__(*args, **kwargs)

    @property
    def fault(self) -> str:
        """What is wrong with it, in words; "" when nothing is."""
        if self.errors.keys() & {"request_key"}:
            return "The page was sent incompletely. Reload it and do this again."
        return " ".join(str(text) for texts in self.errors.values() for text in texts)
