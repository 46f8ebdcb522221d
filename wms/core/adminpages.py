"""How our records stand in the Django admin: set-up is saved by its services, books are only read."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from wms.core.errors import Refused
from wms.core.fields import QuantityFormField
from wms.core.pages.paging import MOST_COUNTED
from wms.core.pages.places import shown_places
from wms.core.quantity import QuantityField
from wms.core.recordforms import CheckedRecordForm
from wms.core.records import RecordPolicy


class CappedPaginator(Paginator):
    """Counts no further than 10,000 rows, so that a list over a million rows opens at once."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by()[:MOST_COUNTED].count())


def checked_form(
    record_policy: RecordPolicy, *, optional: Sequence[str] = (), needed: Sequence[str] = ()
) -> type[CheckedRecordForm]:
    """The form of an admin page that asks this policy.

    ``optional``: fields that may stay blank because saving fills them; ``needed``: the contrary.
    """

    class Form(CheckedRecordForm):
        policy = record_policy

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            for name in (*optional, *needed):
                if name in self.fields:
                    self.fields[name].required = name in needed

    return Form


class RecordAdmin(admin.ModelAdmin):
    """Subclasses call their service in ``save_record`` and ``drop_record``."""

    save_record: Callable[[Any, HttpRequest], None]
    drop_record: Callable[[Any, HttpRequest], None]
    list_per_page = 50
    show_full_result_count = False
    paginator = CappedPaginator
    formfield_overrides = {QuantityField: {"form_class": QuantityFormField}}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 (Django's signature)
        self.save_record(obj, request)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self._drop_or_show_uses(obj, request)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        """All of them or none."""
        with transaction.atomic():
            for record in queryset:
                self._drop_or_show_uses(record, request)

    def _drop_or_show_uses(self, record: Any, request: HttpRequest) -> None:
        """A refusal says why; beside it stands where the record is used, as links (SET-007)."""
        try:
            self.drop_record(record, request)
        except Refused:
            if places := shown_places(record):
                links = format_html_join(
                    mark_safe(", "),
                    '<a href="{}">{}</a>',
                    ((place.url, place.text) for place in places),
                )
                self.message_user(request, format_html("Where it is used: {}", links))
            raise

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: FBT001 (Django's signature)
        """Inlines name their services; what was deleted goes first, so that keys are free again."""
        inline: Any = next(one for one in self.inlines if one.model is formset.model)
        lines = formset.save(commit=False)
        for line in formset.deleted_objects:
            inline.drop_line(line)
        for line in lines:
            inline.save_line(line)

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        """Lines are added once the record itself stands."""
        return list(super().get_inlines(request, obj)) if obj is not None else []

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, Any, Any]:
        """Only the records themselves: the service tells where they are used, without reading it all."""
        return [str(record) for record in objs], {}, set(), []

    # what the form could not know yet, because somebody else was faster, is told as a message

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._or_told(request, super().changeform_view, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._or_told(request, super().delete_view, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._or_told(request, super().changelist_view, *args, **kwargs)

    def _or_told(self, request: HttpRequest, view: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response: HttpResponse = view(request, *args, **kwargs)
        except Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        return response


class LineInline(admin.TabularInline):
    """Lines of a record; subclasses name their services ``save_line`` and ``drop_line``."""

    save_line: Callable[[Any], None]
    drop_line: Callable[[Any], None]
    extra = 0
    formfield_overrides = {QuantityField: {"form_class": QuantityFormField}}


class ReadOnlyAdmin(admin.ModelAdmin):
    """A book: what is posted, and documents, which have pages of their own."""

    list_per_page = 50
    show_full_result_count = False
    paginator = CappedPaginator

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [
            field.name
            for field in self.model._meta.get_fields()
            if isinstance(field, models.Field) and field.concrete
        ]
