"""What is typed below a line whose serials are captured, or whose numbers are assigned."""

import re
from typing import Any

from django import forms

from wms.core.forms import RefusableForm

MOST_PASTED = 200_000
_SEPARATORS = re.compile(r"[\r\n\t,;]+")


class SerialsForm(RefusableForm):
    """Serials by scan, typing or paste: one below the other, or between commas or semicolons."""

    serials = forms.CharField(
        label="Serial numbers",
        max_length=MOST_PASTED,
        widget=forms.Textarea(
            attrs={"rows": 2, "autocomplete": "off", "spellcheck": "false", "autofocus": True}
        ),
        help_text="Scan, type or paste: one below the other, or between commas.",
    )
    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=100,
        help_text="Only when a serial number that was shipped is captured again.",
    )

    def numbers(self) -> list[str]:
        return [part for part in _SEPARATORS.split(self.cleaned_data["serials"]) if part.strip()]


class AssignForm(RefusableForm):
    start = forms.CharField(
        label="First number",
        required=False,
        max_length=50,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="Blank: the next numbers of the item's series. Otherwise its last group of digits counts up.",
    )
    increment = forms.IntegerField(label="Increment", initial=1, required=False)

    def values(self) -> dict[str, Any]:
        return {
            "start": self.cleaned_data["start"],
            "increment": 1
            if self.cleaned_data["increment"] is None
            else self.cleaned_data["increment"],
        }
