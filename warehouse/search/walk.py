"""Walking an index from value to value: the distinct numbers there are, without reading every row.

A lot of which there are 100,000 entries costs as much here as one with a single entry: each step is one
look-up that jumps behind all rows of the value found before.
"""

from collections.abc import Sequence

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
    model: type[models.Model], field: str, numbers: Sequence[str], *, where: str = "", most: int
) -> list[tuple[str, int]]:
    """Each of these numbers with every item that has it, ``most`` pairs at the most."""
    if not numbers:
        return []
    name, extra = column(model, field), f"and {where}" if where else ""
    least = f"select min(item_id) from {table(model)} where not ({name} = '') {extra}"
    marks = ", ".join(["(%s)"] * len(numbers))
    return rows(
        f"""
        with recursive wanted(number) as (values {marks}),
        step(number, item) as (
            select wanted.number, ({least} and {name} = wanted.number) from wanted
            union all
            select step.number, ({least} and {name} = step.number and item_id > step.item)
            from step where step.item is not null
        )
        select number, item from step where item is not null order by number, item limit {most}
        """,
        list(numbers),
    )


# The step that finds no more is null, and one past the prefix ends the walk.
_BEGINS = "step.number is not null and substr(step.number, 1, %(length)s) = %(prefix)s"
