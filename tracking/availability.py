"""Availability: what of each number is in stock, and who has asked for it (ITL-189…203).

One question, asked in one statement, whoever asks: the page on opening, Refresh Availability, the check on
closing, Select Entries, lookups, picks.  It reads open ledger entries and open demand through their partial
indexes, so its cost follows what is open and never the length of the ledger.

    for figure in figures(Scope.of(line), line=line): ...

Quantities are base units.  Supply that is not posted yet never counts (ITL-197); stock without any number
is not part of it (ITL-189).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, Self

from django.db.models import QuerySet
from django.utils import timezone

from tracking import manyvalues
from tracking.models import AvailabilityFigure, TrackingSession
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


@dataclass(frozen=True)
class Figure:
    """The figures of one combination.

    ``requested`` (Total Requested) leaves out rows with Qty. to Handle 0: those are ``parked`` (ITL-192).
    ``current_requested`` is the part of it that is saved for the line asked about.
    """

    combination: Combination
    expiration_date: date | None = None
    warranty_date: date | None = None
    total: Decimal = ZERO
    requested: Decimal = ZERO
    current_requested: Decimal = ZERO
    parked: Decimal = ZERO
    blocked: bool = False

    def available(self, *, pending: Decimal = ZERO) -> Decimal:
        """Total Available Quantity (ITL-196); may be negative.  ``pending``: not saved yet (ITL-194)."""
        return self.total - self.requested - pending


# What a row asks of stock: what is not handled yet, or nothing while it is parked (ITL-190, ITL-194).
ASKED = "case when qty_to_handle > 0 then quantity - qty_handled else 0 end"

# Demand without its Qty. to Handle = 0 rows; a row asks for what is not handled yet (ITL-190, ITL-192).
_FIGURES = """
select serial_no, lot_no, package_no, expiration_date, warranty_date, total, requested, current_requested,
       parked, (serial_no in (select number from tracking_numberinformation where kind = 'serial'
                              and item_id = %(item)s and variant_id = %(variant)s and blocked)
             or lot_no in (select number from tracking_numberinformation where kind = 'lot'
                           and item_id = %(item)s and variant_id = %(variant)s and blocked)
             or package_no in (select number from tracking_numberinformation where kind = 'package'
                               and item_id = %(item)s and variant_id = %(variant)s and blocked)) as blocked
from (
    select serial_no, lot_no, package_no, min(expiration_date) as expiration_date,
           max(warranty_date) as warranty_date, sum(total) as total, sum(requested) as requested,
           sum(current_requested) as current_requested, sum(parked) as parked
    from (
        select serial_no, lot_no, package_no, expiration_date, warranty_date, remaining_quantity as total,
               0 as requested, 0 as current_requested, 0 as parked
        from ledger_itemledgerentry
        where item_id = %(item)s and variant_id = %(variant)s and location_id = %(location)s
          and remaining_quantity > 0 and (serial_no <> '' or lot_no <> '' or package_no <> ''){only}
        union all
        select serial_no, lot_no, package_no, null, null, 0,
               {asked},
               case when qty_to_handle > 0 and line_id = %(line)s then quantity - qty_handled else 0 end,
               case when qty_to_handle = 0 then quantity - qty_handled else 0 end
        from tracking_trackingline
        where item_id = %(item)s and variant_id = %(variant)s and location_id = %(location)s
          and outbound and quantity > qty_handled and session_id is null
          and (serial_no <> '' or lot_no <> '' or package_no <> ''){only}
    ) part
    group by serial_no, lot_no, package_no
) figure
"""


def _question(scope: Scope, *, line_id: int, only: Combination = ANY) -> tuple[str, dict[str, Any]]:
    values: dict[str, Any] = {
        "item": scope.item_id,
        "variant": scope.variant_id,
        "location": scope.location_id,
        "line": line_id,
    }
    narrowed = ""
    for field, number in only._asdict().items():
        if number:
            narrowed += f" and {field} = %({field})s"
            values[field] = number
    return _FIGURES.replace("{only}", narrowed).replace("{asked}", ASKED), values


def figures(
    scope: Scope, *, line: DocumentLine | None = None, only: Combination = ANY
) -> list[Figure]:
    """What is known of each combination of the scope, in one statement.

    ``only`` narrows it down to combinations that carry these numbers; blanks in it do not count.
    """
    query, values = _question(scope, line_id=line.pk if line else 0, only=only)
    return [_figure(row) for row in sql.rows(query, values)]


def figure_of(
    scope: Scope, combination: Combination, *, line: DocumentLine | None = None
) -> Figure:
    """The figures of exactly this combination; all zero when it is unknown here."""
    for figure in figures(scope, line=line, only=combination):
        if figure.combination == combination:
            return figure
    return Figure(combination)


def _figure(row: tuple) -> Figure:
    serial_no, lot_no, package_no, expires, warranty, *quantities, blocked = row
    total, requested, current_requested, parked = (unscaled(int(units)) for units in quantities)
    return Figure(
        combination=Combination(serial_no, lot_no, package_no),
        expiration_date=as_day(expires),
        warranty_date=as_day(warranty),
        total=total,
        requested=requested,
        current_requested=current_requested,
        parked=parked,
        blocked=bool(blocked),
    )


def as_day(value: date | str | None) -> date | None:
    """SQLite hands out dates of hand-written SQL as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


