"""The change log: all of it as a list, and that of one record on its card."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import django_filters
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.text import capfirst

from wms.core.models import SetupChange
from wms.core.models.changes import ChangeAction, ChangeSource
from wms.core.pages.addresses import card_at, is_set_up, tables
from wms.core.pages.filters import DayFilter, TextFilter
from wms.core.pages.lists import Column, ListPage, list_view
from wms.core.pages.requests import PageRequest
from wms.core.records.faults import label_of

PERMISSION = "core.view_setupchange"
PER_PAGE = 20


def setup_model(table: str) -> type[Model]:
    """The model of a set-up record by its label; 404 for what is none."""
    try:
        model = apps.get_model(table)
    except (LookupError, ValueError) as error:
        raise Http404 from error
    if not is_set_up(model):
        raise Http404
    return model


@lru_cache(maxsize=200)
def table_caption(table: str) -> str:
    try:
        return str(capfirst(str(apps.get_model(table)._meta.verbose_name)))
    except (LookupError, ValueError):
        return table  # a table of an earlier version


def field_caption(change: SetupChange) -> str:
    try:
        model = apps.get_model(change.table_name)
    except (LookupError, ValueError):
        return change.field
    return label_of(model, change.field) or change.field


def _card(change: SetupChange) -> str | None:
    try:
        return card_at(apps.get_model(change.card_table), change.card_id) or None
    except (LookupError, ValueError):
        return None


def _tables() -> list[tuple[str, str]]:
    labels = (model._meta.label_lower for model in tables())
    return sorted(((label, table_caption(label)) for label in labels), key=lambda pair: pair[1])


class ChangeFilters(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    card_table = django_filters.ChoiceFilter(label="Table", choices=_tables, empty_label="all")
    record = TextFilter("record", label="Record")
    field = TextFilter("field", label="Field", method="by_caption")
    user = TextFilter("changed_by__username", label="Changed By", lookup_expr="iexact")
    source = django_filters.ChoiceFilter(
        label="From", choices=ChangeSource.choices, empty_label="all"
    )
    action = django_filters.ChoiceFilter(
        label="Action", choices=ChangeAction.choices, empty_label="all"
    )
    changed_from = DayFilter("changed_at", lookup_expr="date__gte", label="Changed from")
    changed_to = DayFilter("changed_at", lookup_expr="date__lte", label="Changed to")

    def by_caption(self, changes: QuerySet, name: str, value: str) -> QuerySet:
        """Fields are looked for by the words on the card: ``Lot Nos.`` stands for ``lot_nos``."""
        words = "".join(sign if sign.isalnum() else "_" for sign in value.strip().lower())
        return changes.filter(field__icontains=words.strip("_"))


def _page(title: str, rows: Callable[[PageRequest], QuerySet]) -> ListPage:
    return ListPage(
        title=title,
        name="change-log",
        permission=PERMISSION,
        queryset=rows,
        columns=(
            Column("Changed At", "changed_at", sort="id"),
            Column("Changed By", "changed_by.username", sort=""),
            Column("From", "get_source_display", sort=""),
            Column("Action", "get_action_display", sort=""),
            Column("Table", lambda change: table_caption(change.table_name), hidden=True),
            Column("Record", "record", sort="", link=_card, wrap=True),
            Column("Field", field_caption),
            Column("Old Value", "old", sort="", wrap=True),
            Column("New Value", "new", sort="", wrap=True),
        ),
        filterset=ChangeFilters,
        search=("record", "old", "new"),
        search_label="Record or value",
        default_sort=("-id",),
        key="id",
        empty="Nothing was changed yet.",
    )


def _all_changes(request: PageRequest) -> QuerySet[SetupChange]:
    return SetupChange.objects.select_related("changed_by")


CHANGES = _page("Change log", _all_changes)


def changes(request: PageRequest) -> HttpResponseBase:
    return list_view(request, CHANGES)


def record_changes(request: PageRequest, table: str, pk: int) -> HttpResponseBase:
    """What was changed of one record and its lines, the latest first; a part of its card for HTMX."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    model = setup_model(table)
    rows = changes_of(model, pk)
    if not (request.htmx and request.htmx.target == "changes"):
        record = model._base_manager.filter(pk=pk).first()
        title = f"Changes of {record}" if record is not None else "Changes of a deleted record"
        return list_view(request, _page(title, lambda _: rows))
    page = Paginator(rows.order_by("-id"), PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "page": page,
        "changes": [(change, field_caption(change)) for change in page.object_list],
    }
    return render(request, "pages/_changes.html", context)


def changes_of(model: type[Model], pk: int) -> QuerySet[SetupChange]:
    shown_on = {"card_table": model._meta.label_lower, "card_id": pk}
    return SetupChange.objects.select_related("changed_by").filter(**shown_on)
