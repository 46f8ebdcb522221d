"""What others take from a bin stays there for them, number by number and in all (WHS-027, WHS-028, WHS-237).

Others are open Take lines, what is packed of lines that leave from the bin, and what is picked for shipments into
it; for a warehouse journal also the journals made before.  Asked of the staged ``BinMovement`` rows at once.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from decimal import Decimal

from tracking.models import PostingRow
from tracking.models.posting import words_for
from warehouse import errors
from warehouse.models import BinMovement
from wms.core import sql
from wms.core.errors import MOST_SHOWN, RuleViolation
from wms.core.quantity import ZERO, unscaled

_TABLE = BinMovement._meta.db_table
_ROW = PostingRow._meta.db_table

_LACKING = f"""
with taken as (select distinct item_id, variant_id, bin_id from {_TABLE} where quantity < 0),
claims as materialized (
    select p.item_id, p.variant_id, p.bin_id, p.serial_no, p.lot_no, p.package_no,
           p.quantity - p.qty_handled as quantity, 0 as line_id, 'pick ' || a.no as claimant
    from warehouse_activityline p
    join warehouse_activity a on a.id = p.activity_id
    join taken t on t.item_id = p.item_id and t.variant_id = p.variant_id and t.bin_id = p.bin_id
    where p.action_type = 'take' and p.quantity > p.qty_handled and a.id <> %(activity)s
    union all
    select k.item_id, k.variant_id, s.bin_id, k.serial_no, k.lot_no, k.package_no, k.quantity, 0,
           'container ' || c.no
    from warehouse_containerline k
    join warehouse_container c on c.id = k.container_id
    join documents_documentline s on s.id = k.source_line_id
    join taken t on t.item_id = k.item_id and t.variant_id = k.variant_id and t.bin_id = s.bin_id
    where not k.is_shipped and not (c.status = 'released' and c.source_id = %(source)s)
    union all
    select w.item_id, w.variant_id, w.bin_id, k.serial_no, k.lot_no, k.package_no, k.quantity, 0,
           'warehouse shipment ' || d.no
    from warehouse_pickednumber k
    join warehouse_warehousedocumentline w on w.id = k.line_id
    join warehouse_warehousedocument d on d.id = w.document_id
    join taken t on t.item_id = w.item_id and t.variant_id = w.variant_id and t.bin_id = w.bin_id
    where d.id <> %(shipment)s
    union all
    select l.item_id, l.variant_id, l.from_bin_id, coalesce(n.serial_no, ''), coalesce(n.lot_no, ''),
           coalesce(n.package_no, ''), coalesce(n.quantity, l.quantity_base), l.id,
           'warehouse journal ' || j.no
    from warehouse_warehousejournalline l
    join warehouse_warehousejournal j on j.id = l.journal_id
    join taken t on t.item_id = l.item_id and t.variant_id = l.variant_id and t.bin_id = l.from_bin_id
    left join warehouse_warehousetrackingline n on n.line_id = l.id
    where j.registered_at is null and j.id <> %(journal)s and %(journal)s <> 0
), bins as (
    select t.item_id, t.variant_id, t.bin_id,
           (select coalesce(sum(e.quantity), 0) from warehouse_warehouseentry e
            where e.item_id = t.item_id and e.variant_id = t.variant_id and e.bin_id = t.bin_id)
           + (select sum(o.quantity) from {_TABLE} o
              where o.item_id = t.item_id and o.variant_id = t.variant_id and o.bin_id = t.bin_id) as balance
    from taken t
), moves as (
    select t.*, last_value(t.balance) over (
        partition by t.bin_id, t.item_id, t.variant_id, t.serial_no, t.lot_no, t.package_no order by t.id
        rows between unbounded preceding and unbounded following) as in_the_end
    from {_TABLE} t
), beside as (
    select m.id, m.line_no, b.code as bin, i.no as item, m.serial_no, m.lot_no, m.package_no, -m.quantity as taken,
           m.in_the_end as balance, s.balance as in_all, min(c.claimant) as claimant, sum(c.quantity) as held_in_all,
           sum(case when (m.serial_no = '' or c.serial_no = m.serial_no)
                     and (m.lot_no = '' or c.lot_no = m.lot_no)
                     and (m.package_no = '' or c.package_no = m.package_no)
                    then c.quantity else 0 end) as held
    from moves m
    join claims c on c.item_id = m.item_id and c.variant_id = m.variant_id and c.bin_id = m.bin_id
        and c.line_id < m.line_id
    join bins s on s.item_id = m.item_id and s.variant_id = m.variant_id and s.bin_id = m.bin_id
    join inventory_item i on i.id = m.item_id
    join warehouse_bin b on b.id = m.bin_id
    where m.quantity < 0 and m.balance >= 0
    group by m.id, m.line_no, b.code, i.no, m.serial_no, m.lot_no, m.package_no, m.quantity, m.in_the_end, s.balance
)
select line_no, bin, item, case when balance < held then serial_no else '' end,
       case when balance < held then lot_no else '' end, case when balance < held then package_no else '' end,
       claimant, taken, case when balance < held then balance + taken - held else in_all + taken - held_in_all end
