"""Who is at work, and from where: what the change log says beside each change.

A request, a job, an import and a command say so at their edge; services need not hand it down.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from wms.core.models.changes import ChangeSource


@dataclass(frozen=True)
class Origin:
    """``by``: a user, perhaps one that is only looked up when asked for; None for nobody known."""

    source: ChangeSource
    by: Any = None

    @property
    def user_id(self) -> int | None:
        return getattr(self.by, "pk", None)


_current: ContextVar[Origin | None] = ContextVar("origin_of_changes", default=None)


def current() -> Origin:
    """What nobody spoke for comes from a command."""
    return _current.get() or Origin(ChangeSource.COMMAND)


@contextmanager
def acting(source: ChangeSource, *, by: Any = None) -> Iterator[None]:
    """What is changed inside comes from here; without ``by`` it is who was at work already."""
    token = _current.set(Origin(source, by if by is not None else current().by))
    try:
        yield
    finally:
        _current.reset(token)
