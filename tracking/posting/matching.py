"""Which open entries the outbound rows consume (POST-025, POST-026, POST-029, RCL-023).

Demand and supply of one key — item, variant, location and the numbers that are specific — are laid end
to end as running sums.  Where both lines of intervals are cut at the end points of either, each piece
belongs to one demand and one supply.  That is first in, first out and specific application in one query,
and costs the sorting of both, not their product.
"""

from dataclasses import dataclass, replace

from django.db import connection

from tracking.posting import fixed, made, reserved, tables
from tracking.posting.context import Posting
from tracking.posting.known import FREE, Summary, outbound_kinds
from tracking.switches import LEAVES_EXPIRED
from wms.core import prepared, sql
from wms.inventory.models.items import CostingMethod

_NUMBERS = ("serial_no", "lot_no", "package_no")
_SPECIFIC = {
    "serial_no": "sn_specific",
    "lot_no": "lot_specific",
    "package_no": "package_specific",
}
# The line of an order in a staged row and in an entry.
_ORDER = {"document_id": "order_id", "line_no": "order_line_no"}
# The kinds of posting that strict expiration does not stop: reclassifications and transfer receipts among
# them, but not transfer shipments (POST-097, POST-098).
STRICT_EXEMPT = (
    "(r.is_transfer and not coalesce(r.is_shipment, false) or r.entry_type in"
    f" ({', '.join(repr(entry_type.value) for entry_type in LEAVES_EXPIRED)}))"
)

_UNMATCHED = """
select r.*, r.quantity - coalesce(m.quantity, 0) as open_quantity
from {row} r
left join (select row_id, sum(quantity) as quantity from {match} group by row_id) m on m.row_id = r.id
where r.wave = {wave} and r.outbound and r.is_stock and {which} and r.quantity > coalesce(m.quantity, 0)
"""

# A specific serial is in stock at most once, so the first row that asks for it has one entry to take, or
# none.  The serial is what tells entries apart: "+ 0" and "|| ''" keep a planner without statistics from
# looking by place, lot or order.
_SERIALS = """
insert into {match} (row_id, wave, entry_no, quantity)
select r.id, r.wave, e.entry_no, r.quantity
from (select s.*, row_number() over (partition by item_id, variant_id, serial_no order by id) as turn
      from {row} s where wave = {wave} and outbound and serial_no <> '') r
join ledger_itemledgerentry e
    on e.item_id{plus} = r.item_id and e.variant_id{plus} = r.variant_id and e.serial_no = r.serial_no
   and not (e.serial_no = '') and e.location_id + 0 = r.location_id and e.remaining_quantity >= r.quantity
   and e.remaining_quantity > 0 and e.serial_is_specific {same}
where r.turn = 1 and {which}
"""

_INTERVALS = """
insert into {match} (row_id, wave, entry_no, quantity)
with demand as (
    select id, {key}, lifo, {skip} as skip_expired, posting_date,
           cast(sum(open_quantity) over queue as bigint) as upto
    from (select u.*, i.costing_method = '{lifo}' as lifo,
                 coalesce(c.strict_expiration_posting, false) and not {exempt} as strict
          from ({unmatched}) u
          join {row} r on r.id = u.id
          join inventory_item i on i.id = u.item_id
          left join tracking_itemtrackingcode c on c.id = i.item_tracking_code_id) d
    window queue as (partition by {key} order by id)
), wanted as (
    select {key}, max(posting_date) as posting_date, skip_expired, lifo
    from demand group by {key}, skip_expired, lifo
), supply as (
    select {supply_columns},
           cast(sum(e.remaining_quantity - coalesce(t.quantity, 0)) over queue as bigint) as upto,
           row_number() over queue * {far} + e.entry_no as place
    from wanted w
    join ledger_itemledgerentry e
        on e.item_id = w.item_id and e.variant_id = w.variant_id and e.location_id = w.location_id
       {join}
    left join (select entry_no, sum(quantity) as quantity from {match} where wave = {wave}
               group by entry_no) t on t.entry_no = e.entry_no
    where e.remaining_quantity > coalesce(t.quantity, 0) and e.remaining_quantity > 0
      and not (w.skip_expired and coalesce(e.expiration_date < w.posting_date, false))
    window queue as (partition by {supply_key}
                 order by case when w.lifo then null else e.posting_date end,
                          case when w.lifo then e.posting_date end desc,
                          case when w.lifo then -e.entry_no else e.entry_no end)
), points as (
    select {key}, upto, id as row_id, null as place from demand
    union all
    select {key}, upto, null, place from supply
), pieces as (
    select min(row_id) over queue as row_id, min(place) over queue as place,
           upto - coalesce(lead(upto) over queue, 0) as quantity
    from points
    window queue as (partition by {key} order by upto desc)
)
select row_id, {wave}, place %% {far}, quantity
from pieces where row_id is not null and place is not null and quantity > 0
"""


