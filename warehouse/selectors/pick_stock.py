"""What an inventory pick may take, and from where (WHS-028, WHS-089…096, WHS-102…104).

Read once for the whole document, in a number of statements that does not grow with lines or numbers:
what bins hold in all, what they hold of the numbers that the document states, what open picks claim, and
which numbers are blocked.  At a location without bins the whole location counts as one place.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import F

from tracking.models import NumberInformation
from tracking.models.cards import NumberKind
from warehouse.models import Activity, ActivityLine, Bin, BinContent, WarehouseJournalLine
from warehouse.policies.bins import GOES_THERE, why_not_picked_from
from warehouse.selectors.pick_holds import Holds, holds
from warehouse.selectors.picked import picked_at
from warehouse.trackingsets import coarser
from wms.core import sql
from wms.core.quantity import ZERO, unscaled
from wms.documents.models import Document
from wms.inventory.models import Location
from wms.inventory.models.locations import BinPolicy

Numbers = tuple[str, str, str]  # serial, lot, package of warehouse-tracked kinds; "" is any
Mask = tuple[bool, ...]  # which of the three are asked for
Stock = tuple[int, int]  # item, variant
NOWHERE = 0  # the place of everything at a location without bins, and of a line whose bin is blank
ANY: Numbers = ("", "", "")

# The tracking sets that the document's lines here state and that are still open, as bins know them.
_STATED = """
with stated as (
    select distinct t.item_id, t.variant_id,
           case when c.sn_warehouse_tracking then t.serial_no else '' end as serial_no,
           case when c.lot_warehouse_tracking then t.lot_no else '' end as lot_no,
           case when c.package_warehouse_tracking then t.package_no else '' end as package_no
    from tracking_trackingline t
    join documents_documentline l on l.id = t.line_id
    join inventory_item i on i.id = t.item_id
    join tracking_itemtrackingcode c on c.id = i.item_tracking_code_id
    where l.document_id = %(document)s and l.location_id = %(location)s and t.session_id is null
      and t.quantity > t.qty_handled)
"""

# Each branch finds its entries by the index of its number; "" asks for any number of that kind.
_BRANCHES = """
select k.item_id, k.variant_id, k.serial_no, k.lot_no, k.package_no, {place} as bin_id,
       {quantity} as quantity, {expires} as expiration_date
from stated k
join {book} e on e.serial_no = k.serial_no and e.item_id = k.item_id and e.variant_id = k.variant_id
    and +e.location_id = %(location)s
    and (k.lot_no = '' or e.lot_no = k.lot_no)
    and (k.package_no = '' or e.package_no = k.package_no)
where k.serial_no <> '' and not (e.serial_no = '') {only}
union all
select k.item_id, k.variant_id, k.serial_no, k.lot_no, k.package_no, {place}, {quantity}, {expires}
from stated k
join {book} e on e.lot_no = k.lot_no and e.item_id = k.item_id and e.variant_id = k.variant_id
    and +e.location_id = %(location)s
    and (k.package_no = '' or e.package_no = k.package_no)
where k.serial_no = '' and k.lot_no <> '' and not (e.lot_no = '') {only}
union all
select k.item_id, k.variant_id, k.serial_no, k.lot_no, k.package_no, {place}, {quantity}, {expires}
from stated k
join {book} e on e.package_no = k.package_no and e.item_id = k.item_id and e.variant_id = k.variant_id
    and e.location_id = %(location)s
where k.serial_no = '' and k.lot_no = '' and k.package_no <> '' {only}
"""

_IN_BINS = {
    "book": "warehouse_warehouseentry",
    "place": "e.bin_id",
    "quantity": "e.quantity",
    "expires": "cast(null as date)",
    "only": "",
}
_IN_LEDGER = {
    "book": "ledger_itemledgerentry",
    "place": "0",
    "quantity": "e.remaining_quantity",
    "expires": "e.expiration_date",
    "only": "and e.remaining_quantity > 0",
}

_STATED_STOCK = """
{stated}
select p.item_id, p.variant_id, p.serial_no, p.lot_no, p.package_no, p.bin_id, sum(p.quantity)
from ({branches}) p
group by p.item_id, p.variant_id, p.serial_no, p.lot_no, p.package_no, p.bin_id
having sum(p.quantity) <> 0
"""

_STATED_DATES = """
{stated}
select p.item_id, p.variant_id, p.serial_no, p.lot_no, p.package_no, max(p.expiration_date)
from ({branches}) p
group by p.item_id, p.variant_id, p.serial_no, p.lot_no, p.package_no
"""

_TOTALS = """
select t.item_id, t.variant_id, t.bin_id, sum(t.quantity)
from (select e.item_id, e.variant_id, {place} as bin_id, {quantity} as quantity
      from {book} e
      where e.location_id = %(location)s {only} and (e.item_id, e.variant_id) in (
          select l.item_id, l.variant_id from documents_documentline l
          where l.document_id = %(document)s and l.location_id = %(location)s)) t
