"""A ledger of M entries for the measured jobs to stand beside, made by three statements.

Four fifths are receipts and the shipments that consumed them, one fifth lies in stock; every register has a
hundred entries.  ``manage.py check_ledger`` finds no difference in it.
"""

from django.db import connection, transaction

from wms.core.sql import execute
from wms.inventory.models import Item, Location
from wms.ledger.models import LedgerCounter
from wms.ledger.seals import seal_unsealed

PER_REGISTER = 100
A_SOLD_SERIAL = "BG1"

# e: entry number; two entries make a pair; of every fifth pair both lie in stock.
_ENTRY = """
with recursive series(e) as (select 1 union all select e + 1 from series where e < {m}),
numbered as (
    select e, (e - 1) / 2 as pair, e %% 2 = 0 and ((e - 1) / 2) %% 5 <> 0 as outgoing,
           ((e - 1) / 2) %% 5 = 0 as in_stock
    from series
)
"""
_LEDGER = (
    _ENTRY
    + """
insert into ledger_itemledgerentry (
    entry_no, register_id, item_id, variant_id, location_id, entry_type, posting_date, document_date,
    document_type, document_no, document_line_no, external_document_no, description, quantity,
    invoiced_quantity, remaining_quantity, shipped_qty_not_returned, correction, serial_no, lot_no,
    package_no, serial_is_specific, unit_of_measure_code, qty_per_unit, reason_code)
select n.e, (n.e - 1) / {per_register} + 1, i.id, v.id, {location},
       case when n.outgoing then 'sale' else 'purchase' end, {day}, {day},
       case when n.outgoing then 'sales_shipment' else 'purchase_receipt' end,
       'BG' || ((n.e - 1) / {per_register} + 1), 10000, '', '',
       case when n.outgoing then -100000 else 100000 end, 0,
       case when n.in_stock then 100000 else 0 end,
       case when n.outgoing then -100000 else 0 end, {false},
       'BG' || (case when n.in_stock then n.e else n.pair end) || case when n.in_stock then 'S' else '' end,
       'BGL' || (n.pair / 2000), '', {true}, 'PCS', 100000, ''
from numbered n
join (select id, row_number() over (order by id) - 1 as position from inventory_item
      where id in ({items})) i on i.position = n.pair %% {item_count}
join inventory_itemvariant v on v.item_id = i.id and v.code = ''
order by n.e
"""
)
_APPLICATIONS = (
    _ENTRY
    + """
insert into ledger_itemapplicationentry (
    entry_no, item_id, item_ledger_entry_id, inbound_entry_id, outbound_entry_id, quantity, posting_date)
select n.e, i.id, n.e, case when n.outgoing then n.e - 1 else n.e end,
       case when n.outgoing then n.e end, case when n.outgoing then -100000 else 100000 end, {day}
from numbered n
join (select id, row_number() over (order by id) - 1 as position from inventory_item
      where id in ({items})) i on i.position = n.pair %% {item_count}
order by n.e
"""
)
_REGISTERS = """
with recursive series(r) as (select 1 union all select r + 1 from series where r < {registers})
insert into ledger_register (no, from_entry_no, to_entry_no, source, document_no, request_key,
                             posted_by_id, posted_at)
select r, (r - 1) * {per_register} + 1, r * {per_register}, 'purchase_order', 'BG' || r, '', {user}, {now}
from series
"""


def load(m: int, *, items: list[Item], location: Location, user_id: int) -> None:
    """Write ``m`` entries, a multiple of 100, with their applications and registers."""
    postgres = connection.vendor == "postgresql"
    names = {
        "m": m,
        "per_register": PER_REGISTER,
        "registers": m // PER_REGISTER,
        "location": location.pk,
        "items": ", ".join(str(item.pk) for item in items),
        "item_count": len(items),
        "user": user_id,
        "day": f"date '2025-01-01' + cast(n.e * 365 / {m} as integer)"
        if postgres
        else f"date('2025-01-01', '+' || (n.e * 365 / {m}) || ' days')",
        "now": "now()" if postgres else "datetime('now')",
        "true": "true" if postgres else "1",
        "false": "false" if postgres else "0",
    }
    # The foreign keys hold by construction; checking a million of them row by row would take minutes.
    execute("set session_replication_role = replica" if postgres else "pragma foreign_keys = off")
    with transaction.atomic():
        execute(_REGISTERS.format(**names))
        execute(_LEDGER.format(**names))
        execute(_APPLICATIONS.format(**names))
        LedgerCounter.objects.update(
            next_entry_no=m + 1, next_application_no=m + 1, next_register_no=m // PER_REGISTER + 1
        )
        seal_unsealed()
    execute("set session_replication_role = origin" if postgres else "pragma foreign_keys = on")


def settle() -> None:
    """Let the engine look at what it holds, as autovacuum would have long since."""
    execute("vacuum analyze" if connection.vendor == "postgresql" else "analyze")
    if connection.vendor == "sqlite":
        execute("pragma wal_checkpoint(truncate)")
