"""What follows from what on a document line: a new item brings its unit, and so on.

Used by the line services alone; it changes the line in memory and answers with what does not fit.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from wms.core.errors import Refused, RuleViolation
from wms.core.quantity import ZERO, rounded
from wms.core.text import folded
from wms.documents import components, errors, invoices, providers
from wms.documents.kinds import EntryType
from wms.documents.models import DocumentLine
from wms.documents.policies import caption
from wms.documents.selectors import NUMBERS, WHOLE_NUMBERS
from wms.inventory.models import Item, ItemUnit, ItemVariant, Location, UnitOfMeasure
from wms.inventory.units import base_quantity, entered_base_quantity

TOO_LARGE = Decimal(10) ** 13  # what is stored has 18 digits, 5 of them decimals
# The unit that is proposed for goods moving in the usual way of an entry type.
UNIT_FOR = {
    EntryType.PURCHASE: "purchase_unit_of_measure",
    EntryType.SALE: "sales_unit_of_measure",
}


def settle(line: DocumentLine, changes: Mapping[str, Any]) -> list[RuleViolation]:
    """Put ``changes`` on the line, and what follows from them; what was given is never overruled.

    Qty. to Handle follows the quantity: all that is open, or 0 where goods come and go through
    warehouse receipts and shipments (WHS-005).
    """
    for field, value in changes.items():
        if field in NUMBERS:
            value = folded(value)
        elif field in WHOLE_NUMBERS and value is not None:
            value = int(value)
        setattr(line, field, value)
    given = frozenset(changes)
    if "item" in given and "variant" not in given:
        line.variant = ItemVariant.objects.get(item=line.item, code="")
    if line.document.rules.makes_goods:
        given = components.follow_output(line, given)
    _follow_item(line, given)
    _follow_location(line, given)
    if line.document.rules.is_count:
        return list(_follow_count(line, given))
    return list(_follow_quantity(line, given))


def spelled_out(changes: Mapping[str, Any], *, item: Item) -> dict[str, Any]:
    """None spelled out: the item itself as variant, its base unit, the blank location."""
    spelled = dict(changes)
    if spelled.get("variant", item) is None:
        spelled["variant"] = ItemVariant.objects.get(item=item, code="")
    if spelled.get("unit_of_measure", item) is None:
        spelled["unit_of_measure"] = item.base_unit_of_measure
    if spelled.get("location", item) is None:
        spelled["location"] = Location.objects.get(code="")
    return spelled


def settle_handled(line: DocumentLine) -> None:
    """Propose Qty. to Handle anew."""
    if line.qty_per_output is not None:
        components.settle_to_handle(line, components.output_of(line))
        return
    line.qty_to_handle = proposed_to_handle(line)
    line.qty_to_handle_base = line.outstanding_base if line.qty_to_handle else ZERO


def proposed_to_handle(line: DocumentLine) -> Decimal:
    """All that is open; 0 where a warehouse receipt or shipment sets it (WHS-005), and on the sales line of a
    special order, whose goods must come first (ITL-223).
    """
    if not line.document.rules.has_qty_to_handle or goes_through_warehouse(line):
        return ZERO
    if line.is_special_order and line.document.rules.is_bought_for:
        return ZERO
    return line.outstanding


def goes_through_warehouse(line: DocumentLine) -> bool:
    """Whether a warehouse receipt or shipment moves this line, after its real direction."""
    if line.item.type != Item.Type.INVENTORY or not line.document.rules.goes_through_warehouse:
        return False
    if line.is_drop_shipment:
        return False  # WHS-046
    location = line.location
    return location.require_shipment if line.outbound else location.require_receive


def _follow_item(line: DocumentLine, given: frozenset[str]) -> None:
    if given.isdisjoint({"item", "variant"}):
        return
    if "description" not in given:
        line.description = line.variant.description or line.item.description
    if "item" in given and "unit_of_measure" not in given:
        line.unit_of_measure = _proposed_unit(line)


def _proposed_unit(line: DocumentLine) -> UnitOfMeasure:
    field = UNIT_FOR.get(EntryType(line.entry_type)) if line.entry_type else None
    proposed: UnitOfMeasure | None = getattr(line.item, field) if field else None
    return proposed or line.item.base_unit_of_measure


def _follow_location(line: DocumentLine, given: frozenset[str]) -> None:
    moved = not given.isdisjoint({"item", "variant", "location"})
    if moved and "bin" not in given:
        line.bin = _default_bin(line)
    rules = line.document.rules
    if not rules.makes_pairs:
        return
    if rules.is_reclassification and "location" in given and "new_location" not in given:
        line.new_location = line.location
    if "new_bin" not in given and (moved or not given.isdisjoint({"bin", "new_location"})):
        if rules.is_reclassification:
            line.new_bin = line.bin if line.new_location == line.location else None
        elif moved or line.new_bin is None:
            line.new_bin = _default_bin(line, line.new_location)


def _default_bin(line: DocumentLine, location: Location | None = None) -> Any:
    """The item's default bin at the location, if there are bins and it has one."""
    location = location or line.location
    if not location.bin_mandatory:
        return None
    contents = line.item.bin_contents.filter(
        location=location, variant=line.variant, is_default=True
    )
    content = contents.select_related("bin").first()
    return content.bin if content else None


