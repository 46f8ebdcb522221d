"""Figures that higher floors add to the facts box of a card, each opening the rows behind it.

register(Item, stock_of_item)     # in a module named ``setup_guards`` or ``piles``
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from wms.core.pages.requests import PageRequest


@dataclass(frozen=True)
class Fact:
    """A figure; ``url`` opens the rows behind it."""

    caption: str
    text: str
    url: str = ""


Facts = Mapping[str, Sequence[Fact]]
_PROVIDERS: dict[type[Model], list[Callable[[Any, PageRequest], Facts]]] = {}


def register(model: type[Model], provider: Callable[[Any, PageRequest], Facts]) -> None:
    _PROVIDERS.setdefault(model, []).append(provider)


def facts_of(record: Model, request: PageRequest) -> dict[str, list[Fact]]:
    """By caption, in the order of registration."""
    found: dict[str, list[Fact]] = {}
    for provider in _PROVIDERS.get(type(record), ()):
        for caption, facts in provider(record, request).items():
            found.setdefault(caption, []).extend(facts)
    return found
