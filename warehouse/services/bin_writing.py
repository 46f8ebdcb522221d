"""Warehouse entries and bin contents, written from the staged ``BinMovement`` rows."""

from warehouse.models import BinContent, BinMovement, WarehouseEntry
from wms.core import sql

_TABLE = BinMovement._meta.db_table
_ENTRY = WarehouseEntry._meta.db_table
_CONTENT = BinContent._meta.db_table

# WHS-038…040: one entry a line, bin and warehouse-tracked set; units whose serials the bins do not know
# are summed.
_ENTRIES = f"""
insert into {_ENTRY} (
    entry_type, register_id, registering_date, location_id, bin_id, item_id, variant_id, quantity,
    serial_no, lot_no, package_no, expiration_date, source_kind, source_no, source_line_no,
    whse_document_kind, whse_document_no)
select m.entry_type, cast(%s as bigint), m.registering_date, m.location_id, m.bin_id, m.item_id,
       m.variant_id, sum(m.quantity),
       m.serial_no, m.lot_no, m.package_no, max(m.expiration_date), d.kind, d.no, m.line_no, %s, %s
from {_TABLE} m
join documents_document d on d.id = m.document_id
group by m.entry_type, m.registering_date, m.location_id, m.bin_id, m.item_id, m.variant_id, m.serial_no, m.lot_no,
         m.package_no, d.kind, d.no, m.line_no, case when m.quantity < 0 then 0 else 1 end
order by min(m.id)
"""

_JOURNAL_ENTRIES = f"""
insert into {_ENTRY} (
    entry_type, register_id, registering_date, location_id, bin_id, item_id, variant_id, quantity,
    serial_no, lot_no, package_no, expiration_date, source_kind, source_no, source_line_no,
    whse_document_kind, whse_document_no)
select m.entry_type, cast(null as bigint), m.registering_date, m.location_id, m.bin_id, m.item_id, m.variant_id,
       m.quantity, m.serial_no, m.lot_no, m.package_no, m.expiration_date, '', '', m.line_no, 'warehouse_journal', %s
from {_TABLE} m
order by m.id
"""

# WHS-032: the first quantity of an item in a bin makes its content; the first bin of an item becomes its
# default, and under Fixed Bin stays so.
_NEW_CONTENTS = f"""
insert into {_CONTENT} (bin_id, location_id, item_id, variant_id, is_fixed, is_default, min_qty, max_qty)
select n.bin_id, n.location_id, n.item_id, n.variant_id,
       n.turn = 1 and l.default_bin_selection = 'fixed' and d.id is null,
       n.turn = 1 and l.default_bin_selection <> '' and d.id is null, 0, 0
from (select m.bin_id, m.location_id, m.item_id, m.variant_id,
             row_number() over (partition by m.location_id, m.item_id, m.variant_id
                                order by min(m.id)) as turn
      from {_TABLE} m
      left join {_CONTENT} c on c.bin_id = m.bin_id and c.item_id = m.item_id
                            and c.variant_id = m.variant_id
      where m.quantity > 0 and c.id is null
      group by m.bin_id, m.location_id, m.item_id, m.variant_id) n
join inventory_location l on l.id = n.location_id
left join {_CONTENT} d on d.location_id = n.location_id and d.item_id = n.item_id
                      and d.variant_id = n.variant_id and d.is_default
order by n.turn
"""

# WHS-010, WHS-032: under Last-Used Bin the default moves to the bin that was filled last.
_LAST_USED = f"""
    select m.location_id, m.item_id, m.variant_id, m.bin_id
    from (select m.location_id, m.item_id, m.variant_id, m.bin_id,
                 row_number() over (partition by m.location_id, m.item_id, m.variant_id
                                    order by m.id desc) as turn
          from {_TABLE} m join inventory_location l on l.id = m.location_id
          where m.quantity > 0 and l.default_bin_selection = 'last_used'
            and m.bin_id <> coalesce(l.shipment_bin_id, 0)) m
    where m.turn = 1
"""
_DEFAULT_LEAVES = f"""
update {_CONTENT} set is_default = false
from ({_LAST_USED}) u
where {_CONTENT}.is_default and u.location_id = {_CONTENT}.location_id
  and u.item_id = {_CONTENT}.item_id and u.variant_id = {_CONTENT}.variant_id
  and u.bin_id <> {_CONTENT}.bin_id
"""
_DEFAULT_COMES = f"""
update {_CONTENT} set is_default = true
from ({_LAST_USED}) u
where not {_CONTENT}.is_default and u.bin_id = {_CONTENT}.bin_id
  and u.item_id = {_CONTENT}.item_id and u.variant_id = {_CONTENT}.variant_id
"""

# WHS-033: an emptied content goes, unless it is fixed or goods are on their way into it.
_EMPTIED = f"""
delete from {_CONTENT} where not is_fixed and id in (
    select c.id
    from (select distinct bin_id, location_id, item_id, variant_id from {_TABLE}
          where quantity < 0) t
    join {_CONTENT} c on c.bin_id = t.bin_id and c.item_id = t.item_id
                     and c.variant_id = t.variant_id
    where 0 = (
        select coalesce(sum(e.quantity), 0) from {_ENTRY} e
        where e.item_id = t.item_id and e.variant_id = t.variant_id
          and e.location_id = t.location_id and e.bin_id = t.bin_id)
      and not exists (
        select 1 from warehouse_activityline p
        where p.item_id = t.item_id and p.variant_id = t.variant_id
          and p.location_id = t.location_id and p.bin_id = t.bin_id
          and p.action_type = 'place' and p.quantity > p.qty_handled))
"""


def write(
    *,
    register_no: int | None,
    whse_document_kind: str = "",
    whse_document_no: str = "",
) -> None:
    """Write the staged movements into the warehouse ledger and keep the contents of bins (WHS-037…040).

    ``register_no``: of the item ledger; None when that is untouched.
    """
    sql.execute(_ENTRIES, [register_no, whse_document_kind, whse_document_no])
    _keep_contents()


def write_journal(*, journal_no: str) -> None:
    """Write the staged moves of a warehouse journal, two entries each; the item ledger is untouched (WHS-231)."""
    sql.execute(_JOURNAL_ENTRIES, [journal_no])
    _keep_contents()


def _keep_contents() -> None:
    """Make, default and remove bin contents after the staged movements (WHS-010, WHS-031…033)."""
    sql.execute(_NEW_CONTENTS)
    sql.execute(_DEFAULT_LEAVES)
    sql.execute(_DEFAULT_COMES)
    sql.execute(_EMPTIED)
