"""Forms of the Item Tracking Lines page: shape and range of what is typed; rules stay in the services."""

from typing import Any

from django import forms

from tracking.page import Page
from tracking.switches import KINDS, NUMBER_FIELD
from wms.core.fields import DayInput, QuantityFormField
from wms.core.forms import RefusableForm

MOST_PASTED = 1_000_000  # characters


def _number(caption: str) -> forms.CharField:
    return forms.CharField(
        label=caption,
        required=False,
        strip=True,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "size": 16}),
    )


class NewRowForm(RefusableForm):
    """A row typed into the empty line of the page."""

    quantity = QuantityFormField(label="Quantity", required=False)
    accept_blocked = forms.BooleanField(label="Use the blocked number all the same", required=False)

    def __init__(self, data: Any = None, *, page: Page) -> None:
        super().__init__(data, prefix="new", auto_id="new-%s")
        names = [*NUMBER_FIELD.items()]
        for kind, name in names:
            self.fields[name] = _number(page.caption_of(kind))
        if page.is_reclassification:
            for kind, name in names:
                self.fields[f"new_{name}"] = _number(f"New {page.caption_of(kind)}")
        if page.takes_dates:
            self.fields["expiration_date"] = forms.DateField(
                label="Expiration Date", required=False, widget=DayInput()
            )
        self.fields["quantity"].widget.attrs |= {"size": 6}
        for field in self.fields.values():
            field.widget.attrs["form"] = "new-row-form"

    def given(self) -> dict[str, Any]:
        """What was filled in; fields left empty are determined by the service."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if value not in (None, "") and name != "accept_blocked"
        }


class CreateForm(RefusableForm):
    """Assign Serial No.: how many, and what is made along with them (ITL-084)."""

    quantity = QuantityFormField(label="Quantity to Create")
    new_lot = forms.BooleanField(label="Create New Lot No.", required=False)
    new_package = forms.BooleanField(label="Create New Package No.", required=False)
    create_cards = forms.BooleanField(
        label="Create SN Information",
        required=False,
        help_text="An information card for each serial number that has none.",
    )
    expiration_date = forms.DateField(
        label="Expiration Date",
        required=False,
        widget=DayInput(),
        help_text="For all of them; it can be changed on the rows.",
    )

    field_order: tuple[str, ...] = ("quantity", "expiration_date")

    def __init__(self, *args: Any, page: Page, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_package"].label = f"Create New {page.caption_of('package')}"
        if not page.takes_dates:
            del self.fields["expiration_date"]


class CustomizedForm(CreateForm):
    """Create Customized SN (ITL-096)."""

    start = forms.CharField(
        label="Customized SN",
        required=False,
        help_text="The first number, such as S/N-Vend0001. The last group of digits counts up.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    increment = forms.IntegerField(label="Increment", initial=1)
    field_order = ("start", "increment", "quantity", "expiration_date")


class SelectedForm(RefusableForm):
    """The Selected Quantity of one line of Select Entries."""

    selected = QuantityFormField(label="Selected Quantity", required=False)


class UploadForm(RefusableForm):
    file = forms.FileField(
        label="File",
        help_text="CSV in UTF-8, or XLSX; at most 20,000 rows and 10 MB. The first row names the columns.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )
    sheet = forms.CharField(
        label="Sheet",
        required=False,
        max_length=50,
        help_text="Of a spreadsheet with several; the first one when blank.",
    )
    all_or_nothing = forms.BooleanField(
        label="All or nothing",
        required=False,
        help_text="One faulty row keeps all of them out. Otherwise the good rows are taken over.",
    )


class PasteForm(RefusableForm):
    kind = forms.ChoiceField(
        label="A plain list holds",
        required=False,
        help_text="Not asked for when the first row names the columns.",
    )
    text = forms.CharField(
        label="Numbers",
        max_length=MOST_PASTED,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text="One below the other, or between commas, semicolons or tabs; SN001..SN050 stands for fifty."
        " Or a table from a spreadsheet.",
    )

    def __init__(self, data: Any = None, *, page: Page) -> None:
        super().__init__(data)
        choice = self.fields["kind"]
        choice.choices = [(kind, page.caption_of(kind)) for kind in KINDS]  # type: ignore[attr-defined]
        choice.initial = main_kind(page)


def main_kind(page: Page) -> str:
    """The kind of number that is typed or scanned most on this page."""
    return next((kind for kind in page.specific), "serial")
