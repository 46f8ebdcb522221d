"""Which numbers stand on open warehouse documents, so that nobody draws them for other goods (SET-124)."""

from collections.abc import Collection

from tracking import manyvalues
from tracking.switches import NUMBER_FIELD
from wms.core import sql

_ON_LINES = """
select n.value from {numbers} n where n.value in (
    select l.{field} from warehouse_activityline l
    where l.item_id = %(item)s and l.variant_id = %(variant)s and l.{field} <> ''
)"""
_CAPTURED = """ or n.value in (
    select c.serial_no from warehouse_capturedserial c
    where c.item_id = %(item)s and c.variant_id = %(variant)s
)"""


def numbers_on_activities(
    item_id: int, variant_id: int, kind: str, numbers: Collection[str]
) -> set[str]:
    """One statement however many numbers there are; captured serials count from the scan on."""
    query = _ON_LINES.format(numbers=manyvalues.values("numbers"), field=NUMBER_FIELD[kind])
    if kind == "serial":
        query += _CAPTURED
    values = {"numbers": manyvalues.parameter(numbers), "item": item_id, "variant": variant_id}
    return {number for (number,) in sql.rows(query, values)}
