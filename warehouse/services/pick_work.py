"""What the warehouse clerk does with the lines of an activity: quantities, numbers, bins, splitting."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F

from tracking.models import NumberInformation
from tracking.models.posting import words_for
from tracking.switches import CAPTION, NUMBER_FIELD, PREFIX
from warehouse import errors
from warehouse.capture.errors import SerialGoesToTheList
from warehouse.capture.rules import captures, faults_of
from warehouse.models import Activity, ActivityLine, Bin
from warehouse.policies.bins import GOES_THERE, why_not_picked_from
from warehouse.selectors import numbers as selectors
from warehouse.selectors.activities import destinations_of, open_kinds, unready_lines
from warehouse.services.locking import changed, lock_activity, lock_line
from wms.core.errors import Refused, RuleViolation, refuse_if_any
from wms.core.quantity import ZERO, rounded
from wms.core.text import folded

_STEP = 10_000


@transaction.atomic
def change_line(
    *,
    line: ActivityLine,
    by: User,
    version: int | None = None,
    seen: str | None = None,
    accept_less: bool = False,
    **changes: Any,
) -> ActivityLine:
    """Change ``qty_to_handle``, ``serial_no``, ``lot_no``, ``package_no`` or ``bin`` of an open line.

    Everything else on a line is fixed (WHS-127).  Quantities are positive base units.  A serial brings
    its lot, package and expiration date along (WHS-131, WHS-133).  ``version`` of the activity or
    ``seen``, the stamp of the line: what was on the user's screen (WHS-267).  ``accept_less``: the user
    confirmed a bin that holds less than is outstanding (WHS-136).

    Locks the activity.  Raises Refused with every violation; then nothing is changed.
    Rules: WHS-054, WHS-103, WHS-127…136, WHS-255, WHS-267.
    """
    unknown = changes.keys() - {"qty_to_handle", "bin", *NUMBER_FIELD.values()}
    assert not unknown, f"a line has no {unknown} to change"  # noqa: S101

    # Lock.
    line = lock_line(line, by=by, version=version)
    if seen is not None and seen != line.stamp:
        raise Refused(
            [errors.ActivityLineChanged(document=str(line.activity), line_no=line.line_no)]
        )

    # Check.
    numbers = _new_numbers(line, changes)
    if "bin" in changes:
        refuse_if_any(_bin_violations(line, changes["bin"], numbers, accept_less=accept_less))
        line.bin = changes["bin"]
    if numbers != _numbers(line):
        refuse_if_any(_number_violations(line, numbers))
        _fill_from_stock(line, numbers)
    if "qty_to_handle" in changes:
        line.qty_to_handle = rounded(changes["qty_to_handle"], line.item.rounding_precision)
    refuse_if_any(_quantity_violations(line))

    # Write.
    fields = ["qty_to_handle", "bin", "expiration_date", *NUMBER_FIELD.values()]
    line.save(update_fields=fields)
    changed(line.activity)
    return line


@transaction.atomic
def autofill(*, activity: Activity, by: User, version: int | None = None) -> int:
    """Qty. to Handle of every line := outstanding (WHS-138).

    Answers with the number of lines that cannot be posted yet: a number or the bin is still missing.
    """
    activity = lock_activity(activity, by=by, version=version)
    activity.lines.update(qty_to_handle=F("quantity") - F("qty_handled"))
    changed(activity)
    return unready_lines(activity)


@transaction.atomic
def reset(*, activity: Activity, by: User, version: int | None = None) -> Activity:
    """Delete Qty. to Handle: every line to 0 (WHS-138)."""
    activity = lock_activity(activity, by=by, version=version)
    activity.lines.update(qty_to_handle=ZERO)
    return changed(activity)


@transaction.atomic
def split_line(*, line: ActivityLine, by: User, version: int | None = None) -> ActivityLine:
    """Leave Qty. to Handle on the line and put the rest on a new line below, filled (WHS-139)."""
    line = lock_line(line, by=by, version=version)
    if not ZERO < line.qty_to_handle < line.outstanding:
        raise Refused(
            [
                errors.CannotSplit(
                    document=str(line.activity),
                    line_no=line.line_no,
                    outstanding=line.outstanding,
                    asked=line.qty_to_handle,
                )
            ]
        )
    rest = line.outstanding - line.qty_to_handle
    line.quantity -= rest
    line.save(update_fields=["quantity"])
    below = ActivityLine.objects.get(pk=line.pk)
    below.pk = None
    below._state.adding = True
    below.line_no = _line_no_below(line)
    below.quantity = below.qty_to_handle = rest
    below.qty_handled = ZERO
    below.save()
    changed(line.activity)
    return below


def _line_no_below(line: ActivityLine) -> int:
    """Half way to the next line; at the end when there is no room."""
    following = line.activity.lines.filter(line_no__gt=line.line_no).order_by("line_no")
    after = following.values_list("line_no", flat=True).first()
    if after is None:
        return line.line_no + _STEP
    between = (line.line_no + after) // 2
    if between > line.line_no:
        return between
    return int(following.order_by("-line_no").values_list("line_no", flat=True)[0]) + _STEP


# --- numbers --------------------------------------------------------------------------------------


def _numbers(line: ActivityLine) -> dict[str, str]:
    return {field: getattr(line, field) for field in NUMBER_FIELD.values()}


def _new_numbers(line: ActivityLine, changes: dict[str, Any]) -> dict[str, str]:
    """The numbers as they would be: a new serial forgets the lot and package of the old one."""
    before = _numbers(line)
    after = before | {
        field: folded(changes[field]) for field in NUMBER_FIELD.values() if field in changes
    }
    if after["serial_no"] != before["serial_no"] and not line.number_is_fixed:
        for field in ("lot_no", "package_no"):
            if after[field] == before[field] and before["serial_no"]:
                after[field] = ""
    return after


def _number_violations(line: ActivityLine, numbers: dict[str, str]) -> Iterator[RuleViolation]:
    where: dict[str, Any] = {"document": str(line.activity), "line_no": line.line_no}
    fixed = set(NUMBER_FIELD) - set(open_kinds(line)) if line.number_is_fixed else ()
    if any(numbers[NUMBER_FIELD[kind]] != getattr(line, NUMBER_FIELD[kind]) for kind in fixed):
        yield errors.NumberIsFixed(
            item=line.item,
            numbers=line.numbers_text,
            source=str(line.source_line.document),
            **where,
        )
        return
    if numbers["serial_no"] and captures(line):
        yield SerialGoesToTheList(item=line.item, number=numbers["serial_no"], **where)
        return
    entry_type = line.source_line.entry_type
    stated = {kind: numbers[field] for kind, field in NUMBER_FIELD.items() if numbers[field]}
    unwanted = [k for k in stated if not selectors.is_accepted(line.item, k, entry_type)]
    for kind in unwanted:
        yield errors.NumberNotWanted(
            number=stated[kind],
            caption=CAPTION[kind],
            item=line.item,
            switch=f"{PREFIX[kind].upper() if kind == 'serial' else kind.capitalize()} Warehouse Tracking",
            **where,
        )
    if unwanted or not stated:
        return
    if serial := numbers["serial_no"]:
        yield from _serial_violations(line, serial, where)
    yield from _blocked(line, stated, where)
    yield from _not_here(line, numbers, where)


def _serial_violations(
    line: ActivityLine, serial: str, where: dict[str, Any]
) -> Iterator[RuleViolation]:
    if line.outstanding != 1:
        yield errors.SerialNeedsOneUnit(number=serial, quantity=line.outstanding, **where)
    others = ActivityLine.objects.filter(
        item=line.item_id, variant=line.variant_id, serial_no=serial
    ).exclude(pk=line.pk)
    other = others.select_related("activity").order_by("pk").first()
    if other is not None:
        here = other.activity_id == line.activity_id
        yield errors.SerialOnOtherLine(
            number=serial,
            item=line.item,
            line=other.line_no,
            activity="this document" if here else str(other.activity),
            **where,
        )
    elif selectors.is_captured(line.item, "serial", line.source_line.entry_type):
        for fault in faults_of(line, [serial]).values():  # WHS-068
            fault.document, fault.line_no, fault.field = (
                where["document"],
                line.line_no,
                "serial_no",
            )
            yield fault


def _blocked(
    line: ActivityLine, stated: dict[str, str], where: dict[str, Any]
) -> Iterator[RuleViolation]:
    cards = NumberInformation.objects.filter(
        item=line.item_id, variant=line.variant_id, blocked=True, number__in=stated.values()
    )
    for card in cards:
        if stated.get(card.kind) == card.number:
            yield errors.NumberBlocked(
                number=card.number, caption=CAPTION[card.kind], item=line.item, **where
            )


def _not_here(
    line: ActivityLine, numbers: dict[str, str], where: dict[str, Any]
) -> Iterator[RuleViolation]:
    """WHS-131: a number that must exist must exist here; a captured one is new (WHS-066)."""
    sought = {
        field: numbers[field]
        for kind, field in NUMBER_FIELD.items()
        if not selectors.is_captured(line.item, kind, line.source_line.entry_type)
    }
    if not any(sought.values()):
        return
    found = selectors.found_numbers(line, sought)
    here = [place for place in found if _is_here(place, line)]
    if not here:
        elsewhere = ", ".join(sorted({place.bin_code for place in found if place.bin_code}))
        yield errors.NumberNotHere(
            number=next(filter(None, sought.values())),
            item=line.item,
            numbers=words_for(*numbers.values()),
            place=_place(line),
            elsewhere=f" It is in bin {elsewhere}." if elsewhere else "",
            **where,
        )


def _is_here(place: selectors.Found, line: ActivityLine) -> bool:
    return place.bin_id is None or line.bin_id is None or place.bin_id == line.bin_id


def _place(line: ActivityLine) -> str:
    return f"bin {line.bin}" if line.bin else f"stock at location {line.activity.location}"


def _fill_from_stock(line: ActivityLine, numbers: dict[str, str]) -> None:
    """Lot and package of a serial, the bin of a line without, and the known expiration date."""
    found = [
        place
        for place in (selectors.found_numbers(line, numbers) if any(numbers.values()) else ())
        if _is_here(place, line)
    ]
    if len(found) == 1 and numbers["serial_no"]:
        for field in ("lot_no", "package_no"):
            numbers[field] = numbers[field] or getattr(found[0], field)
    if line.action_type and line.bin_id is None and len({place.bin_id for place in found}) == 1:
        line.bin_id = found[0].bin_id
    for field, number in numbers.items():
        setattr(line, field, number)
    line.expiration_date = selectors.known_date(line, numbers)


# --- quantities and bins --------------------------------------------------------------------------


def _quantity_violations(line: ActivityLine) -> Iterator[RuleViolation]:
    where: dict[str, Any] = {
        "document": str(line.activity),
        "line_no": line.line_no,
        "item": line.item,
        "numbers": line.numbers_text,
        "asked": line.qty_to_handle,
    }
    asked = line.qty_to_handle
    by_unit = line.serial_no or selectors.is_warehouse_tracked(line.item, "serial")
    if not ZERO <= asked <= line.outstanding:
        yield errors.QtyToHandleOutOfRange(outstanding=line.outstanding, **where)
    elif by_unit and asked not in (ZERO, 1):
        yield errors.SerialToHandleNotOne(**where)
    elif asked and line.lot_no + line.package_no and not line.serial_no:
        yield from _lot_violations(line, where)


def _lot_violations(line: ActivityLine, where: dict[str, Any]) -> Iterator[RuleViolation]:
    """WHS-132: what is there of the lot or package, less what other takes claim, must cover it."""
    numbers = {
        field: getattr(line, field)
        for kind, field in NUMBER_FIELD.items()
        if not selectors.is_captured(line.item, kind, line.source_line.entry_type)
    }
    if not any(numbers.values()):
        return
    held = sum(
        (
            place.quantity
            for place in selectors.found_numbers(line, numbers)
            if _is_here(place, line)
        ),
        ZERO,
    )
    available = max(ZERO, held - selectors.claimed_by_others(line, numbers, line.bin_id))
    if available < line.qty_to_handle:
        yield errors.NumberNotAvailable(
            number=line.lot_no or line.package_no, available=available, place=_place(line), **where
        )


def _bin_violations(
    line: ActivityLine, bin_: Bin | None, numbers: dict[str, str], *, accept_less: bool
) -> Iterator[RuleViolation]:
    where: dict[str, Any] = {"document": str(line.activity), "line_no": line.line_no}
    location = line.activity.location
    if bin_ is None or bin_.pk == line.bin_id:
        return
    if bin_.location_id != location.pk or not location.bin_mandatory:
        yield errors.BinUnknown(location=location, bin=bin_.code, **where)
        return
    goes_there = line.activity.whse_document_id and bin_.pk in destinations_of(line.activity)
    reason = why_not_picked_from(bin_, location) or (GOES_THERE if goes_there else "")
    if reason:
        yield errors.BinNotForPicking(bin=bin_.code, reason=reason, **where)
        return
    sought = {
        field: numbers[field]
        for kind, field in NUMBER_FIELD.items()
        if selectors.is_warehouse_tracked(line.item, kind)
    }
    found = [place for place in selectors.found_numbers(line, sought) if place.bin_id == bin_.pk]
    held = sum((place.quantity for place in found), ZERO)
    available = max(ZERO, held - selectors.claimed_by_others(line, sought, bin_.pk))
    words: dict[str, Any] = {
        "bin": bin_.code,
        "item": line.item,
        "numbers": words_for(*numbers.values()),
        **where,
    }
    if not available:
        yield errors.BinHasNothing(**words)
    elif available < line.outstanding and not accept_less:
        yield errors.BinHasLess(available=available, outstanding=line.outstanding, **words)
