"""What stands in the way of changing or deleting a bin or a bin content, in words."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet, Sum

from warehouse.models import (
    ActivityLine,
    Bin,
    BinContent,
    BinType,
    WarehouseDocumentLine,
    WarehouseEntry,
)
from wms.core.quantity import shown
from wms.core.records.questions import Question, first_of, pks_of
from wms.documents.models import Document, DocumentLine


def first_use_of_bin(bin_: Bin) -> str:
    """``"it holds 5 of item 1928"``; "" when the bin is really empty (WHS-020)."""
    if row := held_in_bin(bin_.pk):
        return f"it holds {shown(row['held'])} of item {row['item__no']}"
    if line := activity_line_of_bin(bin_.pk):
        return f"{_small(line.activity)} names it"
    if on_document := document_line_of_bin(bin_.pk):
        return f"{on_document.document.in_words} names it"
    named = [line for line in (line_of_bin(bin_.pk), line_of_new_bin(bin_.pk)) if line]
    first = min(named, key=lambda line: line.pk, default=None)
    return f"{_small(first.document)} names it" if first else ""


def first_use_of_content(content: BinContent) -> str:
    """ "" when nothing of the item is in the bin or under way there (WHS-026)."""
    where = Q(bin=content.bin, item=content.item, variant=content.variant)
    held = _held(where).first()
    if held:
        return f"it holds {shown(held['held'])} of item {held['item__no']}"
    if line := _lines_of_activities().filter(where).first():
        return f"{_small(line.activity)} names it"
    on_document = _lines_of_warehouse_documents().filter(where).first()
    return f"{on_document.document.in_words} names it" if on_document else ""


def _filled_bins(types: Collection[int]) -> dict[int, str]:
    """By bin type, ``"bin A-01 at WHITE holds 5 of item 1928"``: the first bin that is not empty."""
    rows = (
        WarehouseEntry.objects.filter(bin__bin_type__in=types)
        .values("bin__bin_type", "location__code", "bin__code", "item__no", "variant")
        .annotate(held=Sum("quantity"))
        .exclude(held=0)
        .order_by("bin__bin_type", "location__code", "bin__code", "item__no")
    )
    found: dict[int, str] = {}
    for row in rows:
        place = f"bin {row['bin__code']} at {row['location__code']}"
        words = f"{place} holds {shown(row['held'])} of item {row['item__no']}"
        found.setdefault(row["bin__bin_type"], words)
    return found


def _held(where: Q) -> QuerySet:
    return (
        WarehouseEntry.objects.filter(where)
        .values("bin", "item__no", "variant", "serial_no", "lot_no", "package_no")
        .annotate(held=Sum("quantity"))
        .exclude(held=0)
        .order_by("bin", "item__no")
    )


def _held_in_bins(bins: Collection[int]) -> dict[int, Any]:
    found: dict[int, Any] = {}
    for row in _held(Q(bin__in=bins)):
        found.setdefault(row["bin"], row)
    return found


def _lines_of_activities() -> QuerySet[ActivityLine]:
    return ActivityLine.objects.select_related("activity").order_by("pk")


def _lines_of_warehouse_documents() -> QuerySet[WarehouseDocumentLine]:
    return WarehouseDocumentLine.objects.select_related("document").order_by("pk")


def _document_lines() -> QuerySet[DocumentLine]:
    lines = DocumentLine.objects.exclude(document__status=Document.Status.CLOSED)
    return lines.select_related("document").order_by("pk")


first_filled_bin_of = Question(_filled_bins, pks_of(BinType))
held_in_bin = Question(_held_in_bins, pks_of(Bin))
activity_line_of_bin = first_of(Bin, by="bin", rows=_lines_of_activities)
document_line_of_bin = first_of(Bin, by="bin", rows=_lines_of_warehouse_documents)
line_of_bin = first_of(Bin, by="bin", rows=_document_lines)
line_of_new_bin = first_of(Bin, by="new_bin", rows=_document_lines)


def _small(record: object) -> str:
    name = str(record)
    return f"{name[0].lower()}{name[1:]}"