@dataclass(frozen=True)
class Pattern:
    """The numbers that an outbound row must have in common with what it consumes."""

    numbers: tuple[str, ...]
    which: str  # SQL over r: the rows it is for
    unique_serials: bool = False
    only_unmatched: bool = False  # after an earlier pattern has matched some of the rows
    but: str = ""  # SQL over e: what may be taken; "" for everything (POST-033)
    same_order: bool = False  # only what the same line of the same order brought here (POST-032)


def match(posting: Posting, wave: int, what: Summary) -> None:
    """Fill the table of matches for the outbound rows of this wave, as far as stock allows."""
    if what.has_reservations:
        reserved.claim(posting, wave)
    if what.names_entries:
        fixed.match(wave)
    taken = 0
    for pattern in _without_circles(_patterns(posting, wave, what), posting, wave):
        if what.names_entries or what.has_reservations:
            pattern = replace(pattern, only_unmatched=True)
        run = sql if wave or pattern.but else prepared
        taken += run.execute(_statement(pattern, wave))
    if not (what.names_entries or what.has_reservations):
        tables.filled(tables.MATCH, taken)
    if what.has_reservations:
        reserved.withdraw(wave)


def _without_circles(patterns: list[Pattern], posting: Posting, wave: int) -> list[Pattern]:
    """Rows that could take what was made of them are matched apart from the others (POST-033)."""
    kept_apart = made.circles(posting, wave) if posting.document.rules.makes_goods else []
    if not kept_apart:
        return patterns
    others = "".join(f" and not ({rows})" for rows, _ in kept_apart)
    return [
        replace(pattern, which=pattern.which + rows, but=but)
        for pattern in patterns
        for rows, but in [(others, ""), *((f" and {rows}", but) for rows, but in kept_apart)]
    ]


def _patterns(posting: Posting, wave: int, what: Summary) -> list[Pattern]:
    arrives = posting.is_transfer_receipt
    if posting.document.rules.is_reclassification or arrives:
        # exactly the old combination, blank matching blank (RCL-023); what arrives was shipped just so
        return [
            Pattern(_NUMBERS, "r.sn_specific", unique_serials=True, same_order=arrives),
            Pattern(_NUMBERS, "(not r.sn_specific or r.serial_no = '')", same_order=arrives),
        ]
    kinds = what.outbound_kinds if posting.waves == 1 else outbound_kinds(wave)
    patterns = []
    second = any(kind.carries_free for kind in kinds)
    if second:
        # entries that carry the very combination first (POST-029)
        patterns.append(Pattern(_NUMBERS, f"not r.sn_specific and {FREE}"))
        patterns.append(Pattern(_NUMBERS, f"r.sn_specific and {FREE}", unique_serials=True))
    for specific in sorted({kind[:3] for kind in kinds}):
        numbers = tuple(
            name for name, is_specific in zip(_NUMBERS, specific, strict=True) if is_specific
        )
        which = " and ".join(
            f"{'' if is_specific else 'not '}r.{_SPECIFIC[name]}"
            for name, is_specific in zip(_NUMBERS, specific, strict=True)
        )
        patterns.append(Pattern(numbers, which, "serial_no" in numbers, only_unmatched=second))
        if any(kind[:3] == specific and kind.lacks_serial for kind in kinds):
            # units without serial are a pool of their own (decision D18)
            patterns.append(Pattern(numbers, f"{which} and r.serial_no = ''"))
    return patterns


def _statement(pattern: Pattern, wave: int) -> str:
    names = {"row": tables.ROW, "match": tables.MATCH, "wave": wave}
    if pattern.unique_serials:
        others = "".join(f" and e.{n} || '' = r.{n}" for n in pattern.numbers if n != "serial_no")
        others += f" and {pattern.but}" if pattern.but else ""
        if pattern.same_order:
            others += "".join(f" and e.{theirs} + 0 = r.{ours}" for ours, theirs in _ORDER.items())
        which = pattern.which
        if pattern.only_unmatched:
            which += f" and r.id not in (select row_id from {tables.MATCH})"
            which += (
                f" and e.entry_no not in (select entry_no from {tables.MATCH} where wave = {wave})"
            )
        # PostgreSQL would merge by item, and compare each serial with all that is open of it
        plus = " + 0" if connection.vendor == "postgresql" else ""
        return _SERIALS.format(same=others, which=which, plus=plus, **names)
    place = ("item_id", "variant_id", "location_id")
    columns = {name: name for name in (*place, *pattern.numbers)}
    columns |= _ORDER if pattern.same_order else {}
    key, further = list(columns), list(columns)[len(place) :]
    return _INTERVALS.format(
        key=", ".join(key),
        supply_key=", ".join(f"e.{theirs}" for theirs in columns.values()),
        supply_columns=", ".join(f"e.{theirs} as {ours}" for ours, theirs in columns.items()),
        join="".join(f" and e.{columns[name]} = w.{name}" for name in further)
        + (f" and {pattern.but}" if pattern.but else ""),
        far=tables.FAR,
        unmatched=_UNMATCHED.format(which=pattern.which, **names),
        # expired entries are passed over where no number is wanted (POST-099)
        skip="strict" if not pattern.numbers else "false",
        exempt=STRICT_EXEMPT,
        lifo=CostingMethod.LIFO.value,
        **names,
    )
