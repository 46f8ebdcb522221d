"""Reserve from stock, cancel, and what saving a page does to the holds of its line (ITL-216…222)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from tracking.models import Reservation
from tracking.reservations import errors
from tracking.reservations.holds import Hold, Numbers, Stock, asked_of, write
from tracking.reservations.policies import why_not_reservable
from wms.core.errors import Refused
from wms.core.quantity import rounded, scaled, shown, unscaled
from wms.documents.models import DocumentLine
from wms.documents.services.locking import lock_line
from wms.inventory.models import ItemVariant

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

# What of a place's stock is on its way out to other lines already, by source line (ITL-224, WHS-107).
Allocated = Callable[[DocumentLine], dict[int, Decimal]]

_ALLOCATED: list[Allocated] = []


def register_allocated(source: Allocated) -> None:
    _ALLOCATED.append(source)


@transaction.atomic
def reserve(
    *,
    line: DocumentLine,
    by: AbstractBaseUser,
    quantity: Decimal | None = None,
    numbers: Numbers | None = None,
) -> Decimal:
    """Hold stock for a demand line, oldest first; answers with how much, which may be less than asked.

    ``quantity``: positive base units; all that is open and not reserved yet when not given.  ``numbers``:
    those of the specific kinds that the line states; others that hold them without stating them are moved
    to other free stock (ITL-218).  Without, any free stock will do.

    Locks the document, the line and the variant.  Raises Refused when nothing can be held.
    Rules: ITL-215, 216, 218, 219, 220, 224, WHS-107.
    """
    line = lock_line(line)
    if why := why_not_reservable(line):
        raise Refused([errors.NothingToReserve(why=why)])
    stock = _locked_stock(line)
    most = _most(line, stock, numbers)
    wanted = most if quantity is None else scaled(rounded(quantity))
    if most <= 0:
        raise Refused([errors.NothingToReserve(why="All that is open on the line is reserved.")])
    if not 0 < wanted <= most:
        raise Refused([errors.MoreThanOpen(maximum=unscaled(most), quantity=unscaled(wanted))])
    if numbers is not None and any(numbers):
        stock.make_room(line.pk, wanted, numbers=numbers)
    else:
        numbers = None
    allocated = _allocated(line, stock)
    free = max(stock.free(numbers) - allocated, 0)
    taken = stock.take(line.pk, min(wanted, free), numbers=numbers)
    if not taken:
        raise Refused([_nothing_free(line, stock, numbers, allocated)])
    write([stock], by_id=by.pk)
    return unscaled(taken)


def _locked_stock(line: DocumentLine) -> Stock:
    """The stock of the line's place; nobody else posts or reserves it until the transaction ends."""
    ItemVariant.objects.select_for_update(no_key=True).filter(pk=line.variant_id).first()
    return Stock.of(line)


def _most(line: DocumentLine, stock: Stock, numbers: Numbers | None) -> int:
    """What can still be held for the line, of these numbers or in all."""
    most = scaled(abs(line.outstanding_base)) - stock.held_by(line.pk)
    if numbers is not None and any(numbers):
        most = min(most, asked_of(line).get(numbers, 0) - stock.stated_by(line.pk, numbers))
    return most


def _allocated(line: DocumentLine, stock: Stock) -> int:
    """What picks take out for other lines, as far as it is not reserved for these (WHS-107)."""
    total = 0
    for source in _ALLOCATED:
        for line_id, quantity in source(line).items():
            if line_id != line.pk:
                total += max(scaled(quantity) - stock.held_by(line_id), 0)
    return total


def _nothing_free(
    line: DocumentLine, stock: Stock, numbers: Numbers | None, allocated: int
) -> errors.NothingFree:
    total = stock.total(numbers)
    named = " / ".join(filter(None, numbers)) if numbers else ""
    return errors.NothingFree(
        what=f"{named} of item {line.item.no}" if named else f"item {line.item.no}",
        location=line.location.code or "the blank location",
        total=unscaled(total),
        reserved=unscaled(total - stock.free(numbers)),
        allocated=f", {shown(unscaled(allocated))} on picks for others" if allocated else "",
    )


