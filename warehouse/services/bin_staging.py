"""Which bins a posting touches: its staged rows, or the lines of the activity it comes from, seen by bin.

Everything lands in the temporary table ``BinMovement``; the rules and the writing ask that table only.
"""

from datetime import date

from tracking.models import PostingRow
from warehouse.models import BinMovement
from wms.core import sql

_TABLE = BinMovement._meta.db_table
_ROW = PostingRow._meta.db_table

_COLUMNS = """
    id, document_id, line_id, line_no, entry_type, registering_date, item_id, variant_id, location_id,
    bin_id, serial_no, lot_no, package_no, expiration_date, quantity
"""

# WHS-040: a number of a kind that is not warehouse-tracked is unknown to bins.
_WAREHOUSE_NUMBERS = """
    case when c.sn_warehouse_tracking then h.serial_no else '' end,
    case when c.lot_warehouse_tracking then h.lot_no else '' end,
    case when c.package_warehouse_tracking then h.package_no else '' end,
    case when c.lot_warehouse_tracking or c.sn_warehouse_tracking or c.package_warehouse_tracking
         then h.expiration_date end
"""

_CODE = """
    join inventory_item i on i.id = h.item_id
    left join tracking_itemtrackingcode c on c.id = i.item_tracking_code_id
"""

# A transfer leaves here (half 0) and arrives there (half 1); what stays in the location is a movement.
_FROM_ROWS = f"""
insert into {_TABLE} ({_COLUMNS})
select row_number() over (order by h.wave, h.half, h.id), h.document_id, h.line_id, h.line_no,
       case when h.inside then 'movement' when h.quantity < 0 then 'negative_adjmt'
            else 'positive_adjmt' end,
       h.posting_date, h.item_id, h.variant_id, h.location_id, h.bin_id, {_WAREHOUSE_NUMBERS},
       h.quantity
from (select r.id, r.wave, 0 as half, r.document_id, r.line_id, r.line_no, r.posting_date,
             r.item_id, r.variant_id, r.location_id, r.bin_id, r.serial_no, r.lot_no, r.package_no, r.expiration_date,
             r.is_transfer and r.new_location_id = r.location_id as inside,
             case when r.outbound then -r.quantity else r.quantity end as quantity
      from {_ROW} r
      union all
      select r.id, r.wave, 1, r.document_id, r.line_id, r.line_no, r.posting_date, r.item_id,
             r.variant_id,
             r.new_location_id, r.new_bin_id, r.new_serial_no, r.new_lot_no, r.new_package_no,
             r.new_expiration_date, r.new_location_id = r.location_id, r.quantity
      from {_ROW} r
      where r.is_transfer) h
join inventory_location l on l.id = h.location_id
{_CODE}
where i.type = 'inventory' and (l.bin_mandatory or h.bin_id is not null) {{but}}
"""
# What goes from the vendor to the customer lies in no bin (WHS-046).
_NO_DROP_SHIPMENT = f"""and h.line_id not in (
    select s.id from documents_documentline s
    where s.id in (select line_id from {_ROW}) and s.purchasing_code = 'drop_shipment')"""

# The bins of an activity are those of its lines: one lot may come from several.  Lines that lack a bin or
# a number are refused by the activity's own rules (warehouse.policies.handled).
_HAS_NUMBERS = """
  and not (coalesce(c.sn_warehouse_tracking, false) and h.serial_no = '')
  and not (coalesce(c.lot_warehouse_tracking, false) and h.lot_no = '')
  and not (coalesce(c.package_warehouse_tracking, false) and h.package_no = '')
"""
_FROM_ACTIVITY = f"""
insert into {_TABLE} ({_COLUMNS})
select row_number() over (order by h.id), s.document_id, s.id, s.line_no,
       case when h.action_type = 'place' then 'positive_adjmt' else 'negative_adjmt' end,
       %s, h.item_id, h.variant_id, h.location_id, h.bin_id, {_WAREHOUSE_NUMBERS},
       case when h.action_type = 'place' then h.qty_to_handle else -h.qty_to_handle end
from warehouse_activityline h
join documents_documentline s on s.id = h.source_line_id
{_CODE}
where h.activity_id = %s and h.qty_to_handle > 0 and h.bin_id is not null
  {_HAS_NUMBERS}
"""

