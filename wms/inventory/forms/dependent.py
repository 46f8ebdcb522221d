"""Codes that name a record within another one: a variant of the item, a bin or zone of the location."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from wms.core.fields import MOST_OFFERED, CodeInput
from wms.core.text import folded


class DependentCodeField(forms.CharField):
    """The form looks the code up when it knows the record above, with ``look_up``."""

    widget = CodeInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 20, **kwargs})

    def to_python(self, value: Any) -> str:
        return folded(super().to_python(value) or "")

    def offer(self, rows: QuerySet) -> None:
        """What is offered below the field, where the record above is known already."""
        pairs = rows.order_by("code").values_list("code", "description")
        widget: Any = self.widget
        widget.offers = pairs[:MOST_OFFERED]


def look_up(form: forms.BaseForm, name: str, rows: QuerySet | None, *, above: Any) -> None:
    """Put the row that the code in field ``name`` stands for in its place; none for a blank code.

    Without the record above it (None, because it could not be read) the field is left out.
    """
    code = form.cleaned_data.pop(name, None)
    if code is None or rows is None:
        return
    found = rows.filter(code=code).first()
    if found is not None or not code:
        form.cleaned_data[name] = found
        return
    label, noun = form.fields[name].label, str(above._meta.verbose_name).lower()
    text = f"{label} {code} does not exist for {noun} {above}. Choose one from the list."
    form.add_error(name, ValidationError(text, code="unknown_code"))
