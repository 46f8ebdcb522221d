"""Posting, row by row and as simply as it can be said: what the set-based engine is compared with.

Lines are worked in order, rows in order, each seeing what the ones before it did; but the rows of one line of
a reclassification all take from what was there before the line.  First in, first out; numbers that are
specific must agree; a reclassification takes exactly the old combination.
"""

from dataclasses import dataclass, field, replace
from datetime import date

KINDS = ("serial", "lot", "package")


class Impossible(Exception):
    """The posting must be refused."""


@dataclass(frozen=True)
class Numbers:
    serial: str = ""
    lot: str = ""
    package: str = ""


@dataclass(frozen=True)
class SetUp:
    """A kind of item: the numbers that are specific."""

    name: str
    specific: tuple[str, ...] = ()


@dataclass
class Entry:
    no: int
    item: str
    place: str
    day: date
    numbers: Numbers
    quantity: int
    remaining: int


@dataclass
class Line:
    """``rows``: numbers, quantity, new numbers (of a move).  ``to``: where a move goes."""

    item: SetUp
    place: str
    day: date
    entering: bool
    rows: list[tuple[Numbers, int, Numbers | None]]
    to: str = ""


@dataclass
class Book:
    entries: list[Entry] = field(default_factory=list)
    applications: list[tuple[int, int, int, int, int]] = field(default_factory=list)

    def copy(self) -> "Book":
        return Book([replace(entry) for entry in self.entries], list(self.applications))

    def after(self, lines: list[Line]) -> "Book":
        """The book after these lines were posted together.  Raises Impossible."""
        book = self.copy()
        for line in lines:
            book._post(line)
        return book

    def numbered(self, numbers: list[int]) -> "Book":
        """The same book with these entry numbers, in the order in which the entries were written."""
        new = {entry.no: no for entry, no in zip(self.entries, numbers, strict=True)} | {0: 0}
        return Book(
            [replace(entry, no=new[entry.no]) for entry in self.entries],
            [(*(new[no] for no in link[:4]), link[4]) for link in self.applications],
        )

    def _post(self, line: Line) -> None:
        if line.to:
            self._move(line)
            return
        for numbers, quantity, _ in line.rows:
            self._check_numbers(line.item, numbers)
            if line.entering:
                self._check_serial(line.item, numbers)
                entry = self._write(line, line.place, numbers, quantity)
                self.applications.append((entry.no, entry.no, 0, 0, quantity))
            else:
                self._take(line, numbers, quantity, self.entries, line.item.specific)

    def _move(self, line: Line) -> None:
        if all(numbers == new for numbers, _, new in line.rows) and line.to == line.place:
            raise Impossible("nothing to reclassify")
        before = list(self.entries)
        for numbers, quantity, new in line.rows:
            assert new is not None
            self._check_numbers(line.item, numbers)
            self._check_numbers(line.item, new)
            if new.serial != numbers.serial:
                self._check_serial(line.item, new)
            negative, taken = self._take(line, numbers, quantity, before, KINDS)
            for source, part in taken:
                half = self._write(line, line.to, new, part)
                self.applications.append((half.no, half.no, negative.no, source.no, part))

    def _take(self, line: Line, numbers: Numbers, quantity: int, source: list[Entry], kinds):
        """Take from these entries, whose numbers of these kinds are the same."""
        open_entries = [
            entry
            for entry in source
            if entry.remaining > 0
            and (entry.item, entry.place) == (line.item.name, line.place)
            and all(getattr(entry.numbers, kind) == getattr(numbers, kind) for kind in kinds)
        ]
        # an entry with the very combination first, where a number is information only
        open_entries.sort(
            key=lambda entry: (
                numbers != Numbers() and entry.numbers != numbers,
                entry.day,
                entry.no,
            )
        )
        taken, missing = [], quantity
        for entry in open_entries:
            if part := min(entry.remaining, missing):
                taken.append((entry, part))
                missing -= part
        if missing:
            raise Impossible(f"{missing} missing")
        negative = self._write(line, line.place, numbers, -quantity)
        for entry, part in taken:
            entry.remaining -= part
        self.applications += [
            (negative.no, entry.no, negative.no, 0, -part)
            for entry, part in sorted(taken, key=lambda pair: pair[0].no)
        ]
        return negative, sorted(taken, key=lambda pair: pair[0].no)

    def _write(self, line: Line, place: str, numbers: Numbers, quantity: int) -> Entry:
        entry = Entry(
            max((entry.no for entry in self.entries), default=0) + 1,
            line.item.name,
            place,
            line.day,
            numbers,
            quantity,
            max(quantity, 0),
        )
        self.entries.append(entry)
        return entry

    def _check_numbers(self, item: SetUp, numbers: Numbers) -> None:
        for kind in item.specific:
            if not getattr(numbers, kind):
                raise Impossible(f"{kind} missing")

    def _check_serial(self, item: SetUp, numbers: Numbers) -> None:
        if "serial" in item.specific and any(
            entry.remaining > 0
            and entry.item == item.name
            and entry.numbers.serial == numbers.serial
            for entry in self.entries
        ):
            raise Impossible(f"serial {numbers.serial} is in stock")