# --- the snapshot that an open page keeps (ITL-204) ---

_COLUMNS = """session_id, serial_no, lot_no, package_no, expiration_date, warranty_date, total, requested,
    current_requested, parked, blocked, selected"""


def collect(session: TrackingSession) -> None:
    """Read the figures of the page's scope and keep them with it, in place of those it had.

    Two statements, however many numbers; one more where the line has a bin.
    """
    line = session.line
    session.figures.all().delete()
    query, values = _question(Scope.of(line), line_id=line.pk)
    _insert(query, values | {"session": session.pk})
    _fill_bin_contents(session)
    session.availability_at = timezone.now()
    session.save(update_fields=["availability_at"])


def collect_missing(session: TrackingSession, numbers: Combination) -> None:
    """Read a number that the snapshot does not know (ITL-204), by its serial, else lot, else package."""
    first = next(((field, number) for field, number in numbers._asdict().items() if number), None)
    if first is None or session.figures.filter(**dict([first])).exists():
        return
    only = Combination(**dict([first]))
    query, values = _question(Scope.of(session.line), line_id=session.line_id, only=only)
    _insert(query, values | {"session": session.pk})


def collect_missing_of_many(session: TrackingSession, numbers: Iterable[Combination]) -> None:
    """As ``collect_missing``, for many numbers in three statements."""
    kept = set(session.figures.values_list(*Combination._fields))
    known = {number for combination in kept for number in combination}
    wanted = {next(filter(None, combination)) for combination in numbers} - known
    if not wanted:
        return
    query, values = _question(Scope.of(session.line), line_id=session.line_id)
    source = f"(select value from {manyvalues.values('numbers')} n)"
    found = sql.rows(
        f"select * from ({query}) now_known where serial_no in {source} or lot_no in {source}"
        f" or package_no in {source}",
        values | {"numbers": manyvalues.parameter(sorted(wanted))},
    )
    sql.insert_rows(
        AvailabilityFigure,
        _FIELDS,
        ((session.pk, *_stored(row), None, 0) for row in found if tuple(row[:3]) not in kept),
    )


_FIELDS = (
    "session",
    *Combination._fields,
    "expiration_date",
    "warranty_date",
    "total",
    "requested",
    "current_requested",
    "parked",
    "blocked",
    "bin_content",
    "selected",
)


def _stored(row: tuple) -> tuple:
    return (*row[:5], *map(int, row[5:9]), bool(row[9]))


def _insert(query: str, values: dict[str, Any]) -> None:
    sql.execute(
        f"insert into tracking_availabilityfigure ({_COLUMNS})"
        f" select %(session)s, now_known.*, 0 from ({query}) now_known",
        values,
    )


@dataclass(frozen=True)
class Change:
    """What became of one combination between two looks at stock and demand."""

    before: Figure
    after: Figure

    @property
    def combination(self) -> Combination:
        return self.before.combination


_COMPARED = "total", "requested", "current_requested", "parked"
_CHANGED = """
select serial_no, lot_no, package_no, {kept}, {now}, count(*) over ()
from (select serial_no, lot_no, package_no, {names}, {zeros} from ({query}) now_known
      union all
      select serial_no, lot_no, package_no, {none}, {stored} from tracking_availabilityfigure
      where session_id = %(session)s) compared
group by serial_no, lot_no, package_no
having {differ}
order by lot_no, serial_no, package_no limit %(most)s
"""


def changes_since(session: TrackingSession, *, most: int) -> tuple[list[Change], int]:
    """What differs now from the page's snapshot: the first ``most`` by number, and how many in all."""
    query, values = _question(Scope.of(session.line), line_id=session.line_id)
    found = sql.rows(
        _CHANGED.format(
            query=query,
            names=", ".join(f"{name} as now_{name}" for name in _COMPARED),
            zeros=", ".join(f"0 as kept_{name}" for name in _COMPARED),
            none=", ".join("0" for _ in _COMPARED),
            stored=", ".join(_COMPARED),
            kept=", ".join(f"sum(kept_{name})" for name in _COMPARED),
            now=", ".join(f"sum(now_{name})" for name in _COMPARED),
            differ=" or ".join(f"sum(now_{name}) <> sum(kept_{name})" for name in _COMPARED),
        ),
        values | {"session": session.pk, "most": most},
    )
    return [_change(row) for row in found], int(found[0][-1]) if found else 0


def _change(row: tuple) -> Change:
    combination = Combination(*row[:3])
    return Change(
        before=_compared(combination, *row[3:7]), after=_compared(combination, *row[7:11])
    )


def _compared(combination: Combination, *units: int) -> Figure:
    total, requested, current_requested, parked = (unscaled(int(number)) for number in units)
    return Figure(
        combination,
        total=total,
        requested=requested,
        current_requested=current_requested,
        parked=parked,
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


def _fill_bin_contents(session: TrackingSession) -> None:
    """Bin Content of each figure, matched on the kinds that the warehouse tracks (ITL-200)."""
    for source in _BIN_CONTENTS:
        contents = source(session.line)
        if contents is None:
            continue
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
