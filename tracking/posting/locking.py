"""The locks of a posting: document, lines and, as late as can be, the stock (POST-167).

Who posts a document has it to himself from the beginning.  What is in stock is his from the moment that
anything is read of it; whatever can be asked of the document alone is asked before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import QuerySet

from wms.core.prepared import Kept
from wms.documents.models import Document, DocumentLine
from wms.inventory.models import ItemVariant

if TYPE_CHECKING:
    from tracking.posting.context import Posting


def _documents(numbers: list[int], *partners: str) -> QuerySet[Document]:
    found = Document.objects.select_for_update(of=("self",)).select_related(*partners)
    return found.filter(pk__in=numbers)


def _lines(documents: list[int]) -> QuerySet:
    lines = DocumentLine.objects.filter(document__in=documents).order_by("pk")
    return lines.select_for_update().values_list("pk")


def _variants(documents: list[int]) -> QuerySet:
    lines = DocumentLine.objects.filter(document__in=documents)
    keys = ItemVariant.objects.filter(pk__in=lines.values("variant")).order_by("pk")
    return keys.select_for_update(no_key=True).values_list("pk")


_DOCUMENTS, _LINES, _VARIANTS = Kept(_documents), Kept(_lines), Kept(_variants)


def lock_document(document: Document) -> Document | None:
    """The document as it is now, or None where it is gone."""
    return next(iter(_DOCUMENTS([document.pk], "vendor", "customer")), None)


def lock_lines(documents: Sequence[Document]) -> None:
    """Their lines, by primary key."""
    if connection.features.has_select_for_update:  # SQLite has one writer at a time
        _LINES(document.pk for document in documents)


def lock_stock(posting: Posting) -> None:
    """The variants of all lines, by primary key: from here on, nobody else moves their stock."""
    if posting.has_locked_stock:
        return
    posting.has_locked_stock = True
    lock_variants([posting.document, *posting.bound])


def lock_variants(documents: Sequence[Document]) -> None:
    if connection.features.has_select_for_update:
        _VARIANTS(document.pk for document in documents)
