"""What every form of the application is made of."""

from typing import Any

from django import forms

from wms.core.errors import MOST_SHOWN, Refused


class RefusableForm(forms.Form):
    """A form that can show what a service refused, each text where it can be mended.

    After ``is_valid()``; the typed values stay.  A text for a field that the form does not show
    stands above the form.  The first field in error takes the focus.
    """

    def add_refusal(self, refused: Refused) -> None:
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
        super().add_error(field, error)
        self._focus_first_error()

    def _focus_first_error(self) -> None:
        wrong = [name for name in self.fields if name in self.errors]
        for name in self.fields:
            self.fields[name].widget.attrs.pop("autofocus", None)
        if wrong:
            self.fields[wrong[0]].widget.attrs["autofocus"] = True


class DayInput(forms.DateInput):
    """A day as the browser's own date field wants it, in every language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class WorkDateForm(RefusableForm):
    work_date = forms.DateField(
        label="Work date",
        required=False,
        widget=DayInput(),
        help_text="Empty: today.",
    )