group by t.item_id, t.variant_id, t.bin_id
having sum(t.quantity) <> 0
"""

# WHS-103: a unit that is blocked in more than one way counts once, hence UNION by entry.
_BLOCKED = """
select b.item_id, b.variant_id, b.bin_id, sum(b.quantity)
from ({branches}) b
group by b.item_id, b.variant_id, b.bin_id
"""
_BLOCKED_BRANCH = """
select e.{key} as id, e.item_id, e.variant_id, {place} as bin_id, {quantity} as quantity
from tracking_numberinformation k
join {book} e on e.{column} = k.number and e.item_id = k.item_id and e.variant_id = k.variant_id
    and +e.location_id = %(location)s
where k.blocked and k.kind = '{kind}' and not (e.{column} = '') {only}
  and (e.item_id, e.variant_id) in (
    select l.item_id, l.variant_id from documents_documentline l
    where l.document_id = %(document)s and l.location_id = %(location)s)
"""


@dataclass(frozen=True)
class Claim:
    """What an open pick is going to take."""

    activity: str
    numbers: Numbers
    quantity: Decimal


@dataclass
class PickStock:
    """Running figures: ``take`` assigns and reduces them.

    ``stated``: what tracking sets have in each place, of those that are asked about.
    ``destinations``: bins into which the goods go (WHS-089).
    """

    location: Location
    bins: dict[int, Bin]
    totals: dict[tuple[Stock, int], Decimal]
    stated: dict[tuple[Stock, Numbers], dict[int, Decimal]]
    dates: dict[tuple[Stock, Numbers], date | None]
    blocked: dict[tuple[Stock, int], Decimal]
    blocked_numbers: set[tuple[Stock, str, str]]
    claims: dict[tuple[Stock, int], list[Claim]]
    defaults: dict[Stock, int]
    holds: Holds
    destinations: frozenset[int] = frozenset()
    _taken: dict[tuple[Stock, int], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    _taken_of: dict[tuple[Stock, Numbers, int], Decimal] = field(
        default_factory=lambda: defaultdict(Decimal)
    )
    _claimed: dict[tuple[Stock, int], dict[Mask, dict[Numbers, Decimal]]] = field(
        default_factory=dict
    )

    def take(
        self, stock: Stock, numbers: Numbers, wanted: Decimal, *, first_bin: int | None = None
    ) -> list[tuple[int, Decimal]]:
        """Assign up to ``wanted`` to places, best place first (WHS-090): (bin or NOWHERE, quantity)."""
        if self.is_blocked(stock, numbers):
            return []
        taken = []
        for place in self._places(stock, numbers, first_bin):
            if not self.why_not(place):
                quantity = min(wanted, self.available(stock, numbers, place))
                if quantity > 0:
                    taken.append((place, quantity))
                    self._taken[stock, place] += quantity
                    for wider in (numbers, *coarser(numbers)):
                        self._taken_of[stock, wider, place] += quantity
                    wanted -= quantity
        return taken

    def available(self, stock: Stock, numbers: Numbers, place: int) -> Decimal:
        """Available to pick there of these numbers, ANY for any (WHS-028, WHS-096, WHS-104)."""
        key = (stock, place)
        claims = self.claims.get(key, ())
        free = (
            self.totals.get(key, ZERO) - sum((c.quantity for c in claims), ZERO) - self._taken[key]
        )
        if numbers == ANY:
            claimed_blocked = sum(
                (c.quantity for c in claims if self.is_blocked(stock, c.numbers)), ZERO
            )
            return max(ZERO, free - max(ZERO, self.blocked.get(key, ZERO) - claimed_blocked))
        wider = (less for less in coarser(numbers) if (stock, less) in self.stated)
        here = min(self._free_of(stock, one, place) for one in (numbers, *wider))
        return max(ZERO, min(free, here))

    def takable(self, stock: Stock, numbers: Numbers, line_id: int) -> Decimal:
        """What a pick of this line may take in all: the rest of what is free stays for other lines' holds.

        WHS-094, where P and N are the same: min(P − A, N − A − O).
        """
        free = self.free(stock, ANY) - self.holds.for_others(stock, line_id)
        if numbers != ANY:
            of_these = self.free(stock, numbers) - self.holds.of_numbers(stock, numbers, line_id)
            free = min(free, of_these)
        return max(ZERO, free)

    def free(self, stock: Stock, numbers: Numbers) -> Decimal:
        """What of these numbers is free in all places together that picks may take from."""
        places = (place for place in self.places_of(stock, numbers) if not self.why_not(place))
        return sum((self.available(stock, numbers, place) for place in places), ZERO)

    def _free_of(self, stock: Stock, numbers: Numbers, place: int) -> Decimal:
        here = self.stated.get((stock, numbers), {}).get(place, ZERO)
        return here - self.claimed(stock, numbers, place) - self._taken_of[stock, numbers, place]

    def claimed(self, stock: Stock, numbers: Numbers, place: int) -> Decimal:
        """What open picks take there of these very numbers."""
        mask = tuple(bool(number) for number in numbers)
        by_mask = self._claimed.setdefault((stock, place), {})
        if mask not in by_mask:
            sums: dict[Numbers, Decimal] = defaultdict(Decimal)
            for claim in self.claims.get((stock, place), ()):
                sums[_masked(claim.numbers, mask)] += claim.quantity
            by_mask[mask] = sums
        return by_mask[mask].get(numbers, ZERO)

    def is_blocked(self, stock: Stock, numbers: Numbers) -> bool:
        return any(
            number and (stock, kind, number) in self.blocked_numbers
            for kind, number in zip(NumberKind.values, numbers, strict=True)
        )

    def why_not(self, place: int) -> str:
        """Why a pick never takes from this bin, in words; "" when it may (WHS-089)."""
        if place == NOWHERE:
            return ""
        why = why_not_picked_from(self.bins[place], self.location)
        return why or (GOES_THERE if place in self.destinations else "")

    def places_of(self, stock: Stock, numbers: Numbers) -> dict[int, Decimal]:
        """Where it lies: quantity by place, whether a pick may take from there or not."""
        if numbers == ANY:
            return {place: total for (of, place), total in self.totals.items() if of == stock}
        return self.stated.get((stock, numbers), {})

    def _places(self, stock: Stock, numbers: Numbers, first_bin: int | None) -> list[int]:
        """WHS-090: the line's bin, the item's default, then by ranking and code; by ranking only if so set."""
        by_ranking = self.location.pick_bin_policy == BinPolicy.RANKING
        default = self.defaults.get(stock)

        def order(place: int) -> tuple[bool, bool, int, str]:
            if place == NOWHERE:
                return (False, False, 0, "")
            found = self.bins[place]
            return (
                not by_ranking and place != first_bin,
                not by_ranking and place != default,
                -found.ranking,
                found.code,
            )

        return sorted(self.places_of(stock, numbers), key=order)


def pick_stock(
    document: Document, location: Location, *, destinations: Collection[int] = ()
) -> PickStock:
    """Everything that deciding about a pick of this document at this location needs."""
    params = {"document": document.pk, "location": location.pk}
    book = _IN_BINS if location.bin_mandatory else _IN_LEDGER
    lines = document.lines.filter(location=location)
    items = {(item, variant) for item, variant in lines.values_list("item_id", "variant_id")}
    branches = _BRANCHES.format(**book)
    stated: dict[tuple[Stock, Numbers], dict[int, Decimal]] = defaultdict(dict)
    for item, variant, serial, lot, package, place, quantity in sql.rows(
        _STATED_STOCK.format(stated=_STATED, branches=branches), params
    ):
        stated[(item, variant), (serial, lot, package)][place] = unscaled(quantity)
    return PickStock(
        location=location,
        bins={found.pk: found for found in Bin.objects.filter(location=location)},
        totals={
            ((item, variant), place): unscaled(quantity)
            for item, variant, place, quantity in sql.rows(_TOTALS.format(**book), params)
        },
        stated=stated,
        dates=_dates(lines, params),
        blocked=_blocked(book, params),
        blocked_numbers=_blocked_numbers(items),
        claims=_claims(location, items),
        defaults=dict(_defaults(location, items)),
        holds=holds(document, location),
        destinations=frozenset(destinations),
    )


def _dates(lines, params: dict[str, int]) -> dict[tuple[Stock, Numbers], date | None]:  # type: ignore[no-untyped-def]
    """Expiration dates of the stated numbers; asked only where an item uses them."""
    if not lines.filter(item__item_tracking_code__use_expiration_dates=True).exists():
        return {}
    found = sql.rows(
        _STATED_DATES.format(stated=_STATED, branches=_BRANCHES.format(**_IN_LEDGER)), params
    )
    return {
        ((item, variant), (serial, lot, package)): as_day(day)
        for item, variant, serial, lot, package, day in found
        if day is not None
    }


def as_day(value: date | str) -> date:
    """SQLite hands out dates of hand-written SQL as text."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def _blocked(book: dict[str, str], params: dict[str, int]) -> dict[tuple[Stock, int], Decimal]:
    key = "id" if book is _IN_BINS else "entry_no"
    branches = " union ".join(
        _BLOCKED_BRANCH.format(kind=kind, column=f"{kind}_no", key=key, **book)
        for kind in NumberKind.values
    )
    return {
        ((item, variant), place): unscaled(quantity)
        for item, variant, place, quantity in sql.rows(_BLOCKED.format(branches=branches), params)
    }


