"""Stock that left before it came: outbound entries that are still open (POST-105, POST-031).

Where negative inventory is not prevented, what an outbound row could not be matched with stays on its entry
as a negative Remaining Quantity, and the next goods that come in close it, oldest first.
"""

from tracking.posting import tables
from tracking.posting.context import Posting
from wms.core import sql
from wms.documents.kinds import EntryType

_MAY = ", ".join(
    f"'{kind.value}'"
    for kind in (
        EntryType.SALE,
        EntryType.PURCHASE,
        EntryType.POSITIVE_ADJMT,
        EntryType.NEGATIVE_ADJMT,
    )
)

# Rows ``r`` that may leave without stock.  Never specific numbers, moves and consumption (POST-106), nor
# goods that strict expiration or a reservation keeps from leaving: those are there, and must not go.
COULD_RUN_SHORT = f"""(
    r.outbound and r.is_stock and r.entry_type in ({_MAY}) and r.applies_to_entry_no is null
    and not (r.sn_specific or r.lot_specific or r.package_specific)
    and exists (
        select 1 from inventory_item i
        left join tracking_itemtrackingcode c on c.id = i.item_tracking_code_id
        where i.id = r.item_id and not coalesce(c.strict_expiration_posting, false)
          and (i.prevent_negative_inventory = 'no'
               or i.prevent_negative_inventory = '' and exists (
                   select 1 from inventory_inventorysetup s where not s.prevent_negative_inventory))))"""
MAY_RUN_SHORT = f"""({COULD_RUN_SHORT}
    and not exists (select 1 from tracking_reservation v where v.item_id = r.item_id))"""

# Some outbound entry of the items coming in is open, or may be before this posting ends.
IS_OWED = f"""exists (
    select 1 from ledger_itemledgerentry o
    where o.remaining_quantity < 0 and o.item_id in (select item_id from {tables.ROW}))"""

# What a row takes from stock, where it may be less than it wants.
REMAINING = "case when r.outbound then coalesce(taken.quantity, 0) - r.quantity else r.quantity end"
TAKEN = f"""left join (select row_id, sum(quantity) as quantity from {tables.MATCH} group by row_id) taken
    on taken.row_id = r.id"""

# Both sides laid end to end as running sums and cut at the ends of either, as in matching.py.
_MATCH = f"""
insert into {tables.OWED} (inbound_no, outbound_no, quantity, posting_date)
with demand as (
    select e.item_id, e.variant_id, e.location_id,
           cast(sum(-e.remaining_quantity) over queue as bigint) as upto,
           row_number() over queue * {tables.FAR} + e.entry_no as place
    from ledger_itemledgerentry e
    where e.remaining_quantity < 0 and e.item_id in (select item_id from {tables.ROW})
    window queue as (partition by e.item_id, e.variant_id, e.location_id order by e.posting_date, e.entry_no)
), supply as (
    select e.item_id, e.variant_id, e.location_id,
           cast(sum(e.remaining_quantity) over queue as bigint) as upto,
           row_number() over queue * {tables.FAR} + e.entry_no as place
    from ledger_itemledgerentry e
    where e.entry_no between %(first)s and %(last)s and e.remaining_quantity > 0{{but}}
      and exists (select 1 from demand d where d.item_id = e.item_id and d.variant_id = e.variant_id
                                           and d.location_id = e.location_id)
    window queue as (partition by e.item_id, e.variant_id, e.location_id order by e.entry_no)
), points as (
    select item_id, variant_id, location_id, upto, place as demanded, null as supplied from demand
    union all
    select item_id, variant_id, location_id, upto, null, place from supply
), pieces as (
    select min(demanded) over queue %% {tables.FAR} as outbound_no,
           min(supplied) over queue %% {tables.FAR} as inbound_no,
           upto - coalesce(lead(upto) over queue, 0) as quantity
    from points window queue as (partition by item_id, variant_id, location_id order by upto desc)
)
select s.entry_no, d.entry_no, p.quantity,
       case when s.posting_date > d.posting_date then s.posting_date else d.posting_date end
from pieces p
join ledger_itemledgerentry d on d.entry_no = p.outbound_no
join ledger_itemledgerentry s on s.entry_no = p.inbound_no
where p.quantity > 0
"""

# What comes in with a drop shipment goes out with it.
_NO_DROP_SHIPMENT = """
      and not exists (select 1 from documents_posteddocumentline q
                      join documents_documentline l on l.id = q.source_line_id
                      where q.id = e.posted_line_id and l.purchasing_code = 'drop_shipment')"""

_SETTLE = f"""
update ledger_itemledgerentry set remaining_quantity = remaining_quantity + change.quantity
from (select entry_no, cast(sum(quantity) as bigint) as quantity
      from (select inbound_no as entry_no, -quantity as quantity from {tables.OWED}
            union all select outbound_no, quantity from {tables.OWED}) sides
      group by entry_no) change
where change.entry_no = ledger_itemledgerentry.entry_no
"""

# In addition to the row that every inbound entry gets (POST section 4).
_APPLICATIONS = f"""
insert into ledger_itemapplicationentry (
    entry_no, item_id, item_ledger_entry_id, inbound_entry_id, outbound_entry_id,
    transferred_from_entry_id, quantity, posting_date)
select %(next)s - 1 + row_number() over (order by o.inbound_no, o.outbound_no), e.item_id, o.outbound_no,
       o.inbound_no, o.outbound_no, cast(null as bigint), -o.quantity, o.posting_date
from {tables.OWED} o join ledger_itemledgerentry e on e.entry_no = o.inbound_no
"""


def close(posting: Posting, *, first: int, last: int) -> None:
    """Close open outbound entries against what came in with the entries from ``first`` to ``last``."""
    tables.empty(tables.OWED)
    match = _MATCH.format(but=_NO_DROP_SHIPMENT if posting.has_drop_shipments else "")
    if sql.execute(match, {"first": first, "last": last}):
        sql.execute(_SETTLE)
        posting.next_application_no += sql.execute(
            _APPLICATIONS, {"next": posting.next_application_no}
        )
