"""The header of a document, as a form."""

from datetime import date
from typing import Any

from django import forms

from wms.core.fields import CodeChoiceField, DayInput
from wms.core.forms import RefusableForm
from wms.core.models import NumberSeries
from wms.core.numberforms import series_field
from wms.documents.kinds import Kind, NumbersOnLines, Partner
from wms.documents.models import Document
from wms.documents.transfers import PLACES
from wms.inventory.models import Customer, Location, Vendor

TRANSFER_FIELDS = ("transfer_to", "in_transit", "direct_transfer", "shipment_date", "receipt_date")
PARTNERS: dict[Partner, Any] = {Partner.VENDOR: Vendor, Partner.CUSTOMER: Customer}


class HeaderForm(RefusableForm):
    """Fields follow the kind: the partner that it has; a journal has a posting date alone."""

    no = forms.CharField(
        label="No.", max_length=20, required=False, help_text="Empty: the next of the series."
    )
    vendor = CodeChoiceField(Vendor.objects.filter(blocked=False), key="no", label="Vendor No.")
    customer = CodeChoiceField(
        Customer.objects.filter(blocked=False), key="no", label="Customer No."
    )
    location = CodeChoiceField(
        Location.objects.filter(use_as_in_transit=False).exclude(code=""),
        label="Location Code",
        required=False,
        help_text="Proposed for every line.",
    )
    transfer_to = CodeChoiceField(
        Location.objects.filter(use_as_in_transit=False).exclude(code=""),
        label=PLACES["transfer_to"],
    )
    in_transit = CodeChoiceField(
        Location.objects.filter(use_as_in_transit=True),
        label=PLACES["in_transit"],
        required=False,
        help_text="Where the goods are between shipment and receipt.",
    )
    direct_transfer = forms.BooleanField(
        label=PLACES["direct_transfer"],
        required=False,
        help_text="They leave and arrive in one posting: as one document, or as both with an In-Transit Code.",
    )
    order_date = forms.DateField(label="Order Date", widget=DayInput())
    shipment_date = forms.DateField(label="Shipment Date", widget=DayInput(), required=False)
    receipt_date = forms.DateField(label="Receipt Date", widget=DayInput(), required=False)
    posting_date = forms.DateField(label="Posting Date", widget=DayInput(), required=False)
    document_date = forms.DateField(
        label="Document Date",
        widget=DayInput(),
        required=False,
        help_text="Expiration and warranty are reckoned from it; empty: the posting date.",
    )
    external_document_no = forms.CharField(
        label="External Document No.", max_length=35, required=False
    )
    description = forms.CharField(label="Description", max_length=100, required=False)
    tracking_on_lines = forms.BooleanField(
        label="Item Tracking on Lines",
        required=False,
        help_text="Serial, lot and package numbers are typed on the lines.",
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(
        self,
        data: Any = None,
        *,
        rules: Kind,
        document: Document | None = None,
        day: date,
        series: NumberSeries | None = None,
    ) -> None:
        """``series``: the one that is set up for new documents of the kind."""
        initial = (
            {name: getattr(document, name) for name in self.base_fields}
            if document
            else {"posting_date" if rules.is_journal else "order_date": day}
        )
        super().__init__(data, initial=initial)
        for partner in PARTNERS:
            if rules.partner != partner:
                del self.fields[partner]
        if rules.is_transfer:
            self.fields["location"].label = PLACES["location"]
            self.fields["location"].required = True
            self.fields["location"].help_text = ""
        else:
            for name in TRANSFER_FIELDS:
                del self.fields[name]
        if rules.is_journal:
            for name in ("order_date", "document_date", "external_document_no"):
                del self.fields[name]
            self.fields["posting_date"].required = True
        if rules.numbers_on_lines != NumbersOnLines.BY_DOCUMENT:
            del self.fields["tracking_on_lines"]
        if document is not None:
            del self.fields["no"]
        else:
            del self.fields["version"]
            if field := series_field(series):
                self.fields["number_series"] = field
                self.order_fields(["no", "number_series"])

    def header(self) -> dict[str, Any]:
        """What the services take."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        values.setdefault("order_date", values["posting_date"])
        if values["location"] is None:
            values["location"] = Location.objects.get(code="")
        return values
