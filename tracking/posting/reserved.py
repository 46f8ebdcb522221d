"""What is reserved, while goods leave: whose it is, and what a posting may take of it (POST-028, POST-108).

Asked only where something of the posted items is reserved.  The line's own holds are matched first; holds of
others that state no number make room where they can (ITL-218); the rest of what is held is put out of reach
of the matching, as if a row that nobody posts had taken it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from tracking.models import PostingRow, Reservation
from tracking.posting import tables
from tracking.posting.context import Posting
from tracking.reservations.holds import Hold, Place, Stock, specific_fields, write
from wms.core import sql
from wms.core.quantity import scaled
from wms.documents.models import DocumentLine
from wms.inventory.models import Item

NOBODY = -1  # the row that holds what is out of reach
_NAMED = 3

_PLACES = f"""
select distinct r.item_id, r.variant_id, r.location_id from {tables.ROW} r
where r.outbound and r.is_stock and exists (select 1 from tracking_reservation h where h.item_id = r.item_id)
"""
_BEYOND_REACH = f"""
delete from {tables.MATCH} where wave = %(wave)s and row_id <> {NOBODY} and entry_no in (
    select m.entry_no from {tables.MATCH} m join ledger_itemledgerentry e on e.entry_no = m.entry_no
    where m.wave = %(wave)s group by m.entry_no, e.remaining_quantity
    having sum(m.quantity) > e.remaining_quantity)
"""


def claim(posting: Posting, wave: int) -> None:
    """Before the matching of a wave: match what the lines hold themselves, put the rest out of reach."""
    stocks = _stocks()
    rows = PostingRow.objects.filter(wave=wave, outbound=True, is_stock=True)
    rows = rows.select_related("item__item_tracking_code__tracking_dimension_group").order_by("id")
    pieces: list[tuple[int, int, int, int]] = []
    for row in rows:
        stock = stocks.get((row.item_id, row.variant_id, row.location_id))
        if stock is not None:
            pieces += [(row.pk, wave, *piece) for piece in _claimed(posting, stock, row)]
    for stock in stocks.values():
        for hold in [hold for hold in stock.holds if hold.line_id < 0]:
            stock.drop(
                hold, stock.holds[hold]
            )  # what the rows of this posting will take from free stock
    if not posting.accept_reserved:
        pieces += [
            (NOBODY, wave, hold.entry_no, units)
            for stock in stocks.values()
            for hold, units in stock.holds.items()
        ]
    _insert(pieces)
    write(stocks.values(), by_id=posting.by.pk)


def _stocks() -> dict[Place, Stock]:
    item_ids = {item_id for item_id, _, _ in sql.rows(_PLACES)}
    items = Item.objects.select_related("item_tracking_code__tracking_dimension_group").in_bulk(
        item_ids
    )
    return Stock.at(_PLACES, {}, items=items) if items else {}


def _claimed(posting: Posting, stock: Stock, row: PostingRow) -> Iterator[tuple[int, int]]:
    """(entry, units) of the line's own holds; what the row needs beyond is made free if it can be."""
    wanted = scaled(row.quantity)
    numbers = _numbers(row)
    if row.applies_to_entry_no:  # it takes that entry, whatever the line holds else
        for hold in [
            Hold(row.line_id, row.applies_to_entry_no, stated) for stated in (True, False)
        ]:
            units = min(stock.holds.get(hold, 0), wanted)
            stock.consume(hold, units)
            wanted -= units
        stock.claim(-row.pk, row.applies_to_entry_no, wanted)
        return
    mine = [
        hold
        for hold in stock.holds
        if hold.line_id == row.line_id
        and (numbers is None or stock.entries[hold.entry_no].numbers == numbers)
    ]
    for hold in sorted(mine, key=lambda hold: (not hold.is_specific, hold.entry_no)):
        units = min(stock.holds[hold], wanted)
        if units > 0:
            yield hold.entry_no, units
            stock.consume(hold, units)
            wanted -= units
    if wanted and numbers is not None and not posting.accept_reserved:
        short = wanted - stock.free(numbers)
        if short > 0:
            stock.release(row.line_id, short, which=lambda hold: not hold.is_specific)
            stock.make_room(row.line_id, wanted, numbers=numbers)
    stock.take(-row.pk, wanted, numbers=numbers)


