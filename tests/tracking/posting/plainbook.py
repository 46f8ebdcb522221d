"""The plainest book that orders, undo and assembly can be kept in: entry by entry, first in, first out.

What the set-based engine is compared with in ``test_random_lives.py``.  One item a document; everything happens
on one day, so stock is taken in the order in which it came.
"""

from dataclasses import dataclass, field, replace

from tests.tracking.posting.reference import Impossible, Numbers, SetUp

IN = ("purchase", "sales_return")
OUT = ("sale", "purchase_return", "loss")


@dataclass
class Entry:
    item: str
    place: str
    numbers: Numbers
    quantity: int
    remaining: int
    to_return: int = 0  # of what left, negative: what has not come back yet
    order: int = 0  # whose goods these are, in transit


@dataclass
class Row:
    numbers: Numbers
    quantity: int
    handled: int = 0
    received: int = 0
    comes_from: int | None = None  # the entry that a return names


@dataclass
class Order:
    no: int
    kind: str
    item: SetUp
    place: str
    rows: list[Row]
    to: str = ""

    @property
    def is_closed(self) -> bool:
        """Transfers alone; all others are not invoiced here, and stay open."""
        return self.kind == "transfer" and all(row.received == row.quantity for row in self.rows)


@dataclass
class Move:
    """One posting of one order: how much of each row, and the entries that it wrote."""

    order: int
    kind: str
    parts: list[int]
    entries: list[int]
    undone: bool = False


