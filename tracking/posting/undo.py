"""Undo of posted receipts and shipments: a further entry for each, never an edit (POST section 20)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from tracking.models import Reservation
from tracking.policies.dates import setup_for
from tracking.posting import (
    bound,
    checks,
    errors,
    locking,
    owed,
    specialorders,
    tables,
    undo_transfers,
    winners,
    writing,
)
from tracking.posting.context import Posting
from tracking.posting.followers import followers
from tracking.services.sql import BY_NUMBER
from wms.core import sql
from wms.core.errors import MOST_SHOWN, Refused, RuleViolation, refuse_if_any
from wms.core.retry import StillBusy, retrying
from wms.documents.kinds import CORRECTED, PostedKind, PurchasingCode
from wms.documents.models import Document, PostedDocument, PostedDocumentLine
from wms.inventory.models.items import ItemType
from wms.ledger.models import ItemLedgerEntry, Register

if TYPE_CHECKING:
    from django.contrib.auth.models import User

SOURCE = "undo"  # of the registers of undone lines
BETWEEN = 5000  # a correction stands half-way to the next line

_LINES = f"""
insert into documents_posteddocumentline (
    document_id, line_no, source_line_id, item_id, variant_id, description, location_id,
    unit_of_measure_id, qty_per_unit, quantity, quantity_base, corrects_id)
select document_id, line_no + {BETWEEN}, source_line_id, item_id, variant_id, description, location_id,
       unit_of_measure_id, qty_per_unit, -quantity, -quantity_base, id
from documents_posteddocumentline where id in ({{ids}})
"""
# What followers read: each entry once more, the other way around.  Goods in transit lie in no bin.
# By the entries of the lines: "+ 0" keeps SQLite from walking the ledger in its order, or item by item.
_ROWS = f"""
insert into {tables.ROW} (
    id, wave, document_id, line_id, line_no, item_id, variant_id, location_id, bin_id, entry_type, outbound,
    quantity, serial_no, lot_no, package_no, posting_date, document_date, document_no, expiration_date,
    warranty_date, sn_specific, lot_specific, package_specific, is_stock, is_transfer, new_location_id,
    new_serial_no, new_lot_no, new_package_no, is_known, has_stock, applies_to_entry_no, matched)
select row_number() over (order by {{order}}), 0, l.document_id, l.id, p.line_no + {BETWEEN}, e.item_id,
       e.variant_id, e.location_id, case when e.location_id = l.location_id then l.bin_id end,
       e.entry_type, e.quantity > 0, abs(e.quantity), e.serial_no, e.lot_no, e.package_no,
       e.posting_date, e.document_date, e.document_no, e.expiration_date, e.warranty_date,
       e.serial_is_specific, false, false, i.type = 'inventory', false, e.location_id, '', '', '',
       false, false, e.entry_no, 0
from ledger_itemledgerentry e
join documents_posteddocumentline p on p.id = e.posted_line_id
join documents_documentline l on l.id = p.source_line_id
join inventory_item i on i.id = e.item_id + 0
where p.id in ({{ids}})
"""
# The same combination, place, document and date; a correction is invoiced as it is born (POST-155).
_ENTRIES = f"""
insert into ledger_itemledgerentry (
    entry_no, register_id, item_id, variant_id, location_id, entry_type, posting_date, document_date,
    document_type, document_no, document_line_no, external_document_no, posted_line_id, description,
    quantity, invoiced_quantity, remaining_quantity, shipped_qty_not_returned, correction,
    applies_to_entry_no, serial_no, lot_no, package_no, serial_is_specific, expiration_date,
    warranty_date, unit_of_measure_code, qty_per_unit, vendor_id, customer_id, reason_code,
    order_id, order_line_no)
select %(first)s - 1 + r.id, %(register)s, e.item_id, e.variant_id, e.location_id, e.entry_type,
       e.posting_date, e.document_date, e.document_type, e.document_no, r.line_no,
       e.external_document_no, c.id, e.description, -e.quantity, -e.quantity,
       case when r.is_stock and e.quantity < 0 then e.remaining_quantity - e.quantity else 0 end, 0, true,
       case when e.quantity > 0 then e.entry_no end, e.serial_no, e.lot_no, e.package_no,
       e.serial_is_specific, e.expiration_date, e.warranty_date, e.unit_of_measure_code,
       e.qty_per_unit, e.vendor_id, e.customer_id, e.reason_code, e.order_id, e.order_line_no
