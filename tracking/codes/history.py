"""What the past of its items and their open documents fix about an item tracking code (SET-059…060, SET-074…083)."""

from collections.abc import Collection, Iterator
from copy import copy

from django.db.models import Count, Exists, OuterRef, QuerySet

from tracking.codes import driving, errors
from tracking.codes.switchsets import differing
from tracking.groups.history import code_fixed
from tracking.groups.mapping import SN_SWITCHES
from tracking.models import ItemTrackingCode, TrackingLine
from wms.core.errors import RuleViolation
from wms.core.records.questions import Question, first_of, pks_of
from wms.documents.models import Document, DocumentLine
from wms.inventory import guards
from wms.inventory.models import Item
from wms.ledger.models import ItemLedgerEntry

_NO_GROUP = 0  # another group than any there is


def fixed_by_the_past(
    stored: ItemTrackingCode, changed: ItemTrackingCode
) -> Iterator[RuleViolation]:
    """Everything that keeps ``stored`` from becoming ``changed``; one answer a switch."""
    by_entries = list(_fixed_by_entries(stored, changed))
    told = set()
    for violation in (
        *by_entries,
        # without entries nothing of these items was ever posted, and their tracking is soon looked through
        *(() if by_entries else _fixed_by_tracking(stored, changed)),
        *code_fixed(stored, changed),
        *_dates_in_use(stored, changed),
        *guards.violations(stored, changed),
    ):
        if violation.field not in told:
            told.add(violation.field)
            yield violation


def fixed_switches(stored: ItemTrackingCode) -> dict[str, RuleViolation]:
    """The switches that cannot be clicked whatever the others are, each with what forbids it."""
    other = copy(stored)
    for prefix in driving.PREFIXES:
        for name in (driving.specific(prefix), driving.warehouse(prefix)):
            setattr(other, name, not getattr(stored, name))
    if stored.tracking_dimension_group_id is not None:
        for name in SN_SWITCHES:
            setattr(other, name, not getattr(stored, name))
    other.use_expiration_dates = False
    regrouped = copy(stored)
    regrouped.tracking_dimension_group_id = _NO_GROUP
    found = (*fixed_by_the_past(stored, other), *code_fixed(stored, regrouped))
    return {violation.field: violation for violation in found}


def _fixed_by_entries(
    stored: ItemTrackingCode, changed: ItemTrackingCode
) -> Iterator[RuleViolation]:
    """SET-074, SET-075: any ledger entry counts, open or closed (SET-085)."""
    names = differing(stored, changed)
    if not names:
        return
    item = item_with_entries(stored.pk)
    if item is None:
        return
    for name in names:
        if name.endswith("specific_tracking"):
            yield errors.SpecificFixedByHistory(field=name, label=driving.caption(name), item=item)
        else:
            yield errors.WarehouseFixedByHistory(
                field=name, label=driving.caption(name), item=item, what="item ledger entries"
            )


def _fixed_by_tracking(
    stored: ItemTrackingCode, changed: ItemTrackingCode
) -> Iterator[RuleViolation]:
    """SET-083: numbers on documents that are not complete, though nothing is posted yet."""
    names = differing(stored, changed, warehouse=False)
    if names and (line := tracked_line_of(stored.pk)) is not None:
        for name in names:
            yield errors.SpecificFixedByTracking(
                field=name, label=driving.caption(name), item=line.item, place=line.document
            )


def tracked_lines() -> QuerySet[DocumentLine]:
    tracked = TrackingLine.objects.filter(line=OuterRef("pk"), session__isnull=True)
    lines = DocumentLine.objects.filter(Exists(tracked)).exclude(
        document__status=Document.Status.CLOSED
    )
    return lines.select_related("document", "item").order_by("document", "line_no")


def _dates_in_use(stored: ItemTrackingCode, changed: ItemTrackingCode) -> Iterator[RuleViolation]:
    """SET-059, SET-060."""
    if not stored.use_expiration_dates or changed.use_expiration_dates:
        return
    if reckoning := reckoning_items(stored.pk):
        yield errors.ExpirationStillReckoned(
            code=stored, items="1 item" if reckoning == 1 else f"{reckoning} items"
        )
        return
    if (item := item_with_dated_entries(stored.pk)) is not None:
        yield errors.ExpirationDatesPosted(item=item)


def _items_with_entries(**which: object) -> QuerySet[Item]:
    entries = ItemLedgerEntry.objects.filter(item=OuterRef("pk"), **which)
    return Item.objects.filter(Exists(entries)).order_by("no")


def _count_reckoning(codes: Collection[int]) -> dict[int, int]:
    """SET-059: items with an Expiration Calculation, by their code."""
    items = Item.objects.filter(item_tracking_code__in=codes).exclude(expiration_calculation="")
    return dict(items.order_by().values_list("item_tracking_code").annotate(Count("pk")))


item_with_entries = first_of(ItemTrackingCode, by="item_tracking_code", rows=_items_with_entries)
item_with_dated_entries = first_of(
    ItemTrackingCode,
    by="item_tracking_code",
    rows=lambda: _items_with_entries(expiration_date__isnull=False),
)
tracked_line_of = first_of(
    ItemTrackingCode, by="item__item_tracking_code", rows=lambda: tracked_lines()
)
reckoning_items = Question(_count_reckoning, pks_of(ItemTrackingCode))
