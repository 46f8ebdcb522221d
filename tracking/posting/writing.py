"""Ledger entries, applications and remaining quantities of one wave (POST sections 2 and 4).

Entry numbers come from the counter, the last lock of a posting, so they increase in commit order.
"""

from django.db import connection
from django.utils import timezone

from tracking.posting import fixed, made, owed, tables
from tracking.posting.context import Posting
from tracking.posting.known import Summary
from wms.core import prepared
from wms.core.prepared import Kept
from wms.ledger import seals
from wms.ledger.models import LedgerCounter, Register

_COLUMNS = """
    entry_no, register_id, item_id, variant_id, location_id, entry_type, posting_date, document_date,
    document_type, document_no, document_line_no, external_document_no, posted_line_id, description,
    quantity, invoiced_quantity, remaining_quantity, shipped_qty_not_returned, correction,
    applies_to_entry_no, serial_no, lot_no, package_no, serial_is_specific, expiration_date,
    warranty_date, unit_of_measure_code, qty_per_unit, vendor_id, customer_id, reason_code,
    order_id, order_line_no
"""

_REMAINING = "case when r.outbound then 0 else r.quantity end"

# One entry a row, negative where stock leaves.  Outbound rows are matched in full by now, or may run short.
_ENTRIES = f"""
insert into ledger_itemledgerentry ({_COLUMNS})
select {{entry_no}}, %(register)s, r.item_id, r.variant_id, r.location_id, r.entry_type, r.posting_date,
       r.document_date, %(document_type)s, coalesce(nullif(r.document_no, ''), %(document_no)s), r.line_no,
       %(external_no)s, p.id, l.description,
       case when r.outbound then -r.quantity else r.quantity end,
       case when not (r.is_transfer or %(invoiced)s) then 0
            when r.outbound then -r.quantity else r.quantity end,
       case when not r.is_stock then 0 else {{remaining}} end,
       case when r.outbound and not r.is_transfer then -r.quantity else 0 end,
       false, r.applies_to_entry_no, r.serial_no, r.lot_no, r.package_no,
       r.sn_specific and r.serial_no <> '', r.expiration_date, r.warranty_date, u.code, l.qty_per_unit,
       d.vendor_id, d.customer_id, l.reason_code, {{order}}
from {tables.ROW} r
join documents_documentline l on l.id = r.line_id
join documents_document d on d.id = r.document_id
join inventory_unitofmeasure u on u.id = l.unit_of_measure_id
left join documents_posteddocumentline p on p.document_id = %(posted)s and p.line_no = r.line_no
{{taken}}
where r.wave = %(wave)s
order by r.id
"""

_NO_ORDER = "cast(null as bigint), cast(null as integer)"
# A date that was stated for the shipment is kept all the way (POST-102, POST-147).
_STATED_WARRANTY = """coalesce((select t.warranty_date from tracking_trackingline t
                 where t.id = r.tracking_line_id), e.warranty_date)"""

# The positive half: one entry for each inbound entry that the negative half consumed (RCL-048).
_ARRIVALS = f"""
insert into ledger_itemledgerentry ({_COLUMNS})
select r.entry_no + m.position, %(register)s, r.item_id, r.variant_id, r.new_location_id, r.entry_type,
       r.posting_date, r.document_date, %(document_type)s,
       coalesce(nullif(r.document_no, ''), %(document_no)s), r.line_no, %(external_no)s, p.id,
       l.description, m.quantity, m.quantity, m.quantity, 0, false, null, r.new_serial_no, r.new_lot_no,
       r.new_package_no, r.sn_specific and r.new_serial_no <> '', r.new_expiration_date,
       {{warranty}}, u.code, l.qty_per_unit, d.vendor_id, d.customer_id, l.reason_code, {{order}}
from (select row_id, entry_no, quantity,
             row_number() over (partition by row_id order by entry_no) as position
      from {tables.MATCH} where wave = %(wave)s) m
join {tables.ROW} r on r.id = m.row_id
join ledger_itemledgerentry e on e.entry_no = m.entry_no
join documents_documentline l on l.id = r.line_id
join documents_document d on d.id = r.document_id
join inventory_unitofmeasure u on u.id = l.unit_of_measure_id
left join documents_posteddocumentline p on p.document_id = %(posted)s and p.line_no = r.line_no
where r.is_transfer
order by r.id, m.position
"""

