"""What reservations keep from a pick (WHS-094, WHS-099, WHS-113): stock held for the lines of other orders.

Holds are of places, never of bins.  What a line has on open picks already, or picked for a
shipment, is claimed there, and its hold counts only for the rest.  A hold without number only says how much
must be left in all; one that states numbers keeps these.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from warehouse.trackingsets import Numbers, coarser
from wms.core import sql
from wms.core.quantity import ZERO, unscaled
from wms.documents.kinds import KINDS
from wms.documents.models import Document
from wms.inventory.models import Location

Stock = tuple[int, int]  # item, variant

_HELD = """
select e.item_id, e.variant_id, h.line_id, d.kind, d.no, h.is_specific,
       case when c.sn_warehouse_tracking then e.serial_no else '' end as serial_no,
       case when c.lot_warehouse_tracking then e.lot_no else '' end as lot_no,
       case when c.package_warehouse_tracking then e.package_no else '' end as package_no,
       sum(h.quantity),
       coalesce((select sum(a.quantity - a.qty_handled) from warehouse_activityline a
                 where a.source_line_id = h.line_id), 0)
       + coalesce((select sum(p.quantity) from warehouse_pickednumber p
                   join warehouse_warehousedocumentline w on w.id = p.line_id
                   where w.source_line_id = h.line_id), 0)
from tracking_reservation h
join ledger_itemledgerentry e on e.entry_no = h.entry_id
join inventory_item i on i.id = e.item_id
left join tracking_itemtrackingcode c on c.id = i.item_tracking_code_id
join documents_documentline l on l.id = h.line_id
join documents_document d on d.id = l.document_id
where e.location_id = %(location)s and h.item_id in (
    select p.item_id from documents_documentline p
    where p.document_id = %(document)s and p.location_id = %(location)s)
group by e.item_id, e.variant_id, h.line_id, d.kind, d.no, h.is_specific, 7, 8, 9
order by h.line_id
"""


@dataclass
class Holds:
    """Base units by source line; what is on open picks already is left out."""

    _by_line: dict[Stock, dict[int, Decimal]] = field(default_factory=lambda: defaultdict(dict))
    _specific: dict[tuple[Stock, Numbers], dict[int, Decimal]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(Decimal))
    )
    _documents: dict[int, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self._by_line)

    def for_others(self, stock: Stock, line_id: int) -> Decimal:
        """How much must be left for the other lines."""
        held = self._by_line.get(stock, {})
        return sum((quantity for line, quantity in held.items() if line != line_id), ZERO)

    def of_numbers(self, stock: Stock, numbers: Numbers, line_id: int) -> Decimal:
        """How much of these very numbers other lines have stated and hold."""
        held = self._specific.get((stock, numbers), {})
        return sum((quantity for line, quantity in held.items() if line != line_id), ZERO)

    def named(self, stock: Stock, line_id: int) -> Iterator[tuple[Decimal, str]]:
        for line, quantity in self._by_line.get(stock, {}).items():
            if line != line_id and quantity > 0:
                yield quantity, f"reserved for {self._documents[line]}"

    def add(self, row: tuple) -> None:
        item, variant, line, kind, no, specific, serial, lot, package, held, on_picks = row
        stock, numbers, quantity = (item, variant), (serial, lot, package), unscaled(int(held))
        of_line = self._by_line[stock]
        before = of_line.get(
            line, -unscaled(int(on_picks))
        )  # a claim stands for as much of the hold
        of_line[line] = before + quantity
        self._documents[line] = f"{KINDS[kind].title.lower()} {no}"
        if specific:
            for wider in (numbers, *coarser(numbers)):
                self._specific[stock, wider][line] += quantity

    def settle(self) -> None:
        """A line that has more on picks than it holds keeps nothing besides, nor of its numbers."""
        for stock, of_line in self._by_line.items():
            for line, quantity in of_line.items():
                of_line[line] = max(ZERO, quantity)
                for (of, _), held in self._specific.items():
                    if of == stock and line in held:
                        held[line] = min(held[line], of_line[line])


def holds(document: Document, location: Location) -> Holds:
    """The reservations of the document's items at this location; one statement."""
    found = Holds()
    for row in sql.rows(_HELD, {"document": document.pk, "location": location.pk}):
        found.add(row)
    found.settle()
    return found
