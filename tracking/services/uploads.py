"""Taking a list of numbers over to a page: an uploaded file or pasted text (SCAN-037, 040, 041).

Each row is judged for itself: good ones are added, the others are kept with the page as rejected, with row,
column, value and reason.  The same list twice adds nothing.  The number of statements does not depend on
the number of rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from tracking import availability
from tracking.availability import Combination
from tracking.models import RejectedInput, TrackingSession
from tracking.page import Page, locked_page
from tracking.services import input_rows, sql, upload_reports
from tracking.services.input_rows import Judgement, Surroundings
from tracking.services.judged_columns import Rejection
from tracking.services.reading import Sheet
from tracking.services.upload_reports import KEPT_OUT, Fate
from wms.core.sql import insert_rows

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class Previewed(NamedTuple):
    """A row of a list before anything is saved: what would become of it, and why."""

    number: str
    status: str
    reason: str = ""

    @property
    def is_ok(self) -> bool:
        return self.status == OK


OK, THERE = "ok", "already there"
_STATUS = {
    "dup-in-file": "duplicate in list",
    "dup-in-line": THERE,
    "not-on-hand": "not on hand",
    "track-too-long": "too long",
    "file-bad-value": "not readable",
    "blocked": "blocked",
}


@dataclass(frozen=True)
class Imported:
    """What became of a list.  ``wrong``: the rows that were not taken over, where they are not kept."""

    added: int
    already: int
    rejected: int
    wrong: list[Previewed]


@transaction.atomic
def import_rows(
    *,
    session: TrackingSession | int,
    by: AbstractBaseUser,
    sheet: Sheet,
    all_or_nothing: bool = False,
    from_stock: bool = False,
    keeps_rejected: bool = True,
    file_name: str = "",
) -> Imported:
    """Add the good rows of a list to an open page, and keep the others as rejected input.

    ``all_or_nothing``: a single faulty row keeps all of them out (SCAN-041).  ``from_stock``: where goods
    leave, only what is on hand (SCAN-037).  ``keeps_rejected``: not when they stay where they were typed.
    ``file_name``: of the uploaded file, whose rows are reported one by one.
    Raises Refused only when the page is locked or closed.
    Rules: SCAN-037, 040, 041, ITL-044…054, 058, 059, 063, 071…077, SET-062, SET-154, D58.
    """
    page = locked_page(session)
    page.refuse_if_locked()
    around = Surroundings.of(page)
    judgement = _judge(page, sheet, around, from_stock=from_stock)
    if all_or_nothing and judgement.rejected:
        judgement.added.clear()
    if judgement.added:
        added = judgement.added.values()
        sql.insert_new_rows(page, added, by_id=by.pk)
        if not (page.outbound and around.knows(added)):
            numbers = [Combination(*row[:3]) for row in added]
            availability.collect_missing_of_many(page.session, numbers)
        page.rows_written()
    if keeps_rejected:
        keep_rejected(page, judgement.rejected, replace=True)
    if file_name:
        fates = _fates(sheet, judgement, kept_out=all_or_nothing and bool(judgement.rejected))
        upload_reports.keep(page.session, file_name, sheet, fates)
    faulty = {rejection.row for rejection in judgement.rejected}
    wrong = []
    if faulty and not keeps_rejected:
        wrong = [row for row in _previewed(sheet, judgement) if row.reason]
    return Imported(len(judgement.added), len(judgement.already), len(faulty), wrong)


@transaction.atomic
def preview_rows(
    *, session: TrackingSession | int, sheet: Sheet, from_stock: bool = False
) -> list[Previewed]:
    """What would become of each row of a list; nothing is added (SCAN-037)."""
    page = locked_page(session)
    page.refuse_if_locked()
    return _previewed(sheet, _judge(page, sheet, Surroundings.of(page), from_stock=from_stock))


def _previewed(sheet: Sheet, judgement: Judgement) -> list[Previewed]:
    there = set(judgement.already)
    faults = {rejection.row: rejection for rejection in judgement.rejected}
    found = []
    for no, values in zip(sheet.nos, zip(*sheet.columns.values(), strict=True), strict=True):
        number = " / ".join(str(value) for value in values if value)[:100]
        if (fault := faults.get(no)) is not None:
            found.append(Previewed(number, _STATUS.get(fault.code, "not possible"), fault.reason))
        else:
            found.append(Previewed(number, THERE if no in there else OK))
    return found


def _fates(sheet: Sheet, judgement: Judgement, *, kept_out: bool) -> list[Fate]:
    good = Fate(*KEPT_OUT) if kept_out else Fate("added")
    rows = _previewed(sheet, judgement)
    return [good if row.is_ok else Fate(row.status, row.reason) for row in rows]


def _judge(page: Page, sheet: Sheet, around: Surroundings, *, from_stock: bool) -> Judgement:
    judgement = input_rows.judge(sheet, around)
    if page.outbound:
        serials = [row for row in judgement.added.values() if row.serial_no]
        if not around.knows(serials):
            numbers = [Combination(row.serial_no) for row in serials]
            availability.collect_missing_of_many(page.session, numbers)
            around.look_again()
        input_rows.fill_from_stock(judgement, around)
        if from_stock:
            input_rows.refuse_what_is_not_here(judgement, around)
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
