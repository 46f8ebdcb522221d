"""How the numbers handled on an activity find their way into the source's item tracking (WHS-163…168).

Plain values in, a plan out: nothing here asks the database.  All quantities are positive base units.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from warehouse.trackingsets import NONE, Numbers, coarser
from wms.core.quantity import ZERO


@dataclass(frozen=True)
class Handled:
    """What the activity handles of one tracking set of a source line."""

    numbers: Numbers
    quantity: Decimal
    expiration_date: date | None = None


@dataclass
class SourceRow:
    """A saved tracking row of the source line; ``plan_line`` changes ``quantity`` and ``qty_to_handle``."""

    id: int
    numbers: Numbers
    quantity: Decimal
    qty_handled: Decimal
    qty_to_handle: Decimal
    taken: Decimal = ZERO

    @property
    def left(self) -> Decimal:
        return self.quantity - self.qty_handled - self.taken


@dataclass(frozen=True)
class Excess:
    """WHS-167: more of a number than the source line has room for."""

    numbers: Numbers
    quantity: Decimal


@dataclass(frozen=True)
class Undecided:
    """WHS-176: the source knows which numbers, the activity only how many, and they disagree."""

    numbers: Numbers
    handled: Decimal
    tracked: Decimal


@dataclass
class LinePlan:
    """Rows whose figures change, rows that go, rows that come, and what cannot be planned.

    ``brought``: what the activity adds to the tracking of the source, by tracking set.
    """

    changed: list[SourceRow] = field(default_factory=list)
    gone: list[SourceRow] = field(default_factory=list)
    new: list[Handled] = field(default_factory=list)
    excess: list[Excess] = field(default_factory=list)
    undecided: list[Undecided] = field(default_factory=list)
    brought: dict[Numbers, Decimal] = field(default_factory=dict)

    @property
    def changes_anything(self) -> bool:
        return bool(self.changed or self.gone or self.new)


def plan_line(handled: Iterable[Handled], rows: list[SourceRow], *, room: Decimal) -> LinePlan:
    """What the tracking of one source line looks like while this activity posts.

    ``room``: quantity of the source line that has no number yet.  Rows that are not handled get Qty. to
    Handle 0 (WHS-166).  Rules: WHS-164…168, WHS-176.
    """
    before = {row.id: (row.quantity, row.qty_to_handle) for row in rows}
    plan = LinePlan()
    source = _Source(rows)
    rest = _exact(handled, source)
    rest = _known_to_the_source_only(rest, source, plan)
    new = _New()
    rest = _refined(rest, source, new)
    _grown(rest, source, room, plan, new)
    plan.new = new.parts()
    for row in rows:
        row.qty_to_handle = row.taken
    plan.gone = [row for row in rows if row.quantity == ZERO]
    plan.changed = [
        row for row in rows if row.quantity and before[row.id] != (row.quantity, row.qty_to_handle)
    ]
    return plan


class _Source:
    """The rows of the source line, found by their numbers or by a part of them."""

    def __init__(self, rows: list[SourceRow]) -> None:
        self.by_numbers = {row.numbers: row for row in rows}
        self.finer: dict[Numbers, list[SourceRow]] = defaultdict(list)
        for row in rows:
            for less in coarser(row.numbers):
                self.finer[less].append(row)


class _New:
    """Rows to come, one for each tracking set."""

    def __init__(self) -> None:
        self._sums: dict[Numbers, Decimal] = defaultdict(Decimal)
        self._dates: dict[Numbers, date | None] = {}

    def add(self, part: Handled, quantity: Decimal) -> None:
        self._sums[part.numbers] += quantity
        self._dates[part.numbers] = part.expiration_date

    def parts(self) -> list[Handled]:
        return [
            Handled(numbers, quantity, self._dates[numbers])
            for numbers, quantity in self._sums.items()
        ]


def _exact(handled: Iterable[Handled], source: _Source) -> list[Handled]:
    """WHS-164: a number that the source has is taken there, up to its quantity."""
    rest = []
    for part in handled:
        row = source.by_numbers.get(part.numbers)
        taken = min(part.quantity, row.left) if row else ZERO
        if row:
            row.taken += taken
        if part.quantity > taken:
            rest.append(Handled(part.numbers, part.quantity - taken, part.expiration_date))
    return rest


def _known_to_the_source_only(
    handled: list[Handled], source: _Source, plan: LinePlan
) -> list[Handled]:
    """WHS-056: the warehouse counts lots, the source names the serials in them.

    All of them, or as many as the source has to handle; which ones is never guessed (POST-051).
    """
    rest = []
    for part in handled:
        finer = [row for row in source.finer.get(part.numbers, ()) if row.left > 0]
        left = sum((row.left for row in finer), ZERO)
        if not finer or part.quantity >= left:
            taken = left
            for row in finer:
                row.taken += row.left
        else:
            taken = part.quantity
            chosen = sum((row.qty_to_handle for row in finer), ZERO)
            if len(finer) == 1 and not finer[0].numbers[0]:
                finer[0].taken += taken
            elif chosen == taken:
                for row in finer:
                    row.taken += row.qty_to_handle
            else:
                plan.undecided.append(Undecided(part.numbers, part.quantity, chosen))
        if part.quantity > taken:
            rest.append(Handled(part.numbers, part.quantity - taken, part.expiration_date))
    return rest


def _refined(handled: list[Handled], source: _Source, new: _New) -> list[Handled]:
    """The source names the lot, the activity the serial in it: a part of the row becomes its own row."""
    rest = []
    for part in handled:
        left = part.quantity
        for numbers in coarser(part.numbers):
            row = source.by_numbers.get(numbers)
            if row and left and row.left > 0 and numbers != NONE:
                moved = min(left, row.left)
                row.quantity -= moved
                left -= moved
        if left < part.quantity:
            new.add(part, part.quantity - left)
        if left:
            rest.append(Handled(part.numbers, left, part.expiration_date))
    return rest


def _grown(
    handled: list[Handled], source: _Source, room: Decimal, plan: LinePlan, new: _New
) -> None:
    """WHS-165, WHS-168: numbers that the source lacks become rows, as far as there is room."""
    for part in handled:
        if part.numbers == NONE:
            continue
        if part.quantity > room:
            plan.excess.append(Excess(part.numbers, part.quantity - max(ZERO, room)))
            continue
        room -= part.quantity
        plan.brought[part.numbers] = plan.brought.get(part.numbers, ZERO) + part.quantity
        if row := source.by_numbers.get(part.numbers):
            row.quantity += part.quantity
            row.taken += part.quantity
        else:
            new.add(part, part.quantity)
