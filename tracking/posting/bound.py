"""Drop shipments: a sale and a purchase that are one movement, from the vendor to the customer (POST-058).

Whichever side is posted, the other is posted along in the same transaction: the purchase is received first,
then the sale takes just what came in with it.  Nobody else ever sees it in stock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.expressions import RawSQL

from tracking.posting import errors, tables
from tracking.posting.context import Posted, Posting
from wms.core import sql
from wms.core.errors import MOST_SHOWN, Refused, RuleViolation
from wms.core.prepared import Kept
from wms.core.quantity import unscaled
from wms.documents.kinds import PurchasingCode, Step
from wms.documents.models import Document, DocumentLine

# What a posting notes of its drop shipments.
_FAULTS = "drop shipments that do not agree"
_OTHERS_NOW = "orders that are posted along"
_CAME = "entries of the purchase"

# The document itself and the orders that its lines are bound to.
_WITH_BOUND = """
    select cast(%s as bigint)
    union
    select s.document_id from documents_documentline l
    join documents_documentline s on s.id = l.sales_line_id where l.document_id = %s
    union
    select p.document_id from documents_documentline l
    join documents_documentline p on p.sales_line_id = l.id
    where l.document_id = %s and l.purchasing_code <> ''"""

# The lines of this document that are posted now, and their other sides.
_PAIRS = f"""
from documents_documentline m
left join documents_documentline o on {{bound}}
where m.document_id = %(document)s and m.purchasing_code = '{PurchasingCode.DROP_SHIPMENT.value}'
  and m.qty_to_handle_base <> 0
"""
_OTHERS = f"select distinct o.document_id {_PAIRS} and o.id is not null order by o.document_id"
_UNEQUAL = f"""
select m.id, m.line_no, o.id, m.qty_to_handle, o.qty_to_handle {_PAIRS}
  and (o.id is null or o.qty_to_handle_base <> m.qty_to_handle_base)
order by m.line_no limit {MOST_SHOWN + 1}
"""
# Number by number, what each side has to handle; a single lot may be tracked for more (POST-050).
_DIFFERING = f"""
with pairs as (
    select m.id as mine, o.id as other, m.line_no, m.qty_to_handle_base as wanted {_PAIRS}
      and o.qty_to_handle_base = m.qty_to_handle_base
), rows as (
    select p.mine, p.other, p.line_no, t.line_id = p.mine as here, t.serial_no, t.lot_no, t.package_no,
           case when t.serial_no = '' and t.qty_to_handle > p.wanted
                     and count(*) over (partition by t.line_id) = 1
                then p.wanted else t.qty_to_handle end as quantity
    from pairs p join tracking_trackingline t on t.line_id in (p.mine, p.other)
    where t.session_id is null and t.qty_to_handle > 0
)
select mine, line_no, other, serial_no, lot_no, package_no,
       sum(case when here then quantity else 0 end), sum(case when here then 0 else quantity end)
from rows
group by mine, line_no, other, serial_no, lot_no, package_no
having sum(case when here then quantity else -quantity end) <> 0
order by line_no, serial_no, lot_no, package_no limit {MOST_SHOWN + 1}
"""
# The sale takes the very entries of its purchase, number by number.
_APPLY = f"""
with came as materialized (
    select p.sales_line_id, e.serial_no, e.lot_no, e.package_no, e.entry_no
    from ledger_itemledgerentry e
    join documents_posteddocumentline q on q.id = e.posted_line_id
    join documents_documentline p on p.id = q.source_line_id
    where e.entry_no between %(first)s and %(last)s and p.sales_line_id is not null
)
update {tables.ROW} set applies_to_entry_no = came.entry_no
from came
where came.sales_line_id = {tables.ROW}.line_id and came.serial_no = {tables.ROW}.serial_no
  and came.lot_no = {tables.ROW}.lot_no and came.package_no = {tables.ROW}.package_no
