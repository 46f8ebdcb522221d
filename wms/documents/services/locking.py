"""The first step of every service here: lock the document, see that it is still the one shown."""

from collections.abc import Sequence

from django.db.models import F

from wms.core.errors import Refused
from wms.documents import errors, quotes
from wms.documents.models import Document, DocumentLine


def lock_document(document: Document, *, version: int | None = None) -> Document:
    """The document as it is now, locked until the transaction ends.

    Raises Refused when it is gone, or has another version than the one that was shown (POST-170).
    """
    found = Document.objects.select_for_update(of=("self",), no_key=True)
    found = found.select_related("vendor", "customer", "location", "transfer_to", "in_transit")
    locked = found.filter(pk=document.pk).first()
    if locked is None:
        raise Refused([errors.DocumentGone(document=str(document))])
    if version is not None and locked.version != version:
        raise Refused(
            [
                errors.DocumentChanged(
                    document=str(locked),
                    status=locked.get_status_display(),
                    line_count=locked.lines.count(),
                    now=locked.version,
                    seen=version,
                )
            ]
        )
    return locked


def lock_line(line: DocumentLine, *, version: int | None = None) -> DocumentLine:
    """The line as it is now, below its locked document."""
    document = lock_document(line.document, version=version)
    found = DocumentLine.objects.select_for_update(of=("self",), no_key=True)
    found = found.select_related(
        "item__item_tracking_code", "variant", "location", "unit_of_measure", "bin",
        "new_location", "new_bin", "invoiced_line__document",
    )  # fmt: skip
    locked = found.filter(pk=line.pk, document=document).first()
    if locked is None:
        raise Refused([errors.LineGone(document=str(document), line_no=line.line_no)])
    locked.document = document
    return locked


def refuse_closed(document: Document) -> None:
    if document.is_closed:
        raise Refused([quotes.closed(document) or errors.DocumentClosed(document=str(document))])


def refuse_unless_open(document: Document, *, what: str) -> None:
    """Items, quantities and locations are settled once the document is released (ITL-003)."""
    refuse_closed(document)
    if document.status != Document.Status.OPEN:
        raise Refused([errors.DocumentNotOpen(document=str(document), what=what)])


def grown(document: Document, *, fields: Sequence[str] = ()) -> Document:
    """Save the named fields with the next version; whoever shows an older one will be told."""
    document.version += 1
    values = {field: getattr(document, field) for field in fields}
    Document.objects.filter(pk=document.pk).update(version=F("version") + 1, **values)
    return document
