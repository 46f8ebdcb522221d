"""Item Tracking Lines opened from a line of a warehouse receipt or shipment (ITL-020, ITL-022, ITL-039).

The rows are those of the source line.  What differs is how much is to be handled, that nothing is invoiced
there, and who may work on the rows: the warehouse, which stands above, registers what it knows.

    openers.register(opener_of=opener_of_line, may_change=may_work_on_line)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, User
    from django.http import HttpRequest

    from wms.documents.models import DocumentLine


@dataclass(frozen=True)
class Opener:
    """``to_handle``: Qty. to Receive or to Ship of that line, positive base units; ``url``: back to it."""

    to_handle: Decimal
    url: str
    link_text: str


OpenerOf = Callable[[int, "DocumentLine", "AbstractBaseUser"], Opener | None]
MayChange = Callable[["User", "DocumentLine"], bool]

_OPENERS: list[OpenerOf] = []
_MAY_CHANGE: list[MayChange] = []


def register(*, opener_of: OpenerOf, may_change: MayChange) -> None:
    """``opener_of(key, line, user)``: None when it is gone, or is not about this line or for this user."""
    _OPENERS.append(opener_of)
    _MAY_CHANGE.append(may_change)


def opener(key: int | None, line: DocumentLine, user: AbstractBaseUser) -> Opener | None:
    """Where the page was opened from, by the key that it remembers."""
    if key is None:
        return None
    return next((found for ask in _OPENERS if (found := ask(key, line, user))), None)


def key_in(request: HttpRequest, *, remembered: int | None) -> int | None:
    """The key in the address that was asked for; without one, where the page itself leads back to itself, its own.

    Without script every action answers with the page anew.  Opened from the order, the page has no key.
    """
    text = request.GET.get("whse_line", "")
    if text:
        return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
    came_from = urlsplit(request.headers.get("Referer", "")).path
    return remembered if came_from.startswith(request.path) else None


def may_change(user: User, line: DocumentLine) -> bool:
    """Whether the user works on the line in the warehouse, so that its rows are his to fill (WHS-190)."""
    return any(ask(user, line) for ask in _MAY_CHANGE)