_ALTERS_INVOICE = {"item", "unit_of_measure", "quantity", "location", "qty_to_handle"}


def _follow_quantity(line: DocumentLine, given: frozenset[str]) -> Iterator[RuleViolation]:
    if not given.isdisjoint({"item", "unit_of_measure"}):
        yield from _follow_unit(line)
    if not given.isdisjoint({"item", "unit_of_measure", "quantity"}):
        yield from _follow_base(line, "quantity")
    if "qty_to_handle" in given:
        if line.qty_to_handle == line.outstanding:
            line.qty_to_handle_base = line.outstanding_base
        else:
            yield from _follow_base(line, "qty_to_handle")
    elif not given.isdisjoint(
        {"item", "unit_of_measure", "quantity", "location", "purchasing_code"}
    ):
        settle_handled(line)
    if "qty_to_invoice" not in given:
        if not given.isdisjoint(_ALTERS_INVOICE):
            invoices.propose(line)
    elif line.qty_to_invoice == (most := invoices.most_to_invoice(line))[0]:
        line.qty_to_invoice_base = most[1]
    else:
        yield from _follow_base(line, "qty_to_invoice")
    if "qty_to_receive" in given:
        if line.qty_to_receive == line.in_transit:
            line.qty_to_receive_base = line.in_transit_base
        else:
            yield from _follow_base(line, "qty_to_receive")


def _follow_count(line: DocumentLine, given: frozenset[str]) -> Iterator[RuleViolation]:
    """Quantity and entry type are the difference between what was counted and what the books say.

    The books are read when it is said what was counted where; a later count is compared with the same
    figure, as both belong to one moment.
    """
    if not given.isdisjoint({"item", "variant", "location", "bin", *NUMBERS}):
        line.qty_calculated = providers.in_stock(line)
    line.unit_of_measure = line.item.base_unit_of_measure
    line.qty_per_unit = Decimal(1)
    calculated = line.qty_calculated or ZERO
    counted = calculated if line.qty_counted is None else line.qty_counted
    found_more = counted >= calculated
    line.entry_type = EntryType.POSITIVE_ADJMT if found_more else EntryType.NEGATIVE_ADJMT
    line.quantity = abs(counted - calculated)
    yield from _follow_base(line, "quantity")


def _follow_unit(line: DocumentLine) -> Iterator[RuleViolation]:
    if line.unit_of_measure_id == line.item.base_unit_of_measure_id:
        line.qty_per_unit = Decimal(1)
        return
    unit = ItemUnit.objects.filter(item=line.item, unit_of_measure=line.unit_of_measure).first()
    if unit is None:
        yield errors.UnitOfOtherItem(
            document=str(line.document),
            line_no=line.line_no,
            unit=line.unit_of_measure.code,
            item=line.item.no,
        )
    else:
        line.qty_per_unit = unit.qty_per_unit


def _follow_base(line: DocumentLine, field: str) -> Iterator[RuleViolation]:
    """Round ``field`` (SET-004), and reckon its base quantity; in the base unit they are the same."""
    entered: Decimal = getattr(line, field)
    where: dict[str, Any] = {"document": str(line.document), "line_no": line.line_no}
    if max(abs(entered), abs(entered * line.qty_per_unit)) >= TOO_LARGE:
        setattr(line, field, ZERO)
        setattr(line, f"{field}_base", ZERO)
        yield errors.QuantityTooLarge(field=field, label=caption(field), **where)
        return
    entered = rounded(entered)
    setattr(line, field, entered)
    precision = line.item.rounding_precision
    try:
        if line.unit_of_measure_id == line.item.base_unit_of_measure_id:
            base = entered_base_quantity(entered, precision)
        else:
            base = base_quantity(entered, line.qty_per_unit, precision)
    except Refused as refused:
        base = rounded(entered * line.qty_per_unit)
        for violation in refused.violations:
            violation.document, violation.line_no = where["document"], where["line_no"]
            violation.field = field
            yield violation
    setattr(line, f"{field}_base", base)
