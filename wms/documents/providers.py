"""What higher floors know about document lines, offered to the pages and services down here.

Tracking registers one function that tells, for many lines in one statement, what is tracked there:

    providers.register_tracking(tracked_figures)
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from wms.core.quantity import ZERO
from wms.documents.models import DocumentLine


@dataclass(frozen=True)
class Tracked:
    """The saved tracking rows of one line: how many, and their sums, positive base units.

    ``quantity`` includes what is already handled; ``qty_to_handle`` what is still open (ITL-027).
    """

    rows: int = 0
    quantity: Decimal = ZERO
    qty_to_handle: Decimal = ZERO


NOTHING = Tracked()
TrackingProvider = Callable[[Collection[int]], Mapping[int, Tracked]]

_TRACKING: list[TrackingProvider] = []


def register_tracking(provider: TrackingProvider) -> None:
    """``provider(line_ids)`` answers by line id; lines without rows may be left out."""
    _TRACKING[:] = [provider]


def tracked(lines: Collection[DocumentLine]) -> dict[int, Tracked]:
    """What is tracked on each of these lines, by line id: one statement however many."""
    ids = [line.pk for line in lines]
    found = _TRACKING[0](ids) if _TRACKING and ids else {}
    return {line_id: found.get(line_id, NOTHING) for line_id in ids}
