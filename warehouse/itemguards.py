"""What history and open documents forbid about items and their units (SET-013…019)."""

from collections.abc import Callable, Collection, Iterator

from django.db.models import F, Model, QuerySet, Sum

from warehouse.models import ActivityLine, WarehouseEntry
from wms.core.errors import RuleViolation
from wms.core.records.questions import Question, first_of, having, pks_of
from wms.documents.models import Document, DocumentLine
from wms.inventory import errors, guards
from wms.inventory.models import Item, ItemUnit
from wms.ledger.models import ItemLedgerEntry


def item_keeps_its_type(stored: Item, changed: Item | None) -> Iterator[RuleViolation]:
    """SET-013."""
    if changed is None or stored.type == changed.type:
        return
    if what := _first((_ledger_entries, _warehouse_entries, _activities, _open_lines), stored):
        yield errors.TypeFixedByUse(
            item=stored, old=stored.get_type_display(), new=changed.get_type_display(), what=what
        )


def item_keeps_its_base_unit(stored: Item, changed: Item | None) -> Iterator[RuleViolation]:
    """SET-015; quantities of open lines are in base units too."""
    if changed is None or stored.base_unit_of_measure_id == changed.base_unit_of_measure_id:
        return
    if what := _first((_open_ledger_entries, _outstanding_lines), stored):
        yield errors.BaseUnitFixedByUse(
            item=stored,
            old=stored.base_unit_of_measure,
            new=changed.base_unit_of_measure,
            what=what,
        )


def item_keeps_its_precision(stored: Item, changed: Item | None) -> Iterator[RuleViolation]:
    """SET-019, under the conditions of SET-017: quantities in bins and on lines are rounded to it."""
    if changed is None or stored.rounding_precision == changed.rounding_precision:
        return
    if what := _first((_stock_in_bins, _outstanding_lines), stored):
        yield errors.PrecisionFixedByUse(item=stored, what=what)


def unit_keeps_its_quantity(stored: ItemUnit, changed: ItemUnit | None) -> Iterator[RuleViolation]:
    """SET-017.  Warehouse entries are in base units, whose quantity is 1 for good (SET-016)."""
    if changed is None:
        field, verb = "", "deleted"
    elif stored.qty_per_unit != changed.qty_per_unit:
        field, verb = "qty_per_unit", "changed"
    elif stored.unit_of_measure_id != changed.unit_of_measure_id:
        field, verb = "unit_of_measure", "changed"
    else:
        return
    if line := outstanding_line_of_unit((stored.item_id, stored.unit_of_measure_id)):
        yield errors.UnitFixedByUse(
            field=field,
            unit=stored.unit_of_measure,
            item=stored.item,
            verb=verb,
            what=_line_in_words(line),
        )


# ---- what there may be of an item, each in words; "" where there is nothing


def _unfinished() -> QuerySet[DocumentLine]:
    lines = DocumentLine.objects.exclude(document__status=Document.Status.CLOSED)
    return lines.select_related("document").order_by("document", "line_no")


def _outstanding() -> QuerySet[DocumentLine]:
    return _unfinished().exclude(quantity=F("qty_handled"))


def _open_entries() -> QuerySet[ItemLedgerEntry]:
    return ItemLedgerEntry.objects.exclude(remaining_quantity=0)


def _lines_of_activities() -> QuerySet[ActivityLine]:
    return ActivityLine.objects.select_related("activity").order_by("pk")


def _items_in_bins(items: Collection[int]) -> dict[int, bool]:
    held = (
        WarehouseEntry.objects.filter(item__in=items).values("item").annotate(held=Sum("quantity"))
    )
    return dict.fromkeys(held.exclude(held=0).values_list("item", flat=True), True)


def _outstanding_by_unit(keys: Collection[tuple[int, int]]) -> dict[tuple[int, int], DocumentLine]:
    found: dict[tuple[int, int], DocumentLine] = {}
    for line in _outstanding().filter(item__in={item for item, _ in keys}):
        found.setdefault((line.item_id, line.unit_of_measure_id), line)
    return found


def _unit(record: Model) -> list[tuple[int, int]]:
    return [(record.item_id, record.unit_of_measure_id)] if isinstance(record, ItemUnit) else []


ledger_entries = having(Item, by="item", rows=ItemLedgerEntry.objects.all)
open_ledger_entries = having(Item, by="item", rows=_open_entries)
warehouse_entries = having(Item, by="item", rows=WarehouseEntry.objects.all)
activity_line = first_of(Item, by="item", rows=_lines_of_activities)
open_line = first_of(Item, by="item", rows=_unfinished)
outstanding_line = first_of(Item, by="item", rows=_outstanding)
stock_in_bins = Question(_items_in_bins, pks_of(Item))
outstanding_line_of_unit = Question(_outstanding_by_unit, _unit)


def _first(places: tuple[Callable[[Item], str], ...], item: Item) -> str:
    return next((words for place in places if (words := place(item))), "")


def _ledger_entries(item: Item) -> str:
    return "item ledger entries" if ledger_entries(item.pk) else ""


def _open_ledger_entries(item: Item) -> str:
    return "open item ledger entries" if open_ledger_entries(item.pk) else ""


def _warehouse_entries(item: Item) -> str:
    return "warehouse entries" if warehouse_entries(item.pk) else ""


def _stock_in_bins(item: Item) -> str:
    return "stock in bins" if stock_in_bins(item.pk) else ""


def _activities(item: Item) -> str:
    line = activity_line(item.pk)
    return f"a line on {_small(str(line.activity))}" if line else ""


def _open_lines(item: Item) -> str:
    return _line_in_words(open_line(item.pk))


def _outstanding_lines(item: Item) -> str:
    return _line_in_words(outstanding_line(item.pk))


def _line_in_words(line: DocumentLine | None) -> str:
    return f"a line on {_small(str(line.document))}" if line else ""


def _small(name: str) -> str:
    """Inside a sentence: ``"purchase order PO1"``."""
    return f"{name[0].lower()}{name[1:]}"


guards.register(Item, item_keeps_its_type)
guards.register(Item, item_keeps_its_base_unit)
guards.register(Item, item_keeps_its_precision)
guards.register(ItemUnit, unit_keeps_its_quantity)
