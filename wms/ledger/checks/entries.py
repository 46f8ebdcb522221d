"""What each item ledger entry says of itself, and what all entries of a place add up to."""

from collections.abc import Iterator

from django.db.models import Count, F, Min, Q, Sum

from wms.core.quantity import shown
from wms.documents.kinds import EntryType
from wms.ledger.checks.registry import Difference, check, entry, place
from wms.ledger.models import ItemLedgerEntry

ENTRIES = ItemLedgerEntry.objects
PLACE = ("item_id", "variant_id", "location_id", "item__no", "variant__code", "location__code")


@check("POST-015", "Transfers are invoiced in full from birth", over=ItemLedgerEntry)
def transfers_are_invoiced() -> Iterator[Difference]:
    """The negative half is; the positive half is invoiced as far as the stock that it came from."""
    rows = ENTRIES.filter(entry_type=EntryType.TRANSFER, quantity__lt=0).exclude(
        invoiced_quantity=F("quantity")
    )
    for entry_no, quantity, invoiced in rows.order_by("pk").values_list(
        "pk", "quantity", "invoiced_quantity"
    ):
        yield Difference(
            where=f"{entry(entry_no)}, Invoiced Quantity",
            expected=shown(quantity),
            found=shown(invoiced),
        )


@check("POST-016", "Invoiced and Remaining Quantity lie within Quantity", over=ItemLedgerEntry)
def figures_lie_within_quantity() -> Iterator[Difference]:
    """Also kept by constraints of the table, which a restored or migrated database may lack."""
    for name, caption in (
        ("invoiced_quantity", "Invoiced Quantity"),
        ("remaining_quantity", "Remaining Quantity"),
    ):
        rows = ENTRIES.exclude(
            Q(quantity__gt=0, **{f"{name}__range": (0, F("quantity"))})
            | Q(quantity__lt=0, **{f"{name}__range": (F("quantity"), 0)})
        )
        for entry_no, quantity, found in rows.order_by("pk").values_list("pk", "quantity", name):
            yield Difference(
                where=f"{entry(entry_no)}, {caption}",
                expected=f"between 0 and {shown(quantity)}",
                found=shown(found),
            )


@check("POST-017", "Quantity and Remaining Quantity of a place add up alike", over=ItemLedgerEntry)
def place_adds_up() -> Iterator[Difference]:
    rows = (
        ENTRIES.filter(item__type="inventory")
        .values(*PLACE)
        .annotate(moved=Sum("quantity"), left=Sum("remaining_quantity"), first=Min("entry_no"))
        .exclude(moved=F("left"))
        .order_by("first")
    )
    for row in rows:
        yield Difference(
            where=f"{place(row)}, entries from {row['first']} on, Σ Remaining Quantity",
            expected=f"{shown(row['moved'])} (Σ Quantity)",
            found=shown(row["left"]),
        )


@check("POST-168", "A serial number is in stock once at most", over=ItemLedgerEntry)
def serial_is_in_stock_once() -> Iterator[Difference]:
    """Serials that had to be unique when they were posted; wherever the units lie."""
    rows = (
        ENTRIES.in_inventory()
        .filter(serial_is_specific=True)
        .exclude(serial_no="")
        .values("item_id", "variant_id", "item__no", "serial_no")
        .annotate(times=Count("pk"), first=Min("pk"))
        .filter(times__gt=1)
        .order_by("first")
    )
    for row in rows:
        yield Difference(
            where=f"Item {row['item__no']}, serial {row['serial_no']}, entries from {row['first']} on",
            expected="in stock once at most",
            found=f"{row['times']} open entries",
        )
