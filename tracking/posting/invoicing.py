"""Invoicing: which entries a posting invoices, and by how much (POST-005…008, POST section 16).

An order invoices what its lines were handled for and is not invoiced yet, what is handled in the same
posting first.  A line of an invoice or credit memo was typed, and then moves its goods as well, or it was
fetched from a posted document, and then names the line that it invoices.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from tracking.posting import errors, tables, winners
from tracking.posting.context import Posting
from wms.core import numberseries, prepared, sql
from wms.core.errors import MOST_SHOWN, Refused, RuleViolation
from wms.core.quantity import unscaled
from wms.documents.models import Document, DocumentStatus, PostedDocument, PostedDocumentLine
from wms.ledger.models import ItemLedgerEntry

_INVOICE = tables.INVOICE
_ALLOTTED = tables.ALLOTTED

# The lines that are invoiced now, in base units and without sign.
_WANTED = """
select l.id, l.line_no, l.invoiced_line_id, abs({to_invoice}_base) as wanted,
       abs({available}) as available
from documents_documentline l where l.document_id = %(document)s and {to_invoice}_base <> 0
"""

# Their numbers: what is handled of each by now and not invoiced, and what of that is asked for.
_NUMBERS = f"""
insert into {_INVOICE} (line_id, tracking_line_id, serial_no, lot_no, package_no, available, wanted)
select t.line_id, t.id, t.serial_no, t.lot_no, t.package_no, t.available,
       case when t.wish < t.available then t.wish else t.available end
from (select n.*, case when l.invoiced_line_id is null
                       then n.qty_handled + coalesce(r.quantity, 0) - n.qty_invoiced
                       else n.quantity - n.qty_invoiced end as available,
             case when l.invoiced_line_id is null and {{whole}} then n.quantity
                  else n.qty_to_invoice end as wish
      from tracking_trackingline n
      join documents_documentline l on l.id = n.line_id
      left join {tables.ROW} r on r.tracking_line_id = n.id
      where n.session_id is null and l.document_id = %(document)s and {{to_invoice}}_base <> 0) t
where t.available > 0
"""
# POST-130: a single number is invoiced for just what the line says; several must add up to it.
_SINGLE = f"""
update {_INVOICE} set wanted = one.wanted
from (select l.id, l.wanted from ({{lines}}) l join {_INVOICE} i on i.line_id = l.id
      where l.invoiced_line_id is null
      group by l.id, l.wanted having count(*) = 1 and max(i.available) >= l.wanted) one
where {_INVOICE}.line_id = one.id
"""
# Lines without numbers to invoice are invoiced as they are; a line can stand for entries of any number.
_UNTRACKED = f"""
insert into {_INVOICE} (line_id, serial_no, lot_no, package_no, available, wanted)
select l.id, '', '', '', l.wanted, l.wanted from ({{lines}}) l
where not exists (select 1 from {_INVOICE} i where i.line_id = l.id)
"""

_DIFFERING = f"""
select l.line_no, l.wanted, sum(i.wanted)
from ({{lines}}) l join {_INVOICE} i on i.line_id = l.id
group by l.id, l.line_no, l.wanted having sum(i.wanted) <> l.wanted
order by l.line_no limit {MOST_SHOWN + 1}
"""
_TOO_MUCH = f"""
select l.line_no, l.wanted, l.available from ({{lines}}) l
where l.invoiced_line_id is null and l.wanted > l.available
order by l.line_no limit {MOST_SHOWN + 1}
"""

# Each demand is laid over the entries of its line, those of this posting first, then the oldest.
_ALLOT = f"""
insert into {_ALLOTTED} (line_id, tracking_line_id, entry_no, quantity)
select s.line_id, s.tracking_line_id, s.entry_no,
       case when s.upto <= s.wanted then s.uninvoiced else s.wanted - (s.upto - s.uninvoiced) end
