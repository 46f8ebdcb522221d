"""Who else may forbid a change of a document line.

Tracking and warehouse stand above the documents, so they bring their rules along: each registers a
guard, and the services of this app ask all of them before they write.

    class TrackedLines:
        def change_violations(self, change: LineChange) -> Iterable[RuleViolation]: ...
        def deletion_violations(self, lines: QuerySet[DocumentLine]) -> Iterable[RuleViolation]: ...

    guards.register(TrackedLines())

A guard answers with what it refuses; it writes nothing.  It is asked while the document is locked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.db.models import QuerySet

    from wms.core.errors import RuleViolation
    from wms.documents.models import Document, DocumentLine


@dataclass(frozen=True)
class LineChange:
    """A stored line, the same line as it would be (not saved), and the fields that differ.

    ``fields`` are model field names, the ``…_base`` companions included: a new unit shows up as
    ``unit_of_measure``, ``qty_per_unit`` and ``quantity_base``.
    """

    before: DocumentLine
    after: DocumentLine
    fields: frozenset[str]

    def touches(self, *fields: str) -> bool:
        return not self.fields.isdisjoint(fields)


class Guard(Protocol):
    def change_violations(self, change: LineChange) -> Iterable[RuleViolation]:
        """What forbids this change (POST-056, POST-057, ITL-143…149, ITL-154, WHS-049)."""
        ...

    def deletion_violations(self, lines: QuerySet[DocumentLine]) -> Iterable[RuleViolation]:
        """What forbids deleting these lines, one statement however many (ITL-154, WHS-049)."""
        ...


_GUARDS: list[Guard] = []


def register(guard: Guard) -> None:
    _GUARDS.append(guard)


def unregister(guard: Guard) -> None:
    _GUARDS.remove(guard)


# Called after a line was changed, while the document is still locked: what has to follow is written there.
Follower = Callable[[LineChange, "User"], None]
# What forbids a change of the header: the document as it was and as it would be.
HeaderGuard = Callable[["Document", "Document"], Iterable["RuleViolation"]]

_FOLLOWERS: list[Follower] = []
_HEADER_GUARDS: list[HeaderGuard] = []


def register_follower(follower: Follower) -> None:
    _FOLLOWERS.append(follower)


def register_header_guard(guard: HeaderGuard) -> None:
    _HEADER_GUARDS.append(guard)


def header_violations(before: Document, after: Document) -> Iterator[RuleViolation]:
    for guard in _HEADER_GUARDS:
        yield from guard(before, after)


def follow(change: LineChange, *, by: User) -> None:
    for follower in _FOLLOWERS:
        follower(change, by)


def change_violations(change: LineChange) -> Iterator[RuleViolation]:
    for guard in _GUARDS:
        yield from guard.change_violations(change)


def deletion_violations(lines: QuerySet[DocumentLine]) -> Iterator[RuleViolation]:
    for guard in _GUARDS:
        yield from guard.deletion_violations(lines)
