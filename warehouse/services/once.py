"""Posting and registering: a request is done once, and tried again when it met a lock (POST-171, POST-172)."""

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction

from tracking.posting.errors import Busy
from wms.core.errors import Refused
from wms.core.retry import StillBusy, retrying

Answer = TypeVar("Answer")


def done_once(
    *,
    document: object,
    done_before: Callable[[], Answer | None],
    lock: Callable[[], object],
    work: Callable[[], Answer],
) -> Answer:
    """``work`` in one transaction, after ``lock``, unless ``done_before`` finds what the same request did.

    It is asked again once the locks are held: the same request may have won them.  Raises Refused when
    every attempt met a lock; ``document`` is named then.
    """

    def attempt() -> Answer:
        with transaction.atomic():
            if (before := done_before()) is not None:
                return before
            lock()
            if (before := done_before()) is not None:
                return before
            return work()

    try:
        return retrying(attempt)
    except StillBusy as busy:
        raise Refused([Busy(document=str(document))]) from busy