from beside
where in_all < held_in_all or balance < held
order by id limit {MOST_SHOWN + 1}
"""

_PICKED_SERIALS = f"""
select distinct r.line_no, r.serial_no, i.no, d.no
from {_ROW} r
join warehouse_pickednumber k on k.serial_no = r.serial_no and not (k.serial_no = '')
join warehouse_warehousedocumentline w on w.id = k.line_id and w.item_id = r.item_id
    and w.variant_id = r.variant_id
join warehouse_warehousedocument d on d.id = w.document_id
join inventory_item i on i.id = r.item_id
where (r.outbound or r.is_transfer) and not (r.serial_no = '') and d.id <> %(shipment)s
order by r.line_no, r.serial_no limit {MOST_SHOWN + 1}
"""

# Whether the posting under way takes anything of which others are going to take some, wherever it lies.
TOUCHED = f"""
exists (select 1 from warehouse_activityline p
        where p.action_type = 'take' and p.activity_id <> %(activity)s
          and p.item_id in (select item_id from {_ROW} where outbound or is_transfer))
or exists (select 1 from warehouse_pickednumber k
           join warehouse_warehousedocumentline w on w.id = k.line_id
           where w.document_id <> %(document)s
             and w.item_id in (select item_id from {_ROW} where outbound or is_transfer))
or exists (select 1 from warehouse_containerline c
           where not c.is_shipped
             and c.item_id in (select item_id from {_ROW} where outbound or is_transfer))
"""


@dataclass(frozen=True)
class Held:
    """A staged row that takes what others need.  ``numbers``: those that are short, blank when it is the item in all.

    ``free``: how much of it could be taken.  Base units.
    """

    line_no: int
    bin: str
    item: str
    numbers: tuple[str, str, str]
    claimant: str
    taken: Decimal
    free: Decimal


def lacking(
    *,
    activity: int | None = None,
    shipment: int | None = None,
    source: int | None = None,
    journal: int | None = None,
) -> list[Held]:
    """Staged rows beside which others would not find their goods; each id says whose own claims are none."""
    own = {"activity": activity, "shipment": shipment, "source": source, "journal": journal}
    rows = sql.rows(_LACKING, {name: pk or 0 for name, pk in own.items()})
    return [
        Held(
            line_no,
            bin_,
            item,
            tuple(numbers),
            claimant,
            unscaled(taken),
            max(ZERO, unscaled(free)),
        )
        for line_no, bin_, item, *numbers, claimant, taken, free in rows
    ]


def held_violations(
    document: str, held: list[Held], *, told: Container[int | None] = ()
) -> Iterator[RuleViolation]:
    """``told``: lines whose fault was named already."""
    for one in held:
        if one.line_no not in told:
            yield errors.HeldInBin(
                document=document,
                line_no=one.line_no,
                bin=one.bin,
                item=one.item,
                numbers=words_for(*one.numbers),
                claimant=one.claimant,
                taken=one.taken,
                free=one.free,
            )


def picked_serials(document: str, *, shipment: int | None) -> Iterator[RuleViolation]:
    """CAP-036: a picked unit is bound to its line: nobody else sells, moves or renames it.

    ``shipment``: the id of the warehouse shipment that is posted.  Asked of the staged rows of the posting.
    """
    for line_no, serial, item, no in sql.rows(_PICKED_SERIALS, {"shipment": shipment or 0}):
        yield errors.PickedForAnother(
            document=document, line_no=line_no, number=serial, item=item, shipment=no
        )
