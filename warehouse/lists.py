"""The lists of the warehouse: activities, posted activities, documents to pick, numbers by bin."""

from typing import Any

import django_filters
from django.db.models import QuerySet, Sum
from django.urls import NoReverseMatch, reverse

from warehouse.documentkinds import KINDS as DOCUMENT_KINDS
from warehouse.documentkinds import WarehouseDocumentKind
from warehouse.kinds import KINDS, ActivityKind
from warehouse.models import Activity, WarehouseEntry
from warehouse.selectors.activities import (
    activities_of,
    documents_to_pick,
    posted_of,
    registered_of,
)
from wms.core.pages.filters import CodeFilter, DayFilter
from wms.core.pages.lists import Action, Column, ListPage
from wms.core.quantity import ZERO, shown


class ActivityFilters(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    location = CodeFilter(field_name="location__code", label="Location Code")
    source = CodeFilter(field_name="source__no", label="Source No.")
    item = CodeFilter(field_name="lines__item__no", label="Item No.", distinct=True)
    serial = CodeFilter(field_name="lines__serial_no", label="Serial No.", distinct=True)
    lot = CodeFilter(field_name="lines__lot_no", label="Lot No.", distinct=True)


class RegisteredFilters(ActivityFilters):
    registered_from = DayFilter(
        field_name="registering_date", lookup_expr="gte", label="Registered from"
    )
    registered_to = DayFilter(
        field_name="registering_date", lookup_expr="lte", label="Registered to"
    )


class PostedFilters(ActivityFilters):
    posted_from = DayFilter(field_name="posting_date", lookup_expr="gte", label="Posted from")
    posted_to = DayFilter(field_name="posting_date", lookup_expr="lte", label="Posted to")


class BinNumberFilters(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    item = CodeFilter(field_name="item__no", label="Item No.")
    variant = CodeFilter(field_name="variant__code", label="Variant Code")
    location = CodeFilter(field_name="location__code", label="Location Code")
    bin = CodeFilter(field_name="bin__code", label="Bin Code")
    serial = CodeFilter(field_name="serial_no", label="Serial No.")
    lot = CodeFilter(field_name="lot_no", label="Lot No.")
    package = CodeFilter(field_name="package_no", label="Package No.")


def activity_list(kind: ActivityKind) -> ListPage:
    rules = KINDS[kind]
    return ListPage(
        title=rules.plural,
        name=kind,
        permission="warehouse.view_activity",
        queryset=lambda request: activities_of(request.user, kind),
        columns=(
            Column("No.", "no"),
            Column("Location Code", "location.code"),
            Column("Source", "source.no", link=_source_link),
            Column("Customer", "source.customer.name", wrap=True),
            Column("Posting Date", "posting_date"),
            Column("Lines", "line_count", numeric=True, sort="line_count"),
            Column("Filled", "done_count", numeric=True, sort="done_count"),
            Column("State", _state, sort="", tone=_tone),
            Column("Assigned User", "assigned_user.username", sort="assigned_user__username"),
        ),
        filterset=ActivityFilters,
        search=("no", "source__no", "source__customer__name"),
        search_label="No., source or customer",
        default_sort=("-id",),
        key="id",
        row_url=lambda activity: activity.get_absolute_url(),
        actions=(
            _creation(kind),
            Action(
                rules.posted_plural,
                reverse("posted_activities", args=[kind]),
                permission="warehouse.view_postedactivity",
            ),
        ),
        empty=f"There are no {rules.plural.lower()} at your locations.",
    )


def _creation(kind: ActivityKind) -> Action:
    """Where picks of this kind are made."""
    shipment = WarehouseDocumentKind.SHIPMENT
    if KINDS[kind].registers:
        return Action(
            DOCUMENT_KINDS[shipment].plural,
            reverse("warehouse_documents", args=[shipment]),
            permission="warehouse.view_warehousedocument",
            primary=True,
        )
    return Action(
        "Orders to pick",
        reverse("documents_to_pick"),
        permission="warehouse.add_activity",
        icon="plus",
        primary=True,
    )


def finished_list(*, past: str, **values: Any) -> ListPage:
    """A list of what is posted or registered, the newest first; ``past``: which of the two it is called."""
    return ListPage(
        default_sort=("-id",),
        key="id",
        row_url=lambda finished: finished.get_absolute_url(),
        empty=f"Nothing is {past} yet at your locations.",
        **values,
    )


def posted_list(kind: ActivityKind) -> ListPage:
    rules = KINDS[kind]
    return finished_list(
        past=rules.past,
        title=rules.posted_plural,
        name=f"posted-{kind}",
        permission="warehouse.view_postedactivity",
        queryset=lambda request: posted_of(request.user, kind),
        columns=(
            Column("No.", "no"),
            Column("Activity No.", "activity_no"),
            Column("Location Code", "location.code"),
            Column("Source", "source.no", link=_source_link),
            Column(
                "Posted Document",
                "posted_document.no",
                link=lambda posted: posted.posted_document.get_absolute_url(),
            ),
            Column("Posting Date", "posting_date"),
            Column("Posted By", "posted_by.username", sort="posted_by__username"),
            Column("Posted At", "posted_at"),
        ),
        filterset=PostedFilters,
        search=("no", "activity_no", "source__no", "posted_document__no"),
    )


def registered_list(kind: ActivityKind) -> ListPage:
    rules = KINDS[kind]
    return finished_list(
        past=rules.past,
        title=rules.posted_plural,
        name=f"registered-{kind}",
        permission="warehouse.view_postedactivity",
        queryset=lambda request: registered_of(request.user, kind),
        columns=(
            Column("No.", "no"),
            Column(f"{rules.title} No.", "activity_no"),
            Column("Warehouse Shipment No.", "whse_document_no"),
            Column("Location Code", "location.code"),
            Column("Source", "source.no", link=_source_link),
            Column("Registering Date", "registering_date"),
            Column("Registered By", "registered_by.username", sort="registered_by__username"),
            Column("Registered At", "registered_at"),
        ),
        filterset=RegisteredFilters,
        search=("no", "activity_no", "whse_document_no", "source__no"),
    )


DOCUMENTS_TO_PICK = ListPage(
    title="Orders to pick",
    name="orders-to-pick",
    permission="warehouse.add_activity",
    queryset=lambda request: documents_to_pick(request.user),
    columns=(
        Column("No.", "no"),
        Column("Document", "get_kind_display", sort="kind"),
        Column("Customer No.", "customer.no"),
        Column("Customer Name", "customer.name", wrap=True),
        Column("Vendor No.", "vendor.no"),
        Column("Transfer-to", "transfer_to.code"),
        Column("Location Code", "location.code"),
        Column("Order Date", "order_date"),
        Column("Posting Date", "posting_date"),
    ),
    search=("no", "customer__no", "customer__name"),
    default_sort=("-id",),
    key="id",
    row_url=lambda document: reverse("create_inventory_pick", args=[document.kind, document.pk]),
    empty="No released order waits for a pick at your locations.",
)


NUMBERS_BY_BIN = ListPage(
    title="Numbers by bin",
    name="numbers-by-bin",
    permission="warehouse.view_warehouseentry",
    queryset=lambda request: numbers_by_bin(),
    columns=(
        Column("Location Code", lambda row: row["location__code"], sort="location__code"),
        Column("Bin Code", lambda row: row["bin__code"], sort="bin__code"),
        Column(
            "Item No.", lambda row: row["item__no"], sort="item__no", link=lambda row: _item(row)
        ),
        Column("Variant Code", lambda row: row["variant__code"], sort="variant__code"),
        Column("Serial No.", lambda row: row["serial_no"], sort="serial_no"),
        Column("Lot No.", lambda row: row["lot_no"], sort="lot_no"),
        Column("Package No.", lambda row: row["package_no"], sort="package_no"),
        Column("Quantity (Base)", lambda row: shown(row["held"]), numeric=True, sort="held"),
    ),
    filterset=BinNumberFilters,
    search=("item__no", "bin__code", "serial_no", "lot_no", "package_no"),
    search_label="Item, bin or number",
    default_sort=("location__code", "bin__code", "item__no", "serial_no", "lot_no", "package_no"),
    empty="All bins are empty.",
)


def numbers_by_bin() -> QuerySet:
    """Bins, items and numbers with what is there, summed from the warehouse entries (WHS-036)."""
    return (
        WarehouseEntry.objects.values(
            "location__code",
            "bin__code",
            "item_id",
            "item__no",
            "variant__code",
            "serial_no",
            "lot_no",
            "package_no",
        )
        .annotate(held=Sum("quantity"))
        .exclude(held=ZERO)
    )


def _item(row: dict[str, Any]) -> str:
    return reverse("item", args=[row["item_id"]])


def _source_link(activity: Any) -> str:
    return str(activity.source.get_absolute_url())


def _state(activity: Activity) -> str:
    done = activity.done_count  # type: ignore[attr-defined]  # annotated
    lines = activity.line_count  # type: ignore[attr-defined]
    if done == 0:
        return "not begun"
    return "filled" if done == lines else "begun"


def _tone(activity: Activity) -> str:
    return {"not begun": "", "begun": "warn", "filled": "good"}[_state(activity)]


def source_tracking_url(line_id: int) -> str:
    """The Item Tracking Lines page of a source line, where that page exists."""
    try:
        return reverse("tracking_lines", args=[line_id])
    except NoReverseMatch:
        return ""
