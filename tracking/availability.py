"""Availability: what of each number is in stock, and who has asked for it (ITL-189…203).

One question, asked in one statement, whoever asks: the page on opening, Refresh Availability, the check on
closing, Select Entries, lookups, picks.  It reads open ledger entries and open demand through their partial
indexes, so its cost follows what is open and never the length of the ledger.

    for figure in figures(Scope.of(line), line=line): ...

Quantities are base units.  Supply that is not posted yet never counts (ITL-197); stock without any number
is not part of it (ITL-189).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from operator import itemgetter
from typing import Any, NamedTuple, Self

from django.db.models import QuerySet
from django.utils import timezone

from tracking.models import AvailabilityFigure, TrackingSession
from tracking.reservations.figures import fill_reserved
from wms.core import sql
from wms.core.quantity import ZERO, unscaled
from wms.documents.models import DocumentLine


class Combination(NamedTuple):
    """Serial, lot and package number; "" where there is none."""

    serial_no: str = ""
    lot_no: str = ""
    package_no: str = ""

    def __str__(self) -> str:
        return " / ".join(filter(None, self))


ANY = Combination()


class Scope(NamedTuple):
    """Where availability is judged: an item and variant at one location."""

    item_id: int
    variant_id: int
    location_id: int

    @classmethod
    def of(cls, line: DocumentLine) -> Self:
        return cls(line.item_id, line.variant_id, line.location_id)


class Figure(NamedTuple):
    """The figures of one combination, as the database gave them: ten thousand cost next to nothing.

    ``requested`` (Total Requested) leaves out rows with Qty. to Handle 0: those are ``parked`` (ITL-192).
    ``current_requested`` is the part of it that is saved for the line asked about.  Units are None where
    nobody asks for the number.
    """

    serial_no: str = ""
    lot_no: str = ""
    package_no: str = ""
    expires: date | str | None = None
    warranty: date | str | None = None
    total_units: int = 0
    requested_units: int | None = None
    current_requested_units: int | None = None
    parked_units: int | None = None
    is_blocked: bool | None = None

    @property
    def combination(self) -> Combination:
        return Combination(self.serial_no, self.lot_no, self.package_no)

    @property
    def expiration_date(self) -> date | None:
        return as_day(self.expires)

    @property
    def warranty_date(self) -> date | None:
        return as_day(self.warranty)

    @property
    def units(self) -> tuple[int, ...]:
        """In stock, requested, of that by the line, parked."""
        return tuple(units or 0 for units in self[5:9])

    @property
    def total(self) -> Decimal:
        return unscaled(self.total_units)

    @property
    def requested(self) -> Decimal:
        return unscaled(self.requested_units or 0)

    @property
    def current_requested(self) -> Decimal:
        return unscaled(self.current_requested_units or 0)

    @property
    def parked(self) -> Decimal:
        return unscaled(self.parked_units or 0)

    @property
    def blocked(self) -> bool:
        return bool(self.is_blocked)

    def available(self, *, pending: Decimal = ZERO) -> Decimal:
        """Total Available Quantity (ITL-196); may be negative.  ``pending``: not saved yet (ITL-194)."""
        return self.total - self.requested - pending


class Figures:
    """What is known of many combinations: each becomes a Figure when it is looked at.

    ``rows`` are as the database gave them, in the shape of a Figure.  Most of ten thousand are only counted,
    or written to the snapshot as they are.
    """

    __slots__ = ("rows",)

    def __init__(self, rows: Iterable[tuple] = ()) -> None:
        self.rows = list(rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Figure]:
        return map(partial(tuple.__new__, Figure), self.rows)


# What a row asks of stock: what is not handled yet, or nothing while it is parked (ITL-190, ITL-194).
ASKED = "case when qty_to_handle > 0 then quantity - qty_handled else 0 end"

_SCOPE = "item_id = %(item)s and variant_id = %(variant)s and location_id = %(location)s{only}"
# Serials are nearly always one row each: they come as they are, and the rest added up by lot and package.
_SERIALS = f"{_SCOPE} and serial_no <> ''"
_LOTS = f"{_SCOPE} and serial_no = '' and (lot_no <> '' or package_no <> '')"
# Where serials are specific there is no rest to look for: all that is open has one (POST-041, SET-074).
_REST_IN_STOCK = f"""{_LOTS} and not exists (
    select 1 from inventory_item i join tracking_itemtrackingcode c on c.id = i.item_tracking_code_id
    where i.id = %(item)s and c.sn_specific_tracking)"""
# A saved row with Qty. to Handle 0 is parked: it asks for nothing, but is seen (ITL-192).
_CURRENT = f"case when line_id = %(line)s then {ASKED} else 0 end"
_PARKED = "case when qty_to_handle = 0 then quantity - qty_handled else 0 end"
_OPEN = (
    "from tracking_trackingline where outbound and quantity > qty_handled and session_id is null"
)
# What the last column says of rows that are not stock; demand is asked for, and not blocked by that.
_ASKED_FOR, _BLOCKED = range(2)
# Rows of stock have the shape of a Figure, with null where others have something to say: that nobody asks
# for most of them costs nothing then, while a zero costs as much to read as a quantity.  Days come as text
# and stay so until somebody asks for one: most are only written to the snapshot.
_NOTHING_SAID = (None, None, None, None)
_UNSAID = "null, null, null, null"
_DAYS = "cast({0}expiration_date{1} as text), cast({2}warranty_date{1} as text)"
_STOCK_OF_SERIALS = f"""
select serial_no, lot_no, package_no, {_DAYS.format("", "", "")}, remaining_quantity, {_UNSAID}
from ledger_itemledgerentry where remaining_quantity > 0 and {_SERIALS}
"""
_STOCK_OF_LOTS = f"""
select '', lot_no, package_no, {_DAYS.format("min(", ")", "max(")},
       cast(sum(remaining_quantity) as bigint), {_UNSAID}
