"""What entries and open documents of its items fix about a group and about the codes that name it (CAP-015)."""

from collections.abc import Callable, Collection, Iterator

from django.db.models import Exists, F, OuterRef, Window
from django.db.models.functions import RowNumber

from tracking.groups.errors import GroupFixedByHistory
from tracking.groups.mapping import SN_SWITCHES
from tracking.models import Capture, ItemTrackingCode, TrackingDimensionGroup
from wms.core.errors import RuleViolation
from wms.core.records.faults import label_of
from wms.core.records.questions import Question, pks_of
from wms.documents.models import Document, DocumentLine
from wms.inventory.models import Item
from wms.ledger.models import ItemLedgerEntry

MOST_NAMED = 20
_STEPS = {Capture.PICKING, Capture.PACKING}


def group_fixed(
    stored: TrackingDimensionGroup, changed: TrackingDimensionGroup
) -> Iterator[RuleViolation]:
    """Active and Capture Serial No. stay; from picking to packing and back they may go (see guards)."""
    names = [
        name
        for name in ("is_active", "capture_serial_no")
        if getattr(stored, name) != getattr(changed, name)
    ]
    if {stored.capture_serial_no, changed.capture_serial_no} == _STEPS:
        names.remove("capture_serial_no")
    if names:
        yield from _fixed(TrackingDimensionGroup, names, used_items_of_group(stored.pk) or [])


def code_fixed(stored: ItemTrackingCode, changed: ItemTrackingCode) -> Iterator[RuleViolation]:
    """The group of a code, and under a group all its SN switches."""
    names = []
    if stored.tracking_dimension_group_id != changed.tracking_dimension_group_id:
        names.append("tracking_dimension_group")
    elif stored.tracking_dimension_group_id is not None:
        names = [name for name in SN_SWITCHES if getattr(stored, name) != getattr(changed, name)]
    if names:
        yield from _fixed(ItemTrackingCode, names, used_items_of_code(stored.pk) or [])


def _used_items(path: str) -> Callable[[Collection[int]], dict[int, list[str]]]:
    """By what ``path`` of an item leads to: the first items that have entries or lines on open documents."""

    def ask(keys: Collection[int]) -> dict[int, list[str]]:
        entries = ItemLedgerEntry.objects.filter(item=OuterRef("pk"))
        lines = DocumentLine.objects.filter(item=OuterRef("pk")).exclude(
            document__status=Document.Status.CLOSED
        )
        place = Window(RowNumber(), partition_by=F(path), order_by=F("no").asc())
        rows = (
            Item.objects.filter(Exists(entries) | Exists(lines), **{f"{path}__in": keys})
            .annotate(place=place)
            .filter(place__lte=MOST_NAMED)
            .order_by(path, "no")
        )
        found: dict[int, list[str]] = {}
        for key, no in rows.values_list(path, "no"):
            found.setdefault(key, []).append(no)
        return found

    return ask


used_items_of_code = Question(_used_items("item_tracking_code"), pks_of(ItemTrackingCode))
used_items_of_group = Question(
    _used_items("item_tracking_code__tracking_dimension_group"), pks_of(TrackingDimensionGroup)
)


def _fixed(model: type, names: list[str], items: list[str]) -> Iterator[RuleViolation]:
    if not items:
        return
    one = len(items) == 1
    for name in names:
        yield GroupFixedByHistory(
            field=name,
            label=label_of(model, name),
            items=f"item {items[0]}" if one else f"items {', '.join(items)}",
            have="has" if one else "have",
        )
