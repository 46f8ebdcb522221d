"""What reservations forbid on documents, and how they follow a changed line (rule book 02, section 11)."""

from collections.abc import Iterable, Iterator

from django.contrib.auth.models import User
from django.db.models import QuerySet

from tracking.models import Reservation
from tracking.reservations import errors, services
from wms.core.errors import RuleViolation
from wms.documents.guards import LineChange
from wms.documents.models import Document, DocumentLine

# Held stock is of this item at this place; give it back before the line asks for other goods (ITL-148).
FIXED = {
    "item": "Item No.",
    "variant": "Variant Code",
    "location": "Location Code",
    "purchasing_code": "Purchasing Code",
}


class ReservedLines:
    """A reserved line keeps what it is about; less quantity gives back what is too much (ITL-145)."""

    def change_violations(self, change: LineChange) -> Iterator[RuleViolation]:
        if change.before.supply_line is not None:
            return  # it keeps more than that, until its binding is released (ITL-223)
        turns = change.before.outbound is not change.after.outbound
        if not (turns or change.touches(*FIXED)):
            return
        if not Reservation.objects.filter(line=change.before.pk).exists():
            return
        captions = [caption for field, caption in FIXED.items() if change.touches(field)]
        yield errors.LineIsReserved(
            document=str(change.after.document),
            line_no=change.after.line_no,
            what=" and ".join(captions) or "The sign of the quantity",
        )

    def deletion_violations(self, lines: QuerySet[DocumentLine]) -> Iterable[RuleViolation]:
        """A line that is deleted ends its reservations (ITL-155)."""
        return ()


def after_change(change: LineChange, by: User) -> None:
    if change.touches("quantity_base"):
        services.shrink(change.after, by=by)


def date_cleared(before: Document, after: Document) -> Iterator[RuleViolation]:
    """ITL-150: goods that are held for a line are held for a day."""
    if before.posting_date is None or after.posting_date is not None:
        return
    held = Reservation.objects.filter(line__document=before.pk).order_by("line__line_no")
    lines = list(held.values_list("line__line_no", flat=True).distinct()[:5])
    if lines:
        yield errors.DateOfReservedLine(
            document=str(before),
            lines=f"line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines))}",
        )
