"""Which goods a pick takes for what is asked: numbers first, then what expires first, then any (WHS-080).

Assigning happens in memory, from figures that were read before; two statements whatever there is to pick.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F

from tracking.models import TrackingLine
from tracking.switches import KINDS as NUMBER_KINDS
from tracking.switches import NUMBER_FIELD
from warehouse import errors
from warehouse.selectors.fefo import Proposals
from warehouse.selectors.pick_stock import ANY, NOWHERE, Numbers, PickStock, Stock
from warehouse.services.pick_explanation import Shortage, reasons_for
from wms.core.errors import RuleViolation
from wms.core.quantity import ZERO
from wms.documents.models import Document, DocumentLine

ONE = Decimal(1)
Used = Mapping[int, Mapping[Numbers, Decimal]]  # by source line


@dataclass(frozen=True)
class Demand:
    """A part of a source line: these numbers (ANY: none stated), that many base units."""

    line: DocumentLine
    numbers: Numbers
    quantity: Decimal

    @property
    def stock(self) -> Stock:
        return (self.line.item_id, self.line.variant_id)


@dataclass(frozen=True)
class Take:
    """``numbers``: those of the demand, or those that first expired first out proposes for it."""

    demand: Demand
    place: int
    quantity: Decimal
    numbers: Numbers


# --- what is asked for ----------------------------------------------------------------------------


def demands_of(
    lines: list[DocumentLine],
    *,
    wanted: Mapping[int, Decimal] | None = None,
    used: Used | None = None,
) -> Iterator[Demand]:
    """Per line: each stated tracking set as bins know it, then the rest without numbers (WHS-080…082).

    ``wanted``: how much of each line, where it is not all that is outstanding; ``used``: what of its tracking
    sets is picked or on a pick already.  Of a special order only what has come in for it (ITL-223).
    """
    stated = _stated_numbers(lines)
    for line in lines:
        left = line.outstanding_base if wanted is None else wanted[line.pk]
        if line.is_special_order:
            left = max(left - line.to_come_base, ZERO)
        done = {} if used is None else used.get(line.pk, {})
        for numbers, quantity in stated[line.pk].items():
            if taken := max(ZERO, min(quantity - done.get(numbers, ZERO), left)):
                yield Demand(line, numbers, taken)
                left -= taken
        if left > 0:
            yield Demand(line, ANY, left)


def _stated_numbers(lines: list[DocumentLine]) -> dict[int, dict[Numbers, Decimal]]:
    """Open quantity by line and tracking set; also of numbers whose Qty. to Handle is 0 (WHS-152).

    Those of a special order have what came in of them to be handled, and no more.
    """
    ordered = {line.pk for line in lines if line.is_special_order}
    tracked = {
        line.pk: tracked_kinds(line) for line in lines if line.item.item_tracking_code is not None
    }
    rows = TrackingLine.objects.filter(
        line__in=tracked, session=None, quantity__gt=F("qty_handled")
    ).order_by("id")
    found: dict[int, dict[Numbers, Decimal]] = defaultdict(dict)
    for line, *texts, quantity, handled, to_handle in rows.values_list(
        "line_id", *NUMBER_FIELD.values(), "quantity", "qty_handled", "qty_to_handle"
    ):
        serial, lot, package = (
            text if kept else "" for text, kept in zip(texts, tracked[line], strict=True)
        )
        numbers = (serial, lot, package)
        if numbers != ANY:
            is_open = to_handle if line in ordered else quantity - handled
            found[line][numbers] = found[line].get(numbers, ZERO) + is_open
    return found


def tracked_kinds(line: DocumentLine) -> tuple[bool, ...]:
    code = line.item.item_tracking_code
    return tuple(code is not None and code.is_warehouse_tracked(kind) for kind in NUMBER_KINDS)


def _by_unit(line: DocumentLine) -> bool:
    """WHS-055: serials in the warehouse mean one line a unit."""
    return tracked_kinds(line)[0]


def broken_units(document: Document, demands: Iterable[Demand]) -> Iterator[RuleViolation]:
    for demand in demands:
        if _by_unit(demand.line) and demand.quantity % ONE:
            yield errors.PartOfASerial(
                document=str(document),
                line_no=demand.line.line_no,
                item=demand.line.item,
                quantity=demand.quantity,
            )


# --- what it is served with -----------------------------------------------------------------------


def assigned(demands: list[Demand], stock: PickStock, proposed: Proposals) -> Iterator[Take]:
    """Stated numbers of all lines first, so that lines without numbers never take them (WHS-116)."""
    found: dict[int, list[Take]] = defaultdict(list)
    for number, demand in sorted(
        enumerate(demands), key=lambda pair: (pair[1].numbers == ANY, pair[0])
    ):
        taken = list(_served(demand, stock, proposed))
        missing = demand.quantity - sum((take.quantity for take in taken), ZERO)
        if missing and stock.location.always_create_pick_line:
            taken.append(Take(demand, NOWHERE, missing, demand.numbers))
        found[number] = taken
    for number in range(len(demands)):
        yield from (take for take in found[number] if take.quantity > 0)


def _served(demand: Demand, stock: PickStock, proposed: Proposals) -> Iterator[Take]:
    """The numbers that are asked for; else what expires first, then what is left of any number.

    Under strict expiration nothing is taken without number while something expired lies there: it could
    only be that (WHS-080, WHS-114).
    """
    left = demand.quantity
    if demand.numbers == ANY:
        for candidate in proposed.of(demand.stock):
            if left <= 0:
                return
            for take in _taken(demand, stock, candidate.numbers, left):
                left -= take.quantity
                yield take
        if proposed.left_out(demand.stock, stock):
            return
    yield from _taken(demand, stock, demand.numbers, left)


def _taken(demand: Demand, stock: PickStock, numbers: Numbers, wanted: Decimal) -> Iterator[Take]:
    if stock.holds:
        wanted = min(wanted, stock.takable(demand.stock, numbers, demand.line.pk))
    whole_units = _by_unit(demand.line)
    for place, quantity in stock.take(demand.stock, numbers, wanted, first_bin=demand.line.bin_id):
        kept = quantity - quantity % ONE if whole_units else quantity
        yield Take(demand, place, kept, numbers)


def shortages_of(
    demands: list[Demand],
    takes: list[Take],
    stock: PickStock,
    proposed: Proposals,
    skipped: list[Shortage],
) -> list[Shortage]:
    made: dict[Demand, Decimal] = defaultdict(Decimal)
    for take in takes:
        made[take.demand] += take.quantity
    by_line: dict[int, list[Demand]] = defaultdict(list)
    for demand in demands:
        by_line[demand.line.pk].append(demand)
    found = list(skipped)
    for of_line in by_line.values():
        line = of_line[0].line
        reasons = [
            reason
            for demand in of_line
            if (missing := demand.quantity - made[demand]) > 0
            for reason in reasons_for(stock, proposed, demand.line, demand.numbers, missing)
        ]
        if reasons:
            done = sum((made[demand] for demand in of_line), ZERO)
            asked = sum((demand.quantity for demand in of_line), ZERO)
            found.append(Shortage(line.line_no, str(line.item), asked, done, tuple(reasons)))
    return sorted(found, key=lambda shortage: shortage.line_no)


def units(take: Take) -> Iterable[Decimal]:
    return [ONE] * int(take.quantity) if _by_unit(take.demand.line) else [take.quantity]


def is_fixed(demand: Demand) -> bool:
    """Situation (d): every warehouse-tracked kind of number is stated by the document (WHS-129)."""
    return demand.numbers != ANY and all(
        number or not tracked
        for number, tracked in zip(demand.numbers, tracked_kinds(demand.line), strict=True)
    )
