"""What is held of the open entries of one place, and how holds move: reckoned in memory, written at once.

    stock = Stock.of(line)
    stock.hold(line.pk, units, wanted=("serial_no", …)); stock.make_room(...)
    write([stock], by_id=user.pk)

Units are whole 0.00001 base units.  Whoever writes has locked the variant (the stock key) before.  The same
few statements however many entries and holds there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Self

from django.db import connection
from django.db.models import F, Sum
from django.utils import timezone

from tracking import manyvalues
from tracking.models import Reservation, TrackingLine
from tracking.switches import KINDS, NUMBER_FIELD
from wms.core import sql
from wms.core.quantity import scaled
from wms.documents.models import DocumentLine
from wms.inventory.models import Item

_NUMBERS = ("serial_no", "lot_no", "package_no")
Numbers = tuple[str, ...]  # those of the specific kinds, in the order of KINDS


class Open(NamedTuple):
    """An open inbound entry: what remains of it, and its specific numbers."""

    entry_no: int
    numbers: Numbers
    remaining: int


class Hold(NamedTuple):
    """Who holds which entry, and whether the line states its numbers."""

    line_id: int
    entry_no: int
    is_specific: bool


Place = tuple[int, int, int]  # item, variant, location

# ``places`` is a query that answers with item, variant and location.
_OPEN = """
select e.item_id, e.variant_id, e.location_id, e.entry_no, e.remaining_quantity, e.serial_no, e.lot_no,
       e.package_no
from ledger_itemledgerentry e join ({places}) p
    on p.item_id = e.item_id and p.variant_id = e.variant_id and p.location_id = e.location_id
