"""The demand side of a special order shows its numbers and does not set them (ITL-223)."""

from django.urls import reverse

from tracking.binding.takeover import numbers_come_along
from tracking.locks import Lock
from wms.documents.models import DocumentLine


def ordered(line: DocumentLine) -> Lock | None:
    """The lock of a sales line whose goods a purchase line brings; what is to be shipped of them stays open."""
    purchase = line.supply_line
    if purchase is None or not numbers_come_along(line):
        return None
    return Lock(
        reason=f"This line is a special order: its numbers are set on {purchase} and taken over from there. "
        "Only Qty. to Handle can be changed here.",
        url=reverse("tracking_lines", args=[purchase.pk]),
        link_text=f"Item Tracking Lines of {purchase}",
        permission=purchase.document.rules.permission("view"),
    )