@dataclass
class PlainBook:
    """``may_run_short``: names of items that may leave before they came."""

    may_run_short: frozenset[str] = frozenset()
    entries: list[Entry] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)

    def copy(self) -> "PlainBook":
        return PlainBook(
            self.may_run_short,
            [replace(entry) for entry in self.entries],
            [replace(order, rows=[replace(row) for row in order.rows]) for order in self.orders],
            [replace(move) for move in self.moves],
        )

    def stock(self) -> dict[tuple, int]:
        """What can be taken, by item, place and the numbers that are specific there."""
        found: dict[tuple, int] = {}
        kinds = {order.item.name: order.item.specific for order in self.orders}
        for entry in self.entries:
            numbers = tuple(getattr(entry.numbers, kind) for kind in kinds.get(entry.item, ()))
            key = (entry.item, entry.place, *numbers)
            found[key] = found.get(key, 0) + entry.remaining
        return {key: quantity for key, quantity in found.items() if quantity}

    def post(self, no: int, kind: str, parts: list[int]) -> None:
        """``kind``: of the order, or ``ship`` and ``receive`` of a transfer.  Raises Impossible."""
        order = self.orders[no]
        if order.is_closed or not any(parts):
            raise Impossible("nothing to post")
        first = len(self.entries)
        for row, part in zip(order.rows, parts, strict=True):
            if not part:
                continue
            if kind == "ship":
                self._move(order, row, part, order.place, "TRANSIT", into=order.no + 1)
                row.handled += part
            elif kind == "receive":
                self._move(order, row, part, "TRANSIT", order.to, out_of=order.no + 1)
                row.received += part
            elif kind in IN:
                self._bring(order, row, part)
                row.handled += part
            else:
                self.take(order.item, order.place, row.numbers, part)
                row.handled += part
        self._settle(first)
        self.moves.append(Move(no, kind, parts, list(range(first, len(self.entries)))))

    def undo(self, number: int) -> None:
        """Raises Impossible."""
        move = self.moves[number]
        order = self.orders[move.order]
        if move.undone:
            raise Impossible("undone already")
        originals = [self.entries[no] for no in move.entries]
        self._refuse_unless_whole(originals)
        if move.kind == "ship":
            originals.sort(key=lambda entry: entry.quantity < 0)
        else:
            for entry in originals:
                if entry.quantity < 0 and entry.to_return != entry.quantity:
                    raise Impossible("came back")
                if entry.quantity < 0 and self._in_stock(order.item, entry.numbers):
                    raise Impossible("serial in stock")
        first = len(self.entries)
        for entry in originals:
            left = entry.remaining - entry.quantity if entry.quantity < 0 else 0
            self.entries.append(
                replace(entry, quantity=-entry.quantity, remaining=left, to_return=0)
            )
            entry.remaining = entry.to_return = 0
        self._settle(first)
        for row, part in zip(order.rows, move.parts, strict=True):
            row.handled -= part
            if row.comes_from is not None:
                self.entries[row.comes_from].to_return -= part
        move.undone = True

    def assemble(
        self, kit: str, component: SetUp, place: str, numbers: Numbers, quantity: int
    ) -> None:
        """As many kits as components.  Raises Impossible."""
        first = len(self.entries)
        self.entries.append(Entry(kit, place, Numbers(), quantity, quantity))
        self.take(component, place, numbers, quantity, may_run_short=False)
        self._settle(first)

    def take(
        self,
        item: SetUp,
        place: str,
        numbers: Numbers,
        quantity: int,
        *,
        may_run_short: bool | None = None,
        order: int = 0,
        moves: bool = False,
    ) -> list[int]:
        """The parts taken, entry by entry in the order in which they came."""
        self._check_numbers(item, numbers)
        if may_run_short is None:
            may_run_short = item.name in self.may_run_short
        same = [
            entry
            for entry in self.entries
            if entry.remaining > 0
            and (entry.item, entry.place, entry.order) == (item.name, place, order)
            and all(
                getattr(entry.numbers, kind) == getattr(numbers, kind) for kind in item.specific
            )
        ]
        same.sort(key=lambda entry: numbers != Numbers() and entry.numbers != numbers)
        taken, missing = {}, quantity
        for entry in same:
            part = min(entry.remaining, missing)
            if part:
                entry.remaining -= part
                missing -= part
                taken[id(entry)] = part
        if missing and not may_run_short:
            raise Impossible(f"{missing} missing")
        out = Entry(item.name, place, numbers, -quantity, -missing, order=order)
        out.to_return = 0 if moves else -quantity
        parts = [taken[id(entry)] for entry in self.entries if id(entry) in taken]
        self.entries.append(out)
        return parts

    def _bring(self, order: Order, row: Row, quantity: int) -> None:
        self._check_numbers(order.item, row.numbers)
        if self._in_stock(order.item, row.numbers):
            raise Impossible("serial in stock")
        if row.comes_from is not None:
            left_by = self.entries[row.comes_from]
            if -left_by.to_return < quantity or left_by.numbers != row.numbers:
                raise Impossible("cannot come back")
            left_by.to_return += quantity
        self.entries.append(Entry(order.item.name, order.place, row.numbers, quantity, quantity))

    def _move(
        self,
        order: Order,
        row: Row,
        quantity: int,
        start: str,
        end: str,
        *,
        out_of: int = 0,
        into: int = 0,
    ) -> None:
        parts = self.take(
            order.item, start, row.numbers, quantity, may_run_short=False, order=out_of, moves=True
        )
        for part in parts:
            self.entries.append(Entry(order.item.name, end, row.numbers, part, part, order=into))

    def _settle(self, first: int) -> None:
        """What left before it came is closed by what came in now, oldest first."""
        for new in self.entries[first:]:
            for old in self.entries:
                if new.remaining > 0 > old.remaining and (
                    (old.item, old.place) == (new.item, new.place)
                ):
                    part = min(new.remaining, -old.remaining)
                    new.remaining -= part
                    old.remaining += part

    def _check_numbers(self, item: SetUp, numbers: Numbers) -> None:
        for kind in item.specific:
            if not getattr(numbers, kind):
                raise Impossible(f"{kind} missing")

    def _in_stock(self, item: SetUp, numbers: Numbers) -> bool:
        return "serial" in item.specific and any(
            entry.remaining > 0
            and (entry.item, entry.numbers.serial) == (item.name, numbers.serial)
            for entry in self.entries
        )

    def _refuse_unless_whole(self, entries: list[Entry]) -> None:
        for entry in entries:
            if entry.quantity > 0 and entry.remaining != entry.quantity:
                raise Impossible("no longer whole")