from ledger_itemledgerentry where remaining_quantity > 0 and {_REST_IN_STOCK} group by lot_no, package_no
"""
_DEMAND_FOR_SERIALS = f"""
select serial_no, lot_no, package_no, null, null, 0, {ASKED}, {_CURRENT}, {_PARKED}, {_ASKED_FOR}
{_OPEN} and {_SERIALS}
"""
_DEMAND_FOR_LOTS = f"""
select '', lot_no, package_no, null, null, 0, cast(sum({ASKED}) as bigint),
       cast(sum({_CURRENT}) as bigint), cast(sum({_PARKED}) as bigint), {_ASKED_FOR}
{_OPEN} and {_LOTS} group by lot_no, package_no
"""
_BLOCKED_CARDS = f"""
select kind, number, '', null, null, 0, 0, 0, 0, {_BLOCKED} from tracking_numberinformation
where item_id = %(item)s and variant_id = %(variant)s and blocked
"""
_OF_SERIAL = " union all ".join((_STOCK_OF_SERIALS, _DEMAND_FOR_SERIALS, _BLOCKED_CARDS))
_OF_ALL = " union all ".join((_OF_SERIAL, _STOCK_OF_LOTS, _DEMAND_FOR_LOTS))
_SERIAL, _NUMBERS = itemgetter(0), itemgetter(0, 1, 2)
_ON_PAGE = (
    """{0} in (select {0} from tracking_trackingline where session_id = %(page)s and {0} <> '')"""
)


def figures(
    scope: Scope,
    *,
    line: DocumentLine | None = None,
    only: Combination = ANY,
    on_page: TrackingSession | None = None,
) -> Figures:
    """What is known of each combination of the scope: one statement, however many there are.

    ``line``: whose part of the demand is Current Requested.  ``only`` narrows it down to combinations that
    carry these numbers; blanks in it do not count.  ``on_page``: to those that share a number with a row of
    this open page.
    """
    values: dict[str, Any] = {
        "item": scope.item_id,
        "variant": scope.variant_id,
        "location": scope.location_id,
        "line": line.pk if line else 0,
    }
    narrowed = ""
    if on_page is not None:
        narrowed = f" and ({' or '.join(map(_ON_PAGE.format, _shared_numbers(on_page)))})"
        values["page"] = on_page.pk
    for field, number in only._asdict().items():
        if number:
            # the second condition is that of an index, said aloud for SQLite
            narrowed += f" and {field} = %({field})s and not ({field} = '')"
            values[field] = number
    query = _OF_SERIAL if only.serial_no else _OF_ALL
    known = sql.rows(query.replace("{only}", narrowed), values)
    stock = [row for row in known if row[-1] is None]
    others = [row for row in known if row[-1] is not None]
    demand = [row for row in others if row[-1] == _ASKED_FOR]
    found = _put_together(stock, demand)
    blocked = {row[:2] for row in others if row[-1] == _BLOCKED}
    return Figures((_marked(row, blocked) for row in found) if blocked else found)


def _put_together(stock: list[tuple], demand: list[tuple]) -> list[tuple]:
    """One row a combination; where one has several rows after all, they are added up."""
    key: Callable[[tuple], Any] = _SERIAL
    places = _places(stock, key)
    if len(places) != len(stock):
        stock, key = _added_up(stock, _with_more_stock), _NUMBERS
        places = _places(stock, key)
    if len(set(map(_NUMBERS, demand))) != len(demand):
        demand = _added_up(demand, _with_more_demand)
    for row in demand:
        place = places.get(key(row))
        if place is not None and (known := stock[place])[:3] == row[:3]:
            stock[place] = known[:6] + row[6:]
        else:
            stock.append(row)
    return stock


def _places(rows: list[tuple], key: Callable[[tuple], Any]) -> dict[Any, int]:
    return dict(zip(map(key, rows), range(len(rows)), strict=True))


def _added_up(rows: list[tuple], add: Callable[[tuple, tuple], tuple]) -> list[tuple]:
    sums: dict[tuple, tuple] = {}
    for row in rows:
        numbers = row[:3]
        sums[numbers] = add(sums[numbers], row) if numbers in sums else row
    return list(sums.values())


def _with_more_stock(row: tuple, more: tuple) -> tuple:
    """The earliest expiration date and the latest warranty date of both (FEFO stays on the safe side)."""
    expires = [day for day in (row[3], more[3]) if day]
    warranty = [day for day in (row[4], more[4]) if day]
    dates = min(expires, default=None), max(warranty, default=None)
    return (*row[:3], *dates, row[5] + more[5], *row[6:])


def _with_more_demand(row: tuple, more: tuple) -> tuple:
    sums = (one + other for one, other in zip(row[6:9], more[6:9], strict=True))
    return (*row[:6], *sums, *row[9:])


def _marked(row: tuple, blocked: set[tuple]) -> tuple:
    """Blocked when one of its numbers is (ITL-213)."""
    numbers = zip(("serial", "lot", "package"), row[:3], strict=True)
    return row if blocked.isdisjoint(numbers) else (*row[:9], True)


def figure_of(
    scope: Scope, combination: Combination, *, line: DocumentLine | None = None
) -> Figure:
    """The figures of exactly this combination; all zero when it is unknown here."""
    for figure in figures(scope, line=line, only=combination):
        if figure.combination == combination:
            return figure
    return Figure(*combination)


def as_day(value: date | str | None) -> date | None:
    """Days of figures come as text, as do those of hand-written SQL on SQLite."""
    return date.fromisoformat(value) if isinstance(value, str) else value


# --- the snapshot that an open page keeps (ITL-204) ---


@dataclass(frozen=True)
class Change:
    """What became of one combination between two looks at stock and demand."""

    before: Figure
    after: Figure

    @property
    def combination(self) -> Combination:
        return self.before.combination


def collect(session: TrackingSession, *, is_new: bool = False, is_empty: bool = False) -> None:
    """Read the figures that the page needs and keep them with it, in place of those it had.

    Where goods leave: of the whole scope, to choose from.  Where goods come in: of the numbers on the page;
    ``collect_whole`` reads the rest for those who want to look at it.  The same few statements however many
    numbers; one more where the line has a bin.  ``is_new``: the page has just been made, so there is
    nothing to replace; ``is_empty``: it has no rows.
    """
    now = Figures() if is_empty and not session.line.outbound else _figures_for(session)
    if is_new:
        _keep_whole(session, now)
    else:
        _replace(session, now)


def collect_to_close(session: TrackingSession, *, has_figures: bool) -> bool:
    """As ``collect``, for the last look before the page closes; answers whether there are figures.

    ``has_figures``: whether the page kept any.  When it stays open after all, ``looked_now`` it has.
    """
    now = _figures_for(session)
    if has_figures:
        session.figures.all().delete()
    _keep_whole(session, now)
    return bool(now)


def looked_now(session: TrackingSession) -> None:
    """The figures of the page are as of now."""
    session.availability_at = timezone.now()
    session.save(update_fields=["availability_at"])


def collect_whole(session: TrackingSession) -> None:
    """Read the figures of the whole scope, to be looked at on a page where goods come in."""
    _replace(session, figures(Scope.of(session.line), line=session.line))


def collect_anew(session: TrackingSession) -> list[Change]:
    """As ``collect``; answers with what changed since the page looked last."""
    before, now = _kept(session), _figures_for(session)
    _replace(session, now)
    if not session.line.outbound:
        before = {numbers: before[numbers] for numbers in before.keys() & _on_page(session, before)}
    return _changes(before, now)


def _figures_for(session: TrackingSession) -> Figures:
    on_page = None if session.line.outbound else session
    return figures(Scope.of(session.line), line=session.line, on_page=on_page)


def _shared_numbers(session: TrackingSession) -> list[str]:
    """The fields by which rows of a page and stock belong together: serials, and the first specific kind."""
    code = session.line.item.item_tracking_code
    specific = [
        field
        for kind, field in zip(("serial", "lot", "package"), Combination._fields, strict=True)
        if code is not None and code.is_specific(kind)
    ]
    return list(dict.fromkeys(["serial_no", *specific[:1]])) if specific else [*Combination._fields]


def _on_page(session: TrackingSession, combinations: Iterable[Combination]) -> set[Combination]:
    """Those of the combinations that share a number with a row of the page."""
    fields = _shared_numbers(session)
    found: set[tuple[str, str]] = set()
    for row in session.rows.values_list(*fields):
        found.update(zip(fields, row, strict=True))
    return {
        combination
        for combination in combinations
        if any(
            number and (field, number) in found for field, number in combination._asdict().items()
        )
    }


def _replace(session: TrackingSession, now: Figures) -> None:
    session.figures.all().delete()
    _keep_whole(session, now)
    looked_now(session)


def _keep_whole(session: TrackingSession, now: Figures) -> None:
    if now:
        _keep(session, now.rows)
        fill_reserved(session)
        _fill_bin_contents(session)


_KEPT = """
select serial_no, lot_no, package_no, total, nullif(requested, 0), nullif(current_requested, 0), nullif(parked, 0)
from tracking_availabilityfigure where session_id = %s
"""


def _kept(session: TrackingSession) -> dict[Combination, Figure]:
    return {
        Combination(*row[:3]): Figure._make((*row[:3], None, None, *row[3:], None))
        for row in sql.rows(_KEPT, [session.pk])
    }


def _changes(before: dict[Combination, Figure], now: Figures) -> list[Change]:
    """By lot, serial and package number."""
    changes = []
    for after in now:
        known = before.pop(after.combination, None) or Figure(*after[:3])
        if known[5:9] != after[5:9] and known.units != after.units:
            changes.append(Change(known, after))
    changes += [Change(gone, Figure(*gone[:3])) for gone in before.values() if any(gone.units)]
    return sorted(changes, key=lambda change: (change.combination[1], change.combination))


_FIELDS = (
    "session",
    "serial_no",
    "lot_no",
    "package_no",
    "expiration_date",
    "warranty_date",
    "total",
    "requested",
    "current_requested",
    "parked",
    "blocked",
    "selected",
)


def _keep(session: TrackingSession, found: Iterable[tuple]) -> None:
    """``found``: rows in the shape of a Figure."""
    sql.insert_rows(AvailabilityFigure, _FIELDS, map(partial(_snapshot_row, session.pk), found))


def _snapshot_row(session_id: int, row: tuple) -> tuple:
    if row[6:] == _NOTHING_SAID:
        return (session_id, *row[:6], 0, 0, 0, False, 0)
    return (session_id, *row[:5], *(units or 0 for units in row[5:9]), bool(row[9]), 0)


def collect_missing(session: TrackingSession, numbers: Combination) -> None:
    """Read a number that the snapshot does not know (ITL-204), by its serial, else lot, else package."""
    first = next(((field, number) for field, number in numbers._asdict().items() if number), None)
    if first is None or session.figures.filter(**dict([first])).exists():
        return
    only = Combination(**dict([first]))
    _keep(session, figures(Scope.of(session.line), line=session.line, only=only).rows)


def collect_missing_of_many(session: TrackingSession, numbers: Iterable[Combination]) -> None:
    """As ``collect_missing``, for many numbers at once."""
    outbound = session.line.outbound
    found = Figures() if outbound else _figures_for(session)
    if not found and not outbound:
        return  # what comes in is new, as a rule
    kept = _kept(session).keys()
    known = {number for combination in kept for number in combination}
    wanted = {next(filter(None, combination)) for combination in numbers} - known
    if wanted:
        found = found or _figures_for(session)
        _keep(
            session,
            [
                figure
                for figure in found
                if not wanted.isdisjoint(figure[:3]) and figure.combination not in kept
            ],
        )


# --- bins, which only the warehouse knows ---

# Answers with what lies in the line's bin as (serial_no, lot_no, package_no, quantity), or with None where
# the line has no bin.  Kinds that the warehouse does not track are "" there.
BinContents = Callable[[DocumentLine], QuerySet | None]

_BIN_CONTENTS: list[BinContents] = []


def register_bin_contents(source: BinContents) -> None:
    _BIN_CONTENTS.append(source)


def unregister_bin_contents(source: BinContents) -> None:
    _BIN_CONTENTS.remove(source)


def bin_contents_of(line: DocumentLine) -> QuerySet | None:
    """What lies in the line's bin; None where it has no bin."""
    found = (source(line) for source in _BIN_CONTENTS)
    return next((contents for contents in found if contents is not None), None)


def _fill_bin_contents(session: TrackingSession) -> None:
    """Bin Content of each figure, matched on the kinds that the warehouse tracks (ITL-200)."""
    contents = bin_contents_of(session.line)
    if contents is not None:
        query, parameters = (
            contents.values("serial_no", "lot_no", "package_no", "quantity")
        ).query.sql_with_params()
        code = session.line.item.item_tracking_code
        matched = " and ".join(
            f"content.{field} = tracking_availabilityfigure.{field}"
            for kind, field in zip(("serial", "lot", "package"), Combination._fields, strict=True)
            if code is not None and code.is_warehouse_tracked(kind)
        )
        sql.execute(
            "update tracking_availabilityfigure set bin_content = coalesce((select sum(content.quantity)"
            f" from ({query}) content where {matched or '1 = 1'}), 0) where session_id = %s",
            (*parameters, session.pk),
        )