def _blocked_numbers(items: Iterable[Stock]) -> set[tuple[Stock, str, str]]:
    cards = NumberInformation.objects.filter(blocked=True, item__in=[item for item, _ in items])
    return {
        ((item, variant), kind, number)
        for item, variant, kind, number in cards.values_list(
            "item_id", "variant_id", "kind", "number"
        )
    }


def _claims(location: Location, items: Iterable[Stock]) -> dict[tuple[Stock, int], list[Claim]]:
    """What open takes and warehouse journals claim, and what is picked and not shipped (WHS-028, WHS-095, WHS-096).

    On lines without bin it counts against the whole location.
    """
    lines = ActivityLine.objects.filter(
        location=location, item__in=[item for item, _ in items], quantity__gt=F("qty_handled")
    ).exclude(action_type=ActivityLine.Action.PLACE)
    found: dict[tuple[Stock, int], list[Claim]] = defaultdict(list)
    for item, variant, place, serial, lot, package, outstanding, kind, no in lines.values_list(
        "item_id",
        "variant_id",
        "bin_id",
        "serial_no",
        "lot_no",
        "package_no",
        F("quantity") - F("qty_handled"),
        "activity__kind",
        "activity__no",
    ):
        activity = f"{Activity.Kind(kind).label.lower()} {no}"
        claim = Claim(activity, (serial, lot, package), outstanding)
        found[(item, variant), place or NOWHERE].append(claim)
    for stock, place, claim in _claims_of_journals(location, [item for item, _ in items]):
        found[stock, place].append(claim)
    for picked in picked_at(location, [item for item, _ in items]):
        claim = Claim(picked.line.document.in_words, picked.numbers, picked.quantity)
        found[picked.stock, picked.line.bin_id or NOWHERE].append(claim)
    return found


