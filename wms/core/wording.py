"""The company's own word for a package, such as Pallet, in every caption and message (SET-034).

The setting stands on a higher floor, which tells here how it is read.  Each request and each background
task reads it at most once, and only when a text speaks of packages; elsewhere, as in commands and in
functions called by themselves, a package is a package.
"""

import re
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from celery.signals import task_postrun, task_prerun
from django.core.signals import request_finished, request_started

_PACKAGE = re.compile(r"\b[Pp]ackage(?=s?\b)")

_read: Callable[[], str] = str  # "" until somebody registers
_known: ContextVar[str | None] = ContextVar("package_word", default=None)
_depth: ContextVar[int] = ContextVar("package_word_depth", default=0)  # 0: nobody is served


def register(read: Callable[[], str]) -> None:
    """``read`` answers the company's word, "" where it has none of its own."""
    global _read
    _read = read


def in_company_words(text: str) -> str:
    """The text with the company's word in place of Package; a small letter stays one."""
    if not _PACKAGE.search(text) or not (word := _word()):
        return text
    return _PACKAGE.sub(lambda found: word.lower() if found[0][0] == "p" else word, text)


def _word() -> str:
    if not _depth.get():
        return ""
    if (known := _known.get()) is None:
        known = _read()
        _known.set(known)
    return known


def forget(**_: Any) -> None:
    """The setting may have changed: read it again when it is needed next."""
    _known.set(None)


def _request_begins(**_: Any) -> None:
    forget()
    _depth.set(1)


def _request_ends(**_: Any) -> None:
    forget()
    _depth.set(0)


def _task_begins(**_: Any) -> None:
    """A task may run inside a request, where there is no worker."""
    if not _depth.get():
        forget()
    _depth.set(_depth.get() + 1)


def _task_ends(**_: Any) -> None:
    _depth.set(max(0, _depth.get() - 1))


request_started.connect(_request_begins, dispatch_uid="wms.core.wording")
request_finished.connect(_request_ends, dispatch_uid="wms.core.wording")
task_prerun.connect(_task_begins, dispatch_uid="wms.core.wording")
task_postrun.connect(_task_ends, dispatch_uid="wms.core.wording")
