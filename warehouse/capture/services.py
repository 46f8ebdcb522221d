"""Capturing serials for the units of a line, and assigning numbers on lines (CAP-026…031, WHS-067, WHS-068)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max

from tracking.services.sql import used_of
from tracking.switches import CAPTION, NUMBER_FIELD
from warehouse.capture import errors
from warehouse.capture.rules import (
    captures,
    faults_of,
    fitting,
    read_serials,
    readable,
)
from warehouse.models import ActivityLine, CapturedSerial
from warehouse.selectors.numbers import is_captured, is_warehouse_tracked
from warehouse.services.locking import changed, lock_line
from wms.core import numberseries
from wms.core.errors import Refused, RuleViolation, refuse_if_any
from wms.core.models import NumberSeries
from wms.core.quantity import ZERO
from wms.core.records import insert_records

STEP = 10_000
ONE = Decimal(1)


@dataclass(frozen=True)
class Added:
    """The serials that the line has now besides, and what was wrong with the others."""

    serials: list[str]
    refused: list[RuleViolation]


@transaction.atomic
def add_serials(
    *,
    line: ActivityLine,
    by: User,
    serials: Iterable[str],
    reason: str = "",
    version: int | None = None,
) -> Added:
    """Capture these serials for units of the line, each judged alone: good ones are kept (CAP-028).

    Qty. to Handle becomes the number of captured serials.  ``reason``: why serials that were shipped are
    captured again (CAP-030).  Locks the activity.  Raises Refused when the line captures nothing.
    Rules: CAP-026, CAP-028…031, WHS-068.
    """
    line = lock_line(line, by=by, version=version)
    _refuse_unless_capturing(line)
    good, refused = read_serials(serials)
    faults = faults_of(line, good, reason=reason)
    refused += faults.values()
    good = [serial for serial in good if serial not in faults]
    before = list(line.captured.values_list("serial_no", flat=True))
    good, surplus = fitting(line, good, before=before, outstanding=line.outstanding)
    refused += surplus
    insert_records(
        [
            CapturedSerial(
                line=line,
                item_id=line.item_id,
                variant_id=line.variant_id,
                serial_no=serial,
                reason=reason,
                captured_by=by,
            )
            for serial in good
        ]
    )
    if good:
        _count(line)
    return Added(good, refused)


def _refuse_unless_capturing(line: ActivityLine) -> None:
    if not captures(line):
        raise Refused([errors.NothingToCapture(item=line.item)])


def _count(line: ActivityLine) -> None:
    line.qty_to_handle = Decimal(line.captured.count())
    line.save(update_fields=["qty_to_handle"])
    changed(line.activity)


@transaction.atomic
def remove_serial(
    *, line: ActivityLine, by: User, serial: str, version: int | None = None
) -> ActivityLine:
    """Take a captured serial off the line; it is free at once.  Raises Refused when it is not there (CAP-028)."""
    line = lock_line(line, by=by, version=version)
    try:
        serial = readable(serial)
    except RuleViolation as fault:
        raise Refused([fault]) from fault
    gone, _ = line.captured.filter(serial_no=serial).delete()
    if not gone:
        raise Refused([errors.SerialNotInList(number=serial)])
    _count(line)
    return line


@transaction.atomic
def assign_numbers(
    *,
    line: ActivityLine,
    by: User,
    on: date,
    start: str = "",
    increment: int = 1,
    version: int | None = None,
) -> int:
    """Fill the line with new numbers for goods on their way out; answers with how many units got one.

    Serials come from the item's Serial Nos., or count on from ``start``; the line is split into one a unit, or,
    under a capturing group, they go to its list.  A lot is one new number of Lot Nos. for the whole line.
    ``on``: the usage date of the series.  Locks the activity.  Raises Refused; then no number was drawn.
    Rules: CAP-040, WHS-067, WHS-068, SET-124.
    """
    line = lock_line(line, by=by, version=version)
    if captures(line):
        missing = int(line.outstanding) - line.captured.count()
        if missing <= 0:
            raise Refused([errors.NothingToAssign(item=line.item)])
        serials = _new_numbers(
            line, "serial", on=on, start=start, increment=increment, count=missing
        )
        added = add_serials(line=line, by=by, serials=serials)
        refuse_if_any(added.refused)
        return len(added.serials)
    kinds = [kind for kind in ("lot", "serial") if _is_open(line, kind)]
    if not kinds:
        raise Refused([errors.NothingToAssign(item=line.item)])
    if "lot" in kinds:
        first = "" if "serial" in kinds else start
        line.lot_no = _new_numbers(line, "lot", on=on, start=first, increment=1, count=1)[0]
        line.qty_to_handle = line.outstanding
        line.save(update_fields=["lot_no", "qty_to_handle"])
    if "serial" in kinds:
        _split_by_serial(line, on=on, start=start, increment=increment)
    changed(line.activity)
    return int(line.outstanding) if "serial" in kinds else 1


def may_assign(line: ActivityLine) -> bool:
    """Whether *Assign numbers* has something to do on the line."""
    if captures(line):
        return line.captured.count() < line.outstanding
    return any(_is_open(line, kind) for kind in ("serial", "lot"))


def _is_open(line: ActivityLine, kind: str) -> bool:
    """WHS-065, WHS-066: captured on the way out, unknown to the warehouse, and not there yet."""
    return (
        not getattr(line, NUMBER_FIELD[kind])
        and not is_warehouse_tracked(line.item, kind)
        and is_captured(line.item, kind, line.source_line.entry_type)
    )


def _split_by_serial(line: ActivityLine, *, on: date, start: str, increment: int) -> None:
    """One line a unit; what was handled before stays with the first."""
    if line.outstanding % ONE:
        raise Refused([errors.NotWholeUnits(item=line.item, outstanding=line.outstanding)])
    units = int(line.outstanding)
    serials = _new_numbers(line, "serial", on=on, start=start, increment=increment, count=units)
    line.quantity, line.serial_no, line.qty_to_handle = line.qty_handled + ONE, serials[0], ONE
    line.save(update_fields=["quantity", "serial_no", "qty_to_handle"])
    names = [field.attname for field in ActivityLine._meta.concrete_fields if not field.primary_key]
    common = {name: getattr(line, name) for name in names} | {"quantity": ONE, "qty_handled": ZERO}
    insert_records(
        [
            ActivityLine(**(common | {"line_no": no, "serial_no": serial}))
            for no, serial in zip(_line_nos_below(line, units - 1), serials[1:], strict=True)
        ]
    )


def _line_nos_below(line: ActivityLine, count: int) -> list[int]:
    """Between this line and the next; at the end when there is no room."""
    following = line.activity.lines.filter(line_no__gt=line.line_no).order_by("line_no")
    after = following.values_list("line_no", flat=True).first()
    first, gap = line.line_no, STEP
    if after is not None:
        gap = (after - first) // (count + 1)
        if gap < 1:
            last = line.activity.lines.aggregate(last=Max("line_no"))["last"] or 0
            first, gap = last, STEP
    return [first + gap * number for number in range(1, count + 1)]


def _new_numbers(
    line: ActivityLine, kind: str, *, on: date, start: str, increment: int, count: int
) -> list[str]:
    """From the item's series, past numbers in use (SET-124); or counted on from ``start``, refused if used."""
    if start:
        try:
            numbers = numberseries.run_of(readable(start), increment=increment, count=count)
        except RuleViolation as fault:
            raise Refused([fault]) from fault
        faults = faults_of(line, numbers) if kind == "serial" else {}
        refuse_if_any(faults.values())
        return numbers
    series: NumberSeries | None = getattr(line.item, f"{kind}_nos")
    if series is None:
        caption = f"{CAPTION[kind].removesuffix('.')}s."
        raise Refused([errors.SeriesOfItemMissing(item=line.item, caption=caption)])
    taken = partial(used_of, line.item_id, line.variant_id, kind)
    return numberseries.draw_unused(series, on=on, count=count, taken=taken).numbers
