"""Items, locations, partners and their settings in the admin: the same services as on our pages."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from wms.core.adminpages import LineInline, RecordAdmin, checked_form
from wms.core.pages.workdate import work_date
from wms.inventory.forms.items import AdminItemForm, ItemForm
from wms.inventory.forms.locations import AdminLocationForm, LocationForm
from wms.inventory.forms.partners import FIELDS, InventorySetupForm
from wms.inventory.models import (
    Customer,
    InventorySetup,
    Item,
    ItemReference,
    ItemUnit,
    ItemVariant,
    Location,
    UnitOfMeasure,
    UserSetup,
    Vendor,
    WarehouseClass,
    WarehouseEmployee,
)
from wms.inventory.policies.items import ITEM_UNIT, ITEM_VARIANT
from wms.inventory.policies.locations import BINS
from wms.inventory.policies.partners import (
    CUSTOMER,
    INVENTORY_SETUP,
    UNIT_OF_MEASURE,
    USER_SETUP,
    VENDOR,
    WAREHOUSE_CLASS,
)
from wms.inventory.policies.references import REFERENCE
from wms.inventory.services import employees, items, locations, partners, users


class ItemUnitInline(LineInline):
    model = ItemUnit
    form = checked_form(ITEM_UNIT)

    @staticmethod
    def save_line(line: Any) -> None:
        items.save_item_unit(unit=line)

    @staticmethod
    def drop_line(line: Any) -> None:
        items.delete_item_unit(unit=line)


class VariantInline(LineInline):
    model = ItemVariant
    form = checked_form(ITEM_VARIANT)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Without the one with a blank code, which is the item itself."""
        return super().get_queryset(request).exclude(code="")

    @staticmethod
    def save_line(line: Any) -> None:
        items.save_variant(variant=line)

    @staticmethod
    def drop_line(line: Any) -> None:
        items.delete_variant(variant=line)


class ReferenceInline(LineInline):
    model = ItemReference
    form = checked_form(REFERENCE)
    raw_id_fields = ["variant", "vendor", "customer"]

    @staticmethod
    def save_line(line: Any) -> None:
        items.save_reference(reference=line)

    @staticmethod
    def drop_line(line: Any) -> None:
        items.delete_reference(reference=line)


@admin.register(Item)
class ItemAdmin(RecordAdmin):
    form = AdminItemForm
    fields: ClassVar[Any] = ItemForm.Meta.fields
    list_display = ["no", "description", "type", "item_tracking_code", "blocked"]
    list_filter = ["type", "blocked"]
    list_select_related = ["item_tracking_code"]
    search_fields = ["no", "description"]
    ordering = ["no"]
    inlines = [ItemUnitInline, VariantInline, ReferenceInline]

    def save_record(self, record: Item, request: HttpRequest) -> None:
        items.save_item(item=record, on=work_date(request))

    def drop_record(self, record: Item, request: HttpRequest) -> None:
        items.delete_item(item=record)


@admin.register(UnitOfMeasure)
class UnitOfMeasureAdmin(RecordAdmin):
    form = checked_form(UNIT_OF_MEASURE)
    list_display = ["code", "description"]
    search_fields = ["code", "description"]
    ordering = ["code"]

    def save_record(self, record: UnitOfMeasure, request: HttpRequest) -> None:
        items.save_unit_of_measure(unit=record)

    def drop_record(self, record: UnitOfMeasure, request: HttpRequest) -> None:
        items.delete_unit_of_measure(unit=record)


@admin.register(WarehouseClass)
class WarehouseClassAdmin(RecordAdmin):
    form = checked_form(WAREHOUSE_CLASS)
    list_display = ["code", "description"]
    search_fields = ["code", "description"]
    ordering = ["code"]

    def save_record(self, record: WarehouseClass, request: HttpRequest) -> None:
        items.save_warehouse_class(warehouse_class=record)

    def drop_record(self, record: WarehouseClass, request: HttpRequest) -> None:
        items.delete_warehouse_class(warehouse_class=record)


@admin.register(Location)
class LocationAdmin(RecordAdmin):
    """The blank location stands for "no location" and is set up with the warehouse."""

    form = AdminLocationForm
    fields: ClassVar[Any] = LocationForm.Meta.fields
    raw_id_fields = list(BINS)
    list_display = ["code", "name", "require_receive", "require_pick", "bin_mandatory"]
    search_fields = ["code", "name"]
    ordering = ["code"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).exclude(code="")

    def save_record(self, record: Location, request: HttpRequest) -> None:
        locations.save_location(location=record)

    def drop_record(self, record: Location, request: HttpRequest) -> None:
        locations.delete_location(location=record)


class PartnerAdmin(RecordAdmin):
    fields: ClassVar[Any] = FIELDS
    list_display = ["no", "name", "city", "country_code", "blocked"]
    list_filter = ["blocked"]
    search_fields = ["no", "name", "city"]
    ordering = ["no"]


@admin.register(Vendor)
class VendorAdmin(PartnerAdmin):
    form = checked_form(VENDOR, optional=("no",))

    def save_record(self, record: Vendor, request: HttpRequest) -> None:
        partners.save_vendor(vendor=record, on=work_date(request))

    def drop_record(self, record: Vendor, request: HttpRequest) -> None:
        partners.delete_vendor(vendor=record)


@admin.register(Customer)
class CustomerAdmin(PartnerAdmin):
    form = checked_form(CUSTOMER, optional=("no",))

    def save_record(self, record: Customer, request: HttpRequest) -> None:
        partners.save_customer(customer=record, on=work_date(request))

    def drop_record(self, record: Customer, request: HttpRequest) -> None:
        partners.delete_customer(customer=record)


class SingleRowAdmin(RecordAdmin):
    """The one row of a table of settings."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(InventorySetup)
class InventorySetupAdmin(SingleRowAdmin):
    form = checked_form(INVENTORY_SETUP)
    fields: ClassVar[Any] = InventorySetupForm.Meta.fields

    def save_record(self, record: InventorySetup, request: HttpRequest) -> None:
        partners.save_inventory_setup(setup=record)


@admin.register(WarehouseEmployee)
class WarehouseEmployeeAdmin(RecordAdmin):
    form = checked_form(employees.EMPLOYEE)
    list_display = ["user", "location", "is_default"]
    list_filter = ["location"]
    list_select_related = ["user", "location"]
    search_fields = ["user__username", "location__code"]
    autocomplete_fields = ["user", "location"]
    ordering = ["user__username", "location__code"]

    def save_record(self, record: WarehouseEmployee, request: HttpRequest) -> None:
        employees.save_employee(employee=record)

    def drop_record(self, record: WarehouseEmployee, request: HttpRequest) -> None:
        employees.delete_employee(employee=record)


@admin.register(UserSetup)
class UserSetupAdmin(RecordAdmin):
    form = checked_form(USER_SETUP)
    list_display = ["user", "allow_posting_from", "allow_posting_to"]
    list_select_related = ["user"]
    search_fields = ["user__username"]
    autocomplete_fields = ["user"]
    ordering = ["user__username"]

    def save_record(self, record: UserSetup, request: HttpRequest) -> None:
        users.save_user_setup(setup=record)

    def drop_record(self, record: UserSetup, request: HttpRequest) -> None:
        users.delete_user_setup(setup=record)
