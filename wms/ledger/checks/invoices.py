"""What is invoiced: the posted invoices account for it, entry by entry."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Sum

from wms.core.quantity import shown
from wms.documents.kinds import PostedKind
from wms.documents.models import PostedDocumentLine
from wms.ledger.checks.registry import Difference, check, entry
from wms.ledger.models import InvoicedEntry, ItemLedgerEntry

# What these move is invoiced by posted invoices alone; an undone line counts as invoiced (POST-154).
INVOICED_LATER = (
    PostedKind.PURCHASE_RECEIPT,
    PostedKind.RETURN_SHIPMENT,
    PostedKind.SALES_SHIPMENT,
    PostedKind.RETURN_RECEIPT,
)


@check("POST-131", "Posted invoices account for Invoiced Quantity", over=InvoicedEntry)
def invoices_add_up() -> Iterator[Difference]:
    """Σ of what invoices took of an entry is its Invoiced Quantity; of an invoiced entry nothing is undone."""
    rows = (
        InvoicedEntry.objects.values("entry_id", "entry__invoiced_quantity")
        .annotate(taken=Sum("quantity"))
        .exclude(taken=F("entry__invoiced_quantity"))
        .order_by("entry_id")
    )
    for entry_no, found, taken in rows.values_list("entry_id", "entry__invoiced_quantity", "taken"):
        yield Difference(
            where=f"{entry(entry_no)}, Invoiced Quantity",
            expected=f"{shown(taken)} (Σ of its posted invoices)",
            found=shown(found),
        )
    invoices = InvoicedEntry.objects.filter(entry=OuterRef("pk"))
    undone = PostedDocumentLine.objects.filter(corrects=OuterRef("posted_line"))
    without = ItemLedgerEntry.objects.filter(
        ~Exists(invoices), ~Exists(undone), document_type__in=INVOICED_LATER, correction=False
    ).exclude(invoiced_quantity=0)
    for entry_no, found in without.order_by("pk").values_list("pk", "invoiced_quantity"):
        yield Difference(
            where=f"{entry(entry_no)}, Invoiced Quantity",
            expected="0 (it has no posted invoice)",
            found=shown(found),
        )