where e.remaining_quantity > 0 order by e.posting_date, e.entry_no
"""
_HELD = """
select e.item_id, e.variant_id, e.location_id, h.id, h.line_id, h.entry_id, h.is_specific, h.quantity
from tracking_reservation h join ledger_itemledgerentry e on e.entry_no = h.entry_id
join ({places}) p on p.item_id = h.item_id and p.variant_id = e.variant_id and p.location_id = e.location_id
order by h.line_id, h.entry_id
"""
_ONE_PLACE = (
    "select cast(%(item)s as bigint) as item_id, cast(%(variant)s as bigint) as variant_id,"
    " cast(%(location)s as bigint) as location_id"
)


def specific_fields(item: Item) -> tuple[str, ...]:
    """The numbers that follow the goods; () where any piece is as good as another.

    Under an active tracking dimension group a serial follows its unit, and units without are apart (D18).
    """
    code = item.item_tracking_code
    if code is None:
        return ()
    group = code.tracking_dimension_group
    followed = {"serial"} if group is not None and group.is_active else set()
    return tuple(NUMBER_FIELD[kind] for kind in KINDS if kind in followed or code.is_specific(kind))


def asked_of(line: DocumentLine) -> dict[Numbers, int]:
    """What the saved rows of a line still ask for, by their specific numbers; blank ones left out."""
    fields = specific_fields(line.item)
    if not fields:
        return {}
    rows = TrackingLine.objects.filter(line=line.pk, session=None, qty_to_handle__gt=0)
    sums = rows.values_list(*fields).annotate(open=Sum(F("quantity") - F("qty_handled")))
    return {
        tuple(numbers): scaled(is_open)
        for *numbers, is_open in sums.order_by(*fields)
        if any(numbers) and is_open
    }


@dataclass
class Stock:
    """The open entries of an item, variant and location, oldest first, and the holds on them."""

    item_id: int
    entries: dict[int, Open]
    holds: dict[Hold, int]
    before: dict[Hold, int] = field(default_factory=dict)
    keys: dict[Hold, int] = field(default_factory=dict)
    held: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    @classmethod
    def of(cls, line: DocumentLine) -> Self:
        """The stock of the line's place."""
        place = (line.item_id, line.variant_id, line.location_id)
        values = dict(zip(("item", "variant", "location"), place, strict=True))
        found = cls.at(_ONE_PLACE, values, items={line.item_id: line.item})
        return found.get(place) or cls(line.item_id, {}, {})

    @classmethod
    def at(
        cls, places: str, values: dict[str, int], *, items: Mapping[int, Item]
    ) -> dict[Place, Self]:
        """The stock of many places, by place; those without stock are left out.  Two statements."""
        kept = {
            pk: [_NUMBERS.index(field) for field in specific_fields(item)]
            for pk, item in items.items()
        }
        found: dict[Place, Self] = {}
        for *place, entry_no, remaining, serial, lot, package in sql.rows(
            _OPEN.format(places=places), values
        ):
            stock = found.setdefault(tuple(place), cls(place[0], {}, {}))
            numbers = (serial, lot, package)
            stock.entries[entry_no] = Open(
                entry_no, tuple(numbers[one] for one in kept[place[0]]), remaining
            )
        for *place, pk, line_id, entry_no, is_specific, units in sql.rows(
            _HELD.format(places=places), values
        ):
            stock = found.setdefault(tuple(place), cls(place[0], {}, {}))
            hold = Hold(line_id, entry_no, bool(is_specific))
            stock.holds[hold] = stock.before[hold] = units
            stock.keys[hold] = pk
            stock.held[entry_no] += units
        return found

    # --- asking ---

    def free_of(self, entry: Open) -> int:
        return entry.remaining - self.held[entry.entry_no]

    def free(self, numbers: Numbers | None = None) -> int:
        """What nobody holds, of these numbers or of all."""
        return sum(max(self.free_of(entry), 0) for entry in self.matching(numbers))

    def total(self, numbers: Numbers | None = None) -> int:
        return sum(entry.remaining for entry in self.matching(numbers))

    def matching(self, numbers: Numbers | None) -> Iterable[Open]:
        return (
            entry for entry in self.entries.values() if numbers is None or entry.numbers == numbers
        )

    def held_by(self, line_id: int, *, numbers: Numbers | None = None) -> int:
        return sum(
            units
            for hold, units in self.holds.items()
            if hold.line_id == line_id and self._is_of(hold, numbers)
        )

    def stated_by(self, line_id: int, numbers: Numbers) -> int:
        """What the line holds of these numbers because it states them."""
        return sum(
            units
            for hold, units in self.holds.items()
            if hold.line_id == line_id and hold.is_specific and self._is_of(hold, numbers)
        )

    def _is_of(self, hold: Hold, numbers: Numbers | None) -> bool:
        entry = self.entries.get(hold.entry_no)
        return numbers is None or (entry is not None and entry.numbers == numbers)

    # --- moving ---

    def take(self, line_id: int, wanted: int, *, numbers: Numbers | None = None) -> int:
        """Hold so much of what is free for the line, oldest first; answers with how much it was.

        ``numbers``: those that the line states; then no other entry will do.
        """
        taken = 0
        for entry in self.matching(numbers):
            if taken >= wanted:
                break
            units = min(self.free_of(entry), wanted - taken)
            if units > 0:
                self._add(Hold(line_id, entry.entry_no, numbers is not None), units)
                taken += units
        return taken

    def release(self, line_id: int, units: int, *, which: Callable[[Hold], bool]) -> int:
        """Give back so much of what the line holds, the youngest stock first; answers with how much."""
        left = units
        mine = [hold for hold in self.holds if hold.line_id == line_id and which(hold)]
        for hold in sorted(mine, key=lambda hold: hold.entry_no, reverse=True):
            if left <= 0:
                break
            given = min(self.holds[hold], left)
            self._add(hold, -given)
            left -= given
        return units - left

    def make_room(self, line_id: int, wanted: int, *, numbers: Numbers) -> int:
        """Move holds of others off these numbers, until so much of them is free (ITL-218).

        Only holds that state no number move, and only as far as other stock of the place is free
        (ITL-219); answers with what is free of the numbers then.
        """
        free = self.free(numbers)
        movable = [
            hold
            for hold in self.holds
            if hold.line_id != line_id and not hold.is_specific and self._is_of(hold, numbers)
        ]
        others = (entry for entry in self.entries.values() if entry.numbers != numbers)
        other: Open | None = next(others, None)
        for hold in movable:
            while other is not None and free < wanted and self.holds.get(hold, 0):
                room = self.free_of(other)
                if room <= 0:
                    other = next(others, None)
                    continue
                units = min(room, self.holds[hold], wanted - free)
                self._add(hold, -units)
                self._add(hold._replace(entry_no=other.entry_no), units)
                free += units
        return free

    def restate(self, hold: Hold, units: int, *, is_specific: bool) -> None:
        """The line begins to state the numbers of what it holds, or no longer does (ITL-133, ITL-134)."""
        self._add(hold, -units)
        self._add(hold._replace(is_specific=is_specific), units)

    def claim(self, line_id: int, entry_no: int, units: int) -> None:
        """Hold so much of this very entry, whether it is free or not."""
        self._add(Hold(line_id, entry_no, is_specific=True), units)

    def drop(self, hold: Hold, units: int) -> None:
        """End so much of a hold; its stock is free."""
        self._add(hold, -units)

    def consume(self, hold: Hold, units: int) -> None:
        """What was held is taken out of stock."""
        self._add(hold, -units)
        if (entry := self.entries.get(hold.entry_no)) is not None:
            self.entries[hold.entry_no] = entry._replace(remaining=entry.remaining - units)

    def _add(self, hold: Hold, units: int) -> None:
        if not units:
            return
        self.holds[hold] = self.holds.get(hold, 0) + units
        self.held[hold.entry_no] += units
        if not self.holds[hold]:
            del self.holds[hold]


def write(stocks: Iterable[Stock], *, by_id: int) -> None:
    """Store what changed of the holds: one statement for those that ended, one for new ones."""
    gone: list[int] = []
    made: list[tuple[object, ...]] = []
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    for stock in stocks:
        before, after = stock.before, stock.holds
        gone += [stock.keys[hold] for hold in before if after.get(hold) != before[hold]]
        made += [
            (*hold[:2], stock.item_id, hold.is_specific, units, by_id, now)
            for hold, units in after.items()
            if before.get(hold) != units
        ]
    if gone:
        sql.execute(
            "delete from tracking_reservation where id in"
            f" (select cast(value as bigint) from {manyvalues.values('gone')} v)",
            {"gone": manyvalues.parameter(gone)},
        )
    if made:
        fields = (
            "line", "entry", "item", "is_specific", "quantity", "reserved_by", "reserved_at",
        )  # fmt: skip
        sql.insert_rows(Reservation, fields, made)