def _numbers(row: PostingRow) -> tuple[str, ...] | None:
    fields = specific_fields(row.item)
    return tuple(getattr(row, field) for field in fields) if fields else None


def _insert(pieces: list[tuple[int, int, int, int]]) -> None:
    for start in range(0, len(pieces), 1000):
        part = pieces[start : start + 1000]
        values = ", ".join(
            f"({row}, {wave}, {entry_no}, {units})" for row, wave, entry_no, units in part
        )
        sql.execute(
            f"insert into {tables.MATCH} (row_id, wave, entry_no, quantity) values {values}"
        )


def withdraw(wave: int) -> None:
    """After the matching: serials held by others are nobody's to take, and NOBODY goes again."""
    sql.execute(_BEYOND_REACH, {"wave": wave})
    sql.execute(f"delete from {tables.MATCH} where row_id = {NOBODY}")


def settle(posting: Posting) -> None:
    """Once posted: no line holds more than is outstanding on it, nor an entry more than remains of it."""
    posted = DocumentLine.objects.filter(document=posting.document, reservations__isnull=False)
    lines = {line.pk: line for line in posted.distinct()}
    stocks = _stocks()
    for stock in stocks.values():
        for line_id in {hold.line_id for hold in stock.holds} & lines.keys():
            outstanding = scaled(abs(lines[line_id].outstanding_base))
            too_much = stock.held_by(line_id) - outstanding
            if too_much > 0:
                too_much -= stock.release(
                    line_id, too_much, which=lambda hold: not hold.is_specific
                )
                stock.release(line_id, too_much, which=lambda hold: hold.is_specific)
        _cut_to_what_remains(stock)
    write(stocks.values(), by_id=posting.by.pk)


def _cut_to_what_remains(stock: Stock) -> None:
    """Stock that was taken although it was reserved is reserved no more; other stock may be (POST-108)."""
    for hold in sorted(stock.holds, key=lambda hold: (hold.is_specific, -hold.line_id)):
        entry = stock.entries.get(hold.entry_no)
        too_much = stock.held[hold.entry_no] - (entry.remaining if entry else 0)
        if too_much > 0:
            units = min(too_much, stock.holds[hold])
            stock.drop(hold, units)
            if not hold.is_specific:
                stock.take(hold.line_id, units)


def holders(rows: Iterable[PostingRow]) -> dict[int, tuple[int, str]]:
    """For rows that got too little: how much of what they ask for others hold, and who; by row id."""
    rows = list(rows)
    wanted = defaultdict(list)
    for row in rows:
        wanted[row.item_id].append(row)
    held = (
        Reservation.objects.filter(item__in=wanted, entry__remaining_quantity__gt=0)
        .exclude(line__in={row.line_id for row in rows})
        .select_related("entry", "line__document")
        .order_by("line_id", "entry_id")
    )
    units: dict[int, int] = defaultdict(int)
    names: dict[int, list[str]] = defaultdict(list)
    for hold in held:
        for row in wanted[hold.item_id]:
            entry = hold.entry
            same_place = (entry.variant_id, entry.location_id) == (row.variant_id, row.location_id)
            fields = specific_fields(row.item)
            if same_place and all(getattr(entry, one) == getattr(row, one) for one in fields):
                units[row.pk] += scaled(hold.quantity)
                if str(hold.line) not in names[row.pk]:
                    names[row.pk].append(str(hold.line))
    return {
        pk: (units[pk], ", ".join(names[pk][:_NAMED]) + (" and others" * (len(names[pk]) > _NAMED)))
        for pk in units
    }