# A warehouse pick takes from the bin of its line (half 0) and places into that of the shipment line (half 1).
_FROM_PICK = f"""
insert into {_TABLE} ({_COLUMNS})
select row_number() over (order by h.line_no, s.half), l.document_id, l.id, l.line_no, 'movement',
       %s, h.item_id, h.variant_id, h.location_id, case when s.half = 0 then h.bin_id else w.bin_id end,
       {_WAREHOUSE_NUMBERS}, case when s.half = 0 then -h.qty_to_handle else h.qty_to_handle end
from warehouse_activityline h
join warehouse_activity a on a.id = h.activity_id
join warehouse_warehousedocumentline w on w.document_id = a.whse_document_id
    and w.source_line_id = h.source_line_id
join documents_documentline l on l.id = h.source_line_id
cross join (select 0 as half union all select 1) s
{_CODE}
where h.activity_id = %s and h.qty_to_handle > 0 and h.bin_id is not null
  {_HAS_NUMBERS}
"""

# What is undone goes back into the bins that it came from, and out of those it went into (WHS-249): the
# entries of the posting's own register, the other way around.
_FROM_UNDONE = f"""
insert into {_TABLE} ({_COLUMNS})
select row_number() over (order by w.id), l.document_id, l.id, l.line_no,
       case when w.quantity < 0 then 'positive_adjmt' else 'negative_adjmt' end,
       w.registering_date, w.item_id, w.variant_id, w.location_id, w.bin_id, w.serial_no, w.lot_no,
       w.package_no, w.expiration_date, -w.quantity
from (select distinct e.register_id, r.line_id
      from {_ROW} r join ledger_itemledgerentry e on e.entry_no = r.applies_to_entry_no) u
join documents_documentline l on l.id = u.line_id
join documents_document d on d.id = l.document_id
join warehouse_warehouseentry w on w.register_id = u.register_id and w.source_line_no = l.line_no
    and w.source_kind = d.kind and w.source_no = d.no
"""

# Each move takes from one bin and places into another (WHS-038), number by number where bins know them.  The
# numbers have the date that they lie there with.
_FROM_JOURNAL = f"""
insert into {_TABLE} ({_COLUMNS})
select row_number() over (order by h.line_no, h.tracking_id, h.half), 0, h.line_id, h.line_no, 'movement',
       h.registering_date, h.item_id, h.variant_id, h.location_id,
       case when h.half = 0 then h.from_bin_id else h.to_bin_id end, h.serial_no, h.lot_no, h.package_no,
       (select max(e.expiration_date) from warehouse_warehouseentry e
        where e.item_id = h.item_id and e.variant_id = h.variant_id and e.location_id = h.location_id
          and e.bin_id = h.from_bin_id and e.serial_no = h.serial_no and e.lot_no = h.lot_no
          and e.package_no = h.package_no),
       case when h.half = 0 then -h.quantity else h.quantity end
from (select l.id as line_id, l.line_no, coalesce(t.id, 0) as tracking_id, s.half, j.registering_date,
             j.location_id, l.item_id, l.variant_id, l.from_bin_id, l.to_bin_id,
             coalesce(t.serial_no, '') as serial_no, coalesce(t.lot_no, '') as lot_no,
             coalesce(t.package_no, '') as package_no, coalesce(t.quantity, l.quantity_base) as quantity
      from warehouse_warehousejournalline l
      join warehouse_warehousejournal j on j.id = l.journal_id
      cross join (select 0 as half union all select 1) s
      left join warehouse_warehousetrackingline t on t.line_id = l.id
      where j.id = %s) h
"""

# What bins hold of the tracking sets that are taken.  Each branch can use the index of its number; the
# plus signs keep SQLite, which has no statistics, from preferring the index of the bin.
_STOCK = """
select k.bin_id, k.item_id, k.variant_id, k.serial_no, k.lot_no, k.package_no,
       sum(k.quantity) as quantity
from (select k.*, e.quantity from taken k
      join warehouse_warehouseentry e on e.serial_no = k.serial_no and e.item_id = k.item_id
          and e.variant_id = k.variant_id and +e.bin_id = k.bin_id
          and e.lot_no = k.lot_no and e.package_no = k.package_no
      where k.serial_no <> '' and not (e.serial_no = '')
      union all
      select k.*, e.quantity from taken k
      join warehouse_warehouseentry e on e.lot_no = k.lot_no and e.item_id = k.item_id
          and e.variant_id = k.variant_id and +e.bin_id = k.bin_id
          and e.serial_no = '' and e.package_no = k.package_no
      where k.serial_no = '' and k.lot_no <> '' and not (e.lot_no = '')
      union all
      select k.*, e.quantity from taken k
      join warehouse_warehouseentry e on e.item_id = k.item_id and e.variant_id = k.variant_id
          and e.location_id = k.location_id and e.bin_id = k.bin_id
          and e.serial_no = '' and e.lot_no = '' and e.package_no = k.package_no
      where k.serial_no = '' and k.lot_no = '') k
group by k.bin_id, k.item_id, k.variant_id, k.serial_no, k.lot_no, k.package_no
"""

