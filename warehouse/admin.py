"""Bins and Warehouse Setup in the admin; entries and activities are only read."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from warehouse.binsetup import services
from warehouse.binsetup.policies import BIN, WAREHOUSE_SETUP
from warehouse.models import (
    Activity,
    ActivityLine,
    Bin,
    BinContent,
    PostedActivity,
    PostedActivityLine,
    WarehouseEntry,
    WarehouseSetup,
)
from wms.core.adminpages import ReadOnlyAdmin, RecordAdmin, checked_form


@admin.register(Bin)
class BinAdmin(RecordAdmin):
    form = checked_form(BIN)
    list_display = ["code", "location", "description", "block_movement", "ranking", "dedicated"]
    list_filter = ["location"]
    list_select_related = ["location"]
    search_fields = ["code", "location__code"]
    autocomplete_fields = ["location"]
    ordering = ["location__code", "code"]

    def save_record(self, record: Bin, request: HttpRequest) -> None:
        services.save_bin(bin_=record)

    def drop_record(self, record: Bin, request: HttpRequest) -> None:
        services.delete_bin(bin_=record)


@admin.register(WarehouseSetup)
class WarehouseSetupAdmin(RecordAdmin):
    """The Require switches of lines without location are on the page of the application."""

    form = checked_form(WAREHOUSE_SETUP)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_record(self, record: WarehouseSetup, request: HttpRequest) -> None:
        services.save_warehouse_setup(setup=record, require={})


@admin.register(WarehouseEntry)
class WarehouseEntryAdmin(ReadOnlyAdmin):
    list_display = [
        "pk",
        "registering_date",
        "entry_type",
        "location",
        "bin",
        "item",
        "quantity",
        "serial_no",
        "lot_no",
    ]
    list_select_related = ["location", "bin", "item"]
    search_fields = ["serial_no__startswith", "lot_no__startswith"]
    ordering = ["-pk"]


@admin.register(BinContent)
class BinContentAdmin(ReadOnlyAdmin):
    list_display = ["bin", "location", "item", "variant", "is_fixed", "is_default"]
    list_select_related = ["bin", "location", "item", "variant"]
    search_fields = ["bin__code", "item__no"]
    ordering = ["bin__code", "pk"]


@admin.register(Activity, PostedActivity)
class ActivityAdmin(ReadOnlyAdmin):
    list_display = ["no", "kind", "location", "source", "posting_date"]
    list_select_related = ["location", "source"]
    search_fields = ["no"]
    ordering = ["-pk"]


@admin.register(ActivityLine, PostedActivityLine)
class ActivityLineAdmin(ReadOnlyAdmin):
    list_display = [
        "activity",
        "line_no",
        "action_type",
        "item",
        "bin",
        "serial_no",
        "lot_no",
        "quantity",
    ]
    list_select_related = ["activity", "item", "bin"]
    search_fields = ["serial_no__startswith", "lot_no__startswith"]
    ordering = ["-pk"]
