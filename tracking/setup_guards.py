"""What history and open documents forbid about items and locations."""

from collections.abc import Iterator

from django.db.models import F

from tracking.codes import driving, errors
from tracking.codes.facts import items_with_code
from tracking.codes.history import tracked_line
from tracking.codes.switchsets import differing
from tracking.models import ItemTrackingCode
from wms.core.errors import RuleViolation
from wms.core.pages import facts
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
    # SET-080
    if old is not None and (line := tracked_line(item=stored)) is not None:
        yield errors.CodeFixedByTracking(item=stored, place=line.document)


def _fixed_by_specific_switches(
    stored: Item, changed: Item, differs: str
) -> Iterator[RuleViolation]:
    """SET-078, with open lines of any document and journal (SET-084, decision D55)."""
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
facts.register(ItemTrackingCode, items_with_code)
