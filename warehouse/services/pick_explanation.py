"""Why less was put on a pick than asked (WHS-123): what stands in the way, in words and quantities."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from tracking.models.cards import NumberKind
from tracking.models.posting import words_for
from warehouse.selectors.fefo import LeftOut, Proposals
from warehouse.selectors.pick_stock import ANY, Numbers, PickStock, Stock
from wms.core.quantity import ZERO, shown
from wms.documents.models import DocumentLine

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


@dataclass(frozen=True)
class ExpiredItem:
    """Expired numbers of one item that strict expiration keeps off the pick although they are free."""

    item: str
    numbers: tuple[LeftOut, ...]

    def __str__(self) -> str:
        named = ", ".join(
            f"{left.words} ({shown(left.quantity)} free)" for left in self.numbers[:MOST_NAMED]
        )
        more = len(self.numbers) - MOST_NAMED
        others = f", and {more} more" if more > 0 else ""
        return f"Expired numbers of item {self.item} were skipped: {named}{others}."


def expired_items(
    stock: PickStock, proposed: Proposals, lines: Iterable[DocumentLine]
) -> Iterator[ExpiredItem]:
    """What the user is told of expired goods (SET-069, WHS-114), once an item."""
    items = {(line.item_id, line.variant_id): line.item.no for line in lines}
    for key, item in items.items():
        if left := proposed.left_out(key, stock):
            yield ExpiredItem(item, tuple(left))


def reasons_for(
    stock: PickStock, proposed: Proposals, line: DocumentLine, numbers: Numbers, missing: Decimal
) -> Iterator[str]:
    """What keeps ``missing`` of these numbers (ANY: of any) from being picked, largest cause unknown last."""
    key, prefix = (line.item_id, line.variant_id), _named(numbers)
    if stock.is_blocked(key, numbers):
        yield f"{prefix}blocked by its information card"
        return
    obstacles = (*_obstacles(stock, proposed, key, numbers), *stock.holds.named(key, line.pk))
    for quantity, why in obstacles:
        counted = min(quantity, missing)
        if counted > 0:
            yield f"{prefix}{shown(counted)} {why}"
            missing -= counted
    if missing > 0:
        where = f"location {stock.location}" if stock.location.code else "the blank location"
        yield f"{prefix}{shown(missing)} not in stock at {where}"


def _obstacles(
    stock: PickStock, proposed: Proposals, key: Stock, numbers: Numbers
) -> Iterator[tuple[Decimal, str]]:
    if numbers == ANY:
        for left in proposed.left_out(key, stock):
            yield left.quantity, f"expired ({left.words})"
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