_NUMBER_TRANSFERS = f"""
update {tables.ROW} set entry_no = numbered.entry_no, warranty_date = numbered.warranty_date
from (select r.id, %(next)s + sum(1 + coalesce(m.entries, 0)) over (order by r.id)
                   - 1 - coalesce(m.entries, 0) as entry_no,
             coalesce(r.warranty_date, m.warranty_date) as warranty_date
      from {tables.ROW} r
      left join (select a.row_id, count(*) as entries, min(e.warranty_date) as warranty_date
                 from {tables.MATCH} a join ledger_itemledgerentry e on e.entry_no = a.entry_no
                 where a.wave = %(wave)s group by a.row_id) m on m.row_id = r.id
      where r.wave = %(wave)s) numbered
where numbered.id = {tables.ROW}.id
"""

_APPLICATION_COLUMNS = """
    entry_no, item_id, item_ledger_entry_id, inbound_entry_id, outbound_entry_id,
    transferred_from_entry_id, quantity, posting_date
"""

_APPLICATIONS = f"""
insert into ledger_itemapplicationentry ({_APPLICATION_COLUMNS})
select %(next)s - 1 + row_number() over (order by a.entry_no, a.inbound_no), a.item_id, a.entry_no,
       a.inbound_no, a.outbound_no, a.transferred_from, a.quantity, a.posting_date
from ({{pieces}}) a
"""

_INBOUND = f"""
select {{entry_no}} as entry_no, r.item_id, {{entry_no}} as inbound_no, r.applies_from_entry_no as outbound_no,
       cast(null as bigint) as transferred_from, r.quantity, r.posting_date
from {tables.ROW} r where r.wave = %(wave)s and not r.outbound and r.is_stock
"""

_CONSUMING = f"""
select {{entry_no}} as entry_no, r.item_id, m.entry_no as inbound_no, {{entry_no}} as outbound_no,
       cast(null as bigint) as transferred_from, -m.quantity as quantity, r.posting_date
from {tables.MATCH} m join {tables.ROW} r on r.id = m.row_id where m.wave = %(wave)s
"""

_ARRIVING = f"""
select r.entry_no + m.position as entry_no, r.item_id, r.entry_no + m.position as inbound_no,
       r.entry_no as outbound_no, m.entry_no as transferred_from, m.quantity, r.posting_date
from (select row_id, entry_no, quantity,
             row_number() over (partition by row_id order by entry_no) as position
      from {tables.MATCH} where wave = %(wave)s) m
join {tables.ROW} r on r.id = m.row_id where r.is_transfer
"""

_CONSUME = f"""
update ledger_itemledgerentry set remaining_quantity = remaining_quantity - taken.quantity
from (select entry_no, cast(sum(quantity) as bigint) as quantity
      from {tables.MATCH} where wave = %(wave)s group by entry_no) taken
where taken.entry_no = ledger_itemledgerentry.entry_no
"""


_COUNTER = Kept(lambda _: LedgerCounter.objects.select_for_update())
_MOVE_COUNTER = """
update ledger_ledgercounter set
    next_register_no = %(no)s + 1, next_entry_no = %(next_entry_no)s, next_application_no = %(last)s + 1
"""


def lock_counter(posting: Posting) -> None:
    """Take the last lock, which every posting holds until it commits, and the next numbers."""
    [counter] = _COUNTER([])
    posting.register_no = counter.next_register_no
    posting.first_entry_no = posting.next_entry_no = counter.next_entry_no
    posting.first_application_no = posting.next_application_no = counter.next_application_no


