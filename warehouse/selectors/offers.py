"""Numbers to choose from on a pick line (WHS-060)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F

from tracking.models import NumberInformation
from tracking.models.posting import words_for
from tracking.switches import KINDS, NUMBER_FIELD
from warehouse.models import ActivityLine
from warehouse.selectors.activities import open_kinds
from warehouse.selectors.numbers import Found, found_numbers, is_warehouse_tracked
from wms.core.quantity import ZERO
from wms.ledger.models import ItemLedgerEntry

MOST_OFFERED = 200


@dataclass(frozen=True)
class Offer:
    """``in_bin``: what the bin holds; ``available``: what may be taken of it; ``why_not``: "" when free."""

    serial_no: str
    lot_no: str
    package_no: str
    in_bin: Decimal
    available: Decimal
    expiration_date: date | None
    why_not: str

    @property
    def words(self) -> str:
        return words_for(self.serial_no, self.lot_no, self.package_no).lstrip(", ")


def offered_numbers(line: ActivityLine, *, on: date) -> list[Offer]:
    """The numbers in the line's bin, or at the location where it has none; at most 200.  Five reads.

    ``on``: the day that strict expiration is judged by.
    """
    kinds = [kind for kind in open_kinds(line) if is_warehouse_tracked(line.item, kind)]
    if not kinds:
        return []
    found = [
        place
        for place in found_numbers(line, {})
        if place.bin_id is None or line.bin_id is None or place.bin_id == line.bin_id
    ][:MOST_OFFERED]
    claimed = _claimed(line)
    blocked = _blocked(line)
    dates = _dates(line, found)
    strict = bool(
        line.item.item_tracking_code and line.item.item_tracking_code.strict_expiration_posting
    )
    offers = []
    for place in found:
        numbers = (place.serial_no, place.lot_no, place.package_no)
        taken = claimed.get((place.bin_id, *numbers), ZERO)
        available = max(ZERO, place.quantity - taken)
        day = dates.get(place.lot_no or place.serial_no or place.package_no)
        why_not = ""
        if any((kind, n) in blocked for kind, n in zip(KINDS, numbers, strict=True)):
            why_not = "blocked"
        elif not available:
            why_not = "on another line"
        elif strict and day is not None and day < on:
            why_not = f"expired on {day.isoformat()}"
        offers.append(Offer(*numbers, place.quantity, available, day, why_not))
    return offers


def _claimed(line: ActivityLine) -> dict[tuple, Decimal]:
    """What other open takes claim, by bin and tracking set."""
    others = ActivityLine.objects.filter(
        item=line.item_id,
        variant=line.variant_id,
        location=line.location_id,
        quantity__gt=F("qty_handled"),
    ).exclude(pk=line.pk)
    found: dict[tuple, Decimal] = defaultdict(Decimal)
    for *key, outstanding in others.values_list(
        "bin_id", *NUMBER_FIELD.values(), F("quantity") - F("qty_handled")
    ):
        found[tuple(key)] += outstanding
    return found


def _blocked(line: ActivityLine) -> set[tuple[str, str]]:
    cards = NumberInformation.objects.filter(
        item=line.item_id, variant=line.variant_id, blocked=True
    )
    return set(cards.values_list("kind", "number"))


def _dates(line: ActivityLine, found: list[Found]) -> dict[str, date | None]:
    """Known expiration dates by the number that owns them."""
    code = line.item.item_tracking_code
    if code is None or not code.use_expiration_dates:
        return {}
    entries = ItemLedgerEntry.objects.in_inventory().filter(
        item=line.item_id, variant=line.variant_id, location=line.location_id
    )
    wanted = {place.lot_no or place.serial_no or place.package_no for place in found}
    return {
        lot or serial or package: day
        for serial, lot, package, day in entries.values_list(
            *NUMBER_FIELD.values(), "expiration_date"
        )
        if (lot or serial or package) in wanted
    }
