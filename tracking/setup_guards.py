"""What history and open documents forbid about items and locations."""

from collections.abc import Iterator

from django.db.models import F

from tracking.codes import driving, errors
from tracking.codes.policies import differing
from tracking.models import TrackingLine
from wms.core.errors import RuleViolation
from wms.documents.models import Document, DocumentLine
from wms.inventory import guards
from wms.inventory.models import Item, Location
from wms.ledger.models import ItemLedgerEntry


def item_keeps_its_code(stored: Item, changed: Item | None) -> Iterator[RuleViolation]:
    if changed is None or stored.item_tracking_code_id == changed.item_tracking_code_id:
        return
    old, new = stored.item_tracking_code, changed.item_tracking_code
    if names := differing(old, new, warehouse=False):
        yield from _fixed_by_specific_switches(stored, changed, driving.caption(names[0]))
    if old is not None and (line := _tracked_line(stored)) is not None:
        yield errors.CodeFixedByTracking(item=stored, place=line.document)


def _fixed_by_specific_switches(
    stored: Item, changed: Item, differs: str
) -> Iterator[RuleViolation]:
    """SET-078, with open lines of any document (decision D55)."""
    old = stored.item_tracking_code or "no code"
    new = changed.item_tracking_code or "no code"
    if ItemLedgerEntry.objects.filter(item=stored).exists():
        yield errors.CodeFixedByHistory(item=stored, old=old, new=new, differing=differs)
    elif (line := _open_line(stored)) is not None:
        yield errors.CodeFixedByDocument(
            item=stored, old=old, new=new, differing=differs, place=line.document
        )


def _open_line(item: Item) -> DocumentLine | None:
    return (
        DocumentLine.objects.filter(item=item)
        .exclude(quantity_base=F("qty_handled_base"))
        .exclude(document__status=Document.Status.CLOSED)
        .select_related("document")
        .order_by("document", "line_no")
        .first()
    )


def _tracked_line(item: Item) -> DocumentLine | None:
    """SET-080: tracking lines of a document that is not complete, handled ones too."""
    tracked = TrackingLine.objects.filter(session__isnull=True, item=item).exclude(
        line__document__status=Document.Status.CLOSED
    )
    found = tracked.select_related("line__document").order_by("pk").first()
    return found.line if found else None


def bins_need_an_empty_location(
    stored: Location, changed: Location | None
) -> Iterator[RuleViolation]:
    """SET-136."""
    if changed is None or stored.bin_mandatory or not changed.bin_mandatory:
        return
    entry = ItemLedgerEntry.objects.in_inventory().at(stored).select_related("item").first()
    if entry is not None:
        yield errors.BinsNeedEmptyLocation(location=stored, item=entry.item)


guards.register(Item, item_keeps_its_code)
guards.register(Location, bins_need_an_empty_location)
