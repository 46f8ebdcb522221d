"""Qty. to Handle of the rows follows that of the line, where there is only one way to do it (ITL-141)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.expressions import Combinable
from django.utils import timezone

from tracking import errors
from tracking.models import TrackingLine, TrackingSession
from tracking.page import locked_page
from tracking.selectors.lines_page import matrix_of
from wms.core.errors import Refused
from wms.core.quantity import ZERO, qty

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


@transaction.atomic
def match_to_line(*, session: TrackingSession | int, by: AbstractBaseUser) -> int:
    """Set Qty. to Handle of all rows to what the line asks for; answers with how many rows changed.

    Works on a page under warehouse work too, where Qty. to Handle stays open.  Raises Refused when it
    would have to be guessed which number to leave out, or too little is tracked.
    Rules: ITL-050, ITL-139, ITL-141, ITL-157.
    """
    page = locked_page(session)
    if page.lock is not None and "qty_to_handle" not in page.lock.open_fields:
        page.refuse_if_locked()
    if why := matrix_of(page).why_not_matched:
        raise Refused([errors.NotMatched(why=why)])
    wanted = abs(page.qty_to_handle_base)
    rows = page.rows.filter(quantity__gt=F("qty_handled"))
    one = wanted == ZERO or page.session.open_rows == 1
    value = qty(wanted) if one else F("quantity") - F("qty_handled")
    changed = _set(rows, value, by=by)
    if changed:
        page.rows_written()
    return changed


def _set(rows: QuerySet[TrackingLine], to_handle: Combinable, *, by: AbstractBaseUser) -> int:
    """One update; Qty. to Invoice follows (ITL-050)."""
    return rows.exclude(qty_to_handle=to_handle).update(
        qty_to_handle=to_handle,
        qty_to_invoice=F("qty_handled") - F("qty_invoiced") + to_handle,
        changed_by_id=by.pk,
        changed_at=timezone.now(),
    )