"""

# Which lines of the other side: what the sale is about to ship, and what the purchase has received.
_RECEIVED = f""" and l.sales_line_id in (
    select b.id from documents_documentline b
    where b.document_id = {{}} and b.qty_to_handle_base <> 0
      and b.purchasing_code = '{PurchasingCode.DROP_SHIPMENT.value}')"""
_SHIPPED = f""" and l.id in (
    select b.sales_line_id from documents_documentline b
    join documents_posteddocumentline q on q.source_line_id = b.id
    where q.document_id = {{}} and b.purchasing_code = '{PurchasingCode.DROP_SHIPMENT.value}')"""

PostOther = Callable[[Posting], Posted]


def lock(document: Document, *partners: str) -> tuple[Document | None, list[Document]]:
    """The document and the orders it is bound to, by primary key, in one statement.

    The document carries ``has_drop_shipments`` and ``has_special_orders``, and the ``partners`` asked for.
    """
    by_id = {one.pk: one for one in _LOCKED([document.pk], *partners)}
    fresh = by_id.pop(document.pk, None)
    return fresh, list(by_id.values())


def _locked(numbers: list[int], *partners: str) -> QuerySet[Document]:
    drop_shipments = DocumentLine.objects.filter(
        document=OuterRef("pk"), purchasing_code=PurchasingCode.DROP_SHIPMENT
    )
    special_orders = DocumentLine.objects.filter(
        document=OuterRef("pk"), purchasing_code=PurchasingCode.SPECIAL_ORDER
    )
    found = Document.objects.select_for_update(of=("self",)).select_related(*partners)
    found = found.annotate(
        has_drop_shipments=Exists(drop_shipments), has_special_orders=Exists(special_orders)
    )
    return found.filter(pk__in=RawSQL(_WITH_BOUND, numbers * 3)).order_by("pk")


_LOCKED = Kept(_locked)


def before(posting: Posting, post: PostOther, stage: Callable[[Posting], None]) -> None:
    """See that both sides agree; receive what this sale ships, so that it can take it.

    Lines that do not agree are taken out of the rows and told with whatever else is wrong (POST-112).
    """
    if posting.only_lines:
        return
    posting.notes[_OTHERS_NOW] = _other_documents(posting)
    found = list(_unequal(posting))
    if not _is_supply(posting) and not found:
        found = _receive(posting, post, stage)
    if found:
        posting.notes[_FAULTS] = found
        sql.execute(
            f"delete from {tables.ROW} where line_id in (select id from documents_documentline"
            f" where purchasing_code = '{PurchasingCode.DROP_SHIPMENT.value}'"
            f" and document_id = {posting.document.pk})"
        )


def violations(posting: Posting) -> Iterator[RuleViolation]:
    found = posting.notes.get(_FAULTS, ())
    assert isinstance(found, list | tuple)  # noqa: S101
    yield from found


def after(posting: Posting, post: PostOther) -> None:
    """Ship what this purchase has received for its sales lines."""
    if not posting.only_lines and _is_supply(posting):
        assert posting.posted_document is not None  # noqa: S101 (orders make one)
        for document in _others_of(posting):
            other = _other(posting, document, only=_SHIPPED.format(posting.posted_document.pk))
            other.notes[_CAME] = (posting.first_entry_no, posting.next_entry_no - 1)
            post(other)
            posting.others.append(other)


def apply(posting: Posting) -> None:
    """The staged rows of a sale name the entries that its purchases have made."""
    came = posting.notes.get(_CAME)
    if isinstance(came, tuple):
        sql.execute(_APPLY, {"first": came[0], "last": came[1]})


def _receive(
    posting: Posting, post: PostOther, stage: Callable[[Posting], None]
) -> list[RuleViolation]:
    documents = _others_of(posting)
    if not documents:
        return []
    only = _RECEIVED.format(posting.document.pk)
    found: list[RuleViolation] = []
    try:
        with transaction.atomic():
            for document in documents:
                other = _other(posting, document, only=only)
                post(other)
                posting.others.append(other)
    except Refused as refused:
        found = refused.violations
        posting.others.clear()
    else:
        first, last = posting.others[0], posting.others[-1]
        posting.notes[_CAME] = (first.first_entry_no, last.next_entry_no - 1)
    stage(posting)
    return found


def _other(posting: Posting, document: Document, *, only: str) -> Posting:
    return Posting(
        document=document,
        step=Step.HANDLE,
        by=posting.by,
        posting_date=posting.posting_date,
        source=document.kind,
        setup=posting.setup,
        asked_at=posting.asked_at,
        is_preview=posting.is_preview,
        has_drop_shipments=True,
        only_lines=only,
        earlier=len(posting.others),
        has_locked_stock=True,
    )


def _others_of(posting: Posting) -> list[Document]:
    found = posting.notes[_OTHERS_NOW]
    assert isinstance(found, list)  # noqa: S101
    return found


def _other_documents(posting: Posting) -> list[Document]:
    """The orders on the other side of what is posted now."""
    locked = {document.pk: document for document in posting.bound}
    found = [pk for (pk,) in sql.rows(_OTHERS.format(**_words(posting)), _params(posting))]
    if any(pk not in locked for pk in found):  # bound while this posting waited for its lock
        raise Refused([errors.StaleDocument(document=str(posting.document))])
    return [locked[pk] for pk in found]


def _unequal(posting: Posting) -> Iterator[RuleViolation]:
    """Lines whose other side is missing, or has another quantity or other numbers to handle."""
    unequal = sql.rows(_UNEQUAL.format(**_words(posting)), _params(posting))
    differing = sql.rows(_DIFFERING.format(**_words(posting)), _params(posting))
    ids = {row[2] for row in (*unequal, *differing)}
    others = DocumentLine.objects.select_related("document").in_bulk(ids) if ids else {}
    for _, line_no, other_id, here, there in unequal:
        where: dict[str, Any] = {"document": str(posting.document), "line_no": line_no}
        if other_id is None:
            yield errors.DropShipmentNotOrdered(**where)
            continue
        other = others[other_id]
        yield errors.DropShipmentQuantityDiffers(
            caption=posting.to_post_caption,
            here=unscaled(int(here)),
            there=unscaled(int(there)),
            there_caption=other.document.rules.handle_caption,
            other=str(other),
            **where,
        )
    for _, line_no, other_id, *numbers, here, there in differing:
        yield errors.DropShipmentNumbersDiffer(
            document=str(posting.document),
            line_no=line_no,
            number=" / ".join(filter(None, numbers)),
            here=unscaled(int(here)),
            there=unscaled(int(there)),
            other=str(others[other_id]),
        )


def _is_supply(posting: Posting) -> bool:
    return posting.document.rules.gets_sales_lines


def _words(posting: Posting) -> dict[str, str]:
    bound = "o.id = m.sales_line_id" if _is_supply(posting) else "o.sales_line_id = m.id"
    return {"bound": bound}


def _params(posting: Posting) -> dict[str, Any]:
    return {"document": posting.document.pk}
