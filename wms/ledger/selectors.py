"""What pages read of the book."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from wms.documents.providers import EntryFacts
from wms.ledger.models import ItemApplicationEntry, ItemLedgerEntry, Register

MOST_APPLICATIONS = 200  # an entry's page lists this many of each direction


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
