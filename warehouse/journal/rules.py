"""What forbids registering a warehouse journal: asked of its lines and of the staged ``BinMovement`` rows."""

from collections.abc import Iterator

from warehouse.journal import errors
from warehouse.models import BinMovement, WarehouseJournal
from warehouse.policies.bins import BIN_RULES
from warehouse.policies.held import held_violations, lacking
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
    yield from held_violations(str(journal), lacking(journal=journal.pk), told=told)
    for line_no, number, item, container in packed:
        yield errors.SerialIsPacked(
            line_no=line_no,
            number=number,
            item=item,
            container=f"container {container}",
            **where,
        )