def write_wave(posting: Posting, wave: int, what: Summary) -> None:
    """Write entries, applications and remaining quantities of the rows of this wave."""
    kind = posting.document.rules
    params = {
        "first": posting.first_entry_no,
        "register": posting.register_no,
        "wave": wave,
        "posted": posting.posted_document.pk if posting.posted_document else None,
        "document_type": posting.posted_document.kind if posting.posted_document else "",
        "document_no": posting.posted_document.no
        if posting.posted_document
        else posting.document.no,
        "external_no": posting.document.external_document_no,
        "invoiced": not kind.invoices,  # adjustments and production have nothing to invoice
    }
    # Without transfers every row makes one entry, so its number follows from its place in the table.
    entry_no = "r.entry_no" if kind.makes_pairs else "(%(first)s - 1 + r.id)"
    if kind.makes_pairs:
        prepared.execute(_NUMBER_TRANSFERS, {"next": posting.next_entry_no, "wave": wave})
    consume = [_CONSUME] if what.has_outbound else []
    is_one_step = posting.waves == 1 and not (kind.makes_pairs or what.names_entries)
    if consume and not is_one_step:
        prepared.execute(_CONSUME, {"wave": wave})
    if what.names_entries:
        fixed.take_back(wave)
    order = "r.document_id, r.line_no" if kind.is_transfer else _NO_ORDER
    if kind.makes_goods:
        order = made.order_columns(kind)
    remaining, taken = (owed.REMAINING, owed.TAKEN) if what.may_run_short else (_REMAINING, "")
    first = posting.next_entry_no
    entries = _ENTRIES.format(entry_no=entry_no, order=order, remaining=remaining, taken=taken)
    written = posting.row_count if is_one_step else prepared.execute(entries, params)
    if kind.makes_pairs:
        warranty = _STATED_WARRANTY if kind.is_transfer else "e.warranty_date"
        written += prepared.execute(_ARRIVALS.format(order=order, warranty=warranty), params)
    posting.next_entry_no += written
    pieces = []
    if what.has_inbound:
        pieces.append(_INBOUND.format(entry_no=entry_no))
    if what.has_outbound:
        pieces.append(_CONSUMING.format(entry_no=entry_no))
    if kind.makes_pairs:
        pieces.append(_ARRIVING)
    applications = _APPLICATIONS.format(pieces=" union all ".join(pieces))
    params["next"] = posting.next_application_no
    together = [*consume, entries, applications] if is_one_step else [applications]
    posting.next_application_no += prepared.together(*together, params=params)
    if what.is_owed and (what.has_inbound or kind.makes_pairs):
        owed.close(posting, first=first, last=posting.next_entry_no - 1)


def open_register(posting: Posting, *, lines: str = "") -> None:
    """Write the register before its entries, where it is known how many there will be (POST-174).

    SQLite would look through the whole ledger for entries that wait for a register written after them.
    ``lines``: writes those of the posted document, as SQL.
    """
    if not posting.document.rules.makes_pairs:
        last = posting.first_entry_no + posting.row_count - 1
        _write_register(posting, last_entry_no=last, along=lines)
    elif lines:
        prepared.execute(lines, {"posted": posting.posted_document.pk})  # type: ignore[union-attr]


def close_register(posting: Posting) -> Register:
    """The register, the counter moved on behind what was written (POST-176), and the seal on both."""
    if posting.register is None:
        _write_register(posting, last_entry_no=posting.next_entry_no - 1)
    assert posting.register is not None  # noqa: S101
    params = {
        "no": posting.register_no,
        "next_entry_no": posting.next_entry_no,
        "first": posting.first_application_no,
        "last": posting.next_application_no - 1,
    }
    prepared.together(_MOVE_COUNTER, seals.sealing(), params=params)
    return posting.register


_REGISTER = """
insert into ledger_register (
    no, from_entry_no, to_entry_no, source, document_no, request_key, posted_by_id, posted_at)
values (%(no)s, %(first)s, %(last)s, %(source)s, %(document_no)s, %(request_key)s, %(by)s, %(now)s)
"""


def _write_register(posting: Posting, *, last_entry_no: int, along: str = "") -> None:
    document = posting.posted_document or posting.document
    register = posting.register = Register(
        no=posting.register_no,
        from_entry_no=posting.first_entry_no,
        to_entry_no=last_entry_no,
        source=posting.source,
        document_no=document.no,
        request_key=posting.request_key,
        posted_by=posting.by,
        posted_at=timezone.now(),
    )
    params = {
        "no": register.no,
        "first": register.from_entry_no,
        "last": register.to_entry_no,
        "source": register.source,
        "document_no": register.document_no,
        "request_key": register.request_key,
        "by": posting.by.pk,
        "now": connection.ops.adapt_datetimefield_value(register.posted_at),
        "posted": document.pk,
    }
    register._state.adding = False
    prepared.together(*filter(None, (along, _REGISTER)), params=params)
