"""Who keeps the Item Tracking Lines page of a document line locked (ITL-157, ITL-162).

While numbers are handled elsewhere, such as on an inventory pick, only Qty. to Handle can be changed on the
page.  Whoever handles them registers a lock; it answers, for a line, why and where, or None.

    def picked(line: DocumentLine) -> Lock | None: ...

    locks.register(picked)
"""

from collections.abc import Callable
from dataclasses import dataclass

from wms.documents.models import DocumentLine


@dataclass(frozen=True)
class Lock:
    """``reason`` is a sentence; ``url`` and ``link_text`` lead to the document that holds the numbers."""

    reason: str
    url: str = ""
    link_text: str = ""


LockQuestion = Callable[[DocumentLine], Lock | None]

_LOCKS: list[LockQuestion] = []


def register(question: LockQuestion) -> None:
    _LOCKS.append(question)


def unregister(question: LockQuestion) -> None:
    _LOCKS.remove(question)


def lock_of(line: DocumentLine) -> Lock | None:
    """Why only Qty. to Handle can be changed for this line, or None when everything can."""
    return next((lock for question in _LOCKS if (lock := question(line)) is not None), None)
