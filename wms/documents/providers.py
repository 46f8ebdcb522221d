"""What higher floors know about document lines, offered to the pages and services down here.

Tracking registers one function that tells, for many lines in one statement, what is tracked there:

    providers.register_tracking(tracked_figures)
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from wms.core.quantity import ZERO
from wms.documents.models import DocumentLine


@dataclass(frozen=True)
class Tracked:
    """The saved tracking rows of one line: how many, and their sums, positive base units.

    ``quantity`` includes what is already handled; ``qty_to_handle`` what is still open (ITL-027).
    ``numbers``: numbers and dates of the only row, as texts by field (ITL-187).
    """

    rows: int = 0
    quantity: Decimal = ZERO
    qty_to_handle: Decimal = ZERO
    numbers: Mapping[str, str] = field(default_factory=dict)


NOTHING = Tracked()
TrackingProvider = Callable[[Collection[int]], Mapping[int, Tracked]]


@dataclass(frozen=True)
class EntryFacts:
    """What a document line must know of a ledger entry that it names."""

    numbers: str


EntryProvider = Callable[[int], EntryFacts | None]
StockProvider = Callable[[DocumentLine], Decimal]

_TRACKING: list[TrackingProvider] = []
_STOCK: list[StockProvider] = []
_ENTRIES: list[EntryProvider] = []


def register_tracking(provider: TrackingProvider) -> None:
    """``provider(line_ids)`` answers by line id; lines without rows may be left out."""
    _TRACKING[:] = [provider]


def tracked(lines: Collection[DocumentLine]) -> dict[int, Tracked]:
    """What is tracked on each of these lines, by line id: one statement however many."""
    ids = [line.pk for line in lines]
    found = _TRACKING[0](ids) if _TRACKING and ids else {}
    return {line_id: found.get(line_id, NOTHING) for line_id in ids}


def register_stock(provider: StockProvider) -> None:
    """``provider(line)``: what the books say is there of the line's item, place and numbers, base units."""
    _STOCK[:] = [provider]


def in_stock(line: DocumentLine) -> Decimal:
    return _STOCK[0](line) if _STOCK else ZERO


def register_entries(provider: EntryProvider) -> None:
    """``provider(entry_no)``: what is known of that entry, or None where there is none."""
    _ENTRIES[:] = [provider]


def entry(entry_no: int) -> EntryFacts | None:
    return _ENTRIES[0](entry_no) if _ENTRIES else None
