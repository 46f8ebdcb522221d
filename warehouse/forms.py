"""What is typed on the pages of activities."""

from typing import Any

from django import forms
from django.urls import reverse

from tracking.switches import CAPTION, NUMBER_FIELD
from warehouse.models import Activity, ActivityLine, Bin, WarehouseDocument
from warehouse.selectors.activities import open_kinds
from wms.core.fields import CodeChoiceField, DayInput, QuantityFormField
from wms.core.forms import RefusableForm
from wms.core.quantity import ZERO


class LineForm(RefusableForm):
    """A line in the grid: Qty. to Handle, and numbers where the source does not state them (WHS-129)."""

    qty_to_handle = QuantityFormField(label="Qty. to Handle", required=False)

    def __init__(self, *args: Any, line: ActivityLine, **kwargs: Any) -> None:
        self.line = line
        numbers = {field: getattr(line, field) for field in NUMBER_FIELD.values()}
        kwargs |= {
            "initial": {"qty_to_handle": line.qty_to_handle, **numbers},
            "auto_id": f"line-{line.pk}-%s",
        }
        super().__init__(*args, **kwargs)
        for kind in open_kinds(line):
            name = NUMBER_FIELD[kind]
            self.fields[name] = forms.CharField(
                label=CAPTION[kind],
                required=False,
                max_length=50,
                widget=forms.TextInput(attrs=self._offering(name)),
            )
        for field in self.fields.values():
            field.widget.attrs |= {"form": f"form-{line.pk}", "aria-label": str(field.label)}

    def _offering(self, name: str) -> dict[str, str]:
        """The numbers of the bin are offered below the field once it has the focus (WHS-060)."""
        line, place = self.line, f"line-{self.line.pk}-{name}-offers"
        url = reverse("activity_line_numbers", args=[line.activity.kind, line.activity_id, line.pk])
        return {
            "autocomplete": "off",
            "spellcheck": "false",
            "list": place,
            "hx-get": f"{url}?field={name}",
            "hx-trigger": "focus once",
            "hx-target": f"#{place}",
            "hx-swap": "innerHTML",
            "hx-include": "unset",
            "hx-sync": "this:replace",
        }

    def changes(self) -> dict[str, Any]:
        """What was sent and differs from the line, ready for ``change_line``."""
        found = {name: self.cleaned_data[name] for name in self.changed_data if name in self.data}
        if "qty_to_handle" in found:
            found["qty_to_handle"] = found["qty_to_handle"] or ZERO
        return found


class LinePageForm(LineForm):
    """The line on a page of its own: its bin too (WHS-134)."""

    def __init__(self, *args: Any, line: ActivityLine, **kwargs: Any) -> None:
        super().__init__(*args, line=line, **kwargs)
        if line.action_type:
            bins = Bin.objects.filter(location=line.location_id)
            self.fields["bin"] = CodeChoiceField(bins, label="Bin Code", required=False)
            self.initial["bin"] = line.bin
        for field in self.fields.values():
            field.widget.attrs.pop("form", None)
            field.widget.attrs.pop("aria-label", None)


class PostingForm(RefusableForm):
    posting_date = forms.DateField(label="Posting Date", widget=DayInput())
    request_key = forms.CharField(max_length=100, widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, activity: Activity | WarehouseDocument, **kwargs: Any) -> None:
        kwargs.setdefault(
            "initial", {"posting_date": activity.posting_date, "version": activity.version}
        )
        super().__init__(*args, **kwargs)
        if isinstance(activity, Activity) and activity.rules.registers:
            self.fields["posting_date"].label = "Registering Date"

    @property
    def hidden_fault(self) -> str:
        """What is wrong with the fields that nobody sees, in words that help; "" when nothing is."""
        if self.errors.keys() & {"request_key", "version"}:
            return "The page was sent incompletely. Reload it and do this again."
        return ""
