"""Units of measure and warehouse classes."""

from django.http import HttpResponseBase

from wms.core.pages.cards import card_view, delete_view
from wms.core.pages.lists import list_view
from wms.core.pages.requests import PageRequest
from wms.inventory.forms.items import UnitOfMeasureForm, WarehouseClassForm
from wms.inventory.models import UnitOfMeasure, WarehouseClass
from wms.inventory.services import items as services
from wms.inventory.views.codetables import code_card, code_list

UNITS = code_list(UnitOfMeasure, title="Units of measure", noun="unit", url="unit")
UNIT = code_card(
    UnitOfMeasureForm,
    noun="Unit of measure",
    url="unit",
    list_url="units",
    save=lambda unit: services.save_unit_of_measure(unit=unit),
    delete=lambda unit: services.delete_unit_of_measure(unit=unit),
)
CLASSES = code_list(
    WarehouseClass, title="Warehouse classes", noun="warehouse class", url="warehouse_class"
)
CLASS = code_card(
    WarehouseClassForm,
    noun="Warehouse class",
    url="warehouse_class",
    list_url="warehouse_classes",
    save=lambda one: services.save_warehouse_class(warehouse_class=one),
    delete=lambda one: services.delete_warehouse_class(warehouse_class=one),
)


def units(request: PageRequest) -> HttpResponseBase:
    return list_view(request, UNITS)


def unit(request: PageRequest, pk: int | None = None) -> HttpResponseBase:
    return card_view(request, UNIT, pk)


def unit_delete(request: PageRequest, pk: int) -> HttpResponseBase:
    return delete_view(request, UNIT, pk)


def warehouse_classes(request: PageRequest) -> HttpResponseBase:
    return list_view(request, CLASSES)


def warehouse_class(request: PageRequest, pk: int | None = None) -> HttpResponseBase:
    return card_view(request, CLASS, pk)


def warehouse_class_delete(request: PageRequest, pk: int) -> HttpResponseBase:
    return delete_view(request, CLASS, pk)
