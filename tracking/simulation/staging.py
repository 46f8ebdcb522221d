"""Ledger entries as rows to post again: the same temporary tables that a posting asks its rules of.

What is staged is what was entered at the time, as far as the ledger tells: dates that a formula made are
taken out again where the changed code asks for entered ones.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import connection

from tracking.models import ItemTrackingCode
from tracking.posting import tables
from wms.core import dateformulas, sql

AT_ONCE = 2000  # pairs of item and document date that one statement takes


@dataclass(frozen=True)
class Period:
    first: date
    last: date


# One row an entry.  The positive half of a move is no row of its own: its number is the new number of
# the negative half.  A correction is nothing that anybody entered.
_ENTRIES = """
from ledger_itemledgerentry e
join inventory_item i on i.id = e.item_id and i.item_tracking_code_id = %(code)s
where e.posting_date between %(first)s and %(last)s and not e.correction
  and not (e.entry_type = 'transfer' and e.quantity > 0)
"""

_STAGE = f"""
insert into {tables.ROW} (
    id, wave, line_no, tracking_line_id, item_id, variant_id, location_id, entry_type, outbound, quantity,
    serial_no, lot_no, package_no, posting_date, document_date, document_no, expiration_date,
    warranty_date, sn_specific, lot_specific, package_specific, is_stock, is_transfer, new_location_id,
    new_serial_no, new_lot_no, new_package_no, new_expiration_date, is_known, has_stock,
    applies_to_entry_no, matched)
select
    r.entry_no, 0, r.document_line_no,
    case when r.serial_no <> '' or r.lot_no <> '' or r.package_no <> '' then r.entry_no end,
    r.item_id, r.variant_id, r.location_id, r.entry_type, r.quantity < 0, abs(r.quantity), r.serial_no,
    r.lot_no, r.package_no, r.posting_date, r.document_date, r.document_no,
    r.expiration_date, r.warranty_date, c.sn_specific_tracking, c.lot_specific_tracking,
    c.package_specific_tracking, r.is_stock, r.entry_type = 'transfer',
    coalesce(a.location_id, r.location_id), coalesce(a.serial_no, ''), coalesce(a.lot_no, ''),
    coalesce(a.package_no, ''), a.expiration_date, false, false, r.applies_to_entry_no, 0
from (select e.*, i.type = 'inventory' as is_stock,
             case when e.entry_type = 'transfer' then
                  (select min(p.item_ledger_entry_id) from ledger_itemapplicationentry p
                   where p.outbound_entry_id = e.entry_no and p.transferred_from_entry_id is not null)
             end as arrival
      {_ENTRIES}) r
join tracking_itemtrackingcode c on c.id = %(code)s
left join ledger_itemledgerentry a on a.entry_no = r.arrival
"""

# What the outbound rows took from, as it was applied at the time.
_MATCHES = f"""
insert into {tables.MATCH} (row_id, wave, entry_no, quantity)
select r.id, 0, a.inbound_entry_id, -a.quantity
from {tables.ROW} r
join ledger_itemapplicationentry a
    on a.item_ledger_entry_id = r.id and a.outbound_entry_id = r.id and a.quantity < 0
where r.outbound
"""

# A number that is specific now would not have been applied to stock under another one.
_UNMATCH = f"""
delete from {tables.MATCH} where exists (
    select 1 from {tables.ROW} r join ledger_itemledgerentry e on e.entry_no = {tables.MATCH}.entry_no
    where r.id = {tables.MATCH}.row_id
      and (r.sn_specific and e.serial_no <> r.serial_no or r.lot_specific and e.lot_no <> r.lot_no
        or r.package_specific and e.package_no <> r.package_no))
"""

# Numbers that had come in before: their date was known, and needed no entry (POST-086).  "+ 0": found by
# number, not by all that is known of the item.
_KNOWN = (
    f"update {tables.ROW} set is_known = true where not outbound and exists ("
    f" select 1 from ledger_itemledgerentry k where k.{{field}} = {tables.ROW}.{{field}}"
    f" and not (k.{{field}} = '') and k.item_id + 0 = {tables.ROW}.item_id"
    f" and k.variant_id + 0 = {tables.ROW}.variant_id and k.entry_no + 0 < {tables.ROW}.id"
    " and k.quantity > 0)"
    f" and {{owner}}"
)
_OWNERS = {
    "lot_no": "lot_no <> ''",
    "serial_no": "lot_no = '' and serial_no <> ''",
    "package_no": "lot_no = '' and serial_no = '' and package_no <> ''",
}

_FORMULAS = f"""
select distinct r.item_id, r.document_date,
       case when %(reckons)s = 1 then i.expiration_calculation else '' end
