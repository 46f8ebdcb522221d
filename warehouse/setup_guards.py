"""What warehouse entries and open activities forbid about items, codes and locations."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, Sum

from tracking.codes import driving
from tracking.codes.errors import WarehouseFixedByHistory
from tracking.codes.switchsets import differing
from tracking.models import ItemTrackingCode
from warehouse import itemguards, locationguards  # noqa: F401  (importing registers its guards)
from warehouse.binsetup import errors
from warehouse.capture import guards as capture_guards  # noqa: F401  (as above)
from warehouse.models import ActivityLine, WarehouseEntry, WarehouseJournalLine
from warehouse.packing import guards as packing_guards  # noqa: F401  (as above)
from wms.core.errors import RuleViolation
from wms.core.records.questions import first_of
from wms.inventory import guards
from wms.inventory.models import Item, Location


def item_keeps_its_warehouse_tracking(
    stored: Item, changed: Item | None
) -> Iterator[RuleViolation]:
    """SET-079: warehouse entries count even when they net to 0."""
    if changed is None or stored.item_tracking_code_id == changed.item_tracking_code_id:
        return
    old, new = stored.item_tracking_code, changed.item_tracking_code
    names = [name for name in differing(old, new) if name.endswith("warehouse_tracking")]
    if names and (what := _history_of_item(stored)):
        yield errors.CodeFixedByWarehouse(
            field="item_tracking_code",
            item=stored,
            old=old or "no code",
            new=new or "no code",
            what=what,
            differing=driving.caption(names[0]),
        )


def _history_of_item(item: Item) -> str:
    if itemguards.warehouse_entries(item.pk):
        return "warehouse entries"
    return "lines on an open activity" if itemguards.activity_line(item.pk) else ""


def code_keeps_its_warehouse_tracking(
    stored: ItemTrackingCode, changed: ItemTrackingCode | None
) -> Iterator[RuleViolation]:
    """SET-075."""
    if changed is None:
        return
    names = [name for name in differing(stored, changed) if name.endswith("warehouse_tracking")]
    if not names:
        return
    if entry := warehouse_entry_of_code(stored.pk):
        item, what = entry.item, "warehouse entries"
    elif line := activity_line_of_code(stored.pk):
        item, what = line.item, "lines on an open activity"
    else:
        return
    for name in names:
        yield WarehouseFixedByHistory(field=name, label=driving.caption(name), item=item, what=what)


warehouse_entry_of_code = first_of(
    ItemTrackingCode,
    by="item__item_tracking_code",
    rows=lambda: WarehouseEntry.objects.select_related("item").order_by("pk"),
)
activity_line_of_code = first_of(
    ItemTrackingCode,
    by="item__item_tracking_code",
    rows=lambda: ActivityLine.objects.select_related("item").order_by("pk"),
)


def bins_stay_while_they_hold_stock(
    stored: Location, changed: Location | None
) -> Iterator[RuleViolation]:
    """SET-137: by bin, since a location whose entries net to 0 may still have stock in its bins."""
    if changed is None or not stored.bin_mandatory or changed.bin_mandatory:
        return
    if found := _held(Q(location=stored)):
        yield errors.BinsStillFilled(location=stored, **found)


def adjustment_bin_stays_while_it_holds_stock(
    stored: Location, changed: Location | None
) -> Iterator[RuleViolation]:
    """SET-142; neither the old one nor the new one may hold anything (WHS-011)."""
    if changed is None or stored.adjustment_bin_id == changed.adjustment_bin_id:
        return
    bins = [pk for pk in (stored.adjustment_bin_id, changed.adjustment_bin_id) if pk is not None]
    if found := _held(Q(bin__in=bins)):
        yield errors.AdjustmentBinFilled(**found)
    lines = WarehouseJournalLine.objects.filter(
        journal__location=stored, journal__registered_at=None
    )
    if line := lines.select_related("journal").order_by("journal", "line_no").first():
        yield errors.AdjustmentBinWhileJournals(
            journal=f"warehouse journal {line.journal.no}", location=stored
        )


def _held(where: Q) -> dict[str, Any]:
    """The first bin that holds something, as the texts of a refusal; empty when none does."""
    row = (
        WarehouseEntry.objects.filter(where)
        .values("bin__code", "item__no", "variant")
        .annotate(held=Sum("quantity"))
        .exclude(held=0)
        .order_by("bin__code", "item__no")
        .first()
    )
    if row is None:
        return {}
    return {"bin": row["bin__code"], "item": row["item__no"], "quantity": row["held"]}


guards.register(Item, item_keeps_its_warehouse_tracking)
guards.register(ItemTrackingCode, code_keeps_its_warehouse_tracking)
guards.register(Location, bins_stay_while_they_hold_stock)
guards.register(Location, adjustment_bin_stays_while_it_holds_stock)
