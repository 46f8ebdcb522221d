"""Forms of set-up records: the same checks behind our own pages and behind the admin."""

from typing import Any

from django import forms
from django.db import models
from django.utils.text import capfirst

from wms.core.fields import (
    CodeChoiceField,
    DayInput,
    QuantityFormField,
    refuse_control_characters,
)
from wms.core.forms import Refusable
from wms.core.quantity import QuantityField
from wms.core.records import RecordPolicy, fingerprint, stored_version, violations_of_record
from wms.core.records.errors import ChangedMeanwhile
from wms.core.records.naming import named


class CheckedRecordForm(Refusable, forms.ModelForm):
    """Asks the policy of the record while it is validated, so that each text stands at its field.

    The service that saves asks again under its lock.
    """

    policy: RecordPolicy = RecordPolicy()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.validators = [*field.validators, refuse_control_characters]

    def _post_clean(self) -> None:
        self.instance = forms.models.construct_instance(
            self, self.instance, self._meta.fields, self._meta.exclude
        )
        found = violations_of_record(
            self.instance,
            stored=stored_version(self.instance),
            policy=self.policy,
            unread=self.unread(),
        )
        for violation in found:
            self.add_error(
                violation.field if violation.field in self.fields else None, str(violation)
            )

    def unread(self) -> set[str]:
        """The fields that could not be read; what they lack need not be told again."""
        return {name for name in self.errors if name in self.fields}


class RecordForm(CheckedRecordForm):
    """A form on a page of ours: other records are typed by their code.

    ``seen`` is the version of the record that the page showed; a page that is behind is told so, and
    saving once more overwrites (ERR-006).
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, CodeChoiceField) and self.instance.pk:
                self.initial[name] = getattr(self.instance, name)
        if self.instance.pk:
            self.initial["seen"] = fingerprint(self.instance)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk and cleaned.get("seen") not in ("", self.initial["seen"]):
            data: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict has it
            data[self.add_prefix("seen")] = self.initial["seen"]
            self.data = data
            self.add_error(None, str(ChangedMeanwhile(what=named(self.instance))))
        return cleaned


def page_field(field: models.Field, **kwargs: Any) -> forms.Field | None:
    """The form field of a model field on our pages: ``formfield_callback`` of a form's Meta."""
    if isinstance(field, models.ForeignKey):
        related: Any = field.related_model
        names = {one.name for one in related._meta.fields}
        return CodeChoiceField(
            related._default_manager.all(),
            key="code" if "code" in names else "no",
            required=not field.blank,
            label=capfirst(str(field.verbose_name)),
            help_text=field.help_text,
        )
    if isinstance(field, QuantityField):
        made: forms.Field = field.formfield(form_class=QuantityFormField, **kwargs)
        return made
    if isinstance(field, models.DateField):
        return field.formfield(widget=DayInput(), **kwargs)
    return field.formfield(**kwargs)
