"""What is invoiced: the posted invoices account for it, entry by entry."""

from collections.abc import Iterator

from django.db.models import F, Sum

from wms.core.quantity import shown
from wms.ledger.checks.registry import Difference, check, entry
from wms.ledger.models import InvoicedEntry


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
