"""What is asked before the lines of a count are made."""

from django import forms

from wms.core.fields import CodeChoiceField, DayInput
from wms.core.forms import RefusableForm
from wms.inventory.models import Item, Location


class CalculateForm(RefusableForm):
    location = CodeChoiceField(
        Location.objects.filter(use_as_in_transit=False, directed_put_away_and_pick=False).exclude(
            code=""
        ),
        label="Location Code",
        required=False,
        help_text="Empty: every location.",
    )
    item = CodeChoiceField(
        Item.objects.all(),
        key="no",
        label="Item No.",
        required=False,
        help_text="Empty: every item.",
    )
    posting_date = forms.DateField(label="Posting Date", widget=DayInput())
    as_calculated = forms.BooleanField(
        label="Propose what is calculated",
        required=False,
        help_text="Qty. (Phys. Inventory) starts as calculated; otherwise it is blank until it is counted.",
    )
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput())
