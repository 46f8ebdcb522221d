"""Bins and Warehouse Setup in the admin; entries and activities are only read."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from warehouse.binsetup import services
from warehouse.binsetup.policies import (
    BIN,
    BIN_CONTENT,
    BIN_TYPE,
    SPECIAL_EQUIPMENT,
    WAREHOUSE_SETUP,
    ZONE,
)
from warehouse.models import (
    Activity,
    ActivityLine,
    Bin,
    BinContent,
    BinType,
    Container,
    ContainerLine,
    ContainerScan,
    PickedNumber,
    PostedActivity,
    PostedActivityLine,
    PostedWarehouseDocument,
    PostedWarehouseDocumentLine,
    RegisteredActivity,
    RegisteredActivityLine,
    SpecialEquipment,
    WarehouseDocument,
    WarehouseDocumentLine,
    WarehouseEntry,
    WarehouseJournal,
    WarehouseJournalLine,
    WarehouseSetup,
    WarehouseTrackingLine,
    Zone,
)
from wms.core.adminpages import ReadOnlyAdmin, RecordAdmin, checked_form
from wms.inventory.models import Location
from wms.inventory.policies.locations import REQUIRE


@admin.register(BinType)
class BinTypeAdmin(RecordAdmin):
    form = checked_form(BIN_TYPE)
    list_display = ["code", "description", "receive", "ship", "put_away", "pick"]
    search_fields = ["code", "description"]
    ordering = ["code"]

    def save_record(self, record: BinType, request: HttpRequest) -> None:
        services.save_bin_type(bin_type=record)

    def drop_record(self, record: BinType, request: HttpRequest) -> None:
        services.delete_bin_type(bin_type=record)


@admin.register(SpecialEquipment)
class SpecialEquipmentAdmin(RecordAdmin):
    form = checked_form(SPECIAL_EQUIPMENT)
    list_display = ["code", "description"]
    search_fields = ["code", "description"]
    ordering = ["code"]

    def save_record(self, record: SpecialEquipment, request: HttpRequest) -> None:
        services.save_special_equipment(equipment=record)

    def drop_record(self, record: SpecialEquipment, request: HttpRequest) -> None:
        services.delete_special_equipment(equipment=record)


@admin.register(Zone)
class ZoneAdmin(RecordAdmin):
    form = checked_form(ZONE)
    list_display = ["code", "location", "description", "bin_type", "ranking", "is_cross_dock"]
    list_filter = ["location"]
    list_select_related = ["location", "bin_type"]
    search_fields = ["code", "location__code"]
    autocomplete_fields = ["location", "bin_type", "warehouse_class", "special_equipment"]
    ordering = ["location__code", "code"]

    def save_record(self, record: Zone, request: HttpRequest) -> None:
        services.save_zone(zone=record)

    def drop_record(self, record: Zone, request: HttpRequest) -> None:
        services.delete_zone(zone=record)


@admin.register(Bin)
class BinAdmin(RecordAdmin):
    form = checked_form(BIN, optional=("max_cubage", "max_weight"))
    list_display = [
        "code",
        "location",
        "zone",
        "bin_type",
        "description",
        "block_movement",
        "ranking",
        "dedicated",
    ]
    list_filter = ["location"]
    list_select_related = ["location", "zone", "bin_type"]
    search_fields = ["code", "location__code"]
    autocomplete_fields = ["location", "zone", "bin_type", "warehouse_class"]
    ordering = ["location__code", "code"]

    def save_record(self, record: Bin, request: HttpRequest) -> None:
        services.save_bin(bin_=record)

    def drop_record(self, record: Bin, request: HttpRequest) -> None:
        services.delete_bin(bin_=record)


class WarehouseSetupForm(checked_form(WAREHOUSE_SETUP)):  # type: ignore[misc]  # made at run time
    """With the Require switches of lines that name no location (SET-130)."""

    require_receive = forms.BooleanField(label="Require Receive", required=False)
    require_put_away = forms.BooleanField(label="Require Put-away", required=False)
    require_shipment = forms.BooleanField(label="Require Shipment", required=False)
    require_pick = forms.BooleanField(label="Require Pick", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        blank = Location.objects.get(code="")
        self.initial.update({name: getattr(blank, name) for name in REQUIRE})


@admin.register(WarehouseSetup)
class WarehouseSetupAdmin(RecordAdmin):
    form = WarehouseSetupForm

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_record(self, record: WarehouseSetup, request: HttpRequest) -> None:
        services.save_warehouse_setup(
            setup=record, require={name: name in request.POST for name in REQUIRE}
        )


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
class BinContentAdmin(RecordAdmin):
    """The location is that of the bin."""

    form = checked_form(BIN_CONTENT, optional=("min_qty", "max_qty"))
    fields = ["bin", "item", "variant", "is_fixed", "is_default", "min_qty", "max_qty"]
    raw_id_fields = ["bin", "item", "variant"]
    list_display = ["bin", "location", "item", "variant", "is_fixed", "is_default"]
    list_select_related = ["bin", "location", "item", "variant"]
    search_fields = ["bin__code", "item__no"]
    ordering = ["bin__code", "pk"]

    def save_record(self, record: BinContent, request: HttpRequest) -> None:
        services.save_bin_content(content=record)

    def drop_record(self, record: BinContent, request: HttpRequest) -> None:
        services.delete_bin_content(content=record)


@admin.register(Activity, PostedActivity)
class ActivityAdmin(ReadOnlyAdmin):
    list_display = ["no", "kind", "location", "source", "posting_date"]
    list_select_related = ["location", "source"]
    search_fields = ["no"]
    ordering = ["-pk"]


@admin.register(RegisteredActivity)
class RegisteredActivityAdmin(ReadOnlyAdmin):
    list_display = ["no", "kind", "location", "source", "whse_document_no", "registering_date"]
    list_select_related = ["location", "source"]
    search_fields = ["no"]
    ordering = ["-pk"]


@admin.register(PickedNumber)
class PickedNumberAdmin(ReadOnlyAdmin):
    list_display = ["line", "serial_no", "lot_no", "package_no", "quantity"]
    list_select_related = ["line__document"]
    search_fields = ["serial_no__startswith", "lot_no__startswith"]
    ordering = ["-pk"]


@admin.register(WarehouseDocument, PostedWarehouseDocument)
class WarehouseDocumentAdmin(ReadOnlyAdmin):
    list_display = ["no", "kind", "location", "posting_date"]
    list_select_related = ["location"]
    search_fields = ["no"]
    ordering = ["-pk"]


@admin.register(WarehouseDocumentLine, PostedWarehouseDocumentLine)
class WarehouseDocumentLineAdmin(ReadOnlyAdmin):
    list_display = ["document", "line_no", "source_line", "item", "bin", "quantity"]
    list_select_related = ["document", "source_line__document", "item", "bin"]
    search_fields = ["document__no", "item__no"]
    ordering = ["-pk"]


@admin.register(WarehouseJournal)
class WarehouseJournalAdmin(ReadOnlyAdmin):
    list_display = ["no", "location", "registering_date", "created_by", "registered_at"]
    list_select_related = ["location", "created_by"]
    search_fields = ["no"]
    ordering = ["-pk"]


@admin.register(WarehouseJournalLine)
class WarehouseJournalLineAdmin(ReadOnlyAdmin):
    list_display = ["journal", "line_no", "item", "from_bin", "to_bin", "quantity_base"]
    list_select_related = ["journal", "item", "from_bin", "to_bin"]
    search_fields = ["journal__no", "item__no"]
    ordering = ["-pk"]


@admin.register(WarehouseTrackingLine)
class WarehouseTrackingLineAdmin(ReadOnlyAdmin):
    list_display = ["line", "serial_no", "lot_no", "package_no", "quantity"]
    list_select_related = ["line__journal"]
    search_fields = ["serial_no", "lot_no", "package_no"]
    ordering = ["-pk"]


@admin.register(ActivityLine, PostedActivityLine, RegisteredActivityLine)
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


@admin.register(Container)
class ContainerAdmin(ReadOnlyAdmin):
    list_display = ["no", "status", "location", "source", "posted_document", "opened_at"]
    list_filter = ["status", "location"]
    list_select_related = ["location", "source", "posted_document"]
    search_fields = ["no"]
    ordering = ["-pk"]


@admin.register(ContainerLine)
class ContainerLineAdmin(ReadOnlyAdmin):
    list_display = ["container", "item", "serial_no", "lot_no", "quantity", "is_captured"]
    list_select_related = ["container", "item"]
    search_fields = ["serial_no__startswith", "container__no"]
    ordering = ["-pk"]


@admin.register(ContainerScan)
class ContainerScanAdmin(ReadOnlyAdmin):
    list_display = ["container", "words", "scanned_at"]
    list_select_related = ["container"]
    search_fields = ["container__no"]
    ordering = ["-pk"]