_FILL_BALANCE = f"""
with taken as (
    select distinct bin_id, item_id, variant_id, location_id, serial_no, lot_no, package_no
    from {_TABLE} where quantity < 0),
stock as ({_STOCK})
update {_TABLE} set balance = after.balance
from (select m.id, coalesce(s.quantity, 0) + sum(m.quantity) over (
                 partition by m.bin_id, m.item_id, m.variant_id, m.serial_no, m.lot_no, m.package_no
                 order by m.id) as balance
      from {_TABLE} m
      left join stock s on s.bin_id = m.bin_id and s.item_id = m.item_id
          and s.variant_id = m.variant_id and s.serial_no = m.serial_no and s.lot_no = m.lot_no
          and s.package_no = m.package_no
      where exists (select 1 from taken)) after
where after.id = {_TABLE}.id
"""

# WHS-041: bins that still hold a serial that is placed, after what this posting takes.
_FILL_FOUND = f"""
with placed as (
    select distinct item_id, variant_id, location_id, serial_no
    from {_TABLE} where quantity > 0 and serial_no <> '')
update {_TABLE} set found_in_id = found.bin_id
from (select h.item_id, h.variant_id, h.location_id, h.serial_no, min(h.bin_id) as bin_id
      from (select b.item_id, b.variant_id, b.location_id, b.serial_no, b.bin_id
            from (select k.*, e.bin_id, e.quantity from placed k
                  join warehouse_warehouseentry e on e.serial_no = k.serial_no
                      and e.item_id = k.item_id and e.variant_id = k.variant_id
                      and +e.location_id = k.location_id
                  where not (e.serial_no = '')
                  union all
                  select m.item_id, m.variant_id, m.location_id, m.serial_no, m.bin_id, m.quantity
                  from {_TABLE} m where m.quantity < 0 and m.serial_no <> '') b
            group by b.item_id, b.variant_id, b.location_id, b.serial_no, b.bin_id
            having sum(b.quantity) > 0) h
      join inventory_location l on l.id = h.location_id
      where h.bin_id <> coalesce(l.adjustment_bin_id, 0)
      group by h.item_id, h.variant_id, h.location_id, h.serial_no) found
where {_TABLE}.quantity > 0 and found.serial_no = {_TABLE}.serial_no
  and found.item_id = {_TABLE}.item_id and found.variant_id = {_TABLE}.variant_id
  and found.location_id = {_TABLE}.location_id
"""


def stage(
    activity_id: int | None, *, on: date | None = None, has_drop_shipments: bool = False
) -> int:
    """Fill ``BinMovement`` with what the posting under way does to bins.

    ``on``: the posting date, when the rows come from an activity.  Answers with the number of rows; 0
    means that no bin is touched and nothing is left to do.  ``has_drop_shipments``: some rows may be such,
    which touch none.
    """
    _prepare()
    staged = (
        sql.execute(_FROM_ROWS.format(but=_NO_DROP_SHIPMENT if has_drop_shipments else ""))
        if activity_id is None
        else sql.execute(_FROM_ACTIVITY, [on, activity_id])
    )
    return _complete(staged)


def stage_undone() -> int:
    """Fill ``BinMovement`` with the way back of the lines that are undone; answers as ``stage`` does."""
    _prepare()
    return _complete(sql.execute(_FROM_UNDONE))


def stage_pick(activity_id: int, *, on: date) -> int:
    """Fill ``BinMovement`` with what registering a warehouse pick does to bins; answers as ``stage`` does."""
    _prepare()
    return _complete(sql.execute(_FROM_PICK, [on, activity_id]))


def stage_journal(journal_id: int) -> int:
    """Fill ``BinMovement`` with the moves of a warehouse journal; answers as ``stage`` does."""
    _prepare()
    return _complete(sql.execute(_FROM_JOURNAL, [journal_id]))


def _complete(staged: int) -> int:
    if staged:
        sql.analyze_temporary(_TABLE)
        sql.execute(_FILL_BALANCE)
        sql.execute(_FILL_FOUND)
    return staged


def _prepare() -> None:
    sql.empty_temporary(_TABLE, sql.columns_of(BinMovement))
