"""The sums over the rows of an open page, kept on the page itself (ITL-027).

Whoever writes rows of a page says so here, in the same transaction and under the lock of the page: after
many rows everything is added up anew, in one statement; after a few only what they changed is added.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q, QuerySet, Sum

from tracking.models import TrackingSession
from wms.core.quantity import ZERO

if TYPE_CHECKING:
    from tracking.models import TrackingLine

Sums = Mapping[str, Any]
_SUMMED = {
    "tracked": "quantity",
    "to_handle": "qty_to_handle",
    "to_invoice": "qty_to_invoice",
    "handled": "qty_handled",
}
FIELDS = ("row_count", "open_rows", *_SUMMED)
NOTHING: Sums = dict.fromkeys(FIELDS, 0)


def sums_of(rows: QuerySet[TrackingLine]) -> Sums:
    """What these rows add to the sums of their page; one statement."""
    found: Sums = rows.aggregate(
        row_count=Count("pk"),
        open_rows=Count("pk", filter=Q(quantity__gt=F("qty_handled"))),
        **{name: Sum(field, default=ZERO) for name, field in _SUMMED.items()},
    )
    return found


def sums_of_row(row: TrackingLine) -> Sums:
    """What this one row adds, as it is in memory."""
    sums: dict[str, Any] = {name: getattr(row, field) for name, field in _SUMMED.items()}
    return sums | {"row_count": 1, "open_rows": int(row.quantity > row.qty_handled)}


def keep_anew(session: TrackingSession, *, is_changed: bool = False) -> None:
    """Add up all rows: many of them were written.  ``is_changed``: by a user, so that they can be saved."""
    _keep(session, sums_of(session.rows.all()), is_changed=is_changed)


def keep_difference(session: TrackingSession, *, before: Sums, after: Sums) -> None:
    """Some rows added ``before`` and add ``after`` now; a user did it, and the other rows are as they were."""
    sums = {name: getattr(session, name) + after[name] - before[name] for name in FIELDS}
    _keep(session, sums, is_changed=True)


def _keep(session: TrackingSession, sums: Sums, *, is_changed: bool) -> None:
    told = {name for name, value in sums.items() if value != getattr(session, name)}
    for name in told:
        setattr(session, name, sums[name])
    if is_changed and not session.is_changed:
        session.is_changed = True
        told.add("is_changed")
    if told:
        session.save(update_fields=told)
