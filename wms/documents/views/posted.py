"""Posted documents: what a posting did, with its tracking, read-only (POST-121…124)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet, Sum
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_GET

from wms.core.pages.lists import Action, Column, ListPage, list_view
from wms.core.pages.requests import PageRequest
from wms.core.quantity import ZERO
from wms.documents import offers
from wms.documents.kinds import CORRECTED, Kind, PostedKind, is_invoice
from wms.documents.links import number_of
from wms.documents.lists import posted_list, source_of
from wms.documents.models import PostedDocument, PostedDocumentLine

MOST_INVOICES = 5  # of a receipt or shipment that its page leads to
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
                [Column("Correction", lambda line: line.is_corrected)]
                if posted_kind in CORRECTED
                else []
            ),
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
            *(
                [Column("Invoiced (Base)", lambda line: abs(line.invoiced or ZERO), numeric=True)]
                if rules.invoices and not is_invoice(posted_kind)
                else []
            ),
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
    if is_invoice(posted_kind):
        return list_view(request, _invoiced(request, line, rules))
    page = ListPage(
        title=f"{line.document}, line {line.line_no}: {line.item} {line.description}",
        name=f"{line.document.no}-{line.line_no}",
        permission=rules.permission("view"),
        queryset=lambda request: line.entries.select_related("location"),
        columns=(
            Column("Entry No.", "entry_no", numeric=True, link=_entry_link(request)),
            *_number_columns(),
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


def _invoiced(request: PageRequest, line: PostedDocumentLine, rules: Kind) -> ListPage:
    """What a posted invoice line invoices, entry by entry, of however many movements (POST-123)."""
    return ListPage(
        title=f"{line.document}, line {line.line_no}: {line.item} {line.description}",
        name=f"{line.document.no}-{line.line_no}",
        permission=rules.permission("view"),
        queryset=lambda request: line.invoiced_entries.select_related(
            "entry__item", "entry__variant", "entry__posted_line__document"
        ),
        columns=(
            Column("Entry No.", "entry_id", numeric=True, link=_entry_link(request, "entry")),
            Column(
                "Document No.",
                "entry.document_no",
                link=lambda row: row.entry.posted_line.document.get_absolute_url(),
            ),
            Column("Posting Date", "entry.posting_date"),
            *_number_columns("entry"),
            Column("Invoiced Quantity", "quantity", numeric=True, total="quantity"),
            Column("Quantity", "entry.quantity", numeric=True),
            Column("Expiration Date", "entry.expiration_date"),
        ),
        search=(
            "entry__serial_no__startswith",
            "entry__lot_no__startswith",
            "entry__package_no__startswith",
        ),
        search_label="Serial, lot or package no. begins with",
        default_sort=("entry_id",),
        key="entry_id",
        actions=(Action(f"{line.document}", line.document.get_absolute_url()),),
        per_page=100,
    )


def _number_columns(path: str = "") -> list[Column]:
    """Serial, lot and package number of a row's ledger entry, or of the row where it is one."""

    def link(row: Any, kind: str) -> str:
        return number_of(getattr(row, path) if path else row, kind)

    prefix = f"{path}." if path else ""
    return [
        Column(caption, f"{prefix}{kind}_no", link=partial(link, kind=kind))
        for caption, kind in NUMBERS
    ]


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
        "item", "variant", "location", "unit_of_measure", "source_line", "corrected_by"
    )
    if is_invoice(PostedKind(document.kind)):
        return lines.annotate(entry_count=Count("invoiced_entries"))
    return lines.annotate(entry_count=Count("entries"), invoiced=Sum("entries__invoiced_quantity"))


def _undo(request: PageRequest, document: PostedDocument) -> list[Action]:
    """The way to undo it, where the floor above undoes such documents."""
    kind = PostedKind(document.kind)
    if kind not in CORRECTED or not request.user.has_perm(source_of(kind).permission("post")):
        return []
    try:
        return [Action("Undo…", reverse("undo_posted", args=[document.kind, document.pk]))]
    except NoReverseMatch:
        return []


def _actions(request: PageRequest, document: PostedDocument) -> list[Action]:
    actions = [Action(f"{document.source}", document.source.get_absolute_url(), primary=True)]
    actions += _undo(request, document)
    actions += offers.actions_of(document, request.user)
    invoices = PostedDocument.objects.filter(
        lines__invoiced_entries__entry__posted_line__document=document
    )
    actions += [
        Action(f"{invoice}", invoice.get_absolute_url())
        for invoice in invoices.distinct().order_by("pk")[:MOST_INVOICES]
    ]
    if request.user.has_perm("ledger.view_itemledgerentry") and not is_invoice(
        PostedKind(document.kind)
    ):
        entries = f"{reverse('ledger_entries')}?document_no={document.no}"
        actions.append(Action("Item ledger entries", entries))
    return actions


def _entry_link(request: PageRequest, path: str = "") -> Callable[[Any], str] | None:
    if not request.user.has_perm("ledger.view_itemledgerentry"):
        return None
    return lambda row: str((getattr(row, path) if path else row).get_absolute_url())