from {tables.ROW} r join inventory_item i on i.id = r.item_id
where r.tracking_line_id is not null and not r.is_transfer
  and (r.warranty_date is not null and %(warrants)s = 1
    or r.expiration_date is not null and not r.outbound and not r.is_known and %(reckons)s = 1
       and i.expiration_calculation <> '')
"""

_TAKE_OUT = f"""
with reckoned (item_id, document_date, expiration_date, warranty_date) as (values {{values}})
update {tables.ROW} set
    expiration_date = case when outbound or is_known then {tables.ROW}.expiration_date
                           else nullif({tables.ROW}.expiration_date, d.expiration_date) end,
    warranty_date = nullif({tables.ROW}.warranty_date, d.warranty_date)
from reckoned d
where d.item_id = {tables.ROW}.item_id and d.document_date = {tables.ROW}.document_date
  and tracking_line_id is not null and not is_transfer
"""


def count(code: ItemTrackingCode, period: Period, *, most: int) -> int:
    """How many rows there are to replay, counted no further than one beyond ``most``."""
    found = sql.rows(
        f"select count(*) from (select 1 {_ENTRIES} limit {int(most) + 1}) counted",
        _params(code, period),
    )
    return int(found[0][0])


def stage(before: ItemTrackingCode, period: Period) -> int:
    """Fill the tables.  ``before``: the code as it is stored, whose formulas made the dates."""
    tables.empty(tables.ROW)
    staged = sql.execute(_STAGE, _params(before, period))
    tables.analyze(tables.ROW)
    for field, owner in _OWNERS.items():
        sql.execute(_KNOWN.format(field=field, owner=owner))
    match()
    return staged


def match() -> None:
    """All that the outbound rows took, whatever number it carries."""
    tables.empty(tables.MATCH)
    sql.execute(_MATCHES)
    tables.analyze(tables.MATCH)


def forget_what_stock_tells() -> None:
    """Without expiration dates nothing comes from stock: only what somebody entered is left."""
    sql.execute(
        f"update {tables.ROW} set expiration_date = null where outbound or is_known or is_transfer"
    )


def forget_what_formulas_made(before: ItemTrackingCode) -> None:
    """Take out the dates that are those of a formula; an entered date of the same day goes with them."""
    reckons = before.use_expiration_dates and not before.require_expiration_date_entry
    warrants = bool(before.warranty_date_formula) and not before.require_warranty_date_entry
    if not (reckons or warrants):
        return
    found = sql.rows(_FORMULAS, {"reckons": int(reckons), "warrants": int(warrants)})
    for start in range(0, len(found), AT_ONCE):
        pairs = found[start : start + AT_ONCE]
        mark = "(cast(%s as bigint), cast(%s as date), cast(%s as date), cast(%s as date))"
        if connection.vendor == "sqlite":  # there cast(… as date) makes a number of the text
            mark = "(%s, %s, %s, %s)"
        warranty = before.warranty_date_formula if warrants else ""
        values = [value for pair in pairs for value in _reckoned(pair, warranty)]
        sql.execute(_TAKE_OUT.format(values=", ".join([mark] * len(pairs))), values)


def narrow_matches() -> None:
    """Only what was taken under the numbers that are specific now."""
    sql.execute(_UNMATCH)


def _reckoned(pair: tuple, warranty: str) -> Iterator[object]:
    item_id, day, expiration = pair
    document_date = day if isinstance(day, date) else date.fromisoformat(day)  # SQLite: text
    yield item_id
    yield document_date
    yield dateformulas.parse(expiration).applied_to(document_date)
    yield dateformulas.parse(warranty).applied_to(document_date)


def _params(code: ItemTrackingCode, period: Period) -> dict[str, object]:
    return {"code": code.pk, "first": period.first, "last": period.last}
