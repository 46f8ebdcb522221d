"""The statements that move many rows of a page at once, on both engines.

Written by hand because they insert and update from queries.  Quantities are whole 0.00001 units here.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from tracking.models import TrackingLine, TrackingSession
from tracking.page import Page
from tracking.selectors import entries
from tracking.selectors.known import LAST_FIRST
from tracking.switches import NUMBER_FIELD
from wms.core import sql
from wms.core.quantity import ONE, scaled

_COPIED = """line_id, item_id, variant_id, location_id, outbound, serial_no, lot_no, package_no, new_serial_no,
    new_lot_no, new_package_no, expiration_date, new_expiration_date, warranty_date, quantity, qty_to_handle,
    qty_to_invoice, qty_handled, qty_invoiced, applies_to_entry_no, applies_from_entry_no, changed_by_id,
    changed_at"""


def copy_saved_rows(session: TrackingSession) -> None:
    """The saved rows of the line become the rows of the page, in the order of ITL-128."""
    sql.execute(
        f"insert into tracking_trackingline (session_id, {_COPIED}) select %s, {_COPIED}"
        " from tracking_trackingline where session_id is null and line_id = %s"
        " order by lot_no, serial_no, package_no, id",
        [session.pk, session.line_id],
    )


class NewRow(NamedTuple):
    """A row to be added to a page, in stored form; ``quantity`` in whole 0.00001 units."""

    serial_no: str = ""
    lot_no: str = ""
    package_no: str = ""
    quantity: int = ONE
    expiration_date: date | None = None
    warranty_date: date | None = None


_NEW_ROW_FIELDS = (
    "session",
    "line",
    "item",
    "variant",
    "location",
    "outbound",
    "serial_no",
    "lot_no",
    "package_no",
    "new_serial_no",
    "new_lot_no",
    "new_package_no",
    "quantity",
    "qty_to_handle",
    "qty_to_invoice",
    "qty_handled",
    "qty_invoiced",
    "expiration_date",
    "warranty_date",
    "new_expiration_date",
    "changed_by",
    "changed_at",
)


def insert_new_rows(page: Page, rows: Iterable[NewRow], *, by_id: int) -> int:
    """Add rows to the page in one load; on reclassification lines the new numbers start as the old ones."""
    line, now = page.line, connection.ops.adapt_datetimefield_value(timezone.now())
    head = (page.session.pk, line.pk, line.item_id, line.variant_id, line.location_id)
    renames = page.is_reclassification
    return sql.insert_rows(
        TrackingLine,
        _NEW_ROW_FIELDS,
        (
            (
                *head,
                page.outbound,
                *row[:3],
                *(row[:3] if renames else ("", "", "")),
                row.quantity,
                row.quantity,
                row.quantity,
                0,
                0,
                row.expiration_date,
                row.warranty_date,
                row.expiration_date if renames else None,
                by_id,
                now,
            )
            for row in rows
        ),
    )


def last_row_id() -> int:
    """Rows inserted after this have greater ids, for as long as the page is locked."""
    return int(sql.rows("select coalesce(max(id), 0) from tracking_trackingline")[0][0])


def _list_of_numbers() -> str:
    """A list given as one JSON parameter, as rows of one column ``value``."""
    if connection.vendor == "postgresql":
        return "json_array_elements_text(cast(%(numbers)s as json))"
    return "json_each(%(numbers)s)"


_USED = """
select n.value from {numbers} n where exists (
    select 1 from ledger_itemledgerentry e
    where e.{field} = n.value and e.{field} <> '' and e.item_id = %(item)s and e.variant_id = %(variant)s
) or exists (
    select 1 from tracking_trackingline t
    where t.{field} = n.value and t.{field} <> '' and t.session_id is null
      and t.item_id = %(item)s and t.variant_id = %(variant)s
) or n.value in (
    select t.{field} from tracking_trackingline t where t.session_id in ({pages}) and t.{field} <> ''
) or n.value in (
    select t.new_{field} from tracking_trackingline t
    where (t.session_id in ({pages}) or t.session_id is null and t.line_id in ({reclassified}))
      and t.new_{field} <> ''
)
"""
_PAGES = """select s.id from tracking_trackingsession s join documents_documentline l on l.id = s.line_id
    where l.item_id = %(item)s and l.variant_id = %(variant)s"""
_RECLASSIFIED = """select l.id from documents_documentline l join documents_document d on d.id = l.document_id
    where l.item_id = %(item)s and l.variant_id = %(variant)s and d.kind = 'reclassification_journal'"""


def used_numbers(page: Page, kind: str, numbers: Collection[str]) -> set[str]:
    """Which of these stand on a ledger entry, a tracking line or an open page of the item (SET-124)."""
    query = _USED.format(
        numbers=_list_of_numbers(),
        field=NUMBER_FIELD[kind],
        pages=_PAGES,
        reclassified=_RECLASSIFIED,
    )
    found = sql.rows(
        query,
        {
            "numbers": json.dumps(list(numbers)),
            "item": page.line.item_id,
            "variant": page.line.variant_id,
        },
    )
    return {number for (number,) in found}


def set_numbers(numbers: Mapping[int, str], field: str, *, by_id: int) -> None:
    """Give each of these rows its own number, in one statement."""
    pairs = json.dumps([[pk, number] for pk, number in numbers.items()])
    if connection.vendor == "postgresql":
        given = (
            "select (v ->> 0)::bigint as id, v ->> 1 as number from json_array_elements(%s::json) v"
        )
    else:
        given = (
            "select json_extract(v.value, '$[0]') as id, json_extract(v.value, '$[1]') as number"
            " from json_each(%s) v"
        )
    sql.execute(
        f"update tracking_trackingline set {field} = given.number, changed_by_id = %s"
        f" from ({given}) given where given.id = tracking_trackingline.id",
        [by_id, pairs],
    )


_KNOWN = """
select owner.number, e.expiration_date, e.remaining_quantity > 0 as is_open
from (select distinct {field} as number from tracking_trackingline
      where session_id = %(session)s and id > %(after)s and {owns}) owner
