"""What documents and their lines must satisfy.  Nothing is changed here."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import CharField

from wms.core.errors import RuleViolation
from wms.core.quantity import ZERO
from wms.core.records.errors import FieldMissing, TooLong
from wms.documents import binding, components, errors, invoices, providers, transfers
from wms.documents.kinds import EntryType, Partner
from wms.documents.models import Document, DocumentLine, DocumentStatus
from wms.inventory.models import InventorySetup, Item, Location

# Which switch of the item forbids goods to move in the usual direction of an entry type (POST-082).
BLOCKED_FOR = {EntryType.SALE: "sales_blocked", EntryType.PURCHASE: "purchasing_blocked"}
ON_LINE = ("serial_no", "lot_no", "package_no", "expiration_date", "warranty_date")
FIXED_ONCE_POSTED = ("item", "variant", "location", "unit_of_measure", "entry_type")


def caption(field: str, *, model: type[models.Model] = DocumentLine) -> str:
    """The name of a field as it stands on the screen."""
    words = {"item": "Item No.", "variant": "Variant Code", "location": "Location Code"}
    named = {"vendor": "Vendor No.", "customer": "Customer No."}
    return (words | named).get(field) or str(model._meta.get_field(field).verbose_name)  # type: ignore[union-attr]


# --- the header -----------------------------------------------------------------------------------


def header_violations(document: Document) -> Iterator[RuleViolation]:
    where: dict[str, Any] = {"document": str(document) if document.pk else ""}
    yield from text_violations(document, **where)
    yield from _partner_violations(document, where)
    if document.rules.is_transfer:
        yield from transfers.place_violations(document, **where)
    elif document.location.use_as_in_transit:
        yield errors.LocationInTransit(location=document.location.code, **where)


def header_change_violations(before: Document, after: Document) -> Iterator[RuleViolation]:
    """The partner stays once the document is released, and once something of it is posted; numbers stay
    on the lines of a journal while there are some (ITL-185)."""
    yield from transfers.place_change_violations(before, after)
    if before.tracking_on_lines and not after.tracking_on_lines:
        numbered = before.lines.exclude(serial_no="", lot_no="", package_no="").order_by("line_no")
        if line := numbered.first():
            yield errors.NumbersStandOnLines(document=str(before), line_no=line.line_no)
    for field in (Partner.VENDOR, Partner.CUSTOMER):
        if getattr(before, f"{field}_id") == getattr(after, f"{field}_id"):
            continue
        name = caption(field, model=Document)
        if before.status != DocumentStatus.OPEN:
            yield errors.DocumentNotOpen(document=str(before), what=name)
        elif before.posted_documents.exists():
            yield errors.PartnerFixed(document=str(before), field=str(field), label=name)


def release_violations(document: Document) -> Iterator[RuleViolation]:
    yield from header_violations(document)
    if not document.lines.exclude(quantity_base=0).exists():
        yield errors.NothingToRelease(document=str(document))


def _partner_violations(document: Document, where: dict[str, Any]) -> Iterator[RuleViolation]:
    field = document.rules.partner
    if field == Partner.NONE:
        return
    partner = getattr(document, field)
    words: dict[str, Any] = {"field": str(field), "label": caption(field, model=Document)} | where
    if partner is None:
        yield FieldMissing(**words)
    elif partner.blocked:
        yield errors.PartnerBlocked(partner=partner.no, **words)


def text_violations(record: models.Model, **where: Any) -> Iterator[RuleViolation]:
    """Texts are never cut off, whatever the database would do (SET-002)."""
    for field in record._meta.concrete_fields:
        text = getattr(record, field.attname)
        if isinstance(field, CharField) and field.max_length and len(text) > field.max_length:
            yield TooLong(
                field=field.name,
                label=str(field.verbose_name),
                limit=field.max_length,
                length=len(text),
                **where,
            )


# --- the line -------------------------------------------------------------------------------------


def line_violations(
    line: DocumentLine, *, setup: InventorySetup | None = None
) -> Iterator[RuleViolation]:
    """What is wrong with a line that is about to be saved.  ``setup``: read before, by who asks of many."""
    where = {"document": str(line.document), "line_no": line.line_no}
    yield from text_violations(line, **where)
    yield from item_violations(line, where)
    yield from _location_violations(line, where, setup)
    yield from _bin_violations(line, where)
    yield from _quantity_violations(line, where)
    yield from _number_violations(line, where)
    yield from components.violations(line, where)
    yield from binding.violations(line, where)
    yield from _reference_violations(line, where)


def change_violations(before: DocumentLine, after: DocumentLine) -> Iterator[RuleViolation]:
    """Once something of a line is posted, what it is and where stays (POST-057)."""
    changed = [
        field
        for field in FIXED_ONCE_POSTED
        if getattr(before, _column(field)) != getattr(after, _column(field))
    ]
    if changed and before.qty_handled_base:
        yield errors.PostedLineFixed(
            document=str(before.document),
            line_no=before.line_no,
            captions=" and ".join(map(caption, changed)),
            **_handled(before),
        )


def deletion_violations(line: DocumentLine) -> Iterator[RuleViolation]:
    if line.qty_handled_base or line.posted_lines.exists():
        yield errors.PostedLineKept(
            document=str(line.document), line_no=line.line_no, **_handled(line)
        )


def may_change_lines(document: Document) -> bool:
    """Whether items, quantities and locations may change; the pages grey out what may not."""
    return document.status == DocumentStatus.OPEN


def item_violations(
    line: DocumentLine, where: dict[str, Any] | None = None
) -> Iterator[RuleViolation]:
    """Whether its item and variant may be on such a document; asks nothing of the database."""
    where = where or {"document": str(line.document), "line_no": line.line_no}
    if switch := _blocking_switch(line):
        yield errors.ItemBlocked(item=line.item.no, switch=switch, **where)
    if line.variant.item_id != line.item_id:
        yield errors.VariantOfOtherItem(item=line.item.no, variant=line.variant.code, **where)
    elif line.variant.blocked:
        yield errors.VariantBlocked(item=line.item.no, variant=line.variant.code, **where)
    allowed = allowed_entry_types(line.document)
    if line.entry_type not in allowed:
        yield errors.EntryTypeNotOfKind(
            entry_type=_entry_type_words(line.entry_type),
            possible=" or ".join(entry_type.label for entry_type in allowed),
            **where,
        )


def _entry_type_words(entry_type: str) -> str:
    return EntryType(entry_type).label if entry_type in EntryType else entry_type or "(empty)"


def allowed_entry_types(document: Document) -> tuple[EntryType, ...]:
    rules = document.rules
    return (rules.entry_type,) if rules.entry_type else rules.line_entry_types


def _blocking_switch(line: DocumentLine) -> str:
    """The caption of the switch that stops this item here, or ""."""
    names = ["blocked"]
    if not line.is_negative and line.entry_type in BLOCKED_FOR:
        names.append(BLOCKED_FOR[EntryType(line.entry_type)])
    on = [name for name in names if getattr(line.item, name)]
    return caption(on[0], model=Item) if on else ""


def _location_violations(
    line: DocumentLine, where: dict[str, Any], setup: InventorySetup | None
) -> Iterator[RuleViolation]:
    if not line.location.code and (setup or InventorySetup.objects.get()).location_mandatory:
        yield errors.LocationMissing(**where)
    if line.document.rules.is_transfer:
        yield from transfers.line_violations(line, **where)
        return
    if line.location.use_as_in_transit:
        yield errors.LocationInTransit(location=line.location.code, **where)
    if line.new_location and line.new_location.use_as_in_transit:
        yield errors.NewLocationInTransit(location=line.new_location.code, **where)


def _bin_violations(line: DocumentLine, where: dict[str, Any]) -> Iterator[RuleViolation]:
    places: tuple[tuple[Any, Location | None, Any, Any], ...] = (
        (line.bin, line.location, errors.BinNotPossible, errors.BinOfOtherLocation),
        (line.new_bin, line.new_location, errors.NewBinNotPossible, errors.NewBinOfOtherLocation),
    )
    for bin_, location, not_possible, elsewhere in places:
        if bin_ is None:
            continue
        if location is None or not location.bin_mandatory:
            name = f"location {location.code}" if location and location.code else "no location"
            yield not_possible(bin=bin_.code, where=name, **where)
        elif bin_.location_id != location.pk:
            yield elsewhere(bin=bin_.code, location=location.code, **where)


def _quantity_violations(line: DocumentLine, where: dict[str, Any]) -> Iterator[RuleViolation]:
    if line.qty_counted is not None and line.qty_counted < 0:
        yield errors.CountedNegative(counted=line.qty_counted, **where)
    if line.document.rules.is_reclassification and line.is_negative:
        yield errors.NegativeReclassification(quantity=line.quantity, **where)
    if not _within(line.qty_handled_base, line.quantity_base):
        yield errors.QuantityBelowHandled(quantity=line.quantity, **_handled(line), **where)
    elif not (
        _within(line.qty_to_handle, line.outstanding)
        and _within(line.qty_to_handle_base, line.outstanding_base)
    ):
        yield errors.ToHandleBeyondRest(
            caption=line.document.rules.handle_caption,
            rest=line.outstanding,
            value=line.qty_to_handle,
            **where,
        )
    if not (
        _within(line.qty_to_receive, line.in_transit)
        and _within(line.qty_to_receive_base, line.in_transit_base)
    ):
        yield errors.ToReceiveBeyondTransit(
            rest=line.in_transit, value=line.qty_to_receive, **where
        )
    yield from invoices.violations(line, where)
    yield from _serial_unit_violations(line, where)


def _serial_unit_violations(line: DocumentLine, where: dict[str, Any]) -> Iterator[RuleViolation]:
    """A serial-specific item moves in whole base units (SET-025)."""
    code = line.item.item_tracking_code
    if code is None or not code.sn_specific_tracking:
        return
    for base, name, error in (
        (line.quantity_base, "Quantity", errors.NotWholeUnits),
        (
            line.qty_to_handle_base,
            line.document.rules.handle_caption,
            errors.ToHandleNotWholeUnits,
        ),
        (line.qty_to_receive_base, "Qty. to Receive", errors.ToReceiveNotWholeUnits),
    ):
        if base != base.to_integral_value():
            yield error(caption=name, base=base, item=line.item.no, **where)


def _number_violations(line: DocumentLine, where: dict[str, Any]) -> Iterator[RuleViolation]:
    """Numbers and their dates on the line itself (ITL-184, ITL-185, ITL-188, SET-051)."""
    filled = [name for name in ON_LINE if getattr(line, name)]
    if not filled:
        return
    code = line.item.item_tracking_code
    if not line.document.has_numbers_on_lines:
        for name in filled:
            yield _at_field(name, errors.NumbersNotOnLines(caption=caption(name), **where))
        return
    if code is None:
        for name in filled:
            yield _at_field(
                name,
                errors.NumberOfUntracked(caption=caption(name), item=line.item.no, **where),
            )
        return
    if line.serial_no and abs(line.quantity_base) > 1:
        yield errors.SerialLineNotOne(
            serial_no=line.serial_no, quantity=abs(line.quantity_base), **where
        )
    if line.serial_no and line.qty_counted not in (None, 0, 1):
        yield errors.SerialCountedNotOne(
            serial_no=line.serial_no, quantity=line.qty_counted, **where
        )
    is_warehouse_tracked = (
        code.sn_warehouse_tracking or code.lot_warehouse_tracking or code.package_warehouse_tracking
    )
    if line.location.directed_put_away_and_pick and is_warehouse_tracked:
        yield errors.NumbersByWarehouseJournal(
            location=line.location.code, item=line.item.no, **where
        )


def _reference_violations(line: DocumentLine, where: dict[str, Any]) -> Iterator[RuleViolation]:
    """The entry that a line names; one that carries numbers is named on the tracking line (POST-039)."""
    if line.applies_to_entry_no and line.applies_to_entry_no == line.applies_from_entry_no:
        yield errors.SameEntryTwice(entry_no=line.applies_to_entry_no, **where)
    for field in ("applies_to_entry_no", "applies_from_entry_no"):
        entry_no = getattr(line, field)
        if entry_no is None:
            continue
        words = {"caption": caption(field), "entry_no": entry_no} | where
        entry = providers.entry(entry_no)
        if entry is None:
            yield _at_field(field, errors.EntryUnknown(**words))
        elif entry.numbers:
            yield _at_field(field, errors.EntryIsTracked(numbers=entry.numbers, **words))


def _at_field(field: str, violation: RuleViolation) -> RuleViolation:
    violation.field = field  # one rule, several fields
    return violation


def _within(part: Decimal, whole: Decimal) -> bool:
    """0 ≤ |part| ≤ |whole|, with the same sign."""
    return min(ZERO, whole) <= part <= max(ZERO, whole)


def _handled(line: DocumentLine) -> dict[str, Any]:
    return {
        "handled": line.qty_handled,
        "handled_caption": line.document.rules.handled_caption or "posted",
    }


def _column(field: str) -> str:
    return DocumentLine._meta.get_field(field).attname  # type: ignore[union-attr]
