"""What forbids registering a warehouse journal: asked of its lines and of the staged ``BinMovement`` rows."""

from collections.abc import Iterator

from tracking.models.posting import words_for
from warehouse.journal import errors
from warehouse.models import BinMovement, WarehouseJournal
from warehouse.policies.bins import BIN_RULES
from wms.core import sql
from wms.core.errors import MOST_SHOWN, RuleViolation
from wms.core.quantity import unscaled

_TABLE = BinMovement._meta.db_table
_MOST = MOST_SHOWN + 1

# Items that bins know by number: the rows of numbers make up the line, each with every such number.
_INCOMPLETE = f"""
select l.line_no, i.no, l.quantity_base, coalesce(sum(t.quantity), 0)
from warehouse_warehousejournalline l
join inventory_item i on i.id = l.item_id
join tracking_itemtrackingcode c on c.id = i.item_tracking_code_id
left join warehouse_warehousetrackingline t on t.line_id = l.id
    and not (c.sn_warehouse_tracking and t.serial_no = '')
    and not (c.lot_warehouse_tracking and t.lot_no = '')
    and not (c.package_warehouse_tracking and t.package_no = '')
where l.journal_id = %s and (c.sn_warehouse_tracking or c.lot_warehouse_tracking or c.package_warehouse_tracking)
group by l.id, l.line_no, i.no, l.quantity_base
having coalesce(sum(t.quantity), 0) <> l.quantity_base
order by l.line_no limit {_MOST}
"""

_BLOCKED = f"""
select distinct m.line_no, n.kind, n.number, i.no
from {_TABLE} m
join tracking_numberinformation n on n.item_id = m.item_id and n.variant_id = m.variant_id and n.blocked
    and (n.kind = 'serial' and n.number = m.serial_no or n.kind = 'lot' and n.number = m.lot_no
         or n.kind = 'package' and n.number = m.package_no)
join inventory_item i on i.id = m.item_id
where m.quantity < 0
order by m.line_no, n.kind, n.number limit {_MOST}
"""

# WHS-027, WHS-028, WHS-237: what others take from the bin stays for them, number by number and in all: open
# Take lines, what is packed of lines that leave from the bin, what is picked for shipments into it, and what
# journals made before take from there.
_HELD = f"""
with taken as (select distinct item_id, variant_id, bin_id from {_TABLE} where quantity < 0),
claims as materialized (
    select p.item_id, p.variant_id, p.bin_id, p.serial_no, p.lot_no, p.package_no,
           p.quantity - p.qty_handled as quantity, 0 as line_id, 'pick ' || a.no as claimant
    from warehouse_activityline p
    join warehouse_activity a on a.id = p.activity_id
    join taken t on t.item_id = p.item_id and t.variant_id = p.variant_id and t.bin_id = p.bin_id
    where p.action_type = 'take'
    union all
    select k.item_id, k.variant_id, s.bin_id, k.serial_no, k.lot_no, k.package_no, k.quantity, 0,
           'container ' || c.no
    from warehouse_containerline k
    join warehouse_container c on c.id = k.container_id
    join documents_documentline s on s.id = k.source_line_id
    join taken t on t.item_id = k.item_id and t.variant_id = k.variant_id and t.bin_id = s.bin_id
    where not k.is_shipped
    union all
    select w.item_id, w.variant_id, w.bin_id, k.serial_no, k.lot_no, k.package_no, k.quantity, 0,
           'warehouse shipment ' || d.no
    from warehouse_pickednumber k
    join warehouse_warehousedocumentline w on w.id = k.line_id
    join warehouse_warehousedocument d on d.id = w.document_id
    join taken t on t.item_id = w.item_id and t.variant_id = w.variant_id and t.bin_id = w.bin_id
    union all
    select l.item_id, l.variant_id, l.from_bin_id, coalesce(n.serial_no, ''), coalesce(n.lot_no, ''),
           coalesce(n.package_no, ''), coalesce(n.quantity, l.quantity_base), l.id,
           'warehouse journal ' || j.no
    from warehouse_warehousejournalline l
    join warehouse_warehousejournal j on j.id = l.journal_id
    join taken t on t.item_id = l.item_id and t.variant_id = l.variant_id and t.bin_id = l.from_bin_id
    left join warehouse_warehousetrackingline n on n.line_id = l.id
    where j.registered_at is null and j.id <> %s
), bins as (
    select t.item_id, t.variant_id, t.bin_id,
           (select coalesce(sum(e.quantity), 0) from warehouse_warehouseentry e
            where e.item_id = t.item_id and e.variant_id = t.variant_id and e.bin_id = t.bin_id)
           + (select sum(o.quantity) from {_TABLE} o
              where o.item_id = t.item_id and o.variant_id = t.variant_id and o.bin_id = t.bin_id) as balance
    from taken t
)
select m.line_no, b.code, i.no, m.serial_no, m.lot_no, m.package_no, min(c.claimant)
from {_TABLE} m
join claims c on c.item_id = m.item_id and c.variant_id = m.variant_id and c.bin_id = m.bin_id
    and c.line_id < m.line_id
join bins s on s.item_id = m.item_id and s.variant_id = m.variant_id and s.bin_id = m.bin_id
join inventory_item i on i.id = m.item_id
join warehouse_bin b on b.id = m.bin_id
where m.quantity < 0
group by m.id, m.line_no, b.code, i.no, m.serial_no, m.lot_no, m.package_no, m.balance, s.balance
having s.balance < sum(c.quantity)
    or m.balance < sum(case when (m.serial_no = '' or c.serial_no = m.serial_no)
                             and (m.lot_no = '' or c.lot_no = m.lot_no)
                             and (m.package_no = '' or c.package_no = m.package_no)
                            then c.quantity else 0 end)
order by m.id limit {_MOST}
"""

