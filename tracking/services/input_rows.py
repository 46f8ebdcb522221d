"""Judging the rows of a list one by one: good ones become rows of the page, the others get a reason.

Everything that has to be known is read once before (Surroundings), so no row asks the database; and what is
right with all rows of a list is seen at one glance.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import starmap
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from tracking import errors
from tracking.availability import Combination, as_day
from tracking.models import NumberInformation
from tracking.page import Page
from tracking.selectors.known import Known, known_numbers, owner_of
from tracking.services.judged_columns import (
    Reading,
    Rejection,
    named,
    number_column,
    rejection,
)
from tracking.services.row_edit import caption
from tracking.services.sql import NewRow
from wms.core import sql
from wms.core.errors import RuleViolation
from wms.core.quantity import scaled, shown, unscaled

if TYPE_CHECKING:
    from tracking.services.reading import Sheet

Key = tuple[str, str, str]
_NUMBERS, _SERIAL, _LOT = itemgetter(0, 1, 2), itemgetter(0), itemgetter(1)
_DAY, _LOT_AND_DAY = itemgetter(4), itemgetter(1, 4)


class OnPage(NamedTuple):
    """A row that is on the page already; ``quantity`` in whole 0.00001 units."""

    lot_no: str
    package_no: str
    quantity: int
    expiration_date: date | None


_SNAPSHOT = """
select serial_no, lot_no, package_no, cast(warranty_date as text), total
from tracking_availabilityfigure where session_id = %s
"""


@dataclass
class Surroundings:
    """What is on the page already, what is blocked, and what stock and ledger know of the numbers."""

    page: Page
    existing: dict[Key, OnPage]
    blocked: set[tuple[str, str]]

    @classmethod
    def of(cls, page: Page) -> Surroundings:
        rows = page.rows.values_list(
            "serial_no", "lot_no", "package_no", "quantity", "expiration_date"
        )
        existing = {
            _key(serial_no, lot_no, package_no): OnPage(lot_no, package_no, scaled(quantity), day)
            for serial_no, lot_no, package_no, quantity, day in rows.iterator(chunk_size=5000)
        }
        cards = NumberInformation.objects.filter(
            item=page.item, variant=page.line.variant, blocked=True
        )
        return cls(page, existing, set(cards.values_list("kind", "number")))

    @cached_property
    def snapshot(self) -> list[tuple]:
        """The figures of the page: serial, lot and package number, warranty date, what is in stock."""
        return sql.rows(_SNAPSHOT, [self.page.session.pk])

    @cached_property
    def _numbers_known(self) -> set[str]:
        return {number for figure in self.snapshot for number in figure[:3]}

    def knows(self, rows: Collection[NewRow]) -> bool:
        """Whether the snapshot has figures for the serials of these rows, else for their lots or packages."""
        wanted = set(map(_SERIAL, rows))
        if "" in wanted:
            wanted = {serial or lot or package for serial, lot, package, *_ in rows}
        return wanted <= self._numbers_known

    def look_again(self) -> None:
        """The page has read more figures."""
        for read in ("snapshot", "_numbers_known"):
            self.__dict__.pop(read, None)

    def known(self, rows: Collection[NewRow]) -> dict[tuple[str, str], Known]:
        """What the ledger knows of the numbers that own the dates of these rows (ITL-072)."""
        # ten thousand serials have few lots
        lots = set(map(_LOT, rows)) - {""}
        owners = {owner_of(Combination(lot_no=lot)) for lot in lots}
        owners |= {owner_of(Combination(*row[:3])) for row in rows if not row.lot_no}
        numbers: dict[str, set[str]] = {}
        for kind, number in owners:
            numbers.setdefault(kind, set()).add(number)
        line = self.page.line
        return {
            (kind, number): known
            for kind, wanted in numbers.items()
            if kind
            for number, known in known_numbers(
                item_id=line.item_id,
                variant_id=line.variant_id,
                kind=kind,
                numbers=sorted(wanted),
            ).items()
        }


def _key(serial_no: str, lot_no: str, package_no: str) -> Key:
    """A combination stands once under a line: a serial alone, without it lot and package (D47)."""
    return (serial_no, "", "") if serial_no else ("", lot_no, package_no)


@dataclass
class Judgement:
    """What became of a list: rows to add, by their row in the list; those already there; the rejected.

    ``already`` and ``rejected`` name rows of the list as well.
    """

    added: dict[int, NewRow] = field(default_factory=dict)
    already: list[int] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)


def judge(sheet: Sheet, around: Surroundings) -> Judgement:
    """Tell good rows from faulty ones by what stands in them and on the page."""
    result = Judgement()
    reading = Reading(sheet, around.page, around.blocked)
    rows = reading.new_rows()
    keys = list(starmap(_key, map(_NUMBERS, rows.values())))
    if len(set(keys)) == len(keys) and around.existing.keys().isdisjoint(keys):
        result.added = {sheet.nos[place]: row for place, row in rows.items()}
    else:
        _compare(reading, rows, keys, result, around)
    result.rejected = [fault for faults in reading.rejected.values() for fault in faults]
    return result


def _compare(
    reading: Reading,
    rows: dict[int, NewRow],
    keys: list[Key],
    result: Judgement,
    around: Surroundings,
) -> None:
    """A combination stands once in the list and on the page; the very same row again does nothing."""
    seen: dict[Key, int] = {}
    for (place, new), key in zip(rows.items(), keys, strict=True):
        no = reading.sheet.nos[place]
        if key in seen:
            fault = errors.RepeatedInFile(numbers=named(new), first=seen[key])
            reading.reject(place, number_column(new), fault)
            continue
        seen[key] = no
        if (existing := around.existing.get(key)) is None:
            result.added[no] = new
        elif why := _differs(new, existing):
            differently = errors.OnPageDifferently(numbers=named(new), why=why)
            reading.reject(place, number_column(new), differently)
        else:
            result.already.append(no)


def settle_dates(result: Judgement, around: Surroundings) -> None:
    """Dates against those of existing entries, and one date a lot; a date missing is filled in.

    Another date than the known one is rejected, never replaced (D12, POST-087, ITL-071…074).
    """
    page = around.page
    outbound, renames = page.outbound, page.is_reclassification
    if not page.code.use_expiration_dates:
        return
    if outbound and not renames and not any(map(_DAY, result.added.values())):
        return  # what leaves has the dates of stock
    known = around.known(result.added.values())
    lots = {
        row.lot_no: row.expiration_date
        for row in around.existing.values()
        if row.lot_no and row.expiration_date is not None
    }
    if not (known or outbound or renames) and _lots_agree(result, lots):
        _spread_lot_dates(result, lots)
        return
    for no, new in list(result.added.items()):
        fixed = known.get(owner_of(Combination(*new[:3]))) if known else None
        fault = _date_fault(new, fixed, lots, outbound=outbound)
        if fault is not None:
            del result.added[no]
            day = new.expiration_date.isoformat() if new.expiration_date else ""
            result.rejected.append(rejection(no, "expiration_date", day, fault))
        else:
            if outbound or renames or new.expiration_date is None:
                result.added[no] = _with_date(new, fixed, lots, outbound=outbound, renames=renames)
            if new.lot_no and new.expiration_date:
                lots.setdefault(new.lot_no, new.expiration_date)
    if page.takes_dates:
        _spread_lot_dates(result, lots)


def _lots_agree(result: Judgement, lots: dict[str, date]) -> bool:
    """Whether no lot has two dates in the list and on the page; then ``lots`` gets those of the list."""
    dated = {(lot, day) for lot, day in map(_LOT_AND_DAY, result.added.values()) if lot and day}
    dated |= lots.items()
    agreed = dict(dated)
    if len(agreed) != len(dated):
        return False
    lots |= agreed
    return True


def _date_fault(
    new: NewRow, known: Known | None, lots: dict[str, date], *, outbound: bool
) -> RuleViolation | None:
    day = new.expiration_date
    if day is None:
        return None
    if known is not None and (known.is_fixed or outbound):
        if day == known.date:
            return None
        return errors.ExpirationKnown(numbers=named(new), known=known.date or "blank", date=day)
    if outbound:
        return errors.ExpirationFromStock()
    if lots.get(new.lot_no, day) != day:
        return errors.LotHasTwoDates(number=new.lot_no, known=lots[new.lot_no], date=day)
    return None


def _with_date(
    new: NewRow, known: Known | None, lots: dict[str, date], *, outbound: bool, renames: bool
) -> NewRow:
    date_known = known.date if known is not None else None
    if renames:
        return new._replace(
            expiration_date=None, new_expiration_date=new.new_expiration_date or date_known
        )
    if outbound:
        return new._replace(expiration_date=None)
    if new.expiration_date is not None:
        return new
    return new._replace(expiration_date=date_known or lots.get(new.lot_no))


def _spread_lot_dates(result: Judgement, lots: dict[str, date]) -> None:
    """A date that stands in a later row holds for the earlier ones of its lot as well."""
    if all(map(_DAY, result.added.values())):
        return
    for no, new in result.added.items():
        if new.lot_no and new.expiration_date is None and lots.get(new.lot_no) is not None:
            result.added[no] = new._replace(expiration_date=lots[new.lot_no])


def fill_from_stock(result: Judgement, around: Surroundings) -> None:
    """Serials in stock bring their lot, package and warranty date along (ITL-063, ITL-103)."""
    stock = {figure[0]: figure for figure in around.snapshot if figure[0] and figure[-1] > 0}
    days = {day: as_day(day) for day in {figure[3] for figure in stock.values()}}
    for no, new in result.added.items():
        if (found := stock.get(new[0])) is not None:
            _, lot_here, package_here, warranty_here, _ = found
            serial, lot, package, quantity, expires, warranty, *renamed = new
            numbers = (serial, lot or lot_here, package or package_here)
            warranty = warranty or days[warranty_here]
            result.added[no] = NewRow._make((*numbers, quantity, expires, warranty, *renamed))


def refuse_what_is_not_here(result: Judgement, around: Surroundings) -> None:
    """Numbers that follow the goods leave only from stock: what is not on hand is rejected (SCAN-037)."""
    page = around.page
    fields = page.key_fields
    if not page.outbound or not fields:
        return
    key = itemgetter(*map(NewRow._fields.index, fields))
    here = {key(figure) for figure in around.snapshot if figure[-1] > 0}
    gone = [(no, new) for no, new in result.added.items() if key(new) not in here]
    for no, new in gone:
        del result.added[no]
        column = number_column(new)
        number = getattr(new, column)
        fault = errors.NotInStock(
            caption=caption(column),
            number=number,
            item=page.item,
            location=page.line.location.code or "the blank location",
        )
        result.rejected.append(rejection(no, column, number, fault))


def _differs(new: NewRow, existing: OnPage) -> str:
    """How a row of the list differs from the one on the page; blanks in the list say nothing."""
    if new.lot_no and new.lot_no != existing.lot_no:
        return f"with lot no. {existing.lot_no or 'blank'}"
    if new.package_no and new.package_no != existing.package_no:
        return f"with package no. {existing.package_no or 'blank'}"
    if new.quantity != existing.quantity:
        return f"with quantity {shown(unscaled(existing.quantity))}"
    day = existing.expiration_date
    if new.expiration_date and day and new.expiration_date != day:
        return f"with Expiration Date {day.isoformat()}"
    return ""