@transaction.atomic
def cancel(*, line: DocumentLine, by: AbstractBaseUser, reservation_id: int | None = None) -> int:
    """Give back one hold of the line, or all; its item tracking lines keep their numbers (ITL-222).

    Answers with how many holds ended.
    """
    line = lock_line(line)
    _locked_stock(line)
    if (purchase := line.supply_line) is not None:
        raise Refused([errors.HeldForSpecialOrder(purchase=str(purchase))])
    found = Reservation.objects.filter(line=line)
    if reservation_id is not None:
        found = found.filter(pk=reservation_id)
        if not found.exists():
            raise Refused([errors.ReservationGone()])
    ended, _ = found.delete()
    return ended


def after_saving(line: DocumentLine, *, by: AbstractBaseUser) -> None:
    """The rows of a demand line were saved: holds follow its numbers (ITL-133, 134, 217, 218).

    One question where nothing of the item is reserved; otherwise a few statements, however many rows.
    """
    if not line.outbound or line.supply_line is not None:  # its holds follow the goods (ITL-223)
        return
    if not Reservation.objects.filter(item=line.item_id).exists():
        return
    stock = _locked_stock(line)
    asked = asked_of(line)
    _no_longer_stated(stock, line.pk, asked)
    for numbers, wanted in asked.items():
        _state_own(stock, line.pk, numbers, wanted)
    for numbers, wanted in asked.items():
        _move_to(stock, line.pk, numbers, wanted - stock.stated_by(line.pk, numbers))
    write([stock], by_id=by.pk)


def _no_longer_stated(stock: Stock, line_id: int, asked: dict[Numbers, int]) -> None:
    """ITL-134: numbers taken off the page stay held, without being stated."""
    for hold, units in list(stock.holds.items()):
        if hold.line_id != line_id or not hold.is_specific:
            continue
        numbers = stock.entries[hold.entry_no].numbers
        too_much = stock.stated_by(line_id, numbers) - asked.get(numbers, 0)
        if too_much > 0:
            stock.restate(hold, min(too_much, units), is_specific=False)


def _state_own(stock: Stock, line_id: int, numbers: Numbers, wanted: int) -> None:
    """ITL-133: what the line holds of the number already is the first to state it."""
    left = wanted - stock.stated_by(line_id, numbers)
    for hold, units in list(stock.holds.items()):
        is_mine = hold.line_id == line_id and not hold.is_specific
        if left > 0 and is_mine and stock.entries[hold.entry_no].numbers == numbers:
            stock.restate(hold, min(units, left), is_specific=True)
            left -= units


def _move_to(stock: Stock, line_id: int, numbers: Numbers, missing: int) -> None:
    """ITL-217, ITL-218: others give way, and what the line holds of other numbers moves here.

    The own hold is given up first, so that others can move onto its stock; as much of it as finds no room
    here is taken back.  Nobody ends up with less than before.
    """
    if missing <= 0:
        return
    given = stock.release(line_id, missing, which=_states_nothing)
    stock.make_room(line_id, missing, numbers=numbers)
    taken = stock.take(line_id, given, numbers=numbers)
    stock.take(line_id, given - taken)


def _states_nothing(hold: Hold) -> bool:
    return not hold.is_specific


def shrink(line: DocumentLine, *, by: AbstractBaseUser) -> None:
    """The line holds no more than is outstanding on it: what is too much is given back (ITL-145)."""
    if not Reservation.objects.filter(line=line).exists():
        return
    stock = _locked_stock(line)
    too_much = stock.held_by(line.pk) - scaled(abs(line.outstanding_base))
    if too_much > 0:
        # what states no number goes first
        too_much -= stock.release(line.pk, too_much, which=_states_nothing)
        stock.release(line.pk, too_much, which=lambda hold: hold.is_specific)
        write([stock], by_id=by.pk)
