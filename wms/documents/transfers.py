"""Transfer orders: goods leave one place, are in transit at another, and arrive at a third (POST-143)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F

from wms.core.errors import RuleViolation
from wms.core.quantity import ZERO
from wms.documents import errors, guards
from wms.documents.models import Document, DocumentLine, DocumentStatus
from wms.documents.providers import tracked
from wms.inventory.models import Item, Location

# What the header says of the way that the goods take.
PLACES = {
    "location": "Transfer-from Code",
    "transfer_to": "Transfer-to Code",
    "in_transit": "In-Transit Code",
    "direct_transfer": "Direct Transfer",
}


def place_violations(order: Document, **where: Any) -> Iterator[RuleViolation]:
    """Where the goods leave, where they arrive, and where they are meanwhile."""
    yield from _end_violations(order, "location", where)
    yield from _end_violations(order, "transfer_to", where)
    start, end = order.location, order.transfer_to
    if end is not None and start == end and end.code:
        yield errors.SamePlaces(location=start.code, **where)
    between = order.in_transit
    if between is None:
        if not order.direct_transfer:
            yield _missing("in_transit", where)
    elif not between.use_as_in_transit:
        yield errors.NotInTransit(location=between.code, **where)


def place_change_violations(before: Document, after: Document) -> Iterator[RuleViolation]:
    """The way stays once the order is released or something of it was shipped; and its beginning as long
    as the numbers of the goods are chosen or the warehouse works on them (POST-057, ITL-154)."""
    changed = [field for field in PLACES if getattr(before, field) != getattr(after, field)]
    if not changed:
        return
    what = " and ".join(PLACES[field] for field in changed)
    if before.status != DocumentStatus.OPEN:
        yield errors.DocumentNotOpen(document=str(before), what=what)
    elif before.posted_documents.exists():
        yield errors.PartnerFixed(document=str(before), field=changed[0], label=what)
    elif "location" in changed:
        lines = before.lines.all()
        yield from guards.deletion_violations(lines)
        rows = sum(figures.rows for figures in tracked(lines).values())
        if rows:
            yield errors.PlaceIsTracked(document=str(before), rows=rows)


def lines_follow(document: Document) -> None:
    """The lines, of which nothing is shipped yet, go the way of the header; bins elsewhere are forgotten."""
    lines = document.lines.all()
    moved = lines.exclude(location=document.location)
    moved.update(qty_to_handle=F("quantity"), qty_to_handle_base=F("quantity_base"))
    if document.location.require_shipment:  # the warehouse shipment says how much (WHS-005)
        moved.update(qty_to_handle=ZERO, qty_to_handle_base=ZERO)
    moved.update(location=document.location, bin=None)
    lines.exclude(new_location=document.transfer_to).update(
        new_location=document.transfer_to, new_bin=None
    )


def line_violations(line: DocumentLine, **where: Any) -> Iterator[RuleViolation]:
    """Every line takes the way of its header, forwards."""
    document = line.document
    if (line.location_id, line.new_location_id) != (document.location_id, document.transfer_to_id):
        yield errors.LineGoesAnotherWay(
            way=f"{document.location.code} to {document.transfer_to}", **where
        )
    if line.item.type != Item.Type.INVENTORY:
        yield errors.NothingToTransfer(
            item=line.item.no, type=line.item.get_type_display(), **where
        )
    if line.is_negative:
        yield errors.NegativeTransfer(quantity=line.quantity, **where)


def _end_violations(
    document: Document, field: str, where: dict[str, Any]
) -> Iterator[RuleViolation]:
    place: Location | None = getattr(document, field)
    if place is None or not place.code:
        yield _missing(field, where)
    elif place.use_as_in_transit:
        yield errors.EndInTransit(field=field, label=PLACES[field], location=place.code, **where)


def _missing(field: str, where: dict[str, Any]) -> RuleViolation:
    return errors.PlaceMissing(field=field, label=PLACES[field], **where)
