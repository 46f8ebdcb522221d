"""Those who post along: what must be checked and written in the same transaction as the ledger.

The warehouse keeps bins in step with the ledger this way, without the ledger knowing of bins.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from tracking.posting.context import Posting
    from wms.core.errors import RuleViolation


class Follower(Protocol):
    def violations(self, posting: Posting) -> Iterable[RuleViolation]:
        """What this follower refuses, asked before anything is written."""
        ...

    def write(self, posting: Posting) -> None:
        """Write along, after the ledger entries of ``posting`` stand."""
        ...


_FOLLOWERS: list[Follower] = []


def register(follower: Follower) -> None:
    _FOLLOWERS.append(follower)


def followers() -> tuple[Follower, ...]:
    return tuple(_FOLLOWERS)