from (select i.line_id, i.tracking_line_id, i.wanted, e.entry_no,
             abs(e.quantity) - abs(e.invoiced_quantity) as uninvoiced,
             cast(sum(abs(e.quantity) - abs(e.invoiced_quantity)) over (
                 partition by i.line_id, i.serial_no, i.lot_no, i.package_no
                 order by case when e.entry_no >= %(first_entry_no)s then 0 else 1 end, e.entry_no
             ) as bigint) as upto
      from {_INVOICE} i
      join (select l.id as line_id, l.invoiced_line_id as posted_line_id
            from documents_documentline l
            where l.document_id = %(document)s and l.invoiced_line_id is not null
            union all
            select l.id, p.id
            from documents_documentline l
            join documents_posteddocumentline p on p.source_line_id = l.id
            where l.document_id = %(document)s and l.invoiced_line_id is null) o
        on o.line_id = i.line_id
      join ledger_itemledgerentry e on e.posted_line_id = o.posted_line_id
      where e.invoiced_quantity <> e.quantity
        and (i.tracking_line_id is null
             or e.serial_no = i.serial_no and e.lot_no = i.lot_no and e.package_no = i.package_no)) s
where s.upto - s.uninvoiced < s.wanted
"""
_SHORT = f"""
select l.line_no, l.invoiced_line_id, l.wanted, coalesce(a.quantity, 0)
from ({{lines}}) l
left join (select line_id, sum(quantity) as quantity from {_ALLOTTED} group by line_id) a
    on a.line_id = l.id
where l.wanted <> coalesce(a.quantity, 0)
order by l.line_no limit {MOST_SHOWN + 1}
"""

_POSTED_LINES = """
insert into documents_posteddocumentline (
    document_id, line_no, source_line_id, item_id, variant_id, description, location_id,
    unit_of_measure_id, qty_per_unit, quantity, quantity_base)
select %(posted)s, l.line_no, l.id, l.item_id, l.variant_id, l.description, l.location_id,
       l.unit_of_measure_id, l.qty_per_unit, {to_invoice}, {to_invoice}_base
from documents_documentline l where l.document_id = %(document)s and {to_invoice}_base <> 0
"""
_INVOICED_ENTRIES = f"""
insert into ledger_invoicedentry (posted_line_id, entry_id, quantity)
select p.id, a.entry_no, case when e.quantity < 0 then -a.quantity else a.quantity end
from {_ALLOTTED} a
join documents_posteddocumentline p on p.document_id = %(posted)s and p.source_line_id = a.line_id
join ledger_itemledgerentry e on e.entry_no = a.entry_no
order by p.line_no, a.entry_no
"""
_ENTRIES = f"""
update ledger_itemledgerentry set
    invoiced_quantity = invoiced_quantity
        + case when ledger_itemledgerentry.quantity < 0 then -a.quantity else a.quantity end,
    last_invoice_date = case when last_invoice_date > %(date)s then last_invoice_date else %(date)s end
from {_ALLOTTED} a where a.entry_no = ledger_itemledgerentry.entry_no
"""
# What is left to invoice of a number is proposed again (POST-116).
_TRACKING = f"""
update tracking_trackingline set
    qty_invoiced = tracking_trackingline.qty_invoiced + a.quantity,
    qty_to_invoice = tracking_trackingline.quantity - tracking_trackingline.qty_invoiced - a.quantity
from (select tracking_line_id, cast(sum(quantity) as bigint) as quantity
      from {_ALLOTTED} group by tracking_line_id) a
where tracking_trackingline.id = a.tracking_line_id
"""
_LINES = """
update documents_documentline set
    qty_invoiced = qty_invoiced + {to_invoice},
    qty_invoiced_base = qty_invoiced_base + {to_invoice}_base,
    qty_to_invoice = qty_handled + qty_to_handle - qty_invoiced - {to_invoice},
    qty_to_invoice_base =
        qty_handled_base + qty_to_handle_base - qty_invoiced_base - {to_invoice}_base,
    tracking_version = tracking_version + 1
where document_id = %(document)s and {to_invoice}_base <> 0
"""
# POST-131: the order that a fetched line comes from is invoiced along, its numbers too.
_ORDER_TRACKING = f"""
update tracking_trackingline set
    qty_invoiced = tracking_trackingline.qty_invoiced + a.quantity,
    qty_to_invoice = tracking_trackingline.quantity - tracking_trackingline.qty_invoiced - a.quantity
from (select t.id, cast(sum(b.quantity) as bigint) as quantity
      from {_ALLOTTED} b
      join documents_documentline l on l.id = b.line_id
      join documents_posteddocumentline p on p.id = l.invoiced_line_id
      join ledger_itemledgerentry e on e.entry_no = b.entry_no
      join tracking_trackingline t
          on t.line_id = p.source_line_id and t.session_id is null and t.serial_no = e.serial_no
         and t.lot_no = e.lot_no and t.package_no = e.package_no
      group by t.id) a
