"""What differs when a posted transfer shipment is undone (POST-159).

Its goods are in transit, so a correction takes them out of there first, and another brings them back to where
they left.  Shipment and receipt share one set of tracking (POST-144), which returns to the shipment side.
"""

from collections.abc import Iterator

from django.db.models import F, Q

from tracking.posting import errors
from wms.core.errors import RuleViolation
from wms.documents.kinds import PostedKind
from wms.documents.models import PostedDocument

# Out of transit first (POST-159): a serial must have left there before it is in stock again.
ORDER = "case when e.quantity > 0 then 0 else 1 end, e.entry_no"

ARRIVED = ~Q(remaining_quantity=F("quantity")) & Q(quantity__gt=0)

# What comes back to where it left; the rows out of transit are the same goods once more.
COMING_BACK = "where not outbound"
ROWS_TO_RECEIVE = """qty_to_receive =
        tracking_trackingline.qty_handled - tracking_trackingline.qty_received - undone.quantity"""
LINES_TO_RECEIVE = """
    qty_to_receive = qty_handled - qty_received - undone.quantity,
    qty_to_receive_base = qty_handled_base - qty_received_base - undone.quantity_base"""

# Why no line of such a document is ever undone.
NEVER_UNDONE = {
    PostedKind.TRANSFER_RECEIPT: "the goods have arrived",
    PostedKind.DIRECT_TRANSFER: "the goods arrived as they left",
}


def kind_violations(document: PostedDocument) -> Iterator[RuleViolation]:
    """Why no line of a transfer receipt or direct transfer is ever undone."""
    if why := NEVER_UNDONE.get(PostedKind(document.kind)):
        yield errors.TransferNotUndone(document=str(document), subject="The document", why=why)
