"""Ready-made set-up: what there is to begin with, how each piece of it stands, and making what is missing.

Nothing that exists is overwritten.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import transaction

from wms.core.errors import Refused


class State(StrEnum):
    MISSING = "not there yet"
    THERE = "there already"
    DIFFERENT = "there already, with other settings"
    MADE = "made"
    REFUSED = "refused"


@dataclass(frozen=True)
class Piece:
    """One ready-made thing: what it is, how it stands, and what more there is to say."""

    what: str
    description: str
    state: State
    text: str = ""


def make_missing(pieces: Iterable[Piece], makers: Iterable[Callable[[], None]]) -> list[Piece]:
    """Make what is missing, each piece by itself; answers how each stands now.

    ``makers``: what makes each of the ``pieces``, in the same order.
    """
    return [
        piece if piece.state is not State.MISSING else _made(piece, make)
        for piece, make in zip(pieces, makers, strict=True)
    ]


def _made(piece: Piece, make: Callable[[], None]) -> Piece:
    try:
        with transaction.atomic():
            make()
    except Refused as refused:
        return Piece(piece.what, piece.description, State.REFUSED, str(refused))
    return Piece(piece.what, piece.description, State.MADE)


def context(pieces: list[Piece], *, title: str, intro: str, is_report: bool) -> dict[str, Any]:
    """For the template setup/ready_made.html, beside ``list_url``."""
    return {
        "title": title,
        "intro": intro,
        "pieces": pieces,
        "missing": sum(piece.state is State.MISSING for piece in pieces),
        "made": sum(piece.state is State.MADE for piece in pieces),
        "is_report": is_report,
    }
