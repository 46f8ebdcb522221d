"""Packed quantities stay where they are until their container is shipped (PACK-009).

Serials that are packed are looked after one by one; here it is quantities: of an item at a location, and of each
lot and package that is followed.
"""

from collections.abc import Iterator

from tracking.models import PostingRow
from tracking.models.posting import words_for
from tracking.posting.context import Posting
from warehouse.models import Container
from warehouse.packing import errors
from wms.core import sql
from wms.core.errors import MOST_SHOWN, RuleViolation
from wms.core.quantity import unscaled

_ROW = PostingRow._meta.db_table
_STOCK_KEY = ("item_id", "variant_id", "location_id")

# What this posting changes at each place, what lies there and is in containers that it does not ship.
_LACKING = f"""
with changes as (
    select r.item_id, r.variant_id, r.location_id, r.lot_no, r.package_no, r.line_no,
           case when r.outbound then -r.quantity else r.quantity end as quantity
    from {_ROW} r
    union all
    select r.item_id, r.variant_id, r.new_location_id, r.new_lot_no, r.new_package_no, r.line_no, r.quantity
    from {_ROW} r where r.is_transfer
), leaving as (
    select {{key}}, min(case when quantity < 0 then line_no end) as line_no, -sum(quantity) as quantity
    from changes {{only}} group by {{key}} having sum(quantity) < 0
), packed as (
    select {{packed_key}}, sum(k.quantity) as quantity, min(c.id) as container_id
    from warehouse_containerline k
    join warehouse_container c on c.id = k.container_id
    where not k.is_shipped and not (c.status = 'released' and c.source_id = %(document)s)
      and k.item_id in (select item_id from leaving)
    group by {{packed_key}}
)
select * from (
select g.line_no, i.no, {{numbers}}, l.code, p.container_id, p.quantity as packed, g.quantity as leaving, (
           select coalesce(sum(e.remaining_quantity), 0) from ledger_itemledgerentry e
           where e.item_id = g.item_id and e.variant_id = g.variant_id and e.location_id = g.location_id
             and e.remaining_quantity > 0 {{entries}}) as stock
from leaving g
join packed p on {{same}}
join inventory_item i on i.id = g.item_id
join inventory_location l on l.id = g.location_id
{{where}}) found
where stock - leaving < packed
order by 1, 2 limit {MOST_SHOWN + 1}
"""


def _of(kind: str = "") -> str:
    """The question for whole items, or for one kind of number that is followed."""
    key = (*_STOCK_KEY, f"{kind}_no") if kind else _STOCK_KEY
    numbers = {
        "": "'' as serial_no, '' as lot_no, '' as package_no",
        "lot": "'' as serial_no, g.lot_no, '' as package_no",
        "package": "'' as serial_no, '' as lot_no, g.package_no",
    }
    return _LACKING.format(
        key=", ".join(key),
        packed_key=", ".join(f"{'c' if one == 'location_id' else 'k'}.{one}" for one in key),
        same=" and ".join(f"p.{one} = g.{one}" for one in key),
        numbers=numbers[kind],
        only=f"where {kind}_no <> ''" if kind else "",
        entries=f"and e.{kind}_no = g.{kind}_no" if kind else "",
        where=f"""join tracking_itemtrackingcode t on t.id = i.item_tracking_code_id
                  and t.{kind}_specific_tracking"""
        if kind
        else "",
    )


_QUESTIONS = (_of(), _of("lot"), _of("package"))


def violations(posting: Posting) -> Iterator[RuleViolation]:
    """Whatever would leave less than is packed; the widest place is told, then nothing of its numbers."""
    told = set()
    for question in _QUESTIONS:
        lacking = sql.rows(question, {"document": posting.document.pk})
        found = {row[6] for row in lacking}
        containers = Container.objects.select_related("source").in_bulk(found) if found else {}
        for line_no, item, *numbers, place, container, packed, leaving, stock in lacking:
            if (item, line_no) in told:
                continue
            told.add((item, line_no))
            yield errors.PackedGoodsLeave(
                document=str(posting.document),
                line_no=line_no,
                item=item,
                numbers=words_for(*numbers),
                held=unscaled(stock),
                location=place,
                packed=unscaled(packed),
                container=containers[container],
                source=containers[container].source,
                free=unscaled(max(stock - packed, 0)),
                leaving=unscaled(leaving),
            )
