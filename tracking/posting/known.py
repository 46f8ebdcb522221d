"""What the ledger knows of the numbers to be posted, and the dates that follow from it (sections 10, 11).

A date belongs to the lot if there is one, else to the serial, else to the package.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from django.db import connection

from tracking.policies import quantities
from tracking.posting import owed, tables
from tracking.posting.context import Posting
from tracking.switches import PREFIX
from wms.core import dateformulas, prepared, sql

_OWNER_KIND = (
    "case when {p}lot_no <> '' then 'lot' when {p}serial_no <> '' then 'serial' else 'package' end"
)
_OWNER = "case when {p}lot_no <> '' then {p}lot_no when {p}serial_no <> '' then {p}serial_no else {p}package_no end"

_NUMBERS = """
insert into {number} (kind, item_id, variant_id, number, open_entries, undated)
select '{kind}', item_id, variant_id, number, 0, 0
from (select item_id, variant_id, {field} as number from {row} r
      where {field} <> '' and {owner} = '{kind}'
      union
      select item_id, variant_id, new_{field} from {row} r
      where is_transfer and new_{field} <> '' and {new_owner} = '{kind}') n
"""

# Open entries decide; a number that has none is known by its last inbound entry.  Place by place, so that
# neither the history of a number nor all that is open of an item is read.
_KNOWN = """
update {number} set
    open_entries = g.open_entries, first_date = g.first_date, last_date = g.last_date, undated = g.undated,
    entry_no = g.entry_no, expiration_date = k.expiration_date, location_id = k.location_id
from (select o.*, coalesce(o.newest, (
          select c.entry_no from ledger_itemledgerentry c
          where c.{field} = o.number and not (c.{field} = '') and c.item_id = o.item_id
            and c.variant_id = o.variant_id and c.quantity > 0
          order by c.entry_no desc limit 1)) as entry_no
      from (select n.item_id, n.variant_id, n.number, count(e.entry_no) as open_entries,
                   min(e.expiration_date) as first_date, max(e.expiration_date) as last_date,
                   count(e.entry_no) - count(e.expiration_date) as undated, max(e.entry_no) as newest
            from {number} n
            {open}
            where n.kind = '{kind}'
            group by n.item_id, n.variant_id, n.number) o) g
join ledger_itemledgerentry k on k.entry_no = g.entry_no
where {number}.kind = '{kind}' and {number}.number = g.number and {number}.item_id = g.item_id
  and {number}.variant_id = g.variant_id
"""
_OPEN_LOTS = """{places} left join ledger_itemledgerentry e
          on e.item_id = n.item_id and e.variant_id = n.variant_id and e.location_id {at}
         and e.lot_no = n.number and e.remaining_quantity > 0"""
# SQLite would read all that is open to prepare a join with places; PostgreSQL would not walk a list of them.
_PLACES = {
    "sqlite": {"places": "", "at": "in (select id from inventory_location)"},
    "postgresql": {"places": "cross join inventory_location p", "at": "= p.id"},
}
# By number, which has few entries; "+ 0" keeps a planner from reading all that is open of the item.
_OPEN_OTHERS = """left join ledger_itemledgerentry e
          on e.{field} = n.number and not (e.{field} = '') and e.item_id + 0 = n.item_id
         and e.variant_id + 0 = n.variant_id and e.remaining_quantity + 0 > 0"""

# POST-086, POST-094, POST-101: an outbound row has the date of its number, an inbound one unless it brings its own.
_FILL = f"""
update {tables.ROW} set
    known_expiration_date = n.expiration_date,
    is_known = n.entry_no is not null,
    has_stock = n.open_entries > 0,
    expiration_date = case when outbound then n.expiration_date
                           else coalesce({tables.ROW}.expiration_date, n.expiration_date) end,
    new_expiration_date = case when is_shipment is null then {tables.ROW}.new_expiration_date
                               else n.expiration_date end
from {tables.NUMBER} n
where n.kind = {_OWNER_KIND.format(p="")} and n.number = {_OWNER.format(p="")}
  and n.item_id = {tables.ROW}.item_id and n.variant_id = {tables.ROW}.variant_id
