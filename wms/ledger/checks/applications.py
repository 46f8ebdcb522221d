"""Who consumed whom: every entry's applications account for what it has left."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q, Sum, Value
from django.db.models.functions import Coalesce

from wms.core.quantity import QuantityField, shown
from wms.documents.kinds import EntryType
from wms.ledger.checks.registry import Difference, check, entry
from wms.ledger.models import ItemApplicationEntry, ItemLedgerEntry

APPLICATIONS = ItemApplicationEntry.objects
STOCK = Q(item__type="inventory")  # other items have neither remaining nor applications (POST-009)


@check(
    "POST-014", "Incoming entries: the applications account for what is left", over=ItemLedgerEntry
)
def incoming_applications_add_up() -> Iterator[Difference]:
    """Σ of the applications that name an entry as their inbound side is its Remaining Quantity: what came
    in, by the entry's own application, less what was taken."""
    rows = (
        APPLICATIONS.values("inbound_entry_id", "inbound_entry__remaining_quantity")
        .annotate(left=Sum("quantity"))
        .exclude(left=F("inbound_entry__remaining_quantity"))
        .order_by("inbound_entry_id")
    )
    for entry_no, found, left in rows.values_list(
        "inbound_entry_id", "inbound_entry__remaining_quantity", "left"
    ):
        yield Difference(
            where=f"{entry(entry_no)}, Remaining Quantity",
            expected=f"{shown(left)} (Σ of its applications)",
            found=shown(found),
        )
    own = APPLICATIONS.filter(
        item_ledger_entry=OuterRef("pk"),
        inbound_entry=OuterRef("pk"),
        quantity=OuterRef("quantity"),
    )
    for entry_no, quantity in (
        ItemLedgerEntry.objects.filter(STOCK, ~Exists(own), quantity__gt=0)
        .order_by("pk")
        .values_list("pk", "quantity")
    ):
        yield Difference(
            where=f"{entry(entry_no)}, its own application",
            expected=shown(quantity),
            found="none of that quantity",
        )


@check(
    "POST-014",
    "Outgoing entries: the applications account for what was taken",
    over=ItemLedgerEntry,
)
def outgoing_applications_add_up() -> Iterator[Difference]:
    """Σ of an outgoing entry's own applications is Quantity less Remaining Quantity."""
    rows = (
        APPLICATIONS.filter(item_ledger_entry__quantity__lt=0)
        .values(
            "item_ledger_entry_id",
            taken=F("item_ledger_entry__quantity") - F("item_ledger_entry__remaining_quantity"),
        )
        .annotate(applied=Sum("quantity"))
        .exclude(applied=F("taken"))
        .order_by("item_ledger_entry_id")
    )
    for entry_no, taken, applied in rows.values_list("item_ledger_entry_id", "taken", "applied"):
        yield Difference(
            where=f"{entry(entry_no)}, Σ of its applications",
            expected=f"{shown(taken)} (Quantity less Remaining Quantity)",
            found=shown(applied),
        )
    own = APPLICATIONS.filter(item_ledger_entry=OuterRef("pk"))
    for entry_no, taken in (
        ItemLedgerEntry.objects.filter(STOCK, ~Exists(own), quantity__lt=0)
        .exclude(remaining_quantity=F("quantity"))
        .order_by("pk")
        .values_list("pk", F("quantity") - F("remaining_quantity"))
    ):
        yield Difference(
            where=f"{entry(entry_no)}, Σ of its applications",
            expected=f"{shown(taken)} (Quantity less Remaining Quantity)",
            found="no application",
        )


@check(
    "POST-015", "Shipped Qty. Not Returned is what left and did not return", over=ItemLedgerEntry
)
def shipped_not_returned_adds_up() -> Iterator[Difference]:
    """An outgoing entry starts with all of it and every return applied from it takes some, unless that was
    undone; a transfer, a correction, and whatever comes in, has none."""
    undone = ItemLedgerEntry.objects.filter(correction=True, quantity__lt=0)
    returned = (
        APPLICATIONS.filter(outbound_entry=OuterRef("pk"), quantity__gt=0)
        .exclude(inbound_entry__in=undone.values("applies_to_entry_no"))
        .order_by()
        .values("outbound_entry")
        .annotate(total=Sum("quantity"))
        .values("total")
    )
    nothing = Value(0, output_field=QuantityField())
    leaving = Q(quantity__lt=0, correction=False) & ~Q(entry_type=EntryType.TRANSFER)
    differing = ItemLedgerEntry.objects.filter(STOCK & leaving).exclude(
        shipped_qty_not_returned=F("quantity") + Coalesce(returned, nothing)
    )
    for entry_no, quantity, found in differing.order_by("pk").values_list(
        "pk", "quantity", "shipped_qty_not_returned"
    ):
        yield Difference(
            where=f"{entry(entry_no)}, Shipped Qty. Not Returned",
            expected=f"{shown(quantity)} less what was returned",
            found=shown(found),
        )
    none_due = ItemLedgerEntry.objects.exclude(leaving).exclude(shipped_qty_not_returned=0)
    for entry_no, found in none_due.order_by("pk").values_list("pk", "shipped_qty_not_returned"):
        yield Difference(
            where=f"{entry(entry_no)}, Shipped Qty. Not Returned", expected="0", found=shown(found)
        )
