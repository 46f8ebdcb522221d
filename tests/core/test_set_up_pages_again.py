"""Set-up forms that are sent twice, too late, or by somebody who may not."""

from typing import Any

import pytest
from django import forms
from django.urls import reverse

from tests.core.test_wrong_input import PAGES, company, shown_form  # noqa: F401  (a fixture)
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
    user_with_role,
)
from tracking.models import NumberInformation, TrackingDimensionGroup
from warehouse.models import SpecialEquipment, WarehouseSetup, Zone
from wms.core.models import NumberSeries
from wms.inventory.models import (
    InventorySetup,
    Item,
    ItemUnit,
    Location,
    UnitOfMeasure,
    WarehouseClass,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
BOTH = pytest.mark.parametrize("headers", [{}, HTMX])
SINGLE = {"inventory setup", "warehouse setup"}
ASKED_FIRST = {*SINGLE, "bins by pattern"}  # which shows a preview before it makes anything
WITHOUT_SET_UP = "sales"


def address_of(name: str, records: dict[str, Any]) -> str:
    page = PAGES[name]
    return reverse(page.url, args=[records[arg].pk for arg in page.args])


def sent_data(name: str) -> dict[str, str]:
    page = PAGES[name]
    return {f"{page.prefix}{key}": value for key, value in page.filled.items()} | page.around


# ---- twice


@BOTH
@pytest.mark.rule("SET-003")
@pytest.mark.parametrize("name", [name for name in PAGES if name not in ASKED_FIRST])
def test_a_new_record_that_is_sent_twice_is_made_once(client, company, name, headers):  # noqa: F811
    url, data = address_of(name, company), sent_data(name)
    first = client.post(url, data, headers=headers)
    assert first.status_code in (200, 302), dict(shown_form(first, PAGES[name]).errors)

    again = client.post(url, data, headers=headers)

    assert again.status_code == 422
    assert "already" in again.text


# ---- too late


def _cards() -> dict[str, tuple[Any, str, dict[str, str]]]:
    """Of each kind of card: a record, its page, and what somebody else changed meanwhile."""
    location = LocationFactory(code="EAST", bin_mandatory=True, default_bin_selection="fixed")
    item = ItemFactory(no="I-9")
    text = {"description": "Theirs"}
    return {
        "item": (item, "item", text),
        "unit": (UnitFactory(code="CASE"), "unit", text),
        "warehouse class": (WarehouseClass.objects.create(code="COLD"), "warehouse_class", text),
        "location": (location, "location", {"name": "Theirs"}),
        "zone": (Zone.objects.create(location=location, code="Z"), "zone", text),
        "bin": (BinFactory(location=location, code="B-9"), "bin", text),
        "equipment": (SpecialEquipment.objects.create(code="LIFT"), "special_equipment", text),
        "series": (NumberSeriesFactory(code="SN9"), "number_series", text),
        "code": (code_with("CODE9"), "tracking_code", text),
        "group": (TrackingDimensionGroup.objects.create(code="GROUP9"), "dimension_group", text),
        "vendor": (VendorFactory(no="V-9"), "vendor", {"name": "Theirs"}),
        "customer": (CustomerFactory(no="C-9"), "customer", {"name": "Theirs"}),
        "number": (
            NumberInformation.objects.create(
                kind="lot", item=item, variant=item.variants.get(), number="L9"
            ),
            "number_card",
            text,
        ),
        "inventory setup": (
            InventorySetup.objects.get(),
            "inventory_setup",
            {"package_caption": "Box"},
        ),
        "warehouse setup": (
            WarehouseSetup.objects.get(),
            "warehouse_setup",
            {"inventory_pick_nos": NumberSeries.objects.get(code="SN9").pk},
        ),
    }


def _as_sent(form: forms.BaseForm) -> dict[str, str]:
    """What a browser sends of a form that nobody touched."""
    sent = {}
    for field in form:
        value = field.value()
        if isinstance(field.field, forms.BooleanField):
            sent |= {field.html_name: "on"} if value else {}
        elif value is not None:
            sent[field.html_name] = str(value)
    return sent


@pytest.mark.rule("ERR-006")
@pytest.mark.parametrize("name", ["item", "unit", "warehouse class", "location", "zone", "bin", "equipment",
                                  "series", "code", "group", "vendor", "customer", "number",
                                  "inventory setup", "warehouse setup"])  # fmt: skip
def test_a_page_that_is_behind_is_told_so_and_stores_nothing(client, name):
    client.force_login(UserFactory())
    record, url_name, theirs = _cards()[name]
    url = reverse(url_name, args=[] if name in SINGLE else [record.pk])
    mine = _as_sent(client.get(url).context["form"])
    type(record)._default_manager.filter(pk=record.pk).update(**theirs)

    answer = client.post(url, mine)

    assert answer.status_code == 422
    assert "since you opened it" in answer.text
    ((field, value),) = theirs.items()
    record.refresh_from_db()
    assert getattr(record, f"{field}_id" if field.endswith("_nos") else field) == value


@BOTH
@pytest.mark.rule("ERR-006")
def test_a_line_that_is_gone_meanwhile_is_told_and_nothing_is_stored(client, headers):
    client.force_login(UserFactory())
    item = ItemFactory(no="I-9")
    box = item.units.create(unit_of_measure=UnitFactory(code="BOX"), qty_per_unit=4)
    url = reverse("item_units", args=[item.pk])
    sent = {
        "units-TOTAL_FORMS": "1",
        "units-INITIAL_FORMS": "1",
        "units-0-id": str(box.pk),
        "units-0-unit_of_measure": "BOX",
        "units-0-qty_per_unit": "5",
    }
    ItemUnit.objects.filter(pk=box.pk).delete()

    answer = client.post(url, sent, headers=headers)

    assert answer.status_code == 422
    assert "This line is gone: somebody deleted it since you opened the page." in answer.text
    assert item.units.count() == 1


@pytest.mark.parametrize(
    ("model", "make", "url"),
    [
        (Item, ItemFactory, "item"),
        (Location, lambda: LocationFactory(code="EAST"), "location"),
        (UnitOfMeasure, lambda: UnitFactory(code="CASE"), "unit"),
    ],
)
@BOTH
def test_a_record_that_is_gone_meanwhile_is_not_found(client, model, make, url, headers):
    client.force_login(UserFactory())
    record = make()
    at = [record.pk]
    model.objects.filter(pk=record.pk).update(**{"no" if model is Item else "code": "X"})
    if model is Item:
        record.units.all().delete()
        record.variants.all().delete()
    model.objects.filter(pk=record.pk).delete()

    assert client.post(reverse(url, args=at), {}, headers=headers).status_code == 404
    assert client.post(reverse(f"{url}_delete", args=at), headers=headers).status_code == 404


# ---- by somebody who may not


@BOTH
@pytest.mark.parametrize("name", PAGES)
def test_who_may_not_set_up_is_refused_on_every_page(client, company, name, headers):  # noqa: F811
    url = address_of(name, company)
    client.logout()
    asked = client.post(url, sent_data(name), headers=headers)
    client.force_login(user_with_role(WITHOUT_SET_UP))
    refused = client.post(url, sent_data(name), headers=headers)

    assert reverse("login") in (
        asked.headers.get("Location", "") + asked.headers.get("HX-Redirect", "")
    )
    assert refused.status_code == 403