from {tables.ROW} r
join ledger_itemledgerentry e on e.entry_no = r.applies_to_entry_no
join documents_posteddocumentline c on c.corrects_id = e.posted_line_id
order by r.id
"""
# Undone stock is taken from the very entry; undone shipments come back from theirs, as open stock.
_APPLICATIONS = f"""
insert into ledger_itemapplicationentry (
    entry_no, item_id, item_ledger_entry_id, inbound_entry_id, outbound_entry_id, quantity,
    posting_date)
select %(next)s - 1 + row_number() over (order by r.id), r.item_id, %(first)s - 1 + r.id,
       case when r.outbound then r.applies_to_entry_no else %(first)s - 1 + r.id end,
       case when r.outbound then %(first)s - 1 + r.id else r.applies_to_entry_no end,
       case when r.outbound then -r.quantity else r.quantity end, r.posting_date
from {tables.ROW} r where r.is_stock order by r.id
"""
# What had left before it came is settled by its own return, and never was in stock (POST-105).
_OWED = f"""
insert into ledger_itemapplicationentry (
    entry_no, item_id, item_ledger_entry_id, inbound_entry_id, outbound_entry_id, quantity,
    posting_date)
select %(next)s - 1 + row_number() over (order by r.id), r.item_id, e.entry_no, %(first)s - 1 + r.id,
       e.entry_no, e.remaining_quantity, r.posting_date
from {tables.ROW} r join ledger_itemledgerentry e on e.entry_no = r.applies_to_entry_no
where e.remaining_quantity < 0
"""
_ORIGINALS = f"""
update ledger_itemledgerentry set
    remaining_quantity = 0, shipped_qty_not_returned = 0, invoiced_quantity = quantity
where entry_no in (select applies_to_entry_no from {tables.ROW})
"""
# What had come back by an undone return is with the customer again, and may come back (POST-038, POST-136).
_NOT_RETURNED = f"""
update ledger_itemledgerentry set shipped_qty_not_returned = shipped_qty_not_returned - back.quantity
from (select a.outbound_entry_id as entry_no, cast(sum(a.quantity) as bigint) as quantity
      from {tables.ROW} r
      join ledger_itemapplicationentry a
          on a.item_ledger_entry_id = r.applies_to_entry_no and a.inbound_entry_id = r.applies_to_entry_no
      where r.outbound and a.quantity > 0 and a.outbound_entry_id is not null
      group by a.outbound_entry_id) back
where back.entry_no = ledger_itemledgerentry.entry_no
"""
# POST-157: what was undone is to be handled again, and its warranty to be reckoned anew.  The right-hand
# sides read the row as it was.
_TRACKING = f"""
update tracking_trackingline set
    qty_handled = tracking_trackingline.qty_handled - undone.quantity,
    qty_to_handle = tracking_trackingline.quantity - tracking_trackingline.qty_handled + undone.quantity,
    {{next}},
    warranty_date = null
from (select line_id, serial_no, lot_no, package_no, cast(sum(quantity) as bigint) as quantity
      from {tables.ROW} {{which}} group by line_id, serial_no, lot_no, package_no) undone
where tracking_trackingline.line_id = undone.line_id and tracking_trackingline.session_id is null
  and tracking_trackingline.serial_no = undone.serial_no
  and tracking_trackingline.lot_no = undone.lot_no
  and tracking_trackingline.package_no = undone.package_no and {{index}}
"""
_ROWS_TO_INVOICE = (
    "qty_to_invoice = tracking_trackingline.quantity - tracking_trackingline.qty_invoiced"
)
_ORDER_LINES = """
update documents_documentline set
    qty_handled = qty_handled - undone.quantity,
    qty_handled_base = qty_handled_base - undone.quantity_base,
    qty_to_handle = documents_documentline.quantity - qty_handled + undone.quantity,
    qty_to_handle_base = documents_documentline.quantity_base - qty_handled_base + undone.quantity_base,
    {next},
    tracking_version = tracking_version + 1
from (select source_line_id, cast(sum(quantity) as bigint) as quantity,
             cast(sum(quantity_base) as bigint) as quantity_base
      from documents_posteddocumentline where id in ({ids}) group by source_line_id) undone