where tracking_trackingline.id = a.id
"""
_ORDER_LINES = """
update documents_documentline set
    qty_invoiced = qty_invoiced + a.quantity,
    qty_invoiced_base = qty_invoiced_base + a.quantity_base,
    qty_to_invoice = qty_handled + qty_to_handle - qty_invoiced - a.quantity,
    qty_to_invoice_base = qty_handled_base + qty_to_handle_base - qty_invoiced_base - a.quantity_base,
    tracking_version = tracking_version + 1
from (select p.source_line_id, cast(sum(l.quantity) as bigint) as quantity,
             cast(sum(l.quantity_base) as bigint) as quantity_base
      from documents_documentline l
      join documents_posteddocumentline p on p.id = l.invoiced_line_id
      where l.document_id = %(document)s group by p.source_line_id) a
where documents_documentline.id = a.source_line_id
"""
_ORDERS = """
select p.source_id from documents_posteddocument p
join documents_posteddocumentline q on q.document_id = p.id
join documents_documentline l on l.invoiced_line_id = q.id
where l.document_id = %(document)s
"""
# POST-120: what is handled and invoiced completely is closed, and kept.
_MOVE_ON = f"""
update documents_document set
    version = version + 1,
    status = case when exists (
        select 1 from documents_documentline l
        where l.document_id = documents_document.id
          and (l.qty_invoiced_base <> l.quantity_base
               or l.qty_handled_base <> l.quantity_base and l.invoiced_line_id is null))
        then status else '{DocumentStatus.CLOSED}' end
