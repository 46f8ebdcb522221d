"""The statements that move many rows of a page at once, on both engines.

Written by hand because they insert and update from queries.  Quantities are whole 0.00001 units here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from tracking import inuse, manyvalues
from tracking.models import TrackingSession
from tracking.page import Page
from tracking.selectors import entries
from tracking.switches import NUMBER_FIELD
from wms.core import sql
from wms.core.quantity import ONE, scaled, unscaled

_COPIED = """line_id, item_id, variant_id, location_id, outbound, serial_no, lot_no, package_no, new_serial_no,
    new_lot_no, new_package_no, expiration_date, new_expiration_date, warranty_date, quantity, qty_to_handle,
    qty_to_invoice, qty_handled, qty_invoiced, qty_to_receive, qty_received, applies_to_entry_no,
    applies_from_entry_no, changed_by_id, changed_at"""


def copy_saved_rows(session: TrackingSession) -> int:
    """The saved rows of the line become the rows of the page, in the order of ITL-128; how many."""
    return sql.execute(
        f"insert into tracking_trackingline (session_id, {_COPIED}) select %s, {_COPIED}"
        " from tracking_trackingline where session_id is null and line_id = %s"
        " order by lot_no, serial_no, package_no, id",
        [session.pk, session.line_id],
    )


# The conditions of the two unique indexes of saved rows, said aloud where rows are found by line and number:
# SQLite compares every row of the line without.
BY_NUMBER = (
    "not (tracking_trackingline.serial_no = '')",
    """tracking_trackingline.serial_no = '' and not (
        tracking_trackingline.lot_no = '' and tracking_trackingline.package_no = '')""",
)


def delete_page(session: TrackingSession) -> None:
    """The page alone; the database refuses while anything belongs to it."""
    sql.execute("delete from tracking_trackingsession where id = %s", [session.pk])


class NewRow(NamedTuple):
    """A row to be added to a page, in stored form; ``quantity`` in whole 0.00001 units.

    On reclassification lines a new number left None starts as the old one (ITL-175).
    """

    serial_no: str = ""
    lot_no: str = ""
    package_no: str = ""
    quantity: int = ONE
    expiration_date: date | None = None
    warranty_date: date | None = None
    new_serial_no: str | None = None
    new_lot_no: str | None = None
    new_package_no: str | None = None
    new_expiration_date: date | None = None


_KINDS = {
    "quantity": "bigint",
    "expiration_date": "date",
    "warranty_date": "date",
    "new_expiration_date": "date",
}
_AS_QUANTITY = ("qty_to_handle", "qty_to_invoice")


def insert_new_rows(page: Page, rows: Iterable[NewRow], *, by_id: int) -> int:
    """Add rows to the page in one statement, in their order.

    What is the same in all of them, most of it as a rule, is told once.
    """
    rows = list(rows)
    if not rows:
        return 0
    line = page.line
    same: dict[str, Any] = {
        "session_id": page.session.pk,
        "line_id": line.pk,
        "item_id": line.item_id,
        "variant_id": line.variant_id,
        "location_id": line.location_id,
        "outbound": page.outbound,
        "qty_handled": 0,
        "qty_invoiced": 0,
        "changed_by_id": by_id,
        "changed_at": connection.ops.adapt_datetimefield_value(timezone.now()),
    }
    differing: dict[str, Sequence[Any]] = {}
    for name, values in _columns(page, rows).items():
        if len(set(values)) == 1 and name != "serial_no":
            same[name] = _stored(values[0])
        else:
            differing[name] = list(map(_stored, values)) if name in _DAYS else values
    source = manyvalues.rows("rows", {name: _KINDS.get(name, "text") for name in differing})
    told = {name: f"%({name})s" for name in same} | {name: name for name in differing}
    told |= dict.fromkeys(_AS_QUANTITY, told["quantity"])
    return sql.execute(
        f"insert into tracking_trackingline ({', '.join(told)})"
        f" select {', '.join(told.values())} from {source} given",
        same | {"rows": manyvalues.parameter(zip(*differing.values(), strict=True))},
    )


def _columns(page: Page, rows: Sequence[NewRow]) -> dict[str, Sequence[Any]]:
    """The rows by columns; on reclassification lines a new number that is not given is the old one."""
    columns: dict[str, Sequence[Any]] = dict(
        zip(NewRow._fields, zip(*rows, strict=True), strict=True)
    )
    nothing = [""] * len(rows)
    for field in NUMBER_FIELD.values():
        given = zip(columns[field], columns[f"new_{field}"], strict=True)
        columns[f"new_{field}"] = (
            [old if new is None else new for old, new in given]
            if page.is_reclassification
            else nothing
        )
    if not page.is_reclassification:
        columns["new_expiration_date"] = [None] * len(rows)
    return columns


_DAYS = [name for name, kind in _KINDS.items() if kind == "date"]


def _stored(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


_USED = """
select n.value from {numbers} n where exists (
    select 1 from ledger_itemledgerentry e
    where e.{field} = n.value and not (e.{field} = '') and e.item_id = %(item)s and e.variant_id = %(variant)s
) or exists (
    select 1 from tracking_trackingline t
    where t.{field} = n.value and not (t.{field} = '') and t.session_id is null
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
    """Which of these stand on a ledger entry, a tracking line, an open page or an activity of the item (SET-124)."""
    return used_of(page.line.item_id, page.line.variant_id, kind, numbers)


def used_of(item_id: int, variant_id: int, kind: str, numbers: Collection[str]) -> set[str]:
    """As ``used_numbers``, without a page."""
    query = _USED.format(
        numbers=manyvalues.values("numbers"),
        field=NUMBER_FIELD[kind],
        pages=_PAGES,
        reclassified=_RECLASSIFIED,
    )
    found = sql.rows(
        query,
        {
            "numbers": manyvalues.parameter(numbers),
            "item": item_id,
            "variant": variant_id,
        },
    )
    return {number for (number,) in found} | inuse.elsewhere(item_id, variant_id, kind, numbers)


def set_numbers(numbers: Mapping[int, str], field: str, *, by_id: int) -> None:
    """Give each of these rows its own number, in one statement."""
    sql.execute(
        f"update tracking_trackingline set {field} = given.value, changed_by_id = %(by)s"
        f" from {manyvalues.pairs('numbers')} given where given.id = tracking_trackingline.id",
        {"numbers": manyvalues.parameter(numbers.items()), "by": by_id},
    )


def add_quantities(quantities: Mapping[int, int], *, by_id: int) -> None:
    """Raise the quantity of each of these rows, in whole 0.00001 units; what follows from it too (ITL-049)."""
    more = "tracking_trackingline.quantity + cast(given.value as bigint)"
    sql.execute(
        f"update tracking_trackingline set quantity = {more},"
        f" qty_to_handle = {more} - tracking_trackingline.qty_handled,"
        f" qty_to_invoice = {more} - tracking_trackingline.qty_invoiced, changed_by_id = %(by)s"
        f" from {manyvalues.pairs('quantities')} given where given.id = tracking_trackingline.id",
        {"quantities": manyvalues.parameter(quantities.items()), "by": by_id},
    )


def create_serial_cards(page: Page, serials: Iterable[str]) -> None:
    """Create SN Information: a card for each serial that has none (SET-163)."""
    line = page.line
    sql.execute(
        "insert into tracking_numberinformation (kind, item_id, variant_id, number, description, blocked,"
        " test_quality, certificate_number, country_code)"
        " select 'serial', %(item)s, %(variant)s, n.value, '', %(blocked)s, '', '', ''"
        f" from {manyvalues.values('serials')} n where true on conflict do nothing",
        {
            "serials": manyvalues.parameter(serials),
            "item": line.item_id,
            "variant": line.variant_id,
            "blocked": False,
        },
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
            selectable=entries.NOT_HELD,
            fresh="and (expiration_date is null or expiration_date >= %(on)s)" if strict else "",
            keys=", ".join(page.key_fields or NUMBER_FIELD.values()),
            order=_SORTED,
        ),
        values | {"need": scaled(need), "one": ONE, "on": on.isoformat()},
    )


_SAVED_AND_HERE = """
select serial_no, lot_no, package_no, sum(saved), sum(here), sum(saved_handle), sum(here_handle) from (
    select serial_no, lot_no, package_no, quantity as saved, 0 as here, qty_to_handle as saved_handle,
           0 as here_handle
    from tracking_trackingline where session_id is null and line_id = %s
    union all
    select serial_no, lot_no, package_no, 0, quantity, 0, qty_to_handle
    from tracking_trackingline where session_id = %s
) both_sides
group by serial_no, lot_no, package_no
having sum(saved) <> sum(here) or sum(saved_handle) <> sum(here_handle)
order by lot_no, serial_no, package_no limit %s
"""


def differences_from_saved(
    session: TrackingSession, *, most: int
) -> list[tuple[tuple[str, str, str], list[Decimal]]]:
    """Combinations that the saved rows have otherwise than the page: their numbers; the quantity saved and
    here, Qty. to Handle saved and here."""
    found = sql.rows(_SAVED_AND_HERE, [session.line_id, session.pk, most])
    return [
        ((serial_no, lot_no, package_no), [unscaled(int(units)) for units in quantities])
        for serial_no, lot_no, package_no, *quantities in found
    ]
