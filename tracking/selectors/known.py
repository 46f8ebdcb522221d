"""What the ledger knows of a number: whether it ever came in, its date, and whether some is left."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from tracking import manyvalues
from tracking.availability import Combination, as_day
from tracking.switches import NUMBER_FIELD
from wms.core import sql


@dataclass(frozen=True)
class Known:
    """``date``: of the last incoming entry, an open one if there is one (ITL-072)."""

    date: date | None
    in_stock: bool

    @property
    def is_fixed(self) -> bool:
        """A blank date without stock binds nobody: the next receipt may bring the first one (ITL-074)."""
        return self.date is not None or self.in_stock


# The newest open entry, else the newest: each is found at the end of an index, however many a lot has.
_NEWEST = """
    select i.entry_no from ledger_itemledgerentry i
    where i.{field} = n.value and not (i.{field} = '') and i.item_id = %(item)s and i.variant_id = %(variant)s
      and i.{entries} > 0
    order by i.entry_no desc limit 1"""
_QUERY = f"""
select n.value, e.expiration_date, e.remaining_quantity > 0
from {{numbers}} n join ledger_itemledgerentry e on e.entry_no = coalesce(
    ({_NEWEST.replace("{entries}", "remaining_quantity")}),
    ({_NEWEST.replace("{entries}", "quantity")}))
"""


def known_numbers(
    *, item_id: int, variant_id: int, kind: str, numbers: Collection[str]
) -> Mapping[str, Known]:
    """What is known of numbers of one kind, at any location, in one statement; unknown ones are left out."""
    if not numbers:
        return {}
    found = sql.rows(
        _QUERY.format(field=NUMBER_FIELD[kind], numbers=manyvalues.values("numbers")),
        {
            "numbers": manyvalues.parameter(numbers),
            "item": item_id,
            "variant": variant_id,
        },
    )
    return {number: Known(as_day(day), bool(is_open)) for number, day, is_open in found}


def owner_of(numbers: Combination) -> tuple[str, str]:
    """Which number owns the date: the lot, without lot the serial, without both the package (ITL-072)."""
    for kind, number in (
        ("lot", numbers.lot_no),
        ("serial", numbers.serial_no),
        ("package", numbers.package_no),
    ):
        if number:
            return kind, number
    return "", ""


def known_of(*, item_id: int, variant_id: int, numbers: Combination) -> Known | None:
    """What is known of the number that owns the date of this combination."""
    kind, number = owner_of(numbers)
    if not number:
        return None
    return known_numbers(item_id=item_id, variant_id=variant_id, kind=kind, numbers=[number]).get(
        number
    )
