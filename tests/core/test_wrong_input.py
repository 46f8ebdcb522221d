"""Wrong input on each field of every set-up form: told at the field, by its name, and nothing else is lost."""

from dataclasses import dataclass, field
from html import unescape
from typing import Any

import pytest
from django import forms
from django.urls import reverse

from tests.factories import (
    BinFactory,
    CustomerFactory,
    ItemFactory,
    LocationFactory,
    NumberSeriesFactory,
    UnitFactory,
    UserFactory,
    VendorFactory,
    code_with,
)
from warehouse.models import BinType
from wms.core.fields import CodeChoiceField, DayInput, FormulaInput, QuantityFormField
from wms.inventory.forms.dependent import DependentCodeField

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert(1)</script>"


@dataclass(frozen=True)
class Page:
    """A form: where it stands, and what can be saved with it.  ``prefix``: of the line in a grid."""

    url: str
    filled: dict[str, str]
    args: tuple[str, ...] = ()
    prefix: str = ""
    around: dict[str, str] = field(default_factory=dict)


def _grid(url: str, of: str, prefix: str, **filled: str) -> Page:
    around = {f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-INITIAL_FORMS": "0"}
    return Page(url, filled, (of,), f"{prefix}-0-", around)


PAGES = {
    "item tracking code": Page("tracking_code_new", {"code": "NEW", "description": "Kept"}),
    "tracking dimension group": Page(
        "dimension_group_new",
        {
            "code": "NEW",
            "description": "Kept",
            "is_active": "on",
            "capture_serial_no": "none",
            "previously_shipped_serial": "confirm",
        },
    ),
    "item": Page(
        "item_new",
        {
            "no": "I-NEW",
            "description": "Kept",
            "type": "inventory",
            "base_unit_of_measure": "PCS",
            "item_tracking_code": "LOT",
            "rounding_precision": "0",
            "costing_method": "fifo",
            "prevent_negative_inventory": "",
        },
    ),
    "unit": Page("unit_new", {"code": "NEW", "description": "Kept"}),
    "warehouse class": Page("warehouse_class_new", {"code": "NEW", "description": "Kept"}),
    "location": Page(
        "location_new",
        {
            "code": "NEW",
            "name": "Kept",
            "pick_bin_policy": "default",
            "put_away_bin_policy": "default",
            "bin_capacity_policy": "never",
        },
    ),
    "zone": Page(
        "zone_new", {"location": "WHITE", "code": "NEW", "description": "Kept", "ranking": "0"}
    ),
    "bin type": Page("bin_type_new", {"code": "NEW", "description": "Kept"}),
    "special equipment": Page("special_equipment_new", {"code": "NEW", "description": "Kept"}),
    "bin": Page(
        "bin_new", {"location": "WHITE", "code": "NEW", "description": "Kept", "ranking": "0"}
    ),
    "bin content": Page("bin_content_new", {"location": "WHITE", "bin": "A-1", "item": "I-1"}),
    "bins by pattern": Page(
        "bins_by_pattern",
        {"location": "WHITE", "pattern": "B-[1-3]", "description": "Kept", "ranking": "0"},
    ),
    "employee": Page("employee_new", {"user": "anna", "location": "WHITE"}),
    "number series": Page(
        "number_series_new", {"code": "NEW", "description": "Kept", "default_nos": "on"}
    ),
    "vendor": Page("vendor_new", {"no": "V-NEW", "name": "Kept"}),
    "customer": Page("customer_new", {"no": "C-NEW", "name": "Kept"}),
    "lot information": Page(
        "number_card_new", {"kind": "lot", "item": "I-1", "number": "L-NEW", "description": "Kept"}
    ),
    "inventory setup": Page("inventory_setup", {"package_caption": "Pallet"}),
    "warehouse setup": Page("warehouse_setup", {"inventory_pick_nos": "SN1"}),
    "series lines": _grid(
        "number_series_lines", "series", "lines", starting_no="X0001", increment_by="1"
    ),
    "related series": _grid("number_series_related", "series", "related", related="SN2"),
    "item units": _grid("item_units", "item", "units", unit_of_measure="BOX", qty_per_unit="4"),
    "variants": _grid("item_variants", "item", "variants", code="RED", description="Kept"),
    "references": _grid(
        "item_references",
        "item",
        "references",
        type="bar_code",
        reference_no="4711",
        description="Kept",
    ),
}


@pytest.fixture
def company(client):
    client.force_login(UserFactory())
    UserFactory(username="anna")
    UnitFactory(code="PCS")
    UnitFactory(code="BOX")
    code_with("LOT", use_expiration_dates=True)
    location = LocationFactory(code="WHITE", bin_mandatory=True, default_bin_selection="fixed")
    BinFactory(location=location, code="A-1")
    VendorFactory(no="V-1")
    CustomerFactory(no="C-1")
    NumberSeriesFactory(code="SN2")
    BinType.objects.filter(code="QC").delete()  # else all abilities are taken
    return {"series": NumberSeriesFactory(code="SN1"), "item": ItemFactory(no="I-1")}


def wrong_values(one: forms.Field) -> list[str]:
    """What can be typed into a field and never be right."""
    if isinstance(one, forms.BooleanField):
        return []
    if isinstance(one.widget, forms.HiddenInput):
        return []
    if isinstance(one, (CodeChoiceField, DependentCodeField)):
        return ["NOPE", SCRIPT, "X" * 300, "A\x07B"]
    if isinstance(one, forms.ChoiceField):
        return ["nope", SCRIPT, "A\x00B", "X" * 300]
    if isinstance(one, QuantityFormField):
        return ["abc", "-1", "NaN", "1e400", "9" * 30, SCRIPT, "A\x00B", "1,5,7"]
    if isinstance(one, (forms.DecimalField, forms.IntegerField)):
        return ["abc", "-99999999999999999999", "9" * 30, "1.5", SCRIPT, "A\x00B"]
    if isinstance(one.widget, DayInput):
        return ["2026-02-30", "tomorrow", "99999-01-01", SCRIPT, "A\x00B"]
    if isinstance(one.widget, FormulaInput):
        return ["1X", "M", "D32", "X" * 300, SCRIPT, "A\x00B"]
    wrong = ["A\x00B", "A\x07B"]
    if one.max_length is not None:
        wrong.append("x" * (one.max_length + 1))
    return wrong


def shown_form(answer: Any, page: Page) -> Any:
    return answer.context["lines"].formset[0] if page.prefix else answer.context["form"]


@pytest.mark.rule("SET-002", "SET-004", "SET-005", "SET-008")
@pytest.mark.parametrize("name", PAGES)
def test_each_wrong_value_is_told_at_its_field_and_the_others_are_kept(client, company, name):
    page = PAGES[name]
    args = [company[arg].pk for arg in page.args]
    url = reverse(page.url, args=args)
    card = reverse("number_series" if "series" in page.args else "item", args=args) if args else url
    template = client.get(card if page.prefix else url)
    if page.prefix:
        lines = template.context["lines_tabs"]
        shown = next(one.formset[0] for one in lines if f"{one.tab.name}-0-" == page.prefix)
    else:
        shown = template.context["form"]
    found = []

    for wrong_field, one in _unlike(shown.fields).items():
        for wrong in wrong_values(one):
            sent = {**page.filled, wrong_field: wrong}
            data = {f"{page.prefix}{key}": value for key, value in sent.items()} | page.around
            answer = client.post(url, data)
            if answer.status_code == 400 and "\x00" in wrong:
                continue  # no browser sends it; refused before any page is asked
            if answer.status_code != 422:
                found.append(f"{wrong_field}={wrong[:30]!r}: {answer.status_code}")
                continue
            after = shown_form(answer, page)
            label = unescape(str(after.fields[wrong_field].label))
            texts = " ".join(after.errors.get(wrong_field, []))
            if label.lower() not in texts.lower():
                found.append(f"{wrong_field}={wrong[:30]!r}: not named: {dict(after.errors)}")
            lost = [
                key
                for key, value in sent.items()
                if after[key].value() != (True if value == "on" else value)
            ]
            if lost:
                found.append(f"{wrong_field}={wrong[:30]!r}: lost {lost}")
            if SCRIPT in answer.text:
                found.append(f"{wrong_field}={wrong[:30]!r}: not escaped")

    assert not found, "\n".join(found)


def _unlike(fields: dict[str, forms.Field]) -> dict[str, forms.Field]:
    """One field of those that point to the same table: forms may have dozens of series."""
    found: dict[Any, tuple[str, forms.Field]] = {}
    for name, one in fields.items():
        alike = one.fitting.model if isinstance(one, CodeChoiceField) else name
        found.setdefault(alike, (name, one))
    return dict(found.values())


@pytest.mark.rule("SET-003")
@pytest.mark.parametrize("name", PAGES)
def test_hostile_text_that_may_be_stored_is_shown_as_text(client, company, name):
    page = PAGES[name]
    texts = [key for key in ("description", "name") if key in page.filled]
    args = [company[arg].pk for arg in page.args]
    data = page.filled | dict.fromkeys(texts, SCRIPT)
    sent = {f"{page.prefix}{key}": value for key, value in data.items()} | page.around

    answer = client.post(reverse(page.url, args=args), sent, follow=True)

    assert answer.status_code == 200, dict(shown_form(answer, page).errors)
    assert SCRIPT not in answer.text
