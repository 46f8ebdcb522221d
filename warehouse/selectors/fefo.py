"""First expired, first out: which numbers a pick proposes, and in which order (WHS-111…116).

Read for all items of a document at once: what each number has in each place, its date, and when it was
registered first.  The figures go into ``PickStock``, which knows what is claimed and taken of them.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tracking.models.posting import words_for
from tracking.switches import KINDS, LEAVES_EXPIRED
from warehouse.models import ActivityLine
from warehouse.selectors.pick_stock import (
    ANY,
    NOWHERE,
    Numbers,
    PickStock,
    Stock,
    as_day,
    pick_stock,
)
from warehouse.trackingsets import coarser
from wms.core import sql
from wms.core.quantity import unscaled
from wms.documents.models import Document, DocumentLine

_CODES = """
join inventory_item i on i.id = e.item_id
join tracking_itemtrackingcode c on c.id = i.item_tracking_code_id
where e.location_id = %(location)s and e.item_id in (
    select l.item_id from documents_documentline l
    where l.document_id = %(document)s and l.location_id = %(location)s)
and (c.sn_warehouse_tracking or c.lot_warehouse_tracking or c.package_warehouse_tracking)
and (%(everywhere)s or c.strict_expiration_posting)
"""
_NUMBERS = """
    e.item_id, e.variant_id,
    case when c.sn_warehouse_tracking then e.serial_no else '' end as serial_no,
    case when c.lot_warehouse_tracking then e.lot_no else '' end as lot_no,
    case when c.package_warehouse_tracking then e.package_no else '' end as package_no
"""
_IN_LEDGER = f"""
select t.item_id, t.variant_id, t.serial_no, t.lot_no, t.package_no,
       sum(t.quantity), max(t.expiration_date), min(t.entry_no)
from (select {_NUMBERS}, e.remaining_quantity as quantity, e.expiration_date, e.entry_no
      from ledger_itemledgerentry e {_CODES} and e.remaining_quantity > 0) t
