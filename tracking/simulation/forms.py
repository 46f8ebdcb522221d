"""The period of a replay, and the changed switches that the address names."""

from collections.abc import Iterator, Mapping
from copy import copy
from datetime import date, timedelta
from typing import Any

from django import forms

from tracking.codes import driving
from tracking.codes.switchsets import SWITCHES, switches_of
from tracking.models import ItemTrackingCode
from wms.core.fields import DayInput
from wms.core.forms import RefusableForm

FORMULA = "warranty_date_formula"
ON, OFF = "on", "off"
DAYS = 90


class PeriodForm(RefusableForm):
    first = forms.DateField(label="Posted from", widget=DayInput())
    last = forms.DateField(label="Posted to", widget=DayInput())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and first > last:
            self.add_error("last", f"Posted to {last} is before Posted from {first}.")
        return cleaned


def usual_period(today: date) -> dict[str, str]:
    return {"first": str(today - timedelta(days=DAYS)), "last": str(today)}


def changes_of(stored: ItemTrackingCode, shown: ItemTrackingCode) -> dict[str, str]:
    """What the address says of a code that is not saved yet."""
    before, after = switches_of(stored), switches_of(shown)
    changed = {name: ON if after[name] else OFF for name in SWITCHES if before[name] != after[name]}
    if shown.warranty_date_formula != stored.warranty_date_formula:
        changed[FORMULA] = shown.warranty_date_formula
    return changed


def changed_code(stored: ItemTrackingCode, asked: Mapping[str, str]) -> ItemTrackingCode:
    """The stored code with what the address changes; what it does not name stays."""
    code = copy(stored)
    for name in SWITCHES:
        if asked.get(name) in (ON, OFF):
            setattr(code, name, asked[name] == ON)
    code.warranty_date_formula = asked.get(FORMULA, code.warranty_date_formula)[:40]
    return code


def in_words(stored: ItemTrackingCode, changes: Mapping[str, str]) -> Iterator[str]:
    """``SN Sales Outbound Tracking: on``"""
    for name, value in changes.items():
        yield f"{driving.caption(name)}: {value or 'blank'}"
