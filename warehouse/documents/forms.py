"""What is typed on the pages of warehouse receipts and shipments."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from warehouse.models import Bin, WarehouseDocumentLine
from wms.core.fields import CodeChoiceField, DayInput, QuantityFormField
from wms.core.forms import RefusableForm
from wms.core.quantity import ZERO
from wms.core.text import folded
from wms.inventory.models import Location

BINS_OFFERED = "bins-of-location"  # one list of the page for all of its lines


class LocationForm(RefusableForm):
    """Where goods are received or shipped, and the posting date."""

    location = CodeChoiceField(Location.objects.none(), label="Location Code")
    posting_date = forms.DateField(label="Posting Date", widget=DayInput())

    def __init__(self, *args: Any, locations: QuerySet[Location], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["location"].queryset = locations  # type: ignore[attr-defined]


class LineForm(RefusableForm):
    """A line in the grid: how much of it, and its bin."""

    qty_to_handle = QuantityFormField(required=False)

    def __init__(self, *args: Any, line: WarehouseDocumentLine, **kwargs: Any) -> None:
        kwargs |= {
            "initial": {
                "qty_to_handle": line.qty_to_handle,
                "bin": line.bin.code if line.bin else "",
            },
            "auto_id": f"line-{line.pk}-%s",
        }
        super().__init__(*args, **kwargs)
        self.fields["qty_to_handle"].label = line.document.rules.handle_caption
        if line.document.location.bin_mandatory and not line.document.is_released:
            offering = {"list": BINS_OFFERED, "autocomplete": "off", "spellcheck": "false"}
            self.fields["bin"] = forms.CharField(
                label="Bin Code",
                required=False,
                max_length=20,
                widget=forms.TextInput(attrs=offering),
            )
        self.line = line
        for field in self.fields.values():
            field.widget.attrs |= {"form": f"form-{line.pk}", "aria-label": str(field.label)}

    def clean_bin(self) -> Bin | None:
        code = folded(self.cleaned_data["bin"])
        if not code:
            return None
        location = self.line.document.location
        found = Bin.objects.filter(location=location, code=code).first()
        if found is None:
            raise ValidationError(f"Location {location} has no bin {code}. Choose one of its bins.")
        return found

    def changes(self) -> dict[str, Any]:
        """What was sent and differs from the line, ready for ``change_line``."""
        found = {name: self.cleaned_data[name] for name in self.changed_data if name in self.data}
        if "qty_to_handle" in found:
            found["qty_to_handle"] = found["qty_to_handle"] or ZERO
        return found
