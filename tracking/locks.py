"""Who keeps the Item Tracking Lines page of a document line locked (ITL-157…162).

While numbers are handled elsewhere, such as on an inventory pick, only Qty. to Handle can be changed on the
page.  Whoever handles them registers a lock; it answers, for a line, why and where, or None.  A lock may
leave other fields open, and rows may be taken off it, but none is ever added (ITL-159, ITL-161, ITL-168).

    def picked(line: DocumentLine) -> Lock | None: ...

    locks.register(picked)
"""

from collections.abc import Callable
from dataclasses import dataclass

from tracking.switches import KINDS
from wms.documents.models import DocumentLine


@dataclass(frozen=True)
class Lock:
    """``reason`` is a sentence; ``url`` and ``link_text`` lead to the document that holds the numbers.

    ``permission``: what who follows the link must have; "" for who sees the page.
    ``open_fields``: what can be changed on rows all the same; ``may_delete``: whether rows can be taken off.
    """

    reason: str
    url: str = ""
    link_text: str = ""
    permission: str = ""
    open_fields: frozenset[str] = frozenset({"qty_to_handle"})
    may_delete: bool = False


LockQuestion = Callable[[DocumentLine], Lock | None]

_LOCKS: list[LockQuestion] = []


def register(question: LockQuestion) -> None:
    _LOCKS.append(question)


def unregister(question: LockQuestion) -> None:
    _LOCKS.remove(question)


def lock_of(line: DocumentLine) -> Lock | None:
    """Why only the open fields can be changed for this line, or None when everything can."""
    return next((lock for question in _LOCKS if (lock := question(line)) is not None), None)


def at_directed_location(line: DocumentLine) -> Lock | None:
    """ITL-161: goods of a directed location move by its own warehouse journals, number by number."""
    code = line.item.item_tracking_code
    if not (line.document.rules.is_journal and line.location.directed_put_away_and_pick):
        return None
    if code is None or not any(code.is_warehouse_tracked(kind) for kind in KINDS):
        return None
    return Lock(
        reason=f"Location {line.location.code} uses Directed Put-away and Pick: numbers of item"
        f" {line.item.no} are adjusted by warehouse journals and not on this page.",
        open_fields=frozenset(),
    )