where id in ({{documents}})
"""


def lock_orders(document: Document) -> None:
    """Lock an invoice together with the documents that its lines come from, by primary key (POST-167)."""
    touched = Q(pk=document.pk) | Q(
        pk__in=PostedDocumentLine.objects.filter(invoice_lines__document=document).values(
            "source_line__document"
        )
    )
    list(Document.objects.filter(touched).order_by("pk").select_for_update().values_list("pk"))


def stage(posting: Posting) -> None:
    """Fill the temporary table with what is invoiced now, number by number."""
    tables.empty(_INVOICE)
    tables.empty(_ALLOTTED)
    whole = "true" if posting.document.rules.is_invoice else "false"
    sql.execute(_NUMBERS.format(to_invoice=_to_invoice(posting), whole=whole), _params(posting))
    sql.execute(_SINGLE.format(lines=_lines(posting)), _params(posting))
    posting.invoices_lines = (
        sql.execute(_UNTRACKED.format(lines=_lines(posting)), _params(posting)) > 0
        or sql.rows(f"select 1 from {_INVOICE} limit 1") != []
    )


def violations(posting: Posting) -> Iterator[RuleViolation]:
    """What cannot be invoiced: not handled, invoiced meanwhile, or numbers that do not add up."""
    lines, document = _lines(posting), str(posting.document)
    told = set()
    for line_no, wanted, available in _asked(posting, _TOO_MUCH.format(lines=lines)):
        told.add(line_no)
        yield errors.ToInvoiceNotHandled(
            document=document,
            line_no=line_no,
            wanted=unscaled(int(wanted)),
            available=unscaled(int(available)),
            handled=posting.document.rules.handled_caption,
            just_now=_just_now(
                posting,
                posted_line__source_line__document=posting.document,
                posted_line__source_line__line_no=line_no,
            ),
        )
    for line_no, wanted, tracked in _asked(posting, _DIFFERING.format(lines=lines)):
        if line_no not in told:
            told.add(line_no)
            yield errors.TrackedToInvoiceDiffers(
                document=document,
                line_no=line_no,
                wanted=unscaled(int(wanted)),
                tracked=unscaled(int(tracked)),
            )
    if posting.document.rules.is_invoice:
        yield from _invoiced_meanwhile(posting, told)


def _invoiced_meanwhile(posting: Posting, told: set[int]) -> Iterator[RuleViolation]:
    """Fetched lines of which another document has invoiced something since (POST-132)."""
    _allot(posting)
    short = _asked(posting, _SHORT.format(lines=_lines(posting)))
    fetched = [row for row in short if row[1] and row[0] not in told]
    tables.empty(_ALLOTTED)
    sources = PostedDocumentLine.objects.select_related("document").in_bulk(
        {posted_line_id for _, posted_line_id, *_ in fetched}
    )
    for line_no, posted_line_id, wanted, left in fetched:
        source = sources[posted_line_id]
        yield errors.InvoicedMeanwhile(
            document=str(posting.document),
            line_no=line_no,
            source=str(source.document),
            source_line_no=source.line_no,
            wanted=unscaled(int(wanted)),
            left=unscaled(int(left)),
            just_now=_just_now(posting, posted_line=source),
        )


def _just_now(posting: Posting, **of_line: Any) -> str:
    """Who undid or invoiced the entries of a line while this posting waited (POST-167)."""
    entries = ItemLedgerEntry.objects.filter(**of_line)
    return max(winners.users_of(entries, since=posting.asked_at).values(), default="")


def write(posting: Posting) -> int:
    """The posted invoice with what it invoices of which entry; answers with the number of entries.

    After the movement of the same posting, before its source moves on.
    """
    _allot(posting)
    if short := _asked(posting, _SHORT.format(lines=_lines(posting))):
        # the lines allowed it, so entries and documents disagree; nothing may be invoiced then
        raise Refused(
            errors.TrackedToInvoiceDiffers(
                document=str(posting.document),
                line_no=line_no,
                wanted=unscaled(int(wanted)),
                tracked=unscaled(int(left)),
            )
            for line_no, _, wanted, left in short
        )
    posting.posted_invoice = _posted_invoice(posting)
    params = _params(posting) | {
        "posted": posting.posted_invoice.pk,
        "date": posting.posting_date,
    }
    to_invoice = _to_invoice(posting)
    sql.execute(_POSTED_LINES.format(to_invoice=to_invoice), params)
    count = sql.execute(_INVOICED_ENTRIES, params)
    sql.execute(_ENTRIES, params)
    sql.execute(_TRACKING)
    if posting.document.rules.is_invoice:
        sql.execute(_ORDER_TRACKING)
        sql.execute(_ORDER_LINES, params)
    sql.execute(_LINES.format(to_invoice=to_invoice.removeprefix("l.")), params)
    return count


def move_on(posting: Posting) -> None:
    """The next version of the document, and of the orders it invoiced; closed where all is done."""
    documents = "%(document)s"
    if posting.document.rules.is_invoice:
        documents += f" union {_ORDERS}"
        documents = f"select {documents}"
    prepared.execute(_MOVE_ON.format(documents=documents), _params(posting))


def _posted_invoice(posting: Posting) -> PostedDocument:
    row, document = posting.step_row, posting.document
    assert row.invoice_kind is not None  # noqa: S101 (the table of kinds)
    assert posting.posting_date is not None  # noqa: S101 (the rules have seen to it)
    series = getattr(posting.setup, row.invoice_numbers_from)
    number_from = numberseries.peek if posting.is_preview else numberseries.draw_one
    return PostedDocument.objects.create(
        kind=row.invoice_kind,
        no=number_from(series, on=posting.posting_date),
        source=document,
        vendor_id=document.vendor_id,
        customer_id=document.customer_id,
        posting_date=posting.posting_date,
        document_date=document.document_date or posting.posting_date,
        external_document_no=document.external_document_no,
        request_key="" if posting.register else posting.request_key,
        posted_by=posting.by,
    )


def _allot(posting: Posting) -> None:
    sql.execute(_ALLOT, _params(posting))


def _asked(posting: Posting, question: str) -> list[tuple]:
    return sql.rows(question, _params(posting))


def _lines(posting: Posting) -> str:
    handled_now = "l.qty_to_handle_base" if posting.step_row.moves_goods else "0"
    available = (
        "l.quantity_base - l.qty_invoiced_base"
        if posting.document.rules.is_invoice
        else f"l.qty_handled_base + {handled_now} - l.qty_invoiced_base"
    )
    return _WANTED.format(to_invoice=_to_invoice(posting), available=available)


def _to_invoice(posting: Posting) -> str:
    """The column of a line ``l`` that says what is invoiced; with ``_base``, the one in base units."""
    return "l.quantity" if posting.document.rules.is_invoice else "l.qty_to_invoice"


def _params(posting: Posting) -> dict[str, Any]:
    return {"document": posting.document.pk, "first_entry_no": posting.first_entry_no}
