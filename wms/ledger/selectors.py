"""What pages read of the book."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from wms.core import sql
from wms.documents.kinds import EntryType
from wms.documents.providers import EntryFacts
from wms.ledger.models import ItemApplicationEntry, ItemLedgerEntry, Register

MOST_APPLICATIONS = 200  # an entry's page lists this many of each direction

# From what was moved back to what had come in, move by move.  What an undone move brought back leads by the
# half that left to what that had consumed.
_NOT_INVOICED = f"""
with recursive came (entry_no, origin) as (
    select e.entry_no, e.entry_no from ledger_itemledgerentry e where e.entry_no in ({{entries}})
    union
    select m.entry_no, coalesce(a.transferred_from_entry_id, c.inbound_entry_id)
    from came m
    join ledger_itemledgerentry e on e.entry_no = m.origin
    join ledger_itemapplicationentry a
        on a.item_ledger_entry_id = e.entry_no and a.inbound_entry_id = e.entry_no
    left join ledger_itemapplicationentry c
        on c.outbound_entry_id = a.outbound_entry_id and c.quantity < 0
           and a.transferred_from_entry_id is null
    where e.entry_type = '{EntryType.TRANSFER.value}' and e.quantity > 0
      and a.outbound_entry_id is not null
)
select distinct came.entry_no
from came join ledger_itemledgerentry e on e.entry_no = came.origin
where e.invoiced_quantity <> e.quantity
"""


def entries() -> QuerySet[ItemLedgerEntry]:
    return ItemLedgerEntry.objects.select_related("item", "variant", "location")


def registers() -> QuerySet[Register]:
    return Register.objects.select_related("posted_by")


@dataclass(frozen=True)
class Applied:
    """The entry on the other end of an application; ``quantity`` in base units, without sign.

    ``is_pair``: the other half of a transfer, or a return and its shipment; otherwise the one
    consumed the other.
    """

    entry: ItemLedgerEntry
    quantity: Decimal
    posting_date: date
    is_pair: bool


@dataclass(frozen=True)
class Applications:
    """``came_from``: what this entry consumed or was made from; ``went_to``: what took from it.

    Each at most MOST_APPLICATIONS; ``there_are_more`` says when that was not all.
    """

    came_from: list[Applied]
    went_to: list[Applied]
    there_are_more: bool


def applications_of(entry: ItemLedgerEntry) -> Applications:
    """The applied entries in both directions (POST-178), three statements."""
    links = ItemApplicationEntry.objects.order_by("entry_no")
    back = list(
        links.filter(item_ledger_entry=entry).filter(
            Q(quantity__lt=0) | Q(outbound_entry__isnull=False)
        )[: MOST_APPLICATIONS + 1]
    )
    forth = list(
        links.filter(
            Q(inbound_entry=entry, quantity__lt=0, outbound_entry__isnull=False)
            | Q(outbound_entry=entry, quantity__gt=0)
        )[: MOST_APPLICATIONS + 1]
    )
    origins = [(link, _origin(link)) for link in back[:MOST_APPLICATIONS]]
    uses = [(link, _use(link)) for link in forth[:MOST_APPLICATIONS]]
    found = entries().in_bulk({entry_no for _, entry_no in origins + uses})
    return Applications(
        came_from=[_applied(link, found[entry_no]) for link, entry_no in origins],
        went_to=[_applied(link, found[entry_no]) for link, entry_no in uses],
        there_are_more=max(len(back), len(forth)) > MOST_APPLICATIONS,
    )


def completely_invoiced(entries: Collection[int]) -> set[int]:
    """Those of the entries that are Completely Invoiced (POST-007, POST-015, POST-131), in one statement.

    A move is invoiced in full from birth by its quantities, but what it brought is Completely Invoiced only
    when that is what it moved: goods that were received and moved before their invoice came are not yet.
    """
    if not entries:
        return set()
    listed = ", ".join(str(int(entry_no)) for entry_no in entries)
    return set(entries) - {
        entry_no for (entry_no,) in sql.rows(_NOT_INVOICED.format(entries=listed))
    }


def _origin(link: ItemApplicationEntry) -> int:
    """A consumption leads back to what was consumed, a pair to the half that left."""
    return link.inbound_entry_id if link.quantity < 0 else link.outbound_entry_id or 0


def _use(link: ItemApplicationEntry) -> int:
    return link.outbound_entry_id or 0 if link.quantity < 0 else link.inbound_entry_id


def _applied(link: ItemApplicationEntry, entry: ItemLedgerEntry) -> Applied:
    return Applied(entry, abs(link.quantity), link.posting_date, is_pair=link.quantity > 0)


def facts_of_entry(entry_no: int) -> EntryFacts | None:
    """What a document line must know of an entry that it names (POST-039)."""
    entry = ItemLedgerEntry.objects.filter(pk=entry_no).only("serial_no", "lot_no", "package_no")
    found = entry.first()
    if found is None:
        return None
    numbers = (("serial", found.serial_no), ("lot", found.lot_no), ("package", found.package_no))
    return EntryFacts(numbers="".join(f" {word} {number}" for word, number in numbers if number))
