"""That a series is running out is told to whoever caused the draw, on the page or with the job (SET-113)."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# the code of the series, and what there is to say of it
Listener = Callable[[str, str], object]

log = logging.getLogger(__name__)
_LISTENER: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """``listener`` gets a notice for each batch that is drawn from inside."""
    token = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(token)


def tell(series: str, notice: str) -> None:
    """The log has every notice, whether anybody listens or not."""
    log.warning(notice)
    if listener := _LISTENER.get():
        listener(series, notice)