def _claims_of_journals(
    location: Location, items: Collection[int]
) -> Iterator[tuple[Stock, int, Claim]]:
    """What lines of open warehouse journals are going to take from their bins, by number where they name them."""
    if not location.bin_mandatory:
        return
    lines = WarehouseJournalLine.objects.filter(
        journal__location=location, journal__registered_at=None, item__in=items
    )
    for item, variant, place, no, whole, serial, lot, package, part in lines.order_by(
        "pk", "tracking__pk"
    ).values_list(
        "item_id",
        "variant_id",
        "from_bin_id",
        "journal__no",
        "quantity_base",
        "tracking__serial_no",
        "tracking__lot_no",
        "tracking__package_no",
        "tracking__quantity",
    ):
        numbers = (serial or "", lot or "", package or "")
        yield (item, variant), place, Claim(f"warehouse journal {no}", numbers, part or whole)


def _defaults(location: Location, items: Iterable[Stock]) -> Iterable[tuple[Stock, int]]:
    contents = BinContent.objects.filter(
        location=location, is_default=True, item__in=[item for item, _ in items]
    )
    for item, variant, place in contents.values_list("item_id", "variant_id", "bin_id"):
        yield (item, variant), place


def _masked(numbers: Numbers, mask: Mask) -> Numbers:
    serial, lot, package = (
        number if wanted else "" for number, wanted in zip(numbers, mask, strict=True)
    )
    return (serial, lot, package)
