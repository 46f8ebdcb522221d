"""What an application may join: who consumed whom must be possible at all (POST-009, POST-024…034)."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from wms.core.quantity import shown
from wms.documents.kinds import EntryType
from wms.ledger.checks.registry import Difference, check, entry
from wms.ledger.models import ItemApplicationEntry, ItemLedgerEntry

APPLICATIONS = ItemApplicationEntry.objects
CONSUMING = Q(quantity__lt=0)


def _told(rows: QuerySet, expected: str, *, found: str) -> Iterator[Difference]:
    """``found`` names a column of the application or its entries, which is shown."""
    for entry_no, inbound, outbound, value in rows.order_by("pk").values_list(
        "pk", "inbound_entry_id", "outbound_entry_id", found
    ):
        between = f"entry {inbound}" + (f" and entry {outbound}" if outbound else "")
        yield Difference(
            where=f"Application {entry_no} of {between}", expected=expected, found=str(value)
        )


@check("POST-024", "Applications join entries of one item", over=ItemApplicationEntry)
def applications_stay_with_their_item() -> Iterator[Difference]:
    rows = APPLICATIONS.filter(
        ~Q(item=F("item_ledger_entry__item"))
        | ~Q(item=F("inbound_entry__item"))
        | Q(outbound_entry__isnull=False) & ~Q(item=F("outbound_entry__item"))
        | Q(transferred_from_entry__isnull=False) & ~Q(item=F("transferred_from_entry__item"))
    )
    yield from _told(rows, "entries of its item", found="item__no")


@check("POST-025", "What is consumed is of the same variant and place", over=ItemApplicationEntry)
def consumption_stays_in_place() -> Iterator[Difference]:
    rows = APPLICATIONS.filter(CONSUMING, outbound_entry__isnull=False)
    elsewhere = rows.exclude(inbound_entry__location=F("outbound_entry__location"))
    yield from _told(elsewhere, "stock of the same location", found="inbound_entry__location__code")
    other = rows.exclude(inbound_entry__variant=F("outbound_entry__variant"))
    yield from _told(other, "stock of the same variant", found="inbound_entry__variant__code")


@check("POST-024", "Outgoing entries consume incoming ones", over=ItemApplicationEntry)
def directions_agree() -> Iterator[Difference]:
    rows = APPLICATIONS.filter(inbound_entry__quantity__lt=0)
    yield from _told(rows, "an incoming entry on its inbound side", found="inbound_entry__quantity")
    rows = APPLICATIONS.filter(outbound_entry__quantity__gt=0)
    yield from _told(
        rows, "an outgoing entry on its outbound side", found="outbound_entry__quantity"
    )


@check("POST-034", "Moves consume only entries older than themselves", over=ItemApplicationEntry)
def moves_consume_older_entries() -> Iterator[Difference]:
    rows = APPLICATIONS.filter(
        CONSUMING,
        item_ledger_entry__entry_type=EntryType.TRANSFER,
        inbound_entry__gte=F("item_ledger_entry"),
    )
    yield from _told(rows, "an older entry", found="inbound_entry_id")


@check("POST-009", "Goods that are not kept have no stock", over=ItemLedgerEntry)
def services_have_no_stock() -> Iterator[Difference]:
    applied = APPLICATIONS.filter(item_ledger_entry=OuterRef("pk"))
    rows = ItemLedgerEntry.objects.exclude(item__type="inventory")
    for entry_no, left in (
        rows.filter(~Q(remaining_quantity=0) | Exists(applied))
        .order_by("pk")
        .values_list("pk", "remaining_quantity")
    ):
        yield Difference(
            where=f"{entry(entry_no)}, Remaining Quantity",
            expected="0, and no application",
            found=shown(left),
        )
