"""One number typed or scanned after the other (ITL-117…121, SCAN-020…029).

A scan is judged against stock as it is now, not against the page's snapshot.  What is not accepted goes to
the rejected input of the page with its reason; nothing else changes then.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction

from tracking import errors
from tracking.availability import Combination, figures
from tracking.models import RejectedInput, Scan, TrackingLine, TrackingSession
from tracking.page import Page, locked_page
from tracking.services import rows
from tracking.services.judged_columns import Rejection
from tracking.services.uploads import keep_rejected
from tracking.switches import CAPTION, NUMBER_FIELD
from wms.core.errors import Refused, RuleViolation
from wms.core.quantity import ZERO
from wms.core.text import folded

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


@dataclass(frozen=True)
class Scanned:
    """What came of one scan: the row it went to, or why it went to none.

    ``is_known``: the row was there before, and got more.  ``was_sent_before``: nothing was done now, this is
    the answer it had.
    """

    number: str
    row: TrackingLine | None = None
    refused: str = ""
    undefined: Decimal = ZERO
    is_known: bool = False
    was_sent_before: bool = False


@transaction.atomic
def scan(
    *,
    session: TrackingSession | int,
    by: AbstractBaseUser,
    kind: str,
    code: str,
    key: str = "",
) -> Scanned:
    """Take one scanned number of a kind over to the page, quantity 1 or what is free of it.

    ``key``: made where it was scanned; the same key again does nothing and gets the same answer.
    Rules: ITL-117…121, SCAN-020…025, SCAN-029, decisions D15 and D26.
    """
    page = locked_page(session)
    if key and (before := page.session.scans.filter(key=key).first()) is not None:
        return _sent_before(page, before)
    page.refuse_if_locked()
    number = code
    undefined = page.undefined()
    try:
        number = folded(code)
        if undefined <= 0:
            raise Refused([errors.AllTracked(quantity=page.source_quantity)])
        known = _known_row(page, kind, number)
        had = known.quantity if known else ZERO
        with transaction.atomic():
            row = _take(page, kind, number, undefined, known=known, by=by)
    except ValidationError:
        refusal: RuleViolation = errors.NumberHasBadCharacter(caption=CAPTION[kind])
    except Refused as refused:
        refusal = refused.violations[0]
    else:
        more = row.quantity - had
        _remember(page, key, number, row_id=row.pk, quantity=more, made_row=known is None)
        left = undefined - more
        return Scanned(number, row=row, undefined=left, is_known=known is not None)
    last = page.session.rejected.count()
    reason = str(refusal)[:300]
    keep_rejected(page, [Rejection(last + 1, CAPTION[kind], number[:200], refusal.code, reason)])
    _remember(page, key, number, refused=reason)
    return Scanned(number, refused=reason, undefined=undefined)


def _remember(page: Page, key: str, number: str, **answer: Any) -> None:
    """Without a key it is told apart by itself; it can be taken back all the same."""
    Scan.objects.create(
        session=page.session, key=(key or uuid4().hex)[:40], number=number[:200], **answer
    )


def _sent_before(page: Page, scan: Scan) -> Scanned:
    row = page.rows.filter(pk=scan.row_id).first() if scan.row_id else None
    return Scanned(
        scan.number,
        row=row,
        refused=scan.refused,
        undefined=page.undefined(),
        is_known=True,
        was_sent_before=True,
    )


@transaction.atomic
def undo_last(*, session: TrackingSession | int, by: AbstractBaseUser) -> str:
    """Take back exactly the last accepted scan, again and again to the first one (SCAN-027).

    Its row goes if the scan made it, else it gets less.  Answers with the number; "" when there is none.
    Raises Refused when the row was handled or changed so that the scan is no longer in it.
    """
    page = locked_page(session)
    page.refuse_if_locked()
    scans = page.session.scans.filter(is_undone=False, refused="")
    last = scans.order_by("-id").first()
    if last is None:
        return ""
    row = page.rows.filter(pk=last.row_id or 0).first()
    if row is not None:
        left = row.quantity - last.quantity
        if left < row.qty_handled:
            raise Refused([errors.ScanIsHandled(number=last.number)])
        if left > 0 or not last.made_row:
            rows.change_row(
                session=page.session, row_id=row.pk, by=by, quantity=max(left, ZERO) * page.sign
            )
        else:
            rows.delete_rows(session=page.session, row_ids=[row.pk])
    scans.filter(pk=last.pk).update(is_undone=True)
    return last.number


def _known_row(page: Page, kind: str, number: str) -> TrackingLine | None:
    """The row that a further scan of a lot or package adds to."""
    if kind == "serial":
        return None
    field = NUMBER_FIELD[kind]
    return page.rows.filter(**{field: number}, serial_no="").order_by("id").first()


def _take(
    page: Page,
    kind: str,
    number: str,
    undefined: Decimal,
    *,
    known: TrackingLine | None,
    by: AbstractBaseUser,
) -> TrackingLine:
    field = NUMBER_FIELD[kind]
    numbers: dict[str, Any] = {field: number}
    free = undefined
    if page.outbound:
        on_hand, free = _free(page, kind, number)
        if not on_hand and page.code.is_specific(kind):
            raise Refused(
                [
                    errors.NotInStock(
                        caption=CAPTION[kind],
                        number=number,
                        item=page.item,
                        location=page.line.location.code or "the blank location",
                    )
                ]
            )
        if not on_hand:
            free = Decimal(1)  # SCAN-024: a new number may be stated here
        elif free <= 0:
            raise Refused([_taken(page, kind, number)])
    if kind == "serial":
        return rows.add_row(session=page.session, by=by, serial_no=number)
    quantity = min(free, undefined) if page.outbound else min(Decimal(1), undefined)
    if known is None:
        return rows.add_row(session=page.session, by=by, quantity=quantity * page.sign, **numbers)
    return rows.change_row(
        session=page.session,
        row_id=known.pk,
        by=by,
        quantity=(known.quantity + quantity) * page.sign,
    )


def _free(page: Page, kind: str, number: str) -> tuple[Decimal, Decimal]:
    """What is on hand of the number now, and what of it nobody asks for, this page included."""
    field = NUMBER_FIELD[kind]
    only = Combination(**{field: number})
    on_hand = elsewhere = ZERO
    for figure in figures(page.scope, line=page.line, only=only):
        on_hand += figure.total
        elsewhere += figure.requested - figure.current_requested
    here = sum(
        (
            row.outstanding
            # the exclusion lets SQLite find a serial through the unique index
            for row in page.rows.filter(**{field: number}).exclude(**{field: ""})
            if row.qty_to_handle
        ),
        start=ZERO,
    )
    return on_hand, on_hand - elsewhere - here


def _taken(page: Page, kind: str, number: str) -> RuleViolation:
    """Why nothing is free of a number that is on hand."""
    field = NUMBER_FIELD[kind]
    other = (
        TrackingLine.objects.filter(
            session=None,
            outbound=True,
            item=page.line.item_id,
            variant=page.line.variant_id,
            location=page.line.location_id,
            qty_to_handle__gt=0,
            **{field: number},
        )
        .exclude(line=page.line)
        .select_related("line__document")
        .order_by("id")
        .first()
    )
    if other is not None:
        return errors.RequestedElsewhere(
            caption=CAPTION[kind], number=number, item=page.item, other=str(other.line)
        )
    if kind == "serial":
        return errors.SerialTwice(number=number, item=page.item)
    return errors.AllOnPage(caption=CAPTION[kind], number=number, item=page.item)


@transaction.atomic
def take_rejected(
    *, session: TrackingSession | int, rejected_id: int, by: AbstractBaseUser
) -> TrackingLine:
    """Take a rejected scan over as if it had been typed: it gets its warning instead (SCAN-029, D26)."""
    page = locked_page(session)
    rejected = page.session.rejected.filter(pk=rejected_id).first()
    if rejected is None:
        raise Refused([errors.RowGone()])
    field = next(NUMBER_FIELD[kind] for kind in CAPTION if CAPTION[kind] == rejected.column)
    numbers: dict[str, Any] = {field: rejected.value}
    row = rows.add_row(session=page.session, by=by, **numbers)
    RejectedInput.objects.filter(pk=rejected.pk).delete()
    return row
