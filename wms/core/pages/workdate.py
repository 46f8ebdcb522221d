"""The work date: the day that pages reckon with when no document date is involved (SET-009)."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

_KEY = "work_date"


def work_date(request: HttpRequest) -> date:
    """Today, unless the user has set another day for this session."""
    chosen = request.session.get(_KEY)
    return date.fromisoformat(chosen) if chosen else timezone.localdate()


def is_today(request: HttpRequest) -> bool:
    return work_date(request) == timezone.localdate()


def set_work_date(request: HttpRequest, day: date | None) -> None:
    """Work on another day from now on; None and today go back to the calendar."""
    session: Any = request.session
    if day is None or day == timezone.localdate():
        session.pop(_KEY, None)
    else:
        session[_KEY] = day.isoformat()
