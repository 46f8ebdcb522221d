"""The piles of the home page: work that waits, each a number that opens the list behind it.

An app offers its piles in a module named ``piles``, which is imported when the application starts:

    register(Pile(caption="To receive", count=…, url=…, permission="documents.view_purchasing"))
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True, kw_only=True)
class Pile:
    """``count`` asks one query; ``url`` is the list with the same rows.

    ``tone`` is "", "warn" or "bad": how a number above 0 is to be read.  ``order`` sorts the page.
    """

    caption: str
    explanation: str
    count: Callable[[HttpRequest], int]
    url: Callable[[HttpRequest], str]
    permission: str = ""
    tone: str = ""
    order: int = 100


@dataclass(frozen=True)
class Shown:
    """A pile as the page shows it."""

    caption: str
    explanation: str
    count: int
    url: str
    tone: str


_PILES: list[Pile] = []


def register(pile: Pile) -> None:
    _PILES.append(pile)


def shown_to(request: HttpRequest) -> list[Shown]:
    """The piles of this user's role, one query each."""
    return [
        _counted(pile, request)
        for pile in sorted(_PILES, key=lambda pile: (pile.order, pile.caption))
        if not pile.permission or request.user.has_perm(pile.permission)
    ]


def _counted(pile: Pile, request: HttpRequest) -> Shown:
    count = pile.count(request)
    return Shown(
        pile.caption, pile.explanation, count, pile.url(request), pile.tone if count else ""
    )
