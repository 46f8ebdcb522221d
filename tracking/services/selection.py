"""Actions that choose numbers from stock: Select Entries, and the lookup from a number field (section 8).

Select Entries marks quantities on the page's availability figures, so ten thousand combinations are
proposed, changed and taken over without passing through a form.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Sum

from tracking import errors
from tracking.availability import Combination, as_day
from tracking.models import AvailabilityFigure, TrackingLine, TrackingSession
from tracking.page import Page, locked_page
from tracking.selectors import entries
from tracking.services import sql
from tracking.services.row_edit import numbers_text
from tracking.services.rows import change_row
from tracking.services.sql import NewRow
from wms.core.errors import Refused
from wms.core.quantity import ZERO, rounded
from wms.core.sql import rows as rows_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


@transaction.atomic
def propose(*, session: TrackingSession | int, on: date) -> Decimal:
    """Fill Selected Quantity from the top until the undefined quantity is met (ITL-110, ITL-114).

    Blocked numbers are passed over, and under strict expiration posting those expired on ``on``.  Answers
    with what was selected in all; 0 where the list is only for viewing (ITL-108).
    """
    page = locked_page(session)
    page.session.figures.exclude(selected=0).update(selected=ZERO)
    if entries.why_read_only(page):
        return ZERO
    sql.propose_selection(page, need=page.undefined(), on=on)
    return _selected(page)


def _selected(page: Page) -> Decimal:
    total: Decimal | None = page.session.figures.aggregate(total=Sum("selected"))["total"]
    return total or ZERO


@transaction.atomic
def select(
    *, session: TrackingSession | int, figure_id: int, quantity: Decimal
) -> AvailabilityFigure:
    """Change the Selected Quantity of one combination; quantities are positive base units (ITL-111)."""
    page = locked_page(session)
    _refuse_read_only(page)
    entry = entries.entry_of(page, figure_id)
    if entry is None:
        raise Refused([errors.NotInList()])
    most = max(entry.selectable, ZERO)
    quantity = rounded(quantity)
    if not 0 <= quantity <= most or (entry.figure.serial_no and quantity not in (0, 1)):
        raise Refused(
            [
                errors.SelectedTooMuch(
                    numbers=numbers_text(entry.figure), maximum=most, quantity=quantity
                )
            ]
        )
    entry.figure.selected = quantity
    entry.figure.save(update_fields=["selected"])
    return entry.figure


@transaction.atomic
def clear(*, session: TrackingSession | int) -> None:
    """Nothing is selected any more."""
    page = locked_page(session)
    page.session.figures.exclude(selected=0).update(selected=ZERO)


@transaction.atomic
def take_over(*, session: TrackingSession | int, by: AbstractBaseUser) -> int:
    """Add every selected combination to its row, or to a new one (ITL-113); answers with how many.

    Refused while more is selected than is undefined (ITL-112).  The same few statements for any number.
    """
    page = locked_page(session)
    _refuse_read_only(page)
    selected, undefined = _selected(page), page.undefined()
    if selected > undefined:
        raise Refused(
            [
                errors.SelectedMoreThanUndefined(
                    selected=selected, undefined=undefined, excess=selected - undefined
                )
            ]
        )
    count = _add_selected(page, by=by)
    if count:
        page.session.figures.exclude(selected=0).update(selected=ZERO)
        page.rows_written()
    return count


_SELECTED = f"""
select serial_no, lot_no, package_no, cast(expiration_date as text), cast(warranty_date as text), selected
from tracking_availabilityfigure where session_id = %s and selected > 0
order by {entries.FIRST_EXPIRED_FIRST}
"""


def _add_selected(page: Page, *, by: AbstractBaseUser) -> int:
    serials, lots = _rows_by_number(page)
    renames = page.is_reclassification
    more: dict[int, int] = {}
    new: list[NewRow] = []
    for serial, lot, package, expires, warranty, units in rows_of(_SELECTED, [page.session.pk]):
        row_id = serials.get(serial) if serial else lots.get((lot, package))
        if row_id is not None:
            more[row_id] = units
        else:
            row = NewRow(serial, lot, package, units, warranty_date=as_day(warranty))
            new.append(row._replace(new_expiration_date=as_day(expires)) if renames else row)
    if more:
        sql.add_quantities(more, by_id=by.pk)
    sql.insert_new_rows(page, new, by_id=by.pk)
    return len(more) + len(new)


def _rows_by_number(page: Page) -> tuple[dict[str, int], dict[tuple[str, str], int]]:
    """The rows of the page, by serial and, those without, by lot and package."""
    rows = page.rows.values_list("pk", "serial_no", "lot_no", "package_no")
    serials = {serial_no: pk for pk, serial_no, _, _ in rows if serial_no}
    lots = {(lot_no, package): pk for pk, serial_no, lot_no, package in rows if not serial_no}
    return serials, lots


def _refuse_read_only(page: Page) -> None:
    page.refuse_if_locked()
    if why := entries.why_read_only(page):
        raise Refused([errors.NothingToSelect(why=why)])


@transaction.atomic
def choose_number(
    *,
    session: TrackingSession | int,
    row_id: int,
    by: AbstractBaseUser,
    numbers: Combination,
    accept_blocked: bool = False,
) -> TrackingLine:
    """Put a number chosen from the lookup on a row, with the quantity of ITL-105 (ITL-103).

    ``numbers``: those to fill in; blanks leave the row's own.  On supply pages the list is for viewing only.
    """
    page = locked_page(session)
    row = page.rows.filter(pk=row_id).first()
    if row is None:
        raise Refused([errors.RowGone()])
    if not page.outbound:
        raise Refused([errors.NothingToSelect(why="goods come in on this line")])
    wanted = {field: number for field, number in numbers._asdict().items() if number}
    target = Combination(*(wanted.get(field) or getattr(row, field) for field in numbers._fields))
    available = entries.available_of(page, target)
    undefined = page.undefined()
    new_open = chosen_quantity(undefined, available, row.outstanding, serial=bool(target.serial_no))
    return change_row(
        session=page.session,
        row_id=row.pk,
        by=by,
        accept_blocked=accept_blocked,
        quantity=(row.qty_handled + new_open) * page.sign,
        **wanted,
    )


def chosen_quantity(
    undefined: Decimal, available: Decimal, is_open: Decimal, *, serial: bool
) -> Decimal:
    """The new open quantity of a row for which a number was chosen (ITL-106a…e)."""
    if undefined >= 0 and available >= 0:
        quantity = is_open + min(undefined, available)
    elif undefined >= 0:
        quantity = max(ZERO, is_open + available)
    elif available >= 0:
        quantity = max(ZERO, is_open + undefined)
    else:
        quantity = max(ZERO, is_open + min(undefined, available))
    return min(quantity, Decimal(1)) if serial else quantity
