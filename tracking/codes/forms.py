from typing import Any

from django import forms
from django.urls import reverse

from tracking.codes import driving
from tracking.codes.policies import SWITCHES, code_policy
from tracking.codes.tabs import shortened
from tracking.models import ItemTrackingCode
from wms.core.recordforms import RecordForm, page_field
from wms.core.records import RecordPolicy


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
