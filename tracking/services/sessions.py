"""Opening, refreshing and closing an Item Tracking Lines page.

    page = open_page(line, user)      # the saved rows and the availability of this moment, copied
    ...                               # rows.add_row, assignment.assign_serial_numbers, uploads.import_rows …
    save(page, by=user)               # one transaction; or discard(page)

Rows of an open page live in the database, so a reload, a restart or an expired log-in loses nothing.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Model, Q
from django.utils import timezone

from tracking import availability, errors, totals
from tracking.availability import Combination
from tracking.binding import copying
from tracking.binding import services as binding
from tracking.models import AvailabilityFigure, TrackingLine, TrackingSession
from tracking.page import WITH_LINE, Page, locked_page, read_page
from tracking.policies import page_rows
from tracking.reservations import services as reservations
from tracking.selectors import judgement
from tracking.selectors.judgement import Counts
from tracking.services import sql
from tracking.services.line_numbers import make_rows_of
from wms.core.durability import need_not_last
from wms.core.errors import Refused, RuleViolation, refuse_if_any
from wms.core.quantity import ZERO
from wms.core.rules import violations
from wms.documents.models import Document, DocumentLine

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

CHANGES_SHOWN = 100
ZERO_SHOWN = 5


@transaction.atomic
def open_page(line: DocumentLine, user: AbstractBaseUser) -> TrackingSession:
    """The page of this line for this user: the one still open with unsaved changes, else a fresh one.

    A fresh one copies the saved rows and reads availability once (ITL-204).  Cost in statements does not
    depend on the number of rows.  Raises Refused when the line cannot be tracked (ITL-001, ITL-002).
    """
    need_not_last()
    line = (
        DocumentLine.objects.select_for_update(of=("self",), no_key=True)
        .select_related(*WITH_LINE)
        .get(pk=line.pk)
    )
    refuse_if_any(opening_violations(line))
    make_rows_of(line, user)
    sessions = TrackingSession.objects.select_for_update(of=("self",))
    session = sessions.filter(line=line, user_id=user.pk).first()
    is_new = session is None
    if session is None:
        session = TrackingSession.objects.create(
            line=line,
            user_id=user.pk,
            tracking_version=line.tracking_version,
            availability_at=timezone.now(),
        )
    session.line = line
    if session.is_changed:
        return session
    copied = None
    if is_new:
        if copied := sql.copy_saved_rows(session):
            totals.keep_anew(session)
    elif session.tracking_version != line.tracking_version:
        _copy_saved_rows_anew(session)
    availability.collect(session, is_new=is_new, is_empty=copied == 0)
    return session


def remember_opener(session: TrackingSession, opened_from: int | None) -> None:
    """Where the page was opened from this time: a line of a warehouse document, or the order (ITL-022)."""
    if session.opened_from != opened_from:
        session.opened_from = opened_from
        session.save(update_fields=["opened_from"])


def opening_violations(line: DocumentLine) -> list[RuleViolation]:
    """What keeps the page of this line from being opened."""
    found: list[RuleViolation] = []
    if line.quantity_base == 0 and not line.document.rules.is_journal:
        found.append(errors.SourceQuantityZero(document=str(line.document), line_no=line.line_no))
    if line.item.item_tracking_code is None:
        found.append(
            errors.ItemWithoutTrackingCode(
                document=str(line.document), line_no=line.line_no, item=line.item
            )
        )
    return found


def _copy_saved_rows_anew(session: TrackingSession) -> None:
    session.rows.all().delete()
    sql.copy_saved_rows(session)
    totals.keep_anew(session)
    session.tracking_version = session.line.tracking_version
    session.opened_at = timezone.now()
    session.save(update_fields=["tracking_version", "opened_at"])


@dataclass(frozen=True)
class Refreshed:
    """What became of stock and demand since the page last looked: the first changes, and how many."""

    changes: list[availability.Change]
    change_count: int
    warning_count: int


@transaction.atomic
def look_at_stock(session: TrackingSession | int) -> None:
    """Read what is in stock and asked for of all numbers, on a page that does not choose from them."""
    need_not_last()
    page = locked_page(session)
    if not page.outbound:
        availability.collect_whole(page.session)


@transaction.atomic
def refresh(session: TrackingSession | int) -> Refreshed:
    """Read availability again; the rows stay as typed (ITL-205)."""
    need_not_last()
    page = locked_page(session)
    changes = availability.collect_anew(page.session)
    return Refreshed(changes[:CHANGES_SHOWN], len(changes), judgement.warning_count(page))


@dataclass(frozen=True)
class Questions:
    """What is asked before saving, all at once (ITL-127).

    ``zero_numbers``: rows with a number and quantity 0, whose data would be lost (ITL-125).
    ``warnings``: what is short in stock, or comes in although it is here already (ITL-126, ITL-066).
    ``copy_to``: the other side of a drop shipment, which has other numbers (ITL-183).
    """

    zero_numbers: list[str]
    zero_count: int
    warnings: list[str]
    warning_count: int
    copy_to: str = ""

    def __bool__(self) -> bool:
        return bool(self.zero_count or self.warning_count or self.copy_to)


class Asked(Exception):
    """Nothing was saved yet: these questions come first."""

    def __init__(self, questions: Questions) -> None:
        super().__init__(questions)
        self.questions = questions


def save(
    session: TrackingSession | int,
    *,
    by: AbstractBaseUser,
    accept_zero: bool = False,
    accept_warnings: bool = False,
    copy_to_bound: bool | None = None,
) -> DocumentLine:
    """Store the rows of the page as the tracking of its line, and close the page.

    ``accept_zero`` and ``accept_warnings`` answer the questions with yes; otherwise Asked is raised with
    all of them (ITL-125…127).  Raises Refused when the line was changed since the page was opened
    (ITL-225…227), when more is tracked than the line has (ITL-124) or a row has no number (ITL-045).
    Nothing is stored then, and the page stays as it is.  ``copy_to_bound`` answers whether the other side of
    a drop shipment gets the same rows; None asks where it has others (ITL-183).

    Locks the document, then the line, then the page, only while storing (ITL-229).
    """
    with transaction.atomic():
        if not isinstance(session, int) and session.line.purchasing_code:
            binding.lock_both(session.line)
        page = _locked_for_saving(session)
        counts = judgement.counts(page)
        if page.session.is_changed:
            counts = _without_blank_rows(page, counts)
            refuse_if_any(_saving_violations(page, counts))
        if not accept_warnings:
            counts = _looked_again(page, counts)
        questions = _questions(
            page, counts, accept_zero=accept_zero, accept_warnings=accept_warnings
        )
        other = copying.differing_side(page)
        if other is not None and copy_to_bound is None:
            questions = replace(questions, copy_to=str(other))
        if questions:
            availability.looked_now(page.session)
        else:
            if other is not None and copy_to_bound:
                copying.copy_page(page.session, other, by=by)
            if page.session.is_changed:
                _replace_saved_rows(page, counts)
                binding.hand_over(page.line, by=by)
            else:
                page.session.delete()
    if questions:
        raise Asked(questions)  # the availability just read stays with the page
    return page.line


def _locked_for_saving(session: TrackingSession | int) -> Page:
    page = _locked_with_line(session)
    if page.session.is_changed and page.session.tracking_version != page.line.tracking_version:
        raise Refused([errors.ChangedByAnother(by=_changed_by(page.line, page.session))])
    return page


def _locked_with_line(session: TrackingSession | int) -> Page:
    """Document, line and page, locked in this order."""
    key = session if isinstance(session, int) else session.pk
    for model, path in (
        (Document, "lines__tracking_sessions"),
        (DocumentLine, "tracking_sessions"),
    ):
        model.objects.select_for_update(of=("self",), no_key=True).filter(**{path: key}).first()
    return locked_page(key)


def _changed_by(line: DocumentLine, session: TrackingSession) -> str:
    latest = (
        TrackingLine.objects.filter(line=line, session=None, changed_at__gt=session.opened_at)
        .exclude(changed_by_id=session.user_id)
        .select_related("changed_by")
        .order_by("-changed_at")
        .first()
    )
    return f" by {latest.changed_by}" if latest else ""


def _looked_again(page: Page, counts: Counts) -> Counts:
    """Availability is always read again, once (D17)."""
    has_figures = availability.collect_to_close(page.session, has_figures=counts.has_figures)
    others = counts.leftovers - {AvailabilityFigure}
    return replace(counts, leftovers=others | {AvailabilityFigure} if has_figures else others)


def _without_blank_rows(page: Page, counts: Counts) -> Counts:
    """Rows with neither number nor quantity say nothing (ITL-061)."""
    if not counts.blank:
        return counts
    page.rows.filter(page_rows.BLANK, quantity=0).delete()
    totals.keep_anew(page.session)
    return replace(counts, blank=0, zero=counts.zero - counts.blank)


def _saving_violations(page: Page, counts: Counts) -> list[RuleViolation]:
    found: list[RuleViolation] = []
    if counts.unnumbered:
        found += violations(page.rows, rules=page_rows.SAVING_RULES)
    tracked, source = counts.tracked, page.source_quantity
    if tracked > source:
        found.append(
            errors.MoreTrackedThanLine(tracked=tracked, source=source, excess=tracked - source)
        )
    if page.is_reclassification:
        found += page_rows.merged_lot_violations(page.rows)
    return found


def _questions(
    page: Page, counts: Counts, *, accept_zero: bool, accept_warnings: bool
) -> Questions:
    """Every question that has not been answered with yes."""
    warnings: list[str] = []
    warning_count = 0
    if not accept_warnings:
        warnings, warning_count = judgement.closing_warnings(page, counts, most=CHANGES_SHOWN)
    zero_count = 0 if accept_zero else counts.zero
    zero: Iterable[TrackingLine] = ()
    if zero_count:
        zero = page.rows.filter(quantity=0).order_by(*page_rows.ORDER)[:ZERO_SHOWN]
    return Questions(
        zero_numbers=[str(Combination(r.serial_no, r.lot_no, r.package_no)) for r in zero],
        zero_count=zero_count,
        warnings=warnings,
        warning_count=warning_count,
    )


def _replace_saved_rows(page: Page, counts: Counts) -> None:
    """One delete and one update, however many rows (ITL-129); the page is gone then."""
    if counts.zero:
        page.rows.filter(quantity=0).delete()
    line = page.line
    if counts.has_saved:
        TrackingLine.objects.filter(line=line, session=None).delete()
    page.rows.update(session=None)
    _forget(page.session, counts.leftovers)
    DocumentLine.objects.filter(pk=line.pk).update(tracking_version=F("tracking_version") + 1)
    Document.objects.filter(pk=line.document_id).update(version=F("version") + 1)
    reservations.after_saving(line, by=page.session.user)


def _forget(session: TrackingSession, leftovers: Iterable[type[Model]]) -> None:
    """Delete a page whose rows are saved; a deletion by Django would look everywhere for what is left."""
    for model in leftovers:
        model._default_manager.filter(session=session).delete()
    sql.delete_page(session)


@transaction.atomic
def discard(session: TrackingSession | int) -> DocumentLine:
    """Close the page without saving anything."""
    page = locked_page(session)
    page.session.delete()
    return page.line


@dataclass(frozen=True)
class Difference:
    """How a number differs between what is saved now and this page; signs as on the document line.

    ``saved_to_handle`` and ``here_to_handle`` may be all that differs (ITL-226).
    """

    numbers: Combination
    saved: Decimal
    here: Decimal
    saved_to_handle: Decimal
    here_to_handle: Decimal

    @property
    def number(self) -> str:
        return str(self.numbers)

    @property
    def key(self) -> str:
        """Its name in a form."""
        return json.dumps(self.numbers)

    @property
    def is_to_handle(self) -> bool:
        return self.saved == self.here


def differences_from_saved(session: TrackingSession | int, *, most: int) -> list[Difference]:
    """What the saved rows of the line have otherwise than the page: what another user changed (ERR-006)."""
    page = read_page(session)
    return [
        Difference(Combination(*numbers), *(quantity * page.sign for quantity in quantities))
        for numbers, quantities in sql.differences_from_saved(page.session, most=most)
    ]


@transaction.atomic
def apply_anew(
    session: TrackingSession | int, *, take_saved: Collection[Combination] = ()
) -> TrackingSession:
    """Put the rows of a refused page on top of what is saved now, so that they can be saved (ITL-225).

    What was handled meanwhile is taken over, and the rows of ``take_saved``, for which the user prefers what
    is saved now; nothing else of what another user saved is.  Refused when the line is about another item,
    place or direction by now: such rows make no sense any more; and when nothing can be changed there any more.
    """
    page = _locked_with_line(session)
    if page.lock is not None and not page.lock.open_fields:
        page.refuse_if_locked()
    line = page.line
    same = page.rows.filter(
        item=line.item_id,
        variant=line.variant_id,
        location=line.location_id,
        outbound=page.outbound,
    )
    if same.count() != page.rows.count():
        raise Refused([errors.LineIsAnother()])
    _take_over_handled(page)
    _take_saved(page, take_saved)
    totals.keep_anew(page.session)
    page.session.tracking_version = line.tracking_version
    page.session.save(update_fields=["tracking_version"])
    availability.collect(page.session)
    return page.session


def _take_over_handled(page: Page) -> None:
    """The page's rows get the handled figures of the saved ones; handled numbers it lacks are added.

    A row keeps the quantity it has on the page, but never less than what is handled of it by now.
    """
    rows = {_numbers(row): row for row in page.rows.all()}
    handled = TrackingLine.objects.filter(line=page.line, session=None).exclude(qty_handled=0)
    touched: list[TrackingLine] = []
    missing: list[TrackingLine] = []
    for row in rows.values():
        if row.qty_handled:
            row.qty_handled = row.qty_invoiced = row.qty_received = row.qty_to_receive = ZERO
            touched.append(row)
    for saved in handled:
        here = rows.get(_numbers(saved))
        if here is None:
            saved.pk, saved.session = None, page.session
            missing.append(saved)
            continue
        here.quantity = max(here.quantity, saved.qty_handled)
        here.qty_handled, here.qty_invoiced = saved.qty_handled, saved.qty_invoiced
        here.qty_received, here.qty_to_receive = saved.qty_received, saved.qty_to_receive
        here.qty_to_handle = min(here.qty_to_handle, here.outstanding)
        here.qty_to_invoice = here.qty_handled + here.qty_to_handle - here.qty_invoiced
        touched.append(here)
    TrackingLine.objects.bulk_update(
        set(touched),
        [
            "quantity",
            "qty_to_handle",
            "qty_to_invoice",
            "qty_handled",
            "qty_invoiced",
            "qty_to_receive",
            "qty_received",
        ],
        batch_size=1000,
    )
    TrackingLine.objects.bulk_create(missing)


def _take_saved(page: Page, wanted: Collection[Combination]) -> None:
    """These numbers are on the page as they are saved, or not at all."""
    if not wanted:
        return
    these = Q()
    for numbers in wanted:
        these |= Q(**numbers._asdict())
    saved = list(TrackingLine.objects.filter(these, line=page.line, session=None))
    taken = [row.serial_no for row in saved if row.serial_no]
    page.rows.filter(these | Q(serial_no__in=taken)).delete()
    for row in saved:
        row.pk, row.session = None, page.session
    TrackingLine.objects.bulk_create(saved)


def _numbers(row: TrackingLine) -> tuple[str, str, str]:
    return row.serial_no, row.lot_no, row.package_no
