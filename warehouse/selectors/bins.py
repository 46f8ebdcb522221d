"""What lies in which bin, and whether bins and ledger agree."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from tracking.models.posting import words_for
from wms.core import sql
from wms.core.quantity import unscaled

# WHS-044: both books, seen by location, item, variant and warehouse-tracked set.
_DIFFERENCES = """
select l.code, i.no, v.code, b.serial_no, b.lot_no, b.package_no, b.in_bins, b.in_ledger
from (select location_id, item_id, variant_id, serial_no, lot_no, package_no,
             sum(in_bins) as in_bins, sum(in_ledger) as in_ledger
      from (select e.location_id, e.item_id, e.variant_id, e.serial_no, e.lot_no, e.package_no,
                   e.quantity as in_bins, 0 as in_ledger
            from warehouse_warehouseentry e
            union all
            select e.location_id, e.item_id, e.variant_id,
                   case when c.sn_warehouse_tracking then e.serial_no else '' end,
                   case when c.lot_warehouse_tracking then e.lot_no else '' end,
                   case when c.package_warehouse_tracking then e.package_no else '' end,
                   0, e.quantity
            from ledger_itemledgerentry e
            join inventory_location l on l.id = e.location_id and l.bin_mandatory
            join inventory_item i on i.id = e.item_id and i.type = 'inventory'
            left join tracking_itemtrackingcode c on c.id = i.item_tracking_code_id) both_books
      group by location_id, item_id, variant_id, serial_no, lot_no, package_no
      having sum(in_bins) <> sum(in_ledger)) b
join inventory_location l on l.id = b.location_id
join inventory_item i on i.id = b.item_id
join inventory_itemvariant v on v.id = b.variant_id
order by l.code, i.no, v.code, b.serial_no, b.lot_no, b.package_no
"""


@dataclass(frozen=True)
class BinDifference:
    """A tracking set of which the bins of a location hold another quantity than the item ledger says."""

    location: str
    item: str
    variant: str
    serial_no: str
    lot_no: str
    package_no: str
    in_bins: Decimal
    in_ledger: Decimal

    @property
    def where(self) -> str:
        variant = f" variant {self.variant}" if self.variant else ""
        numbers = words_for(self.serial_no, self.lot_no, self.package_no)
        return f"Item {self.item}{variant}{numbers} at location {self.location}"


def bin_differences() -> Iterator[BinDifference]:
    """Every difference between bins and item ledger, adjustment bins included (WHS-044); one statement."""
    for location, item, variant, serial, lot, package, in_bins, in_ledger in sql.rows(_DIFFERENCES):
        yield BinDifference(
            location, item, variant, serial, lot, package, unscaled(in_bins), unscaled(in_ledger)
        )
