"""Why less was put on a pick than asked (WHS-123): what stands in the way, in words and quantities."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from tracking.models.cards import NumberKind
from tracking.models.posting import words_for
from warehouse.selectors.pick_stock import ANY, Numbers, PickStock, Stock
from wms.core.quantity import ZERO, shown

MOST_NAMED = 3


@dataclass(frozen=True)
class Shortage:
    """One line of the source document of which less was put on the pick than asked; base units."""

    line_no: int
    item: str
    asked: Decimal
    made: Decimal
    reasons: tuple[str, ...]

    def __str__(self) -> str:
        return f"Line {self.line_no}: {self.text}"

    @property
    def text(self) -> str:
        made = shown(self.made) if self.made else "None"
        return f"{made} of {shown(self.asked)} of item {self.item} could be put on the pick: " + (
            f"{'; '.join(self.reasons)}."
        )


def reasons_for(stock: PickStock, key: Stock, numbers: Numbers, missing: Decimal) -> Iterator[str]:
    """What keeps ``missing`` of these numbers (ANY: of any) from being picked, largest cause unknown last."""
    prefix = _named(numbers)
    if stock.is_blocked(key, numbers):
        yield f"{prefix}blocked by its information card"
        return
    for quantity, why in _obstacles(stock, key, numbers):
        counted = min(quantity, missing)
        if counted > 0:
            yield f"{prefix}{shown(counted)} {why}"
            missing -= counted
    if missing > 0:
        where = f"location {stock.location}" if stock.location.code else "the blank location"
        yield f"{prefix}{shown(missing)} not in stock at {where}"


def _obstacles(stock: PickStock, key: Stock, numbers: Numbers) -> Iterator[tuple[Decimal, str]]:
    for place, quantity in sorted(stock.places_of(key, numbers).items()):
        if why := stock.why_not(place):
            yield quantity, f"in bin {stock.bins[place]}, which {why}"
            continue
        by_activity: dict[str, Decimal] = {}
        for claim in stock.claims.get((key, place), ()):
            if _touches(claim.numbers, numbers):
                by_activity[claim.activity] = by_activity.get(claim.activity, ZERO) + claim.quantity
        for activity, claimed in by_activity.items():
            yield claimed, f"on {activity}"
        if numbers == ANY:
            yield stock.blocked.get((key, place), ZERO), f"blocked{_blocked_names(stock, key)}"


def _touches(claimed: Numbers, wanted: Numbers) -> bool:
    return all(not want or want == claim for want, claim in zip(wanted, claimed, strict=True))


def _blocked_names(stock: PickStock, key: Stock) -> str:
    named = sorted(
        f"{NumberKind(kind).label.removesuffix(' No.').lower()} {number}"
        for of, kind, number in stock.blocked_numbers
        if of == key
    )
    return f" ({', '.join(named)})" if 0 < len(named) <= MOST_NAMED else ""


def _named(numbers: Numbers) -> str:
    words = words_for(*numbers).lstrip(", ")
    return f"{words}: " if words else ""
