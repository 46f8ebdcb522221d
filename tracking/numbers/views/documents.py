"""The documents that contain a number (SET-155, SET-164)."""

import django_filters
from django.db.models import F, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from tracking.models import NumberInformation, TrackingLine
from tracking.numbers.keys import NumberKey
from wms.core.pages.filters import YesNoFilter
from wms.core.pages.lists import Action, Column, ListPage, list_view
from wms.core.pages.requests import PageRequest
from wms.documents.kinds import KINDS


class RowFilters(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    open = YesNoFilter(label="Open", method="by_open")

    def by_open(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        still_open = rows.filter(quantity__gt=F("qty_handled"))
        return still_open if value == "yes" else rows.filter(quantity__lte=F("qty_handled"))


def number_documents(request: PageRequest, pk: int) -> HttpResponseBase:
    """Lines of the documents that this user may see, the newest first."""
    card = get_object_or_404(NumberInformation.objects.select_related("item", "variant"), pk=pk)
    number = NumberKey.of_card(card)
    seen = [
        kind for kind, rules in KINDS.items() if request.user.has_perm(rules.permission("view"))
    ]
    page = ListPage(
        title=f"Documents with {number}",
        name="documents-of-a-number",
        permission="tracking.view_trackingline",
        queryset=lambda request: number.tracking_lines.filter(
            line__document__kind__in=seen
        ).select_related("line__document", "line__location"),
        columns=(
            Column("Document", "line.document", sort="", link=_document),
            Column("Line No.", "line.line_no", numeric=True, sort=""),
            Column("Status", "line.document.get_status_display", sort=""),
            Column("Location Code", "line.location.code", sort=""),
            Column("Direction", _direction),
            Column("Quantity", "quantity", numeric=True, sort=""),
            Column("Quantity Handled", "qty_handled", numeric=True, sort=""),
            Column("New No.", lambda row: getattr(row, f"new_{number.field}"), hidden=True),
        ),
        filterset=RowFilters,
        default_sort=("-id",),
        key="id",
        actions=[Action("Back to the card", reverse("number_card", args=[card.pk]))],
        empty="No document names it.",
    )
    return list_view(request, page)


def _document(row: TrackingLine) -> str:
    return row.document.get_absolute_url()


def _direction(row: TrackingLine) -> str:
    return "leaves" if row.outbound else "arrives"
