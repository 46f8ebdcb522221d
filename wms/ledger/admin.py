"""The book in the admin: read, never written (POST-175); its periods are made here as on their page."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from wms.core.adminpages import ReadOnlyAdmin, RecordAdmin, checked_form
from wms.ledger import periods
from wms.ledger.models import (
    InventoryPeriod,
    InvoicedEntry,
    ItemApplicationEntry,
    ItemLedgerEntry,
    LedgerProof,
    Register,
    RegisterSeal,
)


@admin.register(ItemLedgerEntry)
class ItemLedgerEntryAdmin(ReadOnlyAdmin):
    list_display = [
        "entry_no",
        "posting_date",
        "entry_type",
        "document_no",
        "item",
        "location",
        "quantity",
        "remaining_quantity",
        "serial_no",
        "lot_no",
    ]
    list_select_related = ["item", "location"]
    search_fields = ["serial_no__startswith", "lot_no__startswith", "package_no__startswith"]
    ordering = ["-entry_no"]


@admin.register(ItemApplicationEntry)
class ItemApplicationEntryAdmin(ReadOnlyAdmin):
    list_display = ["entry_no", "item", "inbound_entry_id", "outbound_entry_id", "quantity"]
    list_select_related = ["item"]
    ordering = ["-entry_no"]


@admin.register(InvoicedEntry)
class InvoicedEntryAdmin(ReadOnlyAdmin):
    list_display = ["pk", "posted_line_id", "entry_id", "quantity"]
    ordering = ["-pk"]


@admin.register(Register)
class RegisterAdmin(ReadOnlyAdmin):
    list_display = ["no", "source", "document_no", "from_entry_no", "to_entry_no", "posted_at"]
    search_fields = ["document_no"]
    ordering = ["-no"]


@admin.register(RegisterSeal)
class RegisterSealAdmin(ReadOnlyAdmin):
    list_display = ["register_id", "first_application_no", "last_application_no", "digest"]
    ordering = ["-register_id"]


@admin.register(LedgerProof)
class LedgerProofAdmin(ReadOnlyAdmin):
    list_display = ["started_at", "finished_at", "rows", "differences", "asked_by"]
    list_select_related = ["asked_by"]
    ordering = ["-pk"]


@admin.register(InventoryPeriod)
class InventoryPeriodAdmin(RecordAdmin):
    """Closed and reopened on its page."""

    form = checked_form(periods.PERIOD)
    fields: ClassVar[Any] = ["ending_date", "name", "closed"]
    readonly_fields = ["closed"]
    list_display = ["ending_date", "name", "closed"]
    ordering = ["-ending_date"]

    def save_record(self, record: InventoryPeriod, request: HttpRequest) -> None:
        periods.save_period(period=record)

    def drop_record(self, record: InventoryPeriod, request: HttpRequest) -> None:
        periods.delete_period(period=record)
