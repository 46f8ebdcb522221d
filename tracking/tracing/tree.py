"""The result of a trace: ledger entries as an indented list, each with what flowed to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from tracking.switches import KINDS, NUMBER_FIELD
from tracking.tracing.graph import Direction, Link, following, leading_further, reached
from wms.documents.kinds import CONSUMPTIONS, OUTPUTS, EntryType
from wms.ledger.models import ItemApplicationEntry, ItemLedgerEntry

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from tracking.tracing.request import TraceRequest

MOST_LINES = 500
MOST_LEVELS = 50


@dataclass(frozen=True)
class Line:
    """One line of the tree.

    ``linked_quantity``: what flowed between this entry and the one above it; None for a root (TRC-018).
    ``already_traced``: the entry stands higher up, with what follows it (TRC-025).  ``is_possible``: reached
    along a number that is only recorded, so not unit-exact (TRC-016).  ``more_after``: the branch is cut
    here; it goes on with the entries after this number (TRC-017).
    """

    level: int
    entry: ItemLedgerEntry
    linked_quantity: Decimal | None
    already_traced: bool = False
    is_possible: bool = False
    more_after: int | None = None

    @property
    def is_root(self) -> bool:
        return self.linked_quantity is None

    @property
    def steps(self) -> range:
        """One for each level, to indent by."""
        return range(self.level)

    @property
    def description(self) -> str:
        """``Purchase Receipt``, or ``Transfer`` where no document was made; of assembly and production, what
        was done."""
        entry = self.entry
        if entry.entry_type in (*OUTPUTS, *CONSUMPTIONS):
            return entry.get_entry_type_display()
        return entry.get_document_type_display() or entry.get_entry_type_display()

    @property
    def has_more(self) -> bool:
        return self.more_after is not None


@dataclass(frozen=True)
class Trace:
    """``is_cut``: more entries match than may start a trace at once."""

    lines: list[Line]
    is_cut: bool = False

    @property
    def filled(self) -> set[str]:
        """The columns that any line fills; the others are left out of the table."""
        names = ("serial_no", "lot_no", "package_no", "expiration_date")
        return {name for name in names if any(getattr(line.entry, name) for line in self.lines)}


@dataclass
class _Branches:
    """The links below each entry, one a pair of entries, and where links were left out."""

    below: dict[int, list[Link]] = field(default_factory=dict)
    more_after: dict[int, int] = field(default_factory=dict)

    def put(self, links: Iterable[Link]) -> None:
        for link in sorted(links, key=lambda link: (link.entry, link.application)):
            self.below.setdefault(link.parent, []).append(link)

    def entries(self) -> set[int]:
        return {link.entry for links in self.below.values() for link in links}


def trace(request: TraceRequest) -> Trace:
    """Follow the entries asked for, up to MOST_LEVELS deep and about MOST_LINES lines long.

    Every line reached costs a look-up or two, whatever the ledger's size; the number of statements does
    not depend on the lines.
    """
    starts = request.starts(most=MOST_LINES + 1)
    roots = _roots(starts[:MOST_LINES], request.direction)
    if request.entry_no and request.after:
        first = following(request.entry_no, request.direction, after=request.after, most=MOST_LINES)
        links = first + reached([link.entry for link in first], request.direction, most=MOST_LINES)
        branches = _branches(links, roots, request.direction, after=request.after)
    else:
        links = reached(roots, request.direction, most=MOST_LINES)
        branches = _branches(links, roots, request.direction)
    entries = _entries({*roots, *branches.entries()})
    return Trace(lines=_lines(roots, branches, entries), is_cut=len(starts) > MOST_LINES)


def _roots(starts: Sequence[int], direction: Direction) -> list[int]:
    """Backward, the negative half of a transfer gives way to its positive halves: the tree starts where
    the goods are now (TRC-007)."""
    if direction == Direction.FORWARD:
        return list(starts)
    halves: dict[int, list[int]] = {}
    for minus, plus in (
        ItemApplicationEntry.objects.filter(
            outbound_entry__in=starts,
            quantity__gt=0,
            outbound_entry__entry_type=EntryType.TRANSFER,
        )
        .order_by("inbound_entry")
        .values_list("outbound_entry_id", "inbound_entry_id")
    ):
        halves.setdefault(minus, []).append(plus)
    roots = {half for start in starts for half in halves.get(start, [start])}
    return sorted(roots, reverse=True)


def _branches(
    links: list[Link], roots: Sequence[int], direction: Direction, *, after: int = 0
) -> _Branches:
    """The links by the entry above them.  Where some were left out, the ones kept are the first in order."""
    branches = _Branches()
    if len(links) < MOST_LINES:
        branches.put(links)
        return branches
    visited = list(dict.fromkeys([*roots, *(link.entry for link in links)]))
    cut = leading_further(visited, direction, beyond=[link.application for link in links])
    kept: dict[int, int] = {}
    for link in links:
        kept[link.parent] = kept.get(link.parent, 0) + 1
    branches.put(link for link in links if link.parent not in cut)
    for entry in cut:
        start = after if entry in roots else 0
        first = following(entry, direction, after=start, most=kept[entry]) if entry in kept else []
        branches.put(first)
        branches.more_after[entry] = first[-1].entry if first else start
    # links that took the place of others may lead to entries that nobody looked below yet
    unseen = sorted(branches.entries().difference(visited))
    branches.more_after |= dict.fromkeys(leading_further(unseen, direction, beyond=[]), 0)
    return branches


def _entries(numbers: Iterable[int]) -> dict[int, ItemLedgerEntry]:
    entries: QuerySet[ItemLedgerEntry] = ItemLedgerEntry.objects.select_related(
        "item__item_tracking_code",
        "variant",
        "location",
        "vendor",
        "customer",
        "posted_line__document",
        "register__posted_by",
    )
    return entries.in_bulk(sorted(numbers))


def _lines(
    roots: Sequence[int], branches: _Branches, entries: dict[int, ItemLedgerEntry]
) -> list[Line]:
    """Depth first; each entry's branch is told once (TRC-008, TRC-025)."""
    lines: list[Line] = []
    told: set[int] = set()
    for root in roots:
        if root in told or root not in entries:
            continue
        waiting: list[tuple[int, int, Decimal | None, bool]] = [(root, 0, None, False)]
        while waiting:
            number, level, linked, is_possible = waiting.pop()
            again, entry = number in told, entries[number]
            told.add(number)
            below = _merged(branches.below.get(number, []))
            too_deep = level >= MOST_LEVELS and bool(below)
            lines.append(
                Line(
                    level=level,
                    entry=entry,
                    linked_quantity=linked,
                    already_traced=again,
                    is_possible=is_possible,
                    more_after=None
                    if again
                    else (0 if too_deep else branches.more_after.get(number)),
                )
            )
            if again or too_deep:
                continue
            waiting += [
                (
                    link.entry,
                    level + 1,
                    link.quantity,
                    is_possible or not _is_exact(link, entry, entries[link.entry]),
                )
                for link in reversed(below)
            ]
    return lines


def _merged(links: list[Link]) -> list[Link]:
    """Two applications between the same entries are one line with the sum of both."""
    merged: dict[int, Link] = {}
    for link in links:
        known = merged.get(link.entry)
        merged[link.entry] = (
            Link(
                parent=link.parent,
                entry=link.entry,
                application=known.application,
                quantity=known.quantity + link.quantity,
                is_pair=link.is_pair,
                is_made=link.is_made,
            )
            if known
            else link
        )
    return list(merged.values())


def _is_exact(link: Link, above: ItemLedgerEntry, below: ItemLedgerEntry) -> bool:
    """Halves of a transfer, and a return with its shipment, are the same goods; who consumed whom is
    certain only where both carry the same number of a kind that follows the goods (TRC-010, TRC-016)."""
    if link.is_pair or link.is_made:
        return True
    code = above.item.item_tracking_code
    return code is not None and any(
        code.is_specific(kind)
        and getattr(above, NUMBER_FIELD[kind])
        and getattr(above, NUMBER_FIELD[kind]) == getattr(below, NUMBER_FIELD[kind])
        for kind in KINDS
    )