"""

# Rows of one lot in one posting: the first sets the date, and a later blank one takes it (POST-090).
_SHARE = f"""
update {tables.ROW} set expiration_date = shared.day
from (select id, first_value(expiration_date) over (partition by variant_id, lot_no order by id) as day
      from {tables.ROW} where not outbound and lot_no <> '') shared
where shared.id = {tables.ROW}.id and {tables.ROW}.expiration_date is null and shared.day is not null
"""

_FORMULAS = f"""
select distinct r.item_id, r.document_date,
       case when c.use_expiration_dates and not c.require_expiration_date_entry
            then i.expiration_calculation else '' end,
       case when c.require_warranty_date_entry then '' else c.warranty_date_formula end
from {tables.ROW} r
join inventory_item i on i.id = r.item_id
join tracking_itemtrackingcode c on c.id = i.item_tracking_code_id
where r.tracking_line_id is not null and not r.is_transfer
  and ((i.expiration_calculation <> '' and r.expiration_date is null and not r.outbound)
    or (c.warranty_date_formula <> '' and r.warranty_date is null))
"""

# POST-093, POST-102: reckoned from the document date; a known number keeps its date, even a blank one.
_FILL_FORMULAS = f"""
with reckoned (item_id, document_date, expiration_date, warranty_date) as (values {{values}})
update {tables.ROW} set
    expiration_date = case when outbound or is_known and has_stock then {tables.ROW}.expiration_date
                           else coalesce({tables.ROW}.expiration_date, d.expiration_date) end,
    warranty_date = coalesce({tables.ROW}.warranty_date, d.warranty_date)
from reckoned d
where d.item_id = {tables.ROW}.item_id and d.document_date = {tables.ROW}.document_date
  and tracking_line_id is not null and not is_transfer