join ledger_itemledgerentry e on e.entry_no = (
    select i.entry_no from ledger_itemledgerentry i
    where i.{field} = owner.number and i.{field} <> '' and i.item_id = %(item)s
      and i.variant_id = %(variant)s and i.quantity > 0
    order by {order} limit 1)
"""
_OWNS = {
    "lot": "lot_no <> ''",
    "serial": "lot_no = '' and serial_no <> ''",
    "package": "lot_no = '' and serial_no = '' and package_no <> ''",
}


def _known_values(page: Page, after: int) -> dict[str, int]:
    line = page.line
    return {
        "session": page.session.pk,
        "after": after,
        "item": line.item_id,
        "variant": line.variant_id,
    }


def contradicted_dates(page: Page, *, after: int) -> list[tuple[int, str, date | None]]:
    """Rows with an id above ``after`` whose date is not that of existing entries: id, number, known date.

    One statement a kind of number.  A known blank date binds only while there is stock (ITL-074).
    """
    found = []
    for kind, field in NUMBER_FIELD.items():
        known = _KNOWN.format(field=field, owns=_OWNS[kind], order=LAST_FIRST)
        found += sql.rows(
            f"select t.id, known.number, known.expiration_date from tracking_trackingline t"
            f" join ({known}) known on known.number = t.{field}"
            f" where t.session_id = %(session)s and t.id > %(after)s and {_OWNS[kind]}"
            " and t.expiration_date is not null"
            " and (known.expiration_date <> t.expiration_date"
            "      or known.expiration_date is null and known.is_open)",
            _known_values(page, after),
        )
    return found


def fill_known_dates(page: Page, *, after: int) -> None:
    """Rows with an id above ``after`` and without a date get that of existing entries (ITL-072)."""
    for kind, field in NUMBER_FIELD.items():
        known = _KNOWN.format(field=field, owns=_OWNS[kind], order=LAST_FIRST)
        sql.execute(
            f"update tracking_trackingline set expiration_date = known.expiration_date from ({known}) known"
            " where tracking_trackingline.session_id = %(session)s"
            " and tracking_trackingline.id > %(after)s"
            f" and {_OWNS[kind]} and tracking_trackingline.expiration_date is null"
            f" and tracking_trackingline.{field} = known.number",
            _known_values(page, after),
        )


def create_serial_cards(page: Page, *, after: int) -> None:
    """Create SN Information: a card for each new serial that has none (SET-163)."""
    line = page.line
    sql.execute(
        "insert into tracking_numberinformation (kind, item_id, variant_id, number, description, blocked,"
        " test_quality, certificate_number, country_code)"
        " select 'serial', t.item_id, t.variant_id, t.serial_no, '', %s, '', '', ''"
        " from tracking_trackingline t where t.session_id = %s and t.id > %s and t.serial_no <> ''"
        " and not exists (select 1 from tracking_numberinformation c where c.kind = 'serial'"
        " and c.item_id = %s and c.variant_id = %s and c.number = t.serial_no)",
        [False, page.session.pk, after, line.item_id, line.variant_id],
    )


_SORTED = entries.FIRST_EXPIRED_FIRST
_PROPOSE = """
with usable as (
    select listed.*, {selectable} as free from ({listed}) listed
    where not blocked {fresh}
), within_key as (
    select id, serial_no, lot_no, package_no, expiration_date, free, key_left,
           sum(free) over (partition by {keys} order by {order} rows unbounded preceding) - free as taken
    from usable where free > 0
), offered as (
    select id, serial_no, lot_no, package_no, expiration_date,
           case when key_left - taken >= free then free
                when key_left - taken > 0 then key_left - taken else 0 end as free
    from within_key
), running as (
    select id, serial_no, free, %(need)s - (sum(free) over (order by {order} rows unbounded preceding) - free)
           as need
    from offered
)
update tracking_availabilityfigure set selected = case
    when running.serial_no <> '' and running.need < %(one)s then 0
    when running.need >= running.free then running.free else running.need end
