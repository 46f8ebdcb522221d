"""What higher floors forbid about set-up records, because they know where these are used.

    guards.register(Item, tracked_items_keep_their_code)

A guard is asked with the record as it is stored and as it shall be (None when it shall be deleted), and
answers the violations.  Modules named ``setup_guards`` are imported when the application starts.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from django.db.models import Model

from wms.core.errors import RuleViolation

M = TypeVar("M", bound=Model)
Guard = Callable[[M, M | None], Iterable[RuleViolation]]

_GUARDS: dict[type[Model], list[Guard]] = {}


def register(model: type[M], guard: Guard[M]) -> None:
    _GUARDS.setdefault(model, []).append(guard)


def violations(stored: M, changed: M | None) -> Iterator[RuleViolation]:
    for guard in _GUARDS.get(type(stored), ()):
        yield from guard(stored, changed)
