"""What history and open documents forbid about items and locations."""

from collections.abc import Iterator

from django.db.models import F, QuerySet

from tracking.codes import driving, errors
from tracking.codes.facts import items_with_code
from tracking.codes.history import tracked_lines
from tracking.codes.switchsets import differing
from tracking.models import ItemTrackingCode
from wms.core.errors import RuleViolation
from wms.core.pages import facts
from wms.core.records.questions import first_of, having
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
    if old is not None and (line := tracked_line_of(stored.pk)) is not None:
        yield errors.CodeFixedByTracking(item=stored, place=line.document)


def _fixed_by_specific_switches(
    stored: Item, changed: Item, differs: str
) -> Iterator[RuleViolation]:
    """SET-078, with open lines of any document and journal (SET-084, decision D55)."""
    old = stored.item_tracking_code or "no code"
    new = changed.item_tracking_code or "no code"
    if has_entries(stored.pk):
        yield errors.CodeFixedByHistory(item=stored, old=old, new=new, differing=differs)
    elif (line := open_line(stored.pk)) is not None:
        yield errors.CodeFixedByDocument(
            item=stored, old=old, new=new, differing=differs, place=line.document
        )


def _open_lines() -> QuerySet[DocumentLine]:
    return (
        DocumentLine.objects.exclude(quantity_base=F("qty_handled_base"))
        .exclude(document__status=Document.Status.CLOSED)
        .select_related("document")
        .order_by("document", "line_no")
    )


has_entries = having(Item, by="item", rows=ItemLedgerEntry.objects.all)
open_line = first_of(Item, by="item", rows=_open_lines)
tracked_line_of = first_of(Item, by="item", rows=tracked_lines)


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
