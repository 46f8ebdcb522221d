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
from wms.documents.kinds import CONSUMPTIONS, OUTPUTS, EntryType
from wms.ledger.models import ItemApplicationEntry, ItemLedgerEntry


class Direction(models.TextChoices):
    BACKWARD = "backward", "Usage → Origin"
    FORWARD = "forward", "Origin → Usage"

    @property
    def opposite(self) -> "Direction":
        return Direction.FORWARD if self == Direction.BACKWARD else Direction.BACKWARD


@dataclass(frozen=True)
class Link:
    """One application between two entries, in the direction that is walked.

    ``is_made``: the one was made of the other, by assembly or production (TRC-020…022); such a link has no
    application, and is told by the number of its entry below 0.
    ``quantity`` is what flowed along it.  ``is_pair``: the two are halves of a transfer, or a return and
    its shipment, so the very same goods; otherwise the one consumed the other.
    """

    parent: int
    entry: int
    application: int
    quantity: Decimal
    is_pair: bool
    is_made: bool = False


def _quoted(entry_types: Sequence[EntryType]) -> str:
    return ", ".join(f"'{entry_type.value}'" for entry_type in entry_types)


_APPLICATIONS = table(ItemApplicationEntry)
_ENTRIES = table(ItemLedgerEntry)
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

    An entry reached along two ways is in two links; what follows it is there once.  What was made of what
    is asked level by level: a statement or two for each, however many entries.
    """
    links: dict[tuple[int, int], Link] = {}
    asked: set[int] = set()
    ahead = list(starts)
    while ahead and len(links) < most:
        for link in _applied(ahead, direction, most=most - len(links)):
            links.setdefault((link.parent, link.application), link)
        here = {*ahead, *(link.entry for link in links.values())} - asked
        asked |= here
        made = made_links(sorted(here), direction)[: most - len(links)]
        links.update({(link.parent, link.application): link for link in made})
        ahead = sorted({link.entry for link in made} - asked)
    return list(links.values())


# Standing on entry p: what it was made of, or what was made of it (TRC-022).  A production is linked by its
# order line, an assembly by the document of its step, so that partial steps stay apart.
_MADE = {
    Direction.FORWARD: f"p.quantity < 0 and p.entry_type in ({_quoted(CONSUMPTIONS)})"
    f" and c.quantity > 0 and c.entry_type in ({_quoted(OUTPUTS)})",
    Direction.BACKWARD: f"p.quantity > 0 and p.entry_type in ({_quoted(OUTPUTS)})"
    f" and c.entry_type in ({_quoted(CONSUMPTIONS)})",
}


def made_links(entries: Sequence[int], direction: Direction) -> list[Link]:
    """Components of outputs, or outputs of components, as far as they carry numbers (TRC-020…023)."""
    if not entries:
        return []
    found = rows(
        f"""
        with wanted(entry) as (values {_values(1, entries)})
        select p.entry_no, c.entry_no, c.quantity
        from wanted join {_ENTRIES} p on p.entry_no = wanted.entry
        join {_ENTRIES} c on c.order_id = p.order_id and c.order_id is not null
            and (c.order_line_no = p.order_line_no
                 or p.order_line_no is null and c.order_line_no is null
                    and c.document_no = p.document_no)
        where {_MADE[direction]} and (c.serial_no <> '' or c.lot_no <> '' or c.package_no <> '')
        order by p.entry_no, c.entry_no
        """,
        list(entries),
    )
    return [
        Link(parent, entry, -entry, unscaled(abs(quantity)), is_pair=False, is_made=True)
        for parent, entry, quantity in found
    ]


def _applied(starts: Sequence[int], direction: Direction, *, most: int) -> list[Link]:
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
    links = [_link(entry, *row) for row in found]
    links += [link for link in made_links([entry], direction) if link.entry > after]
    return sorted(links, key=lambda link: (link.entry, link.application))[:most]


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
    known_links = set(beyond)
    made = {
        link.parent
        for link in made_links(entries, direction)
        if link.application not in known_links
    }
    return {entry for (entry,) in found} | made


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
