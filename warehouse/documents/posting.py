"""Posting warehouse receipts and shipments: all of their source documents, or none (WHS-192, WHS-208)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F

from tracking.posting import Posted, post_document
from tracking.posting.errors import RequestKeyConflict
from warehouse import errors as warehouse_errors
from warehouse.documents import errors
from warehouse.documents.selectors import sources_of
from warehouse.documents.services import changed, lock_document, lock_sources_of, most_of
from warehouse.models import PostedWarehouseDocument, WarehouseDocument
from warehouse.services.once import done_once
from warehouse.services.pick_creation import series_of
from warehouse.services.picked_sync import Shipped, bring_in_step, settle, shipped_of
from warehouse.services.source_sync import restore, set_to_handle
from wms.core import numberseries, sql
from wms.core.errors import Refused, RuleViolation
from wms.core.quantity import ZERO
from wms.documents.models import Document, DocumentLine, PostedDocument

# What of a source document is handled now, with the sign of its lines.
_HANDLED = """
select w.source_line_id, case when l.quantity_base < 0 then -w.qty_to_handle else w.qty_to_handle end as handled
from warehouse_warehousedocumentline w join documents_documentline l on l.id = w.source_line_id
where w.document_id = %s and l.document_id = %s and w.qty_to_handle > 0
"""
_POSTED_LINES = """
insert into warehouse_postedwarehousedocumentline (
    document_id, line_no, source_line_id, posted_line_id, item_id, variant_id, bin_id, quantity)