"""


@dataclass(frozen=True)
class Summary:
    """What kinds of rows there are, so that only the questions that matter are asked.

    ``has_large_sets``: rows without serial that are tracked for more than is posted.  ``has_undated``: rows
    that come in with a lot and no date.  ``has_blocked``: information cards of the items are blocked.
    ``differs``: tracked quantities do not agree with the document, as far as can be told before large sets
    are cut.  ``outbound_kinds``: which numbers of what leaves are specific, as ``matching`` asks it.
    ``may_run_short``: rows may leave without stock, unless it is reserved.

    Of what is in stock, told by ``with_stock`` and ``fill``: ``has_reservations`` of the items; ``is_owed``:
    open outbound entries may wait for what comes in; ``knows_numbers``: the ledger may know some of them.
    """

    uses_expiration_dates: bool
    has_outbound: bool
    has_inbound: bool
    owners: frozenset[str]
    has_formulas: bool
    has_numbers: bool
    has_free_serials: bool
    has_large_sets: bool
    has_undated: bool
    has_blocked: bool
    may_run_short: bool
    needs_cards: bool
    makes_cards: bool
    names_entries: bool
    captures_serials: bool
    differs: bool
    outbound_kinds: tuple[OutboundKind, ...]
    has_reservations: bool = True
    is_owed: bool = True
    knows_numbers: bool = True


class OutboundKind(NamedTuple):
    """Rows that leave: which of their numbers are specific; whether they carry one that is not, or lack a
    specific serial."""

    sn_specific: bool
    lot_specific: bool
    package_specific: bool
    carries_free: bool
    lacks_serial: bool


FREE = (
    "(not r.sn_specific and r.serial_no <> '' or not r.lot_specific and r.lot_no <> ''"
    " or not r.package_specific and r.package_no <> '')"
)
_KIND_OF_ROW = (
    "r.sn_specific",
    "r.lot_specific",
    "r.package_specific",
    FREE,
    "r.sn_specific and r.serial_no = ''",
)
# Which of the 32 kinds there are, as bits of one number: each kind is a number of five bits itself.
_KINDS = "coalesce(sum(distinct case when r.outbound then 1 << ({}) else 0 end), 0)".format(
    " + ".join(
        f"case when {flag} then {1 << bit} else 0 end" for bit, flag in enumerate(_KIND_OF_ROW)
    )
)


def outbound_kinds(wave: int) -> tuple[OutboundKind, ...]:
    """Those of one wave."""
    [(kinds,)] = sql.rows(f"select {_KINDS} from {tables.ROW} r where r.wave = %s", [wave])
    return _kinds(kinds)


def _kinds(bits: int) -> tuple[OutboundKind, ...]:
    return tuple(
        OutboundKind(*(bool(kind >> bit & 1) for bit in range(len(_KIND_OF_ROW))))
        for kind in range(1 << len(_KIND_OF_ROW))
        if int(bits) >> kind & 1
    )


def with_stock(what: Summary) -> Summary:
    """What there is in stock of the items; asked while the stock is locked."""
    [(reserved, owed_now)] = prepared.rows(_STOCK)
    return replace(
        what,
        has_reservations=bool(reserved),
        is_owed=bool(owed_now or what.may_run_short),
    )


def summary(posting: Posting | None = None) -> Summary:
    """Of the staged rows, before large sets are cut; nothing of it depends on what is in stock."""
    questions = "0, 0"
    if posting is not None:
        large = _LARGE_SET.format(to_post=posting.to_post)
        differing = quantities.differing(posting)
        questions = (
            f"coalesce(max(case when {large} then 1 else 0 end), 0),"
            f" case when exists ({differing}) then 1 else 0 end"
        )
    flag = "coalesce(max(case when {} then 1 else 0 end), 0)".format
    owner = _OWNER_KIND.format(p="r.")
    new_owner = _OWNER_KIND.format(p="r.new_")
    numbered = "(r.lot_no <> '' or r.serial_no <> '' or r.package_no <> '')"
    new_numbered = "(r.new_lot_no <> '' or r.new_serial_no <> '' or r.new_package_no <> '')"
    formulas = "c.warranty_date_formula <> '' or i.expiration_calculation <> ''"
    free_serial = "not r.sn_specific and r.serial_no <> ''"
    owned = [
        flag(f"{numbered} and {owner} = '{kind}' or {new_numbered} and {new_owner} = '{kind}'")
        for kind in _FIELD
    ]
    answers = prepared.rows(
        f"select {flag('c.use_expiration_dates')}, {', '.join(owned)},"
        f" {flag('r.outbound')}, {flag('not r.outbound')},"
        f" {flag(formulas)}, {flag(numbered)},"
        f" {flag(' or '.join(_CARD_NEEDED))}, {flag(' or '.join(_CARD_MADE))},"
        f" {flag(free_serial)}, {flag(_ENTRY_NAMED)},"
        f" {flag(_CAPTURED)}, {flag(_UNDATED)}, case when {_BLOCKED} then 1 else 0 end,"
        f" {flag(owed.COULD_RUN_SHORT)}, {_KINDS}, {questions}"
        f" from {tables.ROW} r join inventory_item i on i.id = r.item_id"
        " left join tracking_itemtrackingcode c on c.id = i.item_tracking_code_id"
        " left join tracking_trackingdimensiongroup g on g.id = c.tracking_dimension_group_id"
    )[0]
    return Summary(
        uses_expiration_dates=bool(answers[0]),
        has_outbound=bool(answers[4]),
        has_inbound=bool(answers[5]),
        owners=frozenset(kind for kind, there in zip(_FIELD, answers[1:4], strict=True) if there),
        has_formulas=bool(answers[6]),
        has_numbers=bool(answers[7]),
        needs_cards=bool(answers[8]),
        makes_cards=bool(answers[9]),
        has_free_serials=bool(answers[10]),
        names_entries=bool(answers[11]),
        captures_serials=bool(answers[12]),
        has_undated=bool(answers[13]),
        has_blocked=bool(answers[14]),
        may_run_short=bool(answers[15]),
        outbound_kinds=_kinds(answers[16]),
        has_large_sets=bool(answers[17]),
        differs=bool(answers[18]),
    )


_CAPTURED = "r.outbound and r.serial_no <> '' and g.capture_serial_no <> 'none'"
_LARGE_SET = """case when r.tracking_line_id is not null and r.serial_no = '' then r.quantity > (
    select abs({to_post}) from documents_documentline l where l.id = r.line_id) else false end"""
_UNDATED = "r.expiration_date is null and not r.outbound and r.lot_no <> ''"
_BLOCKED = f"""exists (select 1 from tracking_numberinformation b
    where b.blocked and b.item_id in (select item_id from {tables.ROW}))"""
_ENTRY_NAMED = "coalesce(r.applies_to_entry_no, r.applies_from_entry_no) is not null"
_RESERVED = f"exists (select 1 from tracking_reservation where item_id in (select item_id from {tables.ROW}))"
_STOCK = (
    f"select case when {_RESERVED} then 1 else 0 end, case when {owed.IS_OWED} then 1 else 0 end"
)
_FIELD = {"lot": "lot_no", "serial": "serial_no", "package": "package_no"}
_CARD_NEEDED = [
    f"c.{prefix}_info_{direction}_must_exist"
    for prefix in PREFIX.values()
    for direction in ("inbound", "outbound")
]
_CARD_MADE = [
    "c.create_sn_info_on_posting",
    "c.create_lot_info_on_posting",
    "r.package_no <> ''",
    "r.new_package_no <> ''",
]


def fill(what: Summary, *, waves: int) -> Summary:
    """Fill in known dates and reckoned dates of the staged rows; tells whether the ledger knows them."""
    if what.uses_expiration_dates and what.owners:
        known = collect(what.owners)
        # what only comes in, all of it new, is as it was staged; a later wave may know more
        what = replace(what, knows_numbers=bool(known or what.has_outbound or waves > 1))
        if what.knows_numbers:
            prepared.execute(_FILL)
        if what.has_undated:
            prepared.execute(_SHARE)
    if what.has_formulas:
        _fill_formulas()
    return what


def fill_again(what: Summary) -> None:
    """Before a later wave: what the waves before it made known."""
    if what.uses_expiration_dates and what.owners:
        collect(what.owners)
        prepared.execute(_FILL)


def collect(owners: frozenset[str]) -> int:
    """What the ledger knows now of the numbers in the staged rows; read again for every wave.

    Answers with how many of them it knows.
    """
    tables.empty(tables.NUMBER)
    names = {
        "number": tables.NUMBER,
        "row": tables.ROW,
        "owner": _OWNER_KIND.format(p="r."),
        "new_owner": _OWNER_KIND.format(p="r.new_"),
    }
    for kind in owners:
        prepared.execute(_NUMBERS.format(kind=kind, field=_FIELD[kind], **names))
    tables.analyze(tables.NUMBER)
    found = 0
    for kind in owners:
        field = _FIELD[kind]
        known_open = (
            _OPEN_LOTS.format(**_PLACES[connection.vendor])
            if kind == "lot"
            else _OPEN_OTHERS.format(field=field)
        )
        found += prepared.execute(_KNOWN.format(kind=kind, field=field, open=known_open, **names))
    return found


def _fill_formulas() -> None:
    found = prepared.rows(_FORMULAS)
    if not found:
        return
    reckoned: list[object] = []
    for item_id, document_date, expiration, warranty in found:
        day = _day(document_date)
        reckoned += [
            item_id,
            day,
            dateformulas.parse(expiration).applied_to(day),
            dateformulas.parse(warranty).applied_to(day),
        ]
    values = ", ".join(
        ["(cast(%s as bigint), cast(%s as date), cast(%s as date), cast(%s as date))"] * len(found)
    )
    if connection.vendor == "sqlite":  # there cast(… as date) makes a number of the text
        values = ", ".join(["(%s, %s, %s, %s)"] * len(found))
    sql.execute(_FILL_FORMULAS.format(values=values), reckoned)


def _day(value: date | str) -> date:
    """SQLite hands out dates of hand-written SQL as text."""
    return value if isinstance(value, date) else date.fromisoformat(value)
