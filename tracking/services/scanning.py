"""One number typed or scanned after the other (ITL-117…121, SCAN-020…029).

A scan is judged against stock as it is now, not against the page's snapshot.  What is not accepted goes to
the rejected input of the page with its reason; nothing else changes then.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from tracking import errors
from tracking.availability import Combination, figures
from tracking.models import RejectedInput, TrackingLine, TrackingSession
from tracking.page import Page, locked_page
from tracking.services import rows
from tracking.services.input_rows import Rejection
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

    ``is_known``: the row was there before, and got more.
    """

    number: str
    row: TrackingLine | None = None
    refused: str = ""
    undefined: Decimal = ZERO
    is_known: bool = False


@transaction.atomic
def scan(*, session: TrackingSession | int, by: AbstractBaseUser, kind: str, code: str) -> Scanned:
    """Take one scanned number of a kind over to the page, quantity 1 or what is free of it.

    Rules: ITL-117…121, SCAN-021…025, SCAN-029, decisions D15 and D26.
    """
    page = locked_page(session)
    page.refuse_if_locked()
    number = code
    try:
        number = folded(code)
        undefined, newest = page.undefined(), page.rows.aggregate(newest=Max("id"))["newest"] or 0
        if undefined <= 0:
            raise Refused([errors.AllTracked(quantity=page.source_quantity)])
        with transaction.atomic():
            row = _take(page, kind, number, undefined, by=by)
    except ValidationError:
        refusal: RuleViolation = errors.NumberHasBadCharacter(caption=CAPTION[kind])
    except Refused as refused:
        refusal = refused.violations[0]
    else:
        return Scanned(number, row=row, undefined=page.undefined(), is_known=row.pk <= newest)
    last = page.session.rejected.count()
    fault = Rejection(last + 1, CAPTION[kind], number[:200], refusal.code, str(refusal)[:300])
    keep_rejected(page, [fault])
    return Scanned(number, refused=str(refusal), undefined=page.undefined())


def _take(
    page: Page, kind: str, number: str, undefined: Decimal, *, by: AbstractBaseUser
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
    known = page.rows.filter(**{field: number}, serial_no="").order_by("id").first()
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
    only = Combination(**{NUMBER_FIELD[kind]: number})
    on_hand = elsewhere = ZERO
    for figure in figures(page.scope, line=page.line, only=only):
        on_hand += figure.total
        elsewhere += figure.requested - figure.current_requested
    here = sum(
        (
            row.outstanding
            for row in page.rows.filter(**{NUMBER_FIELD[kind]: number})
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
