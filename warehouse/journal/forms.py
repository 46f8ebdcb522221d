"""What is typed on the pages of warehouse journals."""

from typing import Any

from django import forms

from warehouse.models import WarehouseJournal
from wms.core.fields import (
    CodeChoiceField,
    DayInput,
    QuantityFormField,
    refuse_control_characters,
)
from wms.core.forms import RefusableForm
from wms.inventory.forms.dependent import DependentCodeField, look_up
from wms.inventory.models import Item, Location, UnitOfMeasure


class JournalForm(RefusableForm):
    """A new journal: where, and on which day."""

    location = CodeChoiceField(
        Location.objects.none(), label="Location Code", help_text="A location with bins."
    )
    on = forms.DateField(label="Registering Date", widget=DayInput())

    def __init__(self, *args: Any, locations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["location"]
        assert isinstance(field, CodeChoiceField)  # noqa: S101
        field.queryset = locations


class LineForm(RefusableForm):
    """A new line.  Bins are those of the journal's location."""

    item = CodeChoiceField(Item.objects.all(), key="no", label="Item No.")
    variant = DependentCodeField(label="Variant Code", max_length=10, required=False)
    from_bin = DependentCodeField(label="From Bin Code")
    to_bin = DependentCodeField(label="To Bin Code")
    quantity = QuantityFormField(label="Quantity")
    unit_of_measure = CodeChoiceField(
        UnitOfMeasure.objects.all(),
        label="Unit of Measure Code",
        required=False,
        help_text="Blank: the base unit.",
    )

    def __init__(self, *args: Any, journal: WarehouseJournal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.journal = journal
        for name in ("variant", "from_bin", "to_bin"):
            self.fields[name].validators.append(refuse_control_characters)
        for name in ("from_bin", "to_bin"):
            field = self.fields[name]
            assert isinstance(field, DependentCodeField)  # noqa: S101
            field.offer(journal.location.bins.all())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        item, location = cleaned.get("item"), self.journal.location
        look_up(self, "variant", item.variants.all() if item else None, above=item)
        if item is not None and "variant" not in self.errors and not cleaned.get("variant"):
            cleaned["variant"] = item.variants.get(code="")
        for name in ("from_bin", "to_bin"):
            look_up(self, name, location.bins.all(), above=location)
        return cleaned


class NumbersForm(RefusableForm):
    """A number of a part of the line: only the kinds that bins know of the item."""

    def __init__(self, *args: Any, kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, label in (
            ("serial", "Serial No."),
            ("lot", "Lot No."),
            ("package", "Package No."),
        ):
            if kind in kinds:
                self.fields[f"{kind}_no"] = forms.CharField(
                    label=label, max_length=50, validators=[refuse_control_characters]
                )
        self.fields["quantity"] = QuantityFormField(label="Quantity (Base)")
