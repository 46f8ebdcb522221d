"""Whatever a set-up record has can be set up on its page and in the admin alike."""

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse

from tests.factories import ItemFactory, UserFactory, VendorFactory
from tracking.codes import views as code_pages
from tracking.codes.forms import TrackingCodeForm
from tracking.groups.forms import GroupForm
from tracking.models import ItemTrackingCode, NumberInformation, TrackingDimensionGroup
from tracking.numbers.forms import NumberCardForm
from warehouse.binsetup import forms as places
from warehouse.binsetup.views import bins as bins_pages
from warehouse.binsetup.views import contents as contents_pages
from warehouse.binsetup.views import setup as setup_pages
from warehouse.binsetup.views import zones as zones_pages
from warehouse.models import Bin, BinContent, BinType, SpecialEquipment, WarehouseSetup, Zone
from wms.core.models import NumberSeries, NumberSeriesLine, RelatedSeries
from wms.core.seriessetup.forms import NumberSeriesForm, NumberSeriesLineForm, RelatedSeriesForm
from wms.inventory.forms import employees, items, locations, partners
from wms.inventory.models import (
    Customer,
    InventorySetup,
    Item,
    ItemReference,
    ItemUnit,
    ItemVariant,
    Location,
    UnitOfMeasure,
    Vendor,
    WarehouseClass,
    WarehouseEmployee,
)
from wms.inventory.views import items as items_pages
from wms.inventory.views import locations as locations_pages
from wms.inventory.views import partners as partners_pages

pytestmark = pytest.mark.django_db

PAGES = {
    Item: items.ItemForm,
    ItemUnit: items.ItemUnitForm,
    ItemVariant: items.VariantForm,
    ItemReference: items.ReferenceForm,
    UnitOfMeasure: items.UnitOfMeasureForm,
    WarehouseClass: items.WarehouseClassForm,
    Location: locations.LocationForm,
    Vendor: partners.VendorForm,
    Customer: partners.CustomerForm,
    InventorySetup: partners.InventorySetupForm,
    WarehouseEmployee: employees.EmployeeForm,
    BinType: places.BinTypeForm,
    SpecialEquipment: places.SpecialEquipmentForm,
    Zone: places.ZoneForm,
    Bin: places.BinForm,
    BinContent: places.BinContentForm,
    WarehouseSetup: places.WarehouseSetupForm,
    ItemTrackingCode: TrackingCodeForm,
    TrackingDimensionGroup: GroupForm,
    NumberInformation: NumberCardForm,
    NumberSeries: NumberSeriesForm,
    NumberSeriesLine: NumberSeriesLineForm,
    RelatedSeries: RelatedSeriesForm,
}
# on the card of their item or series
LINES = {ItemUnit, ItemVariant, ItemReference, NumberSeriesLine, RelatedSeries}
# that of the bin; a line is open while it can give a number
DERIVED = {"BinContent.location", "NumberSeriesLine.is_open"}


def fields_of(model) -> set[str]:
    return {
        field.name
        for field in model._meta.concrete_fields
        if field.editable
        and not field.primary_key
        and not (model in LINES and field.name in ("item", "series"))
        and f"{model.__name__}.{field.name}" not in DERIVED
    }


@pytest.mark.rule("SET-011", "SET-031", "SET-102", "SET-128", "SET-145")
@pytest.mark.parametrize("model", PAGES, ids=lambda model: model.__name__)
def test_every_field_stands_on_the_page(model):
    assert fields_of(model) <= set(PAGES[model].base_fields)


@pytest.mark.rule("SET-011", "SET-031", "SET-102", "SET-128", "SET-145")
@pytest.mark.parametrize(
    "model", [model for model in PAGES if model not in LINES], ids=lambda model: model.__name__
)
def test_every_field_stands_in_the_admin(model):
    request = RequestFactory().get("/")
    request.user = UserFactory()

    shown = admin.site._registry[model].get_form(request).base_fields

    assert fields_of(model) <= set(shown)


CARDS = (
    items_pages.ITEM,
    locations_pages.LOCATION,
    partners_pages.VENDOR,
    partners_pages.CUSTOMER,
    partners_pages.INVENTORY_SETUP,
    bins_pages.BIN,
    zones_pages.ZONE,
    zones_pages.BIN_TYPE,
    contents_pages.BIN_CONTENT,
    setup_pages.WAREHOUSE_SETUP,
    code_pages.CODE,
)


@pytest.mark.rule("SET-011", "SET-128")
@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.noun)
def test_every_field_of_a_form_stands_on_a_tab(card):
    shown = {name for tab in card.tabs for name in tab.all_fields}

    assert fields_of(card.model) <= shown


@pytest.mark.rule("SCAN-018")
def test_references_are_added_in_the_admin(client):
    client.force_login(UserFactory())
    item = ItemFactory(no="1900-S")
    unit = item.units.get()
    url = reverse("admin:inventory_item_change", args=[item.pk])
    sent = {
        "no": "1900-S", "type": "inventory", "costing_method": "fifo", "rounding_precision": "0",
        "base_unit_of_measure": item.base_unit_of_measure.pk,
        "units-TOTAL_FORMS": "1", "units-INITIAL_FORMS": "1", "units-0-id": unit.pk,
        "units-0-item": item.pk, "units-0-unit_of_measure": unit.unit_of_measure.pk,
        "units-0-qty_per_unit": "1",
        "variants-TOTAL_FORMS": "0", "variants-INITIAL_FORMS": "0",
        "references-TOTAL_FORMS": "1", "references-INITIAL_FORMS": "0", "references-0-id": "",
        "references-0-item": item.pk, "references-0-variant": item.variants.get().pk,
        "references-0-type": "vendor", "references-0-reference_no": "nw-1",
    }  # fmt: skip

    wrong = client.post(url, sent)
    right = client.post(url, sent | {"references-0-vendor": VendorFactory().pk})

    assert "Vendor No. must be filled for a reference of Type Vendor." in wrong.text
    assert right.status_code == 302
    assert ItemReference.objects.get().reference_no == "NW-1"
