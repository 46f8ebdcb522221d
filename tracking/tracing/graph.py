"""The links between ledger entries, walked by one recursive query (TRC-006…018).

The cost follows the links reached: every step is a look-up by index, and no more links are read than are
asked for, however large the ledger.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import models

from wms.core.quantity import unscaled
from wms.core.sql import rows, table
from wms.ledger.models import ItemApplicationEntry


class Direction(models.TextChoices):
    BACKWARD = "backward", "Usage → Origin"
    FORWARD = "forward", "Origin → Usage"

    @property
    def opposite(self) -> "Direction":
        return Direction.FORWARD if self == Direction.BACKWARD else Direction.BACKWARD


@dataclass(frozen=True)
class Link:
    """One application between two entries, in the direction that is walked.

    ``quantity`` is what flowed along it.  ``is_pair``: the two are halves of a transfer, or a return and
    its shipment, so the very same goods; otherwise the one consumed the other.
    """

    parent: int
    entry: int
    application: int
    quantity: Decimal
    is_pair: bool


_APPLICATIONS = table(ItemApplicationEntry)
# Standing on entry {at}: which application leads on, and to which entry (TRC part B3).  A positive entry
# is never an outbound side and a negative one never an inbound side, so one condition serves both.
_LEADS_ON = {
    Direction.FORWARD: (
        "(a.inbound_entry_id = {at} and a.quantity < 0 and a.outbound_entry_id is not null)"
        " or (a.outbound_entry_id = {at} and a.quantity > 0)",
        "case when a.quantity < 0 then a.outbound_entry_id else a.inbound_entry_id end",
    ),
    Direction.BACKWARD: (
        "a.item_ledger_entry_id = {at} and (a.quantity < 0 or a.outbound_entry_id is not null)",
        "case when a.quantity < 0 then a.inbound_entry_id else a.outbound_entry_id end",
    ),
}


def reached(starts: Sequence[int], direction: Direction, *, most: int) -> list[Link]:
    """The links reached from these entries, nearest first, ``most`` at the most.

    An entry reached along two ways is in two links; what follows it is there once.
    """
    if not starts:
        return []
    leads_on, child = _LEADS_ON[direction]
    found = rows(
        f"""
        with recursive step(parent, entry, application) as (
            values {_values(3, starts)}
            union
            select s.entry, {child}, a.entry_no
            from step s join {_APPLICATIONS} a on {leads_on.format(at="s.entry")}
        ),
        taken as (select parent, entry, application from step limit {len(starts) + most})
        select taken.parent, taken.entry, taken.application, a.quantity
        from taken join {_APPLICATIONS} a on a.entry_no = taken.application
        """,
        list(starts),
    )
    return [_link(*row) for row in found]


def following(entry: int, direction: Direction, *, after: int = 0, most: int) -> list[Link]:
    """The links from one entry to entries numbered higher than ``after``, in their order."""
    leads_on, child = _LEADS_ON[direction]
    found = rows(
        f"""
        select linked, application, quantity from (
            select {child} as linked, a.entry_no as application, a.quantity as quantity
            from {_APPLICATIONS} a where {leads_on.format(at="%(entry)s")}
        ) found where linked > %(after)s order by linked, application limit {most}
        """,
        {"entry": entry, "after": after},
    )
    return [_link(entry, *row) for row in found]


def leading_further(
    entries: Sequence[int], direction: Direction, *, beyond: Sequence[int]
) -> set[int]:
    """Those of the entries from which an application leads on that is not one of ``beyond``."""
    if not entries:
        return set()
    leads_on, _ = _LEADS_ON[direction]
    known = f"and a.entry_no not in ({', '.join(['%s'] * len(beyond))})" if beyond else ""
    found = rows(
        f"""
        with asked(entry) as (values {_values(1, entries)})
        select s.entry from asked s where exists (
            select 1 from {_APPLICATIONS} a where ({leads_on.format(at="s.entry")}) {known}
        )
        """,
        [*entries, *beyond],
    )
    return {entry for (entry,) in found}


def _values(columns: int, entries: Sequence[int]) -> str:
    """The rows of a VALUES list: an entry, between as many blanks as make up the columns."""
    blank = ["cast(null as bigint)"] if columns == 3 else []
    return ", ".join([f"({', '.join([*blank, 'cast(%s as bigint)', *blank])})"] * len(entries))


def _link(parent: int, entry: int, application: int, quantity: int) -> Link:
    return Link(
        parent=parent,
        entry=entry,
        application=application,
        quantity=unscaled(abs(quantity)),
        is_pair=quantity > 0,
    )
