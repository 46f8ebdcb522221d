"""The lists of warehouse documents, open and posted."""

from typing import Any

import django_filters
from django.urls import reverse

from warehouse.documentkinds import KINDS, WarehouseDocumentKind
from warehouse.documents.selectors import documents_of, posted_of
from warehouse.lists import finished_list
from wms.core.pages.filters import CodeFilter, DayFilter
from wms.core.pages.lists import Action, Column, ListPage


class DocumentFilters(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    location = CodeFilter(field_name="location__code", label="Location Code")
    source = CodeFilter(
        field_name="lines__source_line__document__no", label="Source No.", distinct=True
    )
    item = CodeFilter(field_name="lines__item__no", label="Item No.", distinct=True)


class PostedFilters(DocumentFilters):
    posted_from = DayFilter(field_name="posting_date", lookup_expr="gte", label="Posted from")
    posted_to = DayFilter(field_name="posting_date", lookup_expr="lte", label="Posted to")


def document_list(kind: WarehouseDocumentKind) -> ListPage:
    rules = KINDS[kind]
    return ListPage(
        title=rules.plural,
        name=kind,
        permission="warehouse.view_warehousedocument",
        queryset=lambda request: documents_of(request.user, kind),
        columns=(
            Column("No.", "no"),
            Column("Location Code", "location.code"),
            Column("Posting Date", "posting_date"),
            Column("Lines", "line_count", numeric=True, sort="line_count"),
            Column(f"Lines to be {rules.verb}", "filled_count", numeric=True, sort="filled_count"),
            Column("Made By", "created_by.username", sort="created_by__username"),
        ),
        filterset=DocumentFilters,
        search=("no", "location__code"),
        search_label="No. or location",
        default_sort=("-id",),
        key="id",
        row_url=lambda document: document.get_absolute_url(),
        actions=(
            Action(
                f"New {rules.title.lower()}",
                reverse("new_warehouse_document", args=[kind]),
                permission="warehouse.add_warehousedocument",
                icon="plus",
                primary=True,
            ),
            Action(
                rules.posted_plural,
                reverse("posted_warehouse_documents", args=[kind]),
                permission="warehouse.view_postedwarehousedocument",
            ),
        ),
        empty=f"There are no {rules.plural.lower()} at your locations.",
    )


def posted_list(kind: WarehouseDocumentKind) -> ListPage:
    rules = KINDS[kind]
    return finished_list(
        past="posted",
        title=rules.posted_plural,
        name=f"posted-{kind}",
        permission="warehouse.view_postedwarehousedocument",
        queryset=lambda request: posted_of(request.user, kind),
        columns=(
            Column("No.", "no"),
            Column(f"{rules.title} No.", "whse_document_no"),
            Column("Location Code", "location.code"),
            Column("Posting Date", "posting_date"),
            Column("Posted By", "posted_by.username", sort="posted_by__username"),
            Column("Posted At", "posted_at"),
        ),
        filterset=PostedFilters,
        search=("no", "whse_document_no"),
    )


def partner_of(document: Any) -> str:
    """Who the goods come from or go to, or the other end of a transfer."""
    if document.rules.is_transfer:
        return f"{document.location.code} → {document.transfer_to.code}"
    partner = document.partner
    return f"{partner.no} {partner.name}".strip() if partner else ""