_PACKED = f"""
select m.line_no, m.serial_no, i.no, c.no
from {_TABLE} m
join warehouse_containerline p on p.item_id = m.item_id and p.variant_id = m.variant_id
    and p.serial_no = m.serial_no and not p.is_shipped
join warehouse_container c on c.id = p.container_id
join inventory_item i on i.id = m.item_id
where m.quantity < 0 and m.serial_no <> ''
order by m.id limit {_MOST}
"""


def violations_of_journal(journal: WarehouseJournal) -> Iterator[RuleViolation]:
    """Everything at once, each with the number of its line; as many statements for any number of lines."""
    where = {"document": str(journal)}
    for line_no, item, quantity, tracked in sql.rows(_INCOMPLETE, [journal.pk]):
        yield errors.NumbersIncomplete(
            line_no=line_no,
            item=item,
            quantity=unscaled(quantity),
            tracked=unscaled(tracked),
            **where,
        )
    rows = BinMovement.objects.select_related("item", "location", "bin__location", "found_in")
    document = BinMovement._meta.get_field("document")
    for one in BIN_RULES:
        for row in one.broken_by(rows.order_by("id"))[:_MOST]:
            document.set_cached_value(row, journal)  # the rows of a journal have no source document
            yield one.error.of(row)
    for line_no, kind, number, item in sql.rows(_BLOCKED):
        yield errors.NumberIsBlocked(
            line_no=line_no, kind=f"{kind.capitalize()} number", number=number, item=item, **where
        )
    packed = sql.rows(_PACKED)
    told = {line_no for line_no, *_ in packed}
    for line_no, bin_, item, *numbers, claimant in sql.rows(_HELD, [journal.pk]):
        if line_no in told:
            continue
        yield errors.HeldByWork(
            line_no=line_no,
            bin=bin_,
            item=item,
            numbers=words_for(*numbers),
            claimant=claimant,
            **where,
        )
    for line_no, number, item, container in packed:
        yield errors.SerialIsPacked(
            line_no=line_no,
            number=number,
            item=item,
            container=f"container {container}",
            **where,
        )
