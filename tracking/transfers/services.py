"""Say which of the numbers in transit have arrived (POST-146, ITL-158, ITL-172).

Numbers, dates and quantities come from the shipment and stay; only Qty. to Receive is set here, row by row,
by scanning, or for all.  Every step is stored at once.
"""

from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Q, QuerySet, Sum
from django.db.models.expressions import Combinable
from django.utils import timezone

from tracking.models import TrackingLine
from tracking.transfers import errors
from wms.core.errors import Refused
from wms.core.quantity import ONE, ZERO, qty, rounded, scaled
from wms.core.text import folded
from wms.documents.models import DocumentLine
from wms.documents.services.locking import grown, lock_line, refuse_closed

IN_TRANSIT = F("qty_handled") - F("qty_received")


@transaction.atomic
def set_to_receive(*, line: DocumentLine, row_id: int, quantity: Decimal, by: User) -> None:
    """Receive this much of one row, in base units; 0 leaves it in transit.

    Raises Refused when more is wanted than is in transit of the number (POST-148).
    """
    line = _locked(line)
    row = _rows(line).filter(pk=row_id).first()
    if row is None:
        raise Refused([errors.RowGone(document=str(line.document), line_no=line.line_no)])
    quantity = rounded(quantity)
    words: dict[str, Any] = {
        "quantity": quantity,
        "number": row.serial_no or row.lot_no or row.package_no,
    }
    if row.serial_no and quantity not in (0, 1):
        raise Refused([errors.SerialToReceiveNotOne(**words)])
    if not 0 <= quantity <= row.in_transit:
        raise Refused([errors.ToReceiveBeyondTransit(most=row.in_transit, **words)])
    _set(line, _rows(line).filter(pk=row_id), qty(quantity), by=by)


@transaction.atomic
def receive_number(*, line: DocumentLine, number: str, by: User) -> int:
    """Receive all that is in transit of a scanned serial, lot or package; answers with how many rows.

    Raises Refused when it was not shipped on this line, or has arrived already (POST-147).
    """
    line = _locked(line)
    number = folded(number)
    same = Q(serial_no=number) | Q(lot_no=number) | Q(package_no=number)
    rows = _rows(line).filter(same, qty_handled__gt=F("qty_received"))
    found = rows.count() if number else 0
    if not found:
        raise Refused([errors.NumberNotInTransit(number=number)])
    _set(line, rows, IN_TRANSIT, by=by)
    return found


@transaction.atomic
def receive_all(*, line: DocumentLine, by: User) -> None:
    """Everything that is in transit has arrived."""
    line = _locked(line)
    _set(line, _rows(line), IN_TRANSIT, by=by)


@transaction.atomic
def receive_none(*, line: DocumentLine, by: User) -> None:
    """Nothing has arrived yet; what is there is then scanned."""
    line = _locked(line)
    _set(line, _rows(line), qty(ZERO), by=by)


@transaction.atomic
def match_line(*, line: DocumentLine, by: User) -> None:
    """Qty. to Receive of the document line becomes what its rows say (POST-048)."""
    line = _locked(line)
    base = _rows(line).aggregate(total=Sum("qty_to_receive"))["total"] or ZERO
    in_unit = line.in_transit if base == line.in_transit_base else rounded(base / line.qty_per_unit)
    if scaled(in_unit) * scaled(line.qty_per_unit) != scaled(base) * ONE and (
        base != line.in_transit_base
    ):
        unit = line.unit_of_measure.code
        raise Refused([errors.LineFollowsNumbers(tracked=base, unit=unit)])
    DocumentLine.objects.filter(pk=line.pk).update(qty_to_receive=in_unit, qty_to_receive_base=base)
    grown(line.document)


def _locked(line: DocumentLine) -> DocumentLine:
    line = lock_line(line)
    refuse_closed(line.document)
    return line


def _rows(line: DocumentLine) -> QuerySet[TrackingLine]:
    return TrackingLine.objects.filter(line=line, session=None)


def _set(
    line: DocumentLine, rows: QuerySet[TrackingLine], to_receive: Combinable, *, by: User
) -> None:
    """One update, however many rows; whoever has the shipment side open is told when saving (ITL-225)."""
    changed = rows.exclude(qty_to_receive=to_receive).update(
        qty_to_receive=to_receive, changed_by=by, changed_at=timezone.now()
    )
    if changed:
        DocumentLine.objects.filter(pk=line.pk).update(tracking_version=F("tracking_version") + 1)
        grown(line.document)
