"""Stock that an order holds and captures now: its own hold does not stand in its way (POST-028, CAP-036)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from tracking.models import Reservation
from wms.core.quantity import unscaled
from wms.core.records import insert_records

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def hand_over(rows: Iterable[tuple], lines: dict[int, int], *, by: User) -> None:
    """Holds of order lines go to the lines that capture for them, as much as is captured; three statements.

    ``rows``: as those of a ``SerialChange``; ``lines``: the id of the line that captures each, by its number in
    their order.  What is captured is bound to its order from then on, so the hold ends with it.
    """
    rows = list(rows)
    found = Reservation.objects.filter(line__in={row[0] for row in rows}, entry__serial_no="")
    holds: dict[tuple, list[Reservation]] = defaultdict(list)
    for hold in found.select_related("entry").order_by("entry_id", "pk"):
        entry = hold.entry
        holds[hold.line_id, entry.location_id, entry.lot_no, entry.package_no].append(hold)
    if not holds:
        return
    given: list[Reservation] = []
    for no, (line, _, _, location, _, lot, package, quantity) in enumerate(rows, 1):
        wanted = unscaled(quantity)
        for hold in holds.get((line, location, lot, package), ()):
            units = min(wanted, hold.quantity)
            if units <= 0:
                continue
            hold.quantity -= units
            wanted -= units
            given.append(_part(hold, lines[no], units, by=by))
    changed = [hold for some in holds.values() for hold in some]
    Reservation.objects.filter(pk__in=[hold.pk for hold in changed if not hold.quantity]).delete()
    Reservation.objects.bulk_update(
        [hold for hold in changed if hold.quantity], ["quantity"], batch_size=500
    )
    insert_records(given)


def _part(hold: Reservation, line_id: int, units: Decimal, *, by: User) -> Reservation:
    return Reservation(
        line_id=line_id,
        entry=hold.entry,
        item_id=hold.item_id,
        is_specific=hold.is_specific,
        quantity=units,
        reserved_by=by,
    )
