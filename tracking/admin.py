"""Item tracking codes and number information in the admin; tracking lines are only read."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from tracking.codes import services
from tracking.codes.forms import FORMULA, AdminCodeForm
from tracking.codes.tabs import tabs
from tracking.groups.forms import LockedByCapture
from tracking.groups.services import delete_group, save_group
from tracking.models import (
    CaptureReversal,
    ItemTrackingCode,
    NumberComment,
    NumberFile,
    NumberInformation,
    Reservation,
    SerialCapture,
    TrackingDimensionGroup,
    TrackingLine,
)
from tracking.numbers.notices import tell_what_blocking_means
from tracking.numbers.policies import card_policy
from tracking.numbers.services import delete_number_card, save_number_card
from wms.core.adminpages import ReadOnlyAdmin, RecordAdmin, checked_form
from wms.core.earlydates import tell_early_dates
from wms.core.records import stored_version


@admin.register(ItemTrackingCode)
class ItemTrackingCodeAdmin(RecordAdmin):
    form = AdminCodeForm
    fieldsets = [(tab.caption, {"fields": tab.all_fields}) for tab in tabs()]
    list_display = [
        "code",
        "description",
        "sn_specific_tracking",
        "lot_specific_tracking",
        "package_specific_tracking",
        "use_expiration_dates",
    ]
    search_fields = ["code", "description"]
    ordering = ["code"]

    def save_record(self, record: ItemTrackingCode, request: HttpRequest) -> None:
        services.save_tracking_code(code=record)
        tell_early_dates(request, record, FORMULA)

    def drop_record(self, record: ItemTrackingCode, request: HttpRequest) -> None:
        services.delete_tracking_code(code=record)


@admin.register(TrackingDimensionGroup)
class TrackingDimensionGroupAdmin(RecordAdmin):
    form = LockedByCapture
    list_display = ["code", "description", "is_active", "capture_serial_no"]
    search_fields = ["code", "description"]
    ordering = ["code"]

    def save_record(self, record: TrackingDimensionGroup, request: HttpRequest) -> None:
        save_group(group=record)

    def drop_record(self, record: TrackingDimensionGroup, request: HttpRequest) -> None:
        delete_group(group=record)


@admin.register(SerialCapture)
class SerialCaptureAdmin(ReadOnlyAdmin):
    list_display = ["serial_no", "item", "document_no", "reason", "captured_by", "captured_at"]
    list_select_related = ["item", "captured_by"]
    search_fields = ["serial_no__startswith", "document_no"]
    ordering = ["-pk"]


@admin.register(CaptureReversal)
class CaptureReversalAdmin(ReadOnlyAdmin):
    list_display = ["serial_no", "item", "document_no", "reason", "reversed_by", "reversed_at"]
    list_select_related = ["item", "reversed_by"]
    search_fields = ["serial_no__startswith", "document_no"]
    ordering = ["-pk"]


@admin.register(NumberInformation)
class NumberInformationAdmin(RecordAdmin):
    """To delete the card of a number in stock, use its own page, which asks."""

    form = checked_form(card_policy())
    list_display = ["number", "kind", "item", "variant", "description", "blocked"]
    list_filter = ["kind", "blocked"]
    list_select_related = ["item", "variant"]
    search_fields = ["number__startswith", "item__no"]
    raw_id_fields = ["item", "variant"]
    ordering = ["number", "pk"]

    def save_record(self, record: NumberInformation, request: HttpRequest) -> None:
        before = stored_version(record)
        tell_what_blocking_means(before, save_number_card(card=record), request)

    def drop_record(self, record: NumberInformation, request: HttpRequest) -> None:
        delete_number_card(card=record)


@admin.register(TrackingLine)
class TrackingLineAdmin(ReadOnlyAdmin):
    list_display = ["line", "serial_no", "lot_no", "package_no", "quantity", "qty_handled"]
    list_select_related = ["line__document"]
    search_fields = ["serial_no__startswith", "lot_no__startswith", "package_no__startswith"]
    ordering = ["-pk"]


@admin.register(NumberComment)
class NumberCommentAdmin(ReadOnlyAdmin):
    """Written on the number's own page, with all its lines before one's eyes."""

    list_display = ["number", "kind", "item", "variant", "line_no", "date", "comment"]
    list_filter = ["kind"]
    list_select_related = ["item", "variant"]
    search_fields = ["number__startswith"]
    ordering = ["number", "line_no", "pk"]


@admin.register(NumberFile)
class NumberFileAdmin(ReadOnlyAdmin):
    """Added and taken off on the card, which looks into the file."""

    list_display = ["name", "card", "content_type", "size", "added_by", "added_at"]
    list_select_related = ["card", "added_by"]
    ordering = ["-pk"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Without links to the stored files: only the card hands them out."""
        shown = super().get_readonly_fields(request, obj)
        return [name for name in shown if name not in ("file", "thumbnail")]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.get_readonly_fields(request, obj)


@admin.register(Reservation)
class ReservationAdmin(ReadOnlyAdmin):
    """Made and cancelled on the reservation page of the line, under its locks."""

    list_display = ["line", "entry", "is_specific", "quantity", "reserved_by", "reserved_at"]
    list_select_related = ["line__document", "entry", "reserved_by"]
    ordering = ["-pk"]