from running where running.id = tracking_availabilityfigure.id and running.need > 0
"""


def propose_selection(page: Page, *, need: Decimal, on: date) -> None:
    """Select from the top until the need is met, in one statement (ITL-110)."""
    query, values = entries.listed(page)
    strict = page.code.strict_expiration_posting and not page.is_reclassification
    sql.execute(
        _PROPOSE.format(
            listed=query,
            selectable=entries.SELECTABLE,
            fresh="and (expiration_date is null or expiration_date >= %(on)s)" if strict else "",
            keys=", ".join(page.key_fields or NUMBER_FIELD.values()),
            order=_SORTED,
        ),
        values | {"need": scaled(need), "one": ONE, "on": on.isoformat()},
    )


_SAME_SERIAL = "f.serial_no <> '' and r.serial_no = f.serial_no"
_SAME_LOT = (
    "f.serial_no = '' and r.serial_no = '' and r.lot_no = f.lot_no and r.package_no = f.package_no"
)


def add_selected_to_rows(page: Page, *, by_id: int) -> None:
    """What was selected goes to the rows that have the combination already (ITL-113, ITL-049)."""
    for same, quantity in (
        (_SAME_SERIAL, str(ONE)),
        (_SAME_LOT, "tracking_trackingline.quantity + f.selected"),
    ):
        matched = same.replace("r.", "tracking_trackingline.")
        sql.execute(
            f"update tracking_trackingline set quantity = {quantity},"
            f" qty_to_handle = {quantity} - tracking_trackingline.qty_handled,"
            f" qty_to_invoice = {quantity} - tracking_trackingline.qty_invoiced, changed_by_id = %s"
            f" from tracking_availabilityfigure f where f.session_id = %s and f.selected > 0 and {matched}"
            " and tracking_trackingline.session_id = %s",
            [by_id, page.session.pk, page.session.pk],
        )


def insert_selected_rows(page: Page, *, by_id: int) -> None:
    """What was selected of the other combinations becomes new rows, first expired first."""
    line = page.line
    new = (
        "f.serial_no, f.lot_no, f.package_no, f.expiration_date"
        if page.is_reclassification
        else "'', '', '', null"
    )
    sql.execute(
        "insert into tracking_trackingline (session_id, line_id, item_id, variant_id, location_id, outbound,"
        " serial_no, lot_no, package_no, new_serial_no, new_lot_no, new_package_no, new_expiration_date,"
        " warranty_date, quantity, qty_to_handle, qty_to_invoice, qty_handled, qty_invoiced, changed_by_id,"
        " changed_at)"
        f" select %s, %s, %s, %s, %s, %s, f.serial_no, f.lot_no, f.package_no, {new}, f.warranty_date,"
        " f.selected, f.selected, f.selected, 0, 0, %s, %s from tracking_availabilityfigure f"
        " where f.session_id = %s and f.selected > 0 and not exists ("
        f"  select 1 from tracking_trackingline r where r.session_id = f.session_id and {_SAME_SERIAL})"
        " and not exists ("
        f"  select 1 from tracking_trackingline r where r.session_id = f.session_id and {_SAME_LOT})"
        f" order by {_SORTED}",
        [
            page.session.pk,
            line.pk,
            line.item_id,
            line.variant_id,
            line.location_id,
            page.outbound,
            by_id,
            connection.ops.adapt_datetimefield_value(timezone.now()),
            page.session.pk,
        ],
    )