where documents_documentline.id = undone.source_line_id
"""
_LINES_TO_INVOICE = """
    qty_to_invoice = documents_documentline.quantity - qty_invoiced,
    qty_to_invoice_base = documents_documentline.quantity_base - qty_invoiced_base"""


def undo_lines(*, document: PostedDocument, line_ids: Collection[int], by: User) -> Register:
    """Undo these lines of one posted document, all of them or none (POST-160).

    Lines that are corrections, or corrected already, are skipped.  Locks as a posting does.
    Raises Refused with everything that stands in the way.  Rules: POST-068, POST-154…160.
    Transfer receipts and direct transfers are refused with the reason (POST-159).
    """

    asked_at = timezone.now()

    def work() -> Register:
        with transaction.atomic():
            return _undo(document, line_ids, by=by, asked_at=asked_at)

    try:
        return retrying(work)
    except StillBusy as busy:
        raise Refused([errors.Busy(document=str(document))]) from busy


def undoable(document: PostedDocument) -> QuerySet[PostedDocumentLine]:
    """The lines of a posted document that are not undone yet, nor corrections themselves."""
    corrections = PostedDocumentLine.objects.filter(corrects=OuterRef("pk"))
    lines = document.lines.filter(~Exists(corrections), corrects=None).exclude(quantity_base=0)
    return lines.order_by("line_no")


def _undo(
    document: PostedDocument, line_ids: Collection[int], *, by: User, asked_at: datetime
) -> Register:
    refuse_if_any(undo_transfers.kind_violations(document))
    posting = _begin(document, by, asked_at)
    lines = list(undoable(document).filter(pk__in=line_ids).select_related("item", "source_line"))
    if document.kind not in CORRECTED or not lines:
        corrected = ItemLedgerEntry.objects.filter(posted_line__in=line_ids)
        users = winners.users_of(corrected, since=asked_at)
        just_now = max(users.values(), default="")
        raise Refused([errors.NothingToUndo(document=str(document), just_now=just_now)])
    ids = ", ".join(str(line.pk) for line in lines)
    is_transfer = posting.document.rules.is_transfer
    order = undo_transfers.ORDER if is_transfer else "e.entry_no + 0"

    # Check.
    tables.empty(tables.ROW)
    posting.row_count = sql.execute(_ROWS.format(ids=ids, order=order))
    tables.filled(tables.ROW, posting.row_count)
    posting.waves = 1
    found = [*checks.of_posting_date(posting), *_violations(document, lines)]
    for follower in followers():
        found += follower.violations(posting)
    winners.name_winners(posting, found)
    refuse_if_any(found)

    # Write.
    if posting.has_special_orders:
        specialorders.release_undone()
    writing.lock_counter(posting)
    writing.open_register(posting)
    first = {"first": posting.first_entry_no}
    sql.execute(_LINES.format(ids=ids))
    if is_transfer:  # a serial leaves transit before it is back where it was (POST-168)
        sql.execute(_ORIGINALS)
    posting.next_entry_no += sql.execute(_ENTRIES, first | {"register": posting.register_no})
    for statement in (_OWED, _APPLICATIONS):
        posting.next_application_no += sql.execute(
            statement, first | {"next": posting.next_application_no}
        )
    if not is_transfer:
        sql.execute(_ORIGINALS)
        sql.execute(_NOT_RETURNED)
    owed.close(posting, first=posting.first_entry_no, last=posting.next_entry_no - 1)
    _give_back(ids, is_transfer=is_transfer)
    register = writing.close_register(posting)
    for follower in followers():
        follower.write(posting)
    Document.objects.filter(pk=posting.document.pk).update(version=F("version") + 1)
    if posting.has_special_orders:
        specialorders.settle(posting)
    return register


def _give_back(ids: str, *, is_transfer: bool) -> None:
    """The order's numbers and lines are to be handled again."""
    which, next_of_rows, next_of_lines = "", _ROWS_TO_INVOICE, _LINES_TO_INVOICE
    if is_transfer:
        which = undo_transfers.COMING_BACK
        next_of_rows = undo_transfers.ROWS_TO_RECEIVE
        next_of_lines = undo_transfers.LINES_TO_RECEIVE
    for index in BY_NUMBER:
        sql.execute(_TRACKING.format(which=which, next=next_of_rows, index=index))
    sql.execute(_ORDER_LINES.format(ids=ids, next=next_of_lines))


