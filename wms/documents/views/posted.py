"""Posted documents: what a posting did, with its tracking, read-only (POST-121…124)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET

from wms.core.pages.lists import Action, Column, ListPage, list_view
from wms.core.pages.requests import PageRequest
from wms.documents.kinds import Kind, PostedKind
from wms.documents.links import number_of
from wms.documents.lists import posted_list, source_of
from wms.documents.models import PostedDocument, PostedDocumentLine

NUMBERS = (("Serial No.", "serial"), ("Lot No.", "lot"), ("Package No.", "package"))


@require_GET
def posted_documents(request: PageRequest, kind: str) -> HttpResponseBase:
    posted_kind, rules = _kind_of(request, kind)
    return list_view(request, posted_list(posted_kind, rules=rules))


@require_GET
def posted_document(request: PageRequest, kind: str, pk: int) -> HttpResponseBase:
    posted_kind, rules = _kind_of(request, kind)
    documents = PostedDocument.objects.select_related(
        "vendor", "customer", "posted_by", "source__location", "source__transfer_to",
        "source__in_transit",
    )  # fmt: skip
    document = get_object_or_404(documents, kind=posted_kind, pk=pk)
    page = ListPage(
        title=f"{document}",
        name=document.no,
        permission=rules.permission("view"),
        queryset=lambda request: _lines(document),
        columns=(
            Column("Line No.", "line_no"),
            *(
                [Column("Entry Type", "source_line.get_entry_type_display")]
                if rules.makes_goods
                else []
            ),
            Column("Item No.", "item.no", link=lambda line: reverse("item", args=[line.item_id])),
            Column("Variant Code", "variant.code", hidden=True),
            Column("Description", "description", wrap=True),
            Column("Location Code", "location.code"),
            Column("Quantity", "quantity", numeric=True),
            Column("Unit of Measure", "unit_of_measure.code"),
            Column("Quantity (Base)", "quantity_base", numeric=True, total="quantity_base"),
            Column(
                "Item Tracking",
                lambda line: f"{line.entry_count} entries" if line.entry_count != 1 else "1 entry",
                link=lambda line: reverse("posted_line", args=[posted_kind, pk, line.pk]),
            ),
        ),
        search=("item__no", "description"),
        default_sort=("line_no",),
        actions=_actions(request, document),
        per_page=100,
        empty="It has no lines.",
    )
    return list_view(request, page, template="documents/posted.html", document=document)


@require_GET
def posted_line(request: PageRequest, kind: str, pk: int, line_id: int) -> HttpResponseBase:
    """The tracking of a posted line, read from its ledger entries (POST-122, POST-125)."""
    posted_kind, rules = _kind_of(request, kind)
    lines = PostedDocumentLine.objects.select_related("document", "item")
    line = get_object_or_404(lines, pk=line_id, document=pk, document__kind=posted_kind)
    page = ListPage(
        title=f"{line.document}, line {line.line_no}: {line.item} {line.description}",
        name=f"{line.document.no}-{line.line_no}",
        permission=rules.permission("view"),
        queryset=lambda request: line.entries.select_related("location"),
        columns=(
            Column("Entry No.", "entry_no", numeric=True, link=_entry_link(request)),
            *(
                Column(caption, f"{kind}_no", link=partial(number_of, kind=kind))
                for caption, kind in NUMBERS
            ),
            *([Column("Location Code", "location.code")] if rules.is_transfer else []),
            Column("Quantity", "quantity", numeric=True, total="quantity"),
            Column("Remaining Quantity", "remaining_quantity", numeric=True),
            Column("Expiration Date", "expiration_date"),
            Column("Warranty Date", "warranty_date"),
            Column("Correction", "correction"),
        ),
        search=("serial_no__startswith", "lot_no__startswith", "package_no__startswith"),
        search_label="Serial, lot or package no. begins with",
        default_sort=("entry_no",),
        key="entry_no",
        actions=(Action(f"{line.document}", line.document.get_absolute_url()),),
        per_page=100,
    )
    return list_view(request, page)


def _kind_of(request: PageRequest, kind: str) -> tuple[PostedKind, Kind]:
    """404 for a kind that is not there, 403 without the right to see what it was posted from."""
    if kind not in PostedKind:
        raise Http404(f"There is no kind of posted document named {kind}.")
    posted_kind = PostedKind(kind)
    rules = source_of(posted_kind)
    if not request.user.has_perm(rules.permission("view")):
        raise PermissionDenied
    return posted_kind, rules


def _lines(document: PostedDocument) -> QuerySet:
    lines = document.lines.select_related(
        "item", "variant", "location", "unit_of_measure", "source_line"
    )
    return lines.annotate(entry_count=Count("entries"))


def _actions(request: PageRequest, document: PostedDocument) -> list[Action]:
    actions = [Action(f"{document.source}", document.source.get_absolute_url(), primary=True)]
    if request.user.has_perm("ledger.view_itemledgerentry"):
        entries = f"{reverse('ledger_entries')}?document_no={document.no}"
        actions.append(Action("Item ledger entries", entries))
    return actions


def _entry_link(request: PageRequest) -> Callable[[Any], str] | None:
    if not request.user.has_perm("ledger.view_itemledgerentry"):
        return None
    return lambda entry: str(entry.get_absolute_url())
