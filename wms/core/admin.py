"""Number series and jobs in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from wms.core.adminpages import LineInline, ReadOnlyAdmin, RecordAdmin, checked_form
from wms.core.models import Job, NumberSeries, NumberSeriesLine, RelatedSeries, SetupChange
from wms.core.seriessetup import services
from wms.core.seriessetup.forms import LINE_FIELDS
from wms.core.seriessetup.policies import RELATED_SERIES, SERIES, SERIES_LINE


class NumberSeriesLineInline(LineInline):
    model = NumberSeriesLine
    form = checked_form(SERIES_LINE)
    fields = LINE_FIELDS

    @staticmethod
    def save_line(line: Any) -> None:
        services.save_series_line(line=line)

    @staticmethod
    def drop_line(line: Any) -> None:
        services.delete_series_line(line=line)


class RelatedSeriesInline(LineInline):
    model = RelatedSeries
    form = checked_form(RELATED_SERIES)
    fk_name = "series"
    fields = ["related"]

    @staticmethod
    def save_line(line: Any) -> None:
        services.save_related_series(relation=line)

    @staticmethod
    def drop_line(line: Any) -> None:
        services.delete_related_series(relation=line)


@admin.register(NumberSeries)
class NumberSeriesAdmin(RecordAdmin):
    form = checked_form(SERIES)
    list_display = ["code", "description", "default_nos", "manual_nos", "date_order"]
    search_fields = ["code", "description"]
    ordering = ["code"]
    inlines = [NumberSeriesLineInline, RelatedSeriesInline]

    def save_record(self, record: NumberSeries, request: HttpRequest) -> None:
        services.save_series(series=record)

    def drop_record(self, record: NumberSeries, request: HttpRequest) -> None:
        services.delete_series(series=record)


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ["title", "owner", "state", "created_at", "finished_at"]
    list_filter = ["state"]
    list_select_related = ["owner"]
    search_fields = ["title"]
    ordering = ["-created_at"]


@admin.register(SetupChange)
class SetupChangeAdmin(ReadOnlyAdmin):
    list_display = ["changed_at", "changed_by", "source", "action", "record", "field", "old", "new"]
    list_filter = ["source", "action"]
    list_select_related = ["changed_by"]
    search_fields = ["record"]
    ordering = ["-id"]
