"""The forms of an item tracking code, on our page and in the admin: locked switches say why."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from tracking.codes import driving
from tracking.codes.history import fixed_switches
from tracking.codes.matrix import MatrixRow, matrix
from tracking.codes.policies import code_policy
from tracking.codes.switchsets import SWITCHES
from tracking.codes.tabs import shortened
from tracking.codes.words import Sentence, in_words
from tracking.groups.mapping import locks as group_locks
from tracking.models import ItemTrackingCode, TrackingDimensionGroup
from tracking.simulation.forms import changes_of
from wms.core.errors import RuleViolation
from wms.core.fields import FormulaInput
from wms.core.lockedfields import lock_fields, shown_switches
from wms.core.recordforms import CheckedRecordForm, RecordForm, page_field
from wms.core.records import RecordPolicy

FORMULA = "warranty_date_formula"
GROUP = "tracking_dimension_group"


class LockedSwitches(CheckedRecordForm):
    """Switches that are driven by another, or fixed by the past, are locked."""

    def switches_now(self) -> dict[str, bool]:
        return shown_switches(self, SWITCHES)

    def lock(self, fixed: Mapping[str, RuleViolation]) -> None:
        switches = self.switches_now()
        if not switches:  # somebody who may only look
            return
        reasons = {name: f"Locked: {violation}" for name, violation in fixed.items()}
        lock_fields(
            self, reasons | driving.locks(switches) | group_locks(self.group_now(), switches)
        )

    def group_now(self) -> TrackingDimensionGroup | None:
        """The group that the form names now, typed or stored; None also for one that does not exist."""
        if GROUP not in self.fields:
            return None
        field = self.fields[GROUP]
        if not self.is_bound:
            return _group_of(self.get_initial_for_field(field, GROUP))
        try:
            found = field.clean(self.data.get(self.add_prefix(GROUP), ""))
        except ValidationError:
            return None
        return found if isinstance(found, TrackingDimensionGroup) else None


def _group_of(value: Any) -> TrackingDimensionGroup | None:
    """A form's initial value is the record, its primary key, or the code that was typed."""
    if isinstance(value, TrackingDimensionGroup) or not value:
        return value or None
    if isinstance(value, int):
        return TrackingDimensionGroup.objects.filter(pk=value).first()
    return group_named(str(value))


def group_named(code: str) -> TrackingDimensionGroup | None:
    return TrackingDimensionGroup.objects.filter(code=code.strip().upper()[:10]).first()


class TrackingCodeForm(LockedSwitches, RecordForm):
    """``driven`` is kept by the page.  ``stored``: the code that the switches on the page belong to."""

    driven = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput())

    class Meta:
        model = ItemTrackingCode
        fields = [
            "code",
            "description",
            GROUP,
            *SWITCHES,
            FORMULA,
        ]
        widgets = {FORMULA: FormulaInput()}
        formfield_callback = page_field

    def __init__(
        self,
        *args: Any,
        stored: ItemTrackingCode | None = None,
        fixed: Mapping[str, RuleViolation] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.stored = stored or (self.instance if self.instance.pk else None)
        for name in SWITCHES:
            self.fields[name].label = shortened(name, str(self.fields[name].label))
        self._ask_at_each_change()
        self.initial.setdefault("driven", _specific_kinds(self.instance))
        if fixed is None:
            fixed = fixed_switches(self.stored) if self.stored else {}
        self.lock(fixed)

    def _ask_at_each_change(self) -> None:
        # a second click before the answer to the first takes its place, with all switches as they are
        asks = {
            "hx-post": reverse("tracking_code_switches", args=[self.stored.pk])
            if self.stored
            else reverse("tracking_code_switches"),
            "hx-trigger": "change",
            "hx-sync": "#card-form:replace",
        }
        for name in (*SWITCHES, GROUP, FORMULA):
            self.fields[name].widget.attrs |= asks

    @property
    def policy(self) -> RecordPolicy:  # type: ignore[override]  # it depends on what was sent
        return code_policy(self.driven_kinds)

    @property
    def driven_kinds(self) -> list[str]:
        return str(self["driven"].value() or "").split()

    # what the page shows beside the fields, of the switches as they are now

    @property
    def as_shown(self) -> ItemTrackingCode:
        formula = str(self.get_initial_for_field(self.fields[FORMULA], FORMULA) or "")
        if self.is_bound:
            formula = self.data.get(self.add_prefix(FORMULA), "")
        return ItemTrackingCode(
            **self.switches_now(),
            tracking_dimension_group=self.group_now(),
            warranty_date_formula=formula.strip(),
        )

    @property
    def words(self) -> list[Sentence]:
        return in_words(self.as_shown)

    @property
    def simulation_url(self) -> str:
        """Where the switches as they are now are tried on past postings; "" for a new code."""
        if self.stored is None:
            return ""
        url = reverse("tracking_code_simulation", args=[self.stored.pk])
        return f"{url}?{urlencode(changes_of(self.stored, self.as_shown))}".removesuffix("?")

    @property
    def matrix(self) -> list[MatrixRow]:
        return matrix(self.as_shown)


def _specific_kinds(code: ItemTrackingCode) -> str:
    return " ".join(
        prefix for prefix in driving.PREFIXES if getattr(code, driving.specific(prefix))
    )


class AdminCodeForm(LockedSwitches):
    policy = code_policy()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lock(fixed_switches(self.instance) if self.instance.pk else {})