def _begin(document: PostedDocument, by: User, asked_at: datetime) -> Posting:
    """Lock the source, its lines and the variants, in the order of every posting."""
    source, others = bound.lock(Document(pk=document.source_id))
    assert source is not None  # noqa: S101 (a posted document keeps its source)
    locking.lock_lines([source, *others])
    locking.lock_variants([source])
    return Posting(
        document=source,
        step=source.rules.steps[0].step,
        by=by,
        posting_date=document.posting_date,
        source=SOURCE,
        setup=setup_for(by),
        asked_at=asked_at,
        posted_document=document,
        has_special_orders=getattr(source, "has_special_orders", False),
    )


def _violations(
    document: PostedDocument, lines: list[PostedDocumentLine]
) -> Iterator[RuleViolation]:
    """What keeps an entry from being undone, named by its line and number (POST-158, POST-068)."""
    for line in lines:
        if line.item.blocked:
            yield _refusal(document, line, why=f"item {line.item} is blocked")
        if line.source_line.is_drop_shipment:
            yield _refusal(document, line, why="a drop shipment never was in stock")
    in_stock = [line for line in lines if line.item.type == ItemType.INVENTORY]
    entries = ItemLedgerEntry.objects.filter(posted_line__in=in_stock)
    by_id = {line.pk: line for line in in_stock}
    reasons = _reasons(document)
    counts = {
        f"reason_{number}": Count("pk", filter=condition)
        for number, (condition, _) in enumerate(reasons)
    }
    counted = entries.aggregate(**counts)
    for number, (condition, why) in enumerate(reasons):
        if not counted[f"reason_{number}"]:
            continue
        for entry in entries.filter(condition).order_by("entry_no")[: MOST_SHOWN + 1]:
            line = by_id[entry.posted_line_id or 0]
            yield _refusal(document, line, why=why, entry=entry)


def _reasons(document: PostedDocument) -> tuple[tuple[Q, str], ...]:
    """Which entries are not undone, and why.  A transfer is invoiced from birth and has no returns."""
    # What a special order holds is held again when the goods come in again (ITL-223).
    holds = Reservation.objects.filter(entry=OuterRef("pk")).exclude(
        line__purchasing_code=PurchasingCode.SPECIAL_ORDER,
        line__purchase_line=OuterRef("posted_line__source_line"),
    )
    reserved = (Q(Exists(holds)), "it is reserved")
    if document.kind == PostedKind.TRANSFER_SHIPMENT:
        return ((undo_transfers.ARRIVED, "some of it was received since"), reserved)
    again = ItemLedgerEntry.objects.filter(
        item=OuterRef("item"),
        variant=OuterRef("variant"),
        serial_no=OuterRef("serial_no"),
        remaining_quantity__gt=0,
    ).exclude(serial_no="")
    outbound = Q(quantity__lt=0)
    return (
        (~Q(invoiced_quantity=0), "it is invoiced"),
        (
            ~outbound & ~Q(remaining_quantity=F("quantity")),
            "some of it was consumed, moved or renamed since",
        ),
        (
            outbound & ~Q(shipped_qty_not_returned=F("quantity")),
            "some of it came back since",
        ),
        reserved,
        (
            outbound & Q(serial_is_specific=True) & Q(Exists(again)),
            "its serial number is in stock again by another entry",
        ),
    )


def _refusal(
    document: PostedDocument,
    line: PostedDocumentLine,
    *,
    why: str,
    entry: ItemLedgerEntry | None = None,
) -> RuleViolation:
    words: dict[str, Any] = {"document": str(document), "line_no": line.line_no, "why": why}
    refusal = (
        errors.TransferNotUndone
        if document.kind == PostedKind.TRANSFER_SHIPMENT
        else errors.UndoNotPossible
    )
    if entry is None:
        return refusal(subject="The line", **words)
    number = entry.lot_no or entry.serial_no or entry.package_no
    named = f" ({number})" if number else ""
    subject = f"Item ledger entry {entry.entry_no}{named}"
    return refusal(subject=subject, number=number, entry_no=entry.entry_no, **words)
