"""What history and open documents forbid about items and their units (SET-013…019)."""

from collections.abc import Callable, Iterator

from django.db.models import F, QuerySet, Sum

from warehouse.models import ActivityLine, WarehouseEntry
from wms.core.errors import RuleViolation
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
    lines = _outstanding(stored.item).filter(unit_of_measure=stored.unit_of_measure_id)
    if what := _line_in_words(lines):
        yield errors.UnitFixedByUse(
            field=field, unit=stored.unit_of_measure, item=stored.item, verb=verb, what=what
        )


# ---- what there may be of an item, each in words; "" where there is nothing


def _first(places: tuple[Callable[[Item], str], ...], item: Item) -> str:
    return next((words for place in places if (words := place(item))), "")


def _ledger_entries(item: Item) -> str:
    return "item ledger entries" if ItemLedgerEntry.objects.filter(item=item).exists() else ""


def _open_ledger_entries(item: Item) -> str:
    is_open = ItemLedgerEntry.objects.filter(item=item).exclude(remaining_quantity=0).exists()
    return "open item ledger entries" if is_open else ""


def _warehouse_entries(item: Item) -> str:
    return "warehouse entries" if WarehouseEntry.objects.filter(item=item).exists() else ""


def _stock_in_bins(item: Item) -> str:
    held = WarehouseEntry.objects.filter(item=item).aggregate(held=Sum("quantity"))["held"]
    return "stock in bins" if held else ""


def _activities(item: Item) -> str:
    line = ActivityLine.objects.filter(item=item).select_related("activity").order_by("pk").first()
    return f"a line on {_small(str(line.activity))}" if line else ""


def _open_lines(item: Item) -> str:
    return _line_in_words(_unfinished(item))


def _outstanding_lines(item: Item) -> str:
    return _line_in_words(_outstanding(item))


def _unfinished(item: Item) -> QuerySet[DocumentLine]:
    lines = DocumentLine.objects.filter(item=item)
    return lines.exclude(document__status=Document.Status.CLOSED)


def _outstanding(item: Item) -> QuerySet[DocumentLine]:
    return _unfinished(item).exclude(quantity=F("qty_handled"))


def _line_in_words(lines: QuerySet[DocumentLine]) -> str:
    line = lines.select_related("document").order_by("document", "line_no").first()
    return f"a line on {_small(str(line.document))}" if line else ""


def _small(name: str) -> str:
    """Inside a sentence: ``"purchase order PO1"``."""
    return f"{name[0].lower()}{name[1:]}"


guards.register(Item, item_keeps_its_type)
guards.register(Item, item_keeps_its_base_unit)
guards.register(Item, item_keeps_its_precision)
guards.register(ItemUnit, unit_keeps_its_quantity)
