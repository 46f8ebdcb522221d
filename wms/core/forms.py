"""What every form of the application is made of."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.utils import pretty_name

from wms.core.errors import MOST_SHOWN, Refused
from wms.core.fields import DayInput
from wms.core.records.faults import worded
from wms.core.wording import in_company_words


class Refusable(forms.BaseForm):
    """Shows what is wrong in our words, each text where it can be mended; the typed values stay.

    A text for a field that the form does not show stands above the form.  The first field in error
    takes the focus.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.FileField):  # so the browser can refuse before sending
                field.widget.attrs["data-max-bytes"] = settings.WMS_UPLOAD_MAX_BYTES
            if field.label:
                field.label = in_company_words(str(field.label))
            if field.help_text:
                field.help_text = in_company_words(str(field.help_text))

    def add_refusal(self, refused: Refused) -> None:
        """After ``is_valid()``."""
        for field, texts in refused.by_field().items():
            for text in texts:
                self.add_error(field if field in self.fields else None, text)
        unshown = len(refused.violations) - MOST_SHOWN + refused.more
        if unshown > 0:
            self.add_error(None, f"… and {unshown} more.")

    def full_clean(self) -> None:
        super().full_clean()
        self._focus_first_error()

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(field, self._in_our_words(field, error))
        self._focus_first_error()

    def _in_our_words(self, field: str | None, error: Any) -> Any:
        if not isinstance(error, ValidationError):
            return error
        if hasattr(error, "error_dict"):
            return ValidationError(
                {
                    name if name in self.fields else NON_FIELD_ERRORS: self._texts(name, faults)
                    for name, faults in error.error_dict.items()
                }
            )
        return self._texts(field or "", error.error_list)

    def _texts(self, field: str, faults: list[ValidationError]) -> list[str]:
        if field not in self.fields:
            return [text for fault in faults for text in fault.messages]
        label = str(self.fields[field].label or pretty_name(field))
        return [str(worded(fault, field=field, label=label)) for fault in faults]

    def _focus_first_error(self) -> None:
        for field in self.fields.values():
            field.widget.attrs.pop("autofocus", None)
        wrong = [name for name in self.fields if name in self.errors]
        if wrong:
            self.fields[wrong[0]].widget.attrs["autofocus"] = True


class RefusableForm(Refusable, forms.Form):
    """A form that can show what a service refused."""


class WorkDateForm(RefusableForm):
    work_date = forms.DateField(
        label="Work date", required=False, widget=DayInput(), help_text="Empty: today."
    )
