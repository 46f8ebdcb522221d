"""Rows of an open page, one or many, as somebody types or deletes them."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import QuerySet

from tracking import errors, totals
from tracking.models import TrackingLine, TrackingSession
from tracking.page import Page, locked_page
from tracking.policies import page_rows
from tracking.selectors.rows import matching
from tracking.services.row_edit import NEW_NUMBERS, NUMBERS, RowEdit
from wms.core.errors import Refused
from wms.core.quantity import ZERO
from wms.core.rules import refuse_broken

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


@transaction.atomic
def add_row(
    *,
    session: TrackingSession | int,
    by: AbstractBaseUser,
    accept_blocked: bool = False,
    **fields: Any,
) -> TrackingLine:
    """Add one row with these fields to an open page.

    Quantities are base units with the sign of the document line; left out, a serial gets 1 and a lot or
    package what is still undefined (ITL-053).  ``accept_blocked`` answers the question about a blocked number.

    Raises Refused with every fault at once; then nothing is added.
    Rules: ITL-044, 047…053, 058…065, 071…077, SET-154.
    """
    page = locked_page(session)
    page.refuse_if_locked()
    line = page.line
    row = TrackingLine(
        session=page.session,
        line=line,
        item=line.item,
        variant=line.variant,
        location=line.location,
        outbound=page.outbound,
        quantity=ZERO,
        qty_to_handle=ZERO,
        changed_by_id=by.pk,
    )
    return _store(page, row, fields, accept_blocked=accept_blocked, by=by)


@transaction.atomic
def change_row(
    *,
    session: TrackingSession | int,
    row_id: int,
    by: AbstractBaseUser,
    accept_blocked: bool = False,
    **changes: Any,
) -> TrackingLine:
    """Fill in fields of one row of an open page; what follows from them is filled in along.

    A changed date goes to every row of the same lot (ITL-075).  Raises Refused with every fault at once.
    Rules: ITL-032…041, 046…065, 071…077, 157.
    """
    page = locked_page(session)
    row = page.rows.filter(pk=row_id).first()
    if row is None:
        raise Refused([errors.RowGone()])
    return _store(page, row, changes, accept_blocked=accept_blocked, by=by)


def _store(
    page: Page,
    row: TrackingLine,
    changes: dict[str, Any],
    *,
    accept_blocked: bool,
    by: AbstractBaseUser,
) -> TrackingLine:
    before = totals.sums_of_row(row) if row.pk else totals.NOTHING
    RowEdit(page, row, changes, accept_blocked=accept_blocked).run()
    if row.pk is None and not any(getattr(row, field) for field in (*NUMBERS, *NEW_NUMBERS)):
        raise Refused([errors.NumberMissing()])
    row.changed_by_id = by.pk
    row.save()
    if changes.keys() & {"expiration_date"}:
        _one_date(page, row, "lot_no", "expiration_date")
    if changes.keys() & {"new_expiration_date", "new_lot_no"}:
        _one_date(page, row, "new_lot_no", "new_expiration_date")
    page.row_written(before=before, after=totals.sums_of_row(row))
    return row


def _one_date(page: Page, row: TrackingLine, lot_field: str, date_field: str) -> None:
    """ITL-075, ITL-178: all rows of a lot have one date, also none."""
    lot_no, day = getattr(row, lot_field), getattr(row, date_field)
    if lot_no:
        others = page.rows.filter(**{lot_field: lot_no}).exclude(pk=row.pk)
        others.update(**{date_field: day})


@transaction.atomic
def delete_rows(
    *, session: TrackingSession | int, row_ids: Collection[int] | None, search: str = ""
) -> int:
    """Take rows off an open page: those named, or with ``None`` all that the search finds.

    Raises Refused when part of one is handled (ITL-056); then none is deleted.
    """
    page = locked_page(session)
    if not page.may_delete:
        page.refuse_if_locked()
    rows = chosen(page, row_ids, search=search)
    refuse_broken(rows, rules=page_rows.DELETION_RULES)
    gone = totals.sums_of(rows)
    deleted, _ = rows.delete()
    if deleted:
        page.row_written(before=gone, after=totals.NOTHING)
    return deleted


def chosen(
    page: Page, row_ids: Collection[int] | None, *, search: str = ""
) -> QuerySet[TrackingLine]:
    """The rows named, or with ``None`` every row that the search finds."""
    if row_ids is None:
        return matching(page.rows, search)
    return page.rows.filter(pk__in=row_ids)