group by t.item_id, t.variant_id, t.serial_no, t.lot_no, t.package_no
"""
_IN_BINS = f"""
select t.item_id, t.variant_id, t.serial_no, t.lot_no, t.package_no, t.bin_id, sum(t.quantity)
from (select {_NUMBERS}, e.bin_id, e.quantity from warehouse_warehouseentry e {_CODES}) t
group by t.item_id, t.variant_id, t.serial_no, t.lot_no, t.package_no, t.bin_id
having sum(t.quantity) > 0
"""
_LAST = 2**63  # a number that the ledger does not know comes after all that it knows


@dataclass(frozen=True)
class Candidate:
    """A number in stock, with its date and the first entry that brought it."""

    numbers: Numbers
    expiration_date: date | None
    first_entry: int

    @property
    def rank(self) -> tuple[bool, date, int | tuple[str, ...], tuple[str, ...] | int]:
        """By date, then the lowest number; undated ones last, first registered first (WHS-112, WHS-115)."""
        serial, lot, package = self.numbers
        lowest = (lot, serial, package)
        if self.expiration_date is None:
            return (True, date.min, self.first_entry, lowest)
        return (False, self.expiration_date, lowest, self.first_entry)

    def has_expired(self, *, on: date) -> bool:
        """The expiration date itself is the last good day (decision D4)."""
        return self.expiration_date is not None and self.expiration_date < on

    @property
    def words(self) -> str:
        return words_for(*self.numbers).lstrip(", ")


@dataclass(frozen=True)
class LeftOut:
    """An expired number that strict expiration keeps off a pick, although so much of it is free."""

    candidate: Candidate
    quantity: Decimal

    @property
    def words(self) -> str:
        return f"{self.candidate.words} expired on {self.candidate.expiration_date}"


@dataclass
class Proposals:
    """The numbers of each item in the order in which picks take them, and what is left out as expired."""

    usable: dict[Stock, list[Candidate]] = field(default_factory=dict)
    expired: dict[Stock, list[Candidate]] = field(default_factory=dict)

    def of(self, stock: Stock) -> list[Candidate]:
        return self.usable.get(stock, [])

    def left_out(self, key: Stock, stock: PickStock) -> list[LeftOut]:
        """WHS-114: expired numbers of which something is free where picks may take from."""
        found = (
            LeftOut(candidate, stock.free(key, candidate.numbers))
            for candidate in self.expired.get(key, ())
            if not stock.is_blocked(key, candidate.numbers)
        )
        return [left for left in found if left.quantity > 0]


def applies_to(line: DocumentLine) -> bool:
    """WHS-111: the location or the code wants it, and the warehouse knows numbers of the item."""
    code = line.item.item_tracking_code
    if code is None or not any(code.is_warehouse_tracked(kind) for kind in KINDS):
        return False
    return line.location.pick_according_to_fefo or code.strict_expiration_posting


def proposals(
    document: Document, stock: PickStock, lines: list[DocumentLine], *, on: date
) -> Proposals:
    """The candidates of every line that FEFO applies to; ``stock`` learns what each number has where.

    ``on``: the work date.  At most two statements, however many numbers there are.
    """
    lines = [line for line in lines if applies_to(line)]
    if not lines:
        return Proposals()
    strict = {line.item_id for line in lines if _is_strict(line)}
    params = {
        "document": document.pk,
        "location": stock.location.pk,
        "everywhere": stock.location.pick_according_to_fefo,
    }
    in_ledger = sql.rows(_IN_LEDGER, params)
    places = (
        sql.rows(_IN_BINS, params)
        if stock.location.bin_mandatory
        else [(*row[:5], NOWHERE, row[5]) for row in in_ledger]
    )
    known = {row[:5]: (row[6] and as_day(row[6]), row[7]) for row in in_ledger}
    found: dict[Stock, dict[Numbers, Candidate]] = defaultdict(dict)
    held: dict[tuple[Stock, Numbers], dict[int, Decimal]] = defaultdict(
        lambda: defaultdict(Decimal)
    )
    for item, variant, serial, lot, package, place, quantity in places:
        numbers, key = (serial, lot, package), (item, variant)
        if numbers == ANY:
            continue
        day, entry = known.get((item, variant, *numbers), (None, _LAST))
        found[key].setdefault(numbers, Candidate(numbers, day, entry))
        for wider in (numbers, *coarser(numbers)):
            if wider != ANY:
                held[key, wider][place] += unscaled(quantity)
    stock.stated.update(held)
    made = Proposals()
    for key, candidates in found.items():
        for candidate in sorted(candidates.values(), key=lambda one: one.rank):
            stock.dates[key, candidate.numbers] = candidate.expiration_date
            late = key[0] in strict and candidate.has_expired(on=on)
            (made.expired if late else made.usable).setdefault(key, []).append(candidate)
    return made


def earlier_number(line: ActivityLine, *, on: date) -> str:
    """A free number that expires before the one on the line, as a notice; "" when there is none (WHS-117).

    ``on``: the work date.  It is told and does not keep the worker from his choice.
    """
    source = line.source_line
    if line.number_is_fixed or not any(line.numbers) or not applies_to(source):
        return ""
    stock = pick_stock(source.document, line.activity.location)
    proposed = proposals(source.document, stock, [source], on=on)
    key = (line.item_id, line.variant_id)
    chosen = line.expiration_date or date.max
    for candidate in proposed.of(key):
        if candidate.expiration_date is None or candidate.expiration_date >= chosen:
            return ""
        if not stock.is_blocked(key, candidate.numbers) and stock.free(key, candidate.numbers) > 0:
            words = candidate.words
            return f"{words[:1].upper()}{words[1:]} expires earlier, on {candidate.expiration_date}, and is free."
    return ""


def _is_strict(line: DocumentLine) -> bool:
    code = line.item.item_tracking_code
    if line.entry_type in LEAVES_EXPIRED:
        return False  # expired goods may go back to their vendor (SET-068)
    return code is not None and code.strict_expiration_posting
