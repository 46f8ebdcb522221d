"""Taking a list of numbers over to a page: an uploaded file or pasted text (SCAN-037, 040, 041).

Each row is judged for itself: good ones are added, the others are kept with the page as rejected, with row,
column, value and reason.  The same list twice adds nothing.  The number of statements does not depend on
the number of rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from tracking import availability
from tracking.availability import Combination
from tracking.models import RejectedInput, TrackingSession
from tracking.page import Page, locked_page
from tracking.services import input_rows, sql
from tracking.services.input_rows import Judgement, Rejection, Surroundings
from tracking.services.reading import Sheet
from wms.core.sql import insert_rows

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


@dataclass(frozen=True)
class Imported:
    """What became of a list."""

    added: int
    already: int
    rejected: int


@transaction.atomic
def import_rows(
    *,
    session: TrackingSession | int,
    by: AbstractBaseUser,
    sheet: Sheet,
    all_or_nothing: bool = False,
) -> Imported:
    """Add the good rows of a list to an open page, and keep the others as rejected input.

    ``all_or_nothing``: a single faulty row keeps all of them out (SCAN-041).  Raises Refused only when
    the page is locked or closed.
    Rules: SCAN-037, 040, 041, ITL-044…054, 058, 059, 063, 071…077, SET-062, SET-154, D58.
    """
    page = locked_page(session)
    page.refuse_if_locked()
    judgement = _judge(page, sheet)
    if all_or_nothing and judgement.rejected:
        judgement.added.clear()
    if judgement.added:
        numbers = [Combination(*row[:3]) for row in judgement.added.values()]
        sql.insert_new_rows(page, judgement.added.values(), by_id=by.pk)
        availability.collect_missing_of_many(page.session, numbers)
        page.mark_changed()
    keep_rejected(page, judgement.rejected, replace=True)
    faulty = {rejection.row for rejection in judgement.rejected}
    return Imported(len(judgement.added), judgement.already, len(faulty))


def _judge(page: Page, sheet: Sheet) -> Judgement:
    around = Surroundings.of(page)
    judgement = input_rows.judge(sheet.rows, around)
    if page.outbound:
        serials = [Combination(row.serial_no) for row in judgement.added.values() if row.serial_no]
        availability.collect_missing_of_many(page.session, serials)
        input_rows.fill_from_stock(judgement, around)
    input_rows.settle_dates(judgement, around)
    return judgement


def keep_rejected(page: Page, rejected: Iterable[Rejection], *, replace: bool = False) -> None:
    """Keep what was not taken over with the page, so that it can be read, downloaded and mended."""
    if replace:
        page.session.rejected.all().delete()
    insert_rows(
        RejectedInput,
        ("session", "row", "column", "value", "code", "reason"),
        (
            (page.session.pk, fault.row, fault.column, fault.value, fault.code, fault.reason)
            for fault in sorted(rejected, key=lambda fault: fault.row)
        ),
    )


@transaction.atomic
def forget_rejected(*, session: TrackingSession | int) -> None:
    """The list of rejected rows has been dealt with."""
    locked_page(session).session.rejected.all().delete()