select %s, w.line_no, w.source_line_id, p.id, w.item_id, w.variant_id, w.bin_id, w.qty_to_handle
from warehouse_warehousedocumentline w
join documents_posteddocumentline p on p.source_line_id = w.source_line_id
where w.document_id = %s and w.qty_to_handle > 0 and p.document_id in ({documents})
order by w.line_no
"""


@dataclass(frozen=True)
class PostedGoods:
    """What posting did.  ``document`` is None when nothing is left of it."""

    posted: PostedWarehouseDocument
    posted_documents: tuple[PostedDocument, ...]
    entry_count: int
    document: WarehouseDocument | None
    warnings: tuple[RuleViolation, ...] = ()
    was_posted_before: bool = False


@dataclass
class _Outcome:
    """What came of the source documents, one after the other."""

    done: list[Posted] = field(default_factory=list)
    refused: list[RuleViolation] = field(default_factory=list)


def post_warehouse_document(
    *,
    document: WarehouseDocument,
    by: User,
    posting_date: date | None = None,
    request_key: str = "",
    version: int | None = None,
) -> PostedGoods:
    """Receive or ship what the lines have to handle: ledgers, bins and source documents together, or nothing.

    ``version``: that on the user's screen.  ``request_key``: the same key posts once (POST-171).  Fully
    handled lines go, the others keep their rest.  How much of each number is posted say the tracking rows
    of the source lines (ITL-022); where goods are picked first, no more than is picked (WHS-204, WHS-207).

    Locks the source documents by primary key, the warehouse document, and what posting each source locks.
    Raises Refused with the violations of every source document; then nothing is posted (WHS-191).
    Rules: WHS-005, WHS-048, WHS-190, WHS-192, WHS-208, WHS-209, WHS-255, WHS-267.
    """

    def work() -> PostedGoods:
        locked = lock_document(document, by=by, version=version)
        return _post(locked, by=by, posting_date=posting_date, request_key=request_key)

    return done_once(
        document=document,
        done_before=lambda: _posted_before(request_key, document),
        lock=lambda: lock_sources_of(document),
        work=work,
    )


def posted_by_request(request_key: str) -> PostedWarehouseDocument | None:
    """What an earlier request with this key posted, also when nothing is left of its document."""
    if not request_key:
        return None
    return PostedWarehouseDocument.objects.filter(request_key=request_key).first()


def posted_documents_of(posted: PostedWarehouseDocument) -> tuple[PostedDocument, ...]:
    """The receipts or shipments that it became."""
    of_lines = posted.lines.values("posted_line__document")
    found = PostedDocument.objects.filter(pk__in=of_lines).select_related("source")
    return tuple(found.order_by("pk"))


def _posted_before(request_key: str, document: WarehouseDocument) -> PostedGoods | None:
    posted = posted_by_request(request_key)
    if posted is None:
        return None
    if (posted.kind, posted.whse_document_no) != (document.kind, document.no):
        raise Refused([RequestKeyConflict(document=str(document), register=str(posted))])
    return PostedGoods(
        posted=posted,
        posted_documents=posted_documents_of(posted),
        entry_count=0,
        document=WarehouseDocument.objects.filter(pk=document.pk).first(),
        was_posted_before=True,
    )


def _post(
    document: WarehouseDocument, *, by: User, posting_date: date | None, request_key: str
) -> PostedGoods:
    day = posting_date or document.posting_date
    rules = document.rules
    handled = _handled_by_source(document)
    if not handled:
        raise Refused(
            [
                errors.NothingToPost(
                    document=str(document), label=rules.handle_caption, verb=rules.verb
                )
            ]
        )
    series = series_of(rules.posted_numbers_from)

    # Check, and post the sources.
    outcome = _Outcome()
    for source, lines in handled:
        _post_source(document, source, lines, by=by, day=day, outcome=outcome)
    if outcome.refused:
        raise Refused(outcome.refused)

    # Write.
    posted = PostedWarehouseDocument.objects.create(
        kind=document.kind,
        no=numberseries.draw_one(series, on=day),
        whse_document_no=document.no,
        location=document.location,
        posting_date=day,
        request_key=request_key,
        posted_by=by,
    )
    receipts = [one.posted_document for one in outcome.done if one.posted_document]
    places = ", ".join(["%s"] * len(receipts))
    sql.execute(
        _POSTED_LINES.format(documents=places),
        [posted.pk, document.pk, *(one.pk for one in receipts)],
    )
    return PostedGoods(
        posted=posted,
        posted_documents=tuple(receipts),
        entry_count=sum(one.entry_count for one in outcome.done),
        document=_what_is_left(document, by),
        warnings=tuple(warning for one in outcome.done for warning in one.warnings),
    )


def _handled_by_source(document: WarehouseDocument) -> list[tuple[Document, list[int]]]:
    """Each source document with the ids of its lines that have something to handle."""
    lines = document.lines.filter(qty_to_handle__gt=ZERO).values_list(
        "source_line__document_id", "source_line_id"
    )
    found: dict[int, list[int]] = {}
    for source, line in lines.order_by("source_line__document", "line_no"):
        found.setdefault(source, []).append(line)
    sources = {source.pk: source for source in sources_of(document)}
    return [(sources[pk], of_source) for pk, of_source in found.items()]


def _post_source(
    document: WarehouseDocument,
    source: Document,
    lines: list[int],
    *,
    by: User,
    day: date,
    outcome: _Outcome,
) -> None:
    """Post one source document; what is wrong with it is kept, and the next one is tried (ERR-003)."""
    found = list(_source_violations(source))
    if found:
        outcome.refused += found
        return
    arrives = source.rules.is_transfer and not document.rules.outbound
    try:
        with transaction.atomic():
            _take_what_is_picked(document, source, by=by)
            shipped = shipped_of(document, source) if document.is_picked else Shipped()
            if shipped.violations:
                raise Refused(shipped.violations)
            others = set_to_handle(
                source,
                lines,
                handled=_HANDLED,
                parameters=[document.pk, source.pk],
                arrives=arrives,
            )
            posted = post_document(
                document=source,
                by=by,
                step=document.rules.step(source.kind),
                posting_date=day,
                whse_document_id=document.pk,
            )
            restore(others, arrives=arrives)
            settle(shipped)
    except Refused as refused:
        outcome.refused += refused.violations
        return
    if not arrives:  # the next receipt or shipment says how much of the rest (WHS-005)
        DocumentLine.objects.filter(pk__in=lines).update(
            qty_to_handle=ZERO, qty_to_handle_base=ZERO
        )
    outcome.done.append(posted)


def _take_what_is_picked(document: WarehouseDocument, source: Document, *, by: User) -> None:
    """WHS-208: lines that ship all that is picked have those very numbers to handle."""
    if not document.is_picked:
        return
    lines = document.lines.filter(source_line__document=source, qty_to_handle__gt=ZERO)
    whole = lines.filter(qty_to_handle=F("qty_picked") - F("qty_handled"))
    bring_in_step(list(whole), by=by)


def _source_violations(source: Document) -> Iterator[RuleViolation]:
    if source.status != Document.Status.RELEASED:
        yield warehouse_errors.SourceNotReleased(
            document=str(source), status=source.get_status_display().lower()
        )


def _what_is_left(document: WarehouseDocument, by: User) -> WarehouseDocument | None:
    """Fully handled lines go, the others have their rest to handle; without lines the header goes too."""
    document.lines.filter(qty_to_handle__gt=ZERO).update(
        qty_handled=F("qty_handled") + F("qty_to_handle"),
        qty_to_handle=F(most_of(document)) - F("qty_handled") - F("qty_to_handle"),
    )
    document.lines.filter(qty_handled=F("quantity")).delete()
    if document.is_picked:
        bring_in_step(list(document.lines.filter(qty_picked__gt=F("qty_handled"))), by=by)
    if document.lines.exists():
        return changed(document)
    document.delete()
    return None
