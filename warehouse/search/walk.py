"""Walking an index from value to value: the distinct numbers there are, without reading every row.

A lot of which there are 100,000 entries costs as much here as one with a single entry: each step is one
look-up that jumps behind all rows of the value found before.
"""

from django.db import models

from wms.core.sql import column, rows, table


def numbers_from(
    model: type[models.Model], field: str, prefix: str, *, where: str = "", most: int
) -> list[str]:
    """The first ``most`` distinct numbers that begin with ``prefix``, in the order of the index.

    ``where``: the condition of the partial index, besides that the number is not blank.
    """
    name, extra = column(model, field), f"and {where}" if where else ""
    found = rows(
        f"""
        with recursive step(number) as (
            select min({name}) from {table(model)}
            where {name} >= %(prefix)s and not ({name} = '') {extra}
            union all
            select (select min({name}) from {table(model)}
                    where {name} > step.number and not ({name} = '') {extra})
            from step where {_BEGINS}
        )
        select number from step where {_BEGINS} limit {most}
        """,
        {"prefix": prefix, "length": len(prefix)},
    )
    return [number for (number,) in found]


def items_of(
    model: type[models.Model], field: str, number: str, *, where: str = "", most: int
) -> list[int]:
    """The first ``most`` items, by id, that have a row with exactly this number."""
    name, extra = column(model, field), f"and {where}" if where else ""
    found = rows(
        f"""
        with recursive step(item) as (
            select min(item_id) from {table(model)}
            where {name} = %(number)s and not ({name} = '') {extra}
            union all
            select (select min(item_id) from {table(model)}
                    where {name} = %(number)s and item_id > step.item and not ({name} = '') {extra})
            from step where step.item is not null
        )
        select item from step where item is not null limit {most}
        """,
        {"number": number},
    )
    return [item for (item,) in found]


# The step that finds no more is null, and one past the prefix ends the walk.
_BEGINS = "step.number is not null and substr(step.number, 1, %(length)s) = %(prefix)s"
