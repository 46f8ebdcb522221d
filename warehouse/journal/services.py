"""Making, filling and registering warehouse journals."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F, Max, Sum
from django.utils import timezone

from tracking.switches import KINDS
from warehouse.capture.rules import LONGEST
from warehouse.journal import errors
from warehouse.journal.rules import violations_of_journal
from warehouse.models import (
    Bin,
    WarehouseEntry,
    WarehouseJournal,
    WarehouseJournalLine,
    WarehouseTrackingLine,
)
from warehouse.policies.employees import not_employed
from warehouse.services import bin_staging, bin_writing
from warehouse.services.pick_creation import series_of
from wms.core import numberseries
from wms.core.errors import Refused, RuleViolation, refuse_if_any
from wms.core.quantity import ZERO
from wms.core.records.errors import ControlCharacter, TooLong
from wms.core.retry import retrying
from wms.core.text import folded
from wms.inventory.models import Item, ItemUnit, ItemVariant, Location, UnitOfMeasure
from wms.inventory.units import base_quantity, entered_base_quantity

LABELS = {"serial": "Serial No.", "lot": "Lot No.", "package": "Package No."}


@transaction.atomic
def create_journal(*, location: Location, on: date, by: User) -> WarehouseJournal:
    """A new journal of a location with bins where the user works.  Rules: WHS-037, WHS-255."""
    refuse_if_any(not_employed(by, location))
    if not location.bin_mandatory:
        raise Refused([errors.NoBinsHere(location=location.code)])
    return WarehouseJournal.objects.create(
        no=numberseries.draw_one(series_of("warehouse_journal_nos"), on=on),
        location=location,
        registering_date=on,
        created_by=by,
    )


@transaction.atomic
def add_line(
    *,
    journal: WarehouseJournal,
    by: User,
    item: Item,
    variant: ItemVariant,
    from_bin: Bin,
    to_bin: Bin,
    quantity: Decimal,
    unit_of_measure: UnitOfMeasure | None = None,
    version: int | None = None,
) -> WarehouseJournalLine:
    """``quantity`` is in ``unit_of_measure``, the base unit when not given.  Rules: WHS-231."""
    journal = _locked(journal, by=by, version=version)
    unit = unit_of_measure or item.base_unit_of_measure
    refuse_if_any(_place_faults(journal.location, item, variant, from_bin, to_bin))
    refuse_if_any(_line_faults(item, unit, from_bin, to_bin, quantity))
    per_unit = ItemUnit.objects.get(item=item, unit_of_measure=unit).qty_per_unit
    base = entered_base_quantity(
        base_quantity(quantity, per_unit, item.rounding_precision), item.rounding_precision
    )
    last = journal.lines.aggregate(last=Max("line_no"))["last"] or 0
    line = WarehouseJournalLine.objects.create(
        journal=journal,
        line_no=last + 10,
        item=item,
        variant=variant,
        from_bin=from_bin,
        to_bin=to_bin,
        unit_of_measure=unit,
        quantity=quantity,
        quantity_base=base,
    )
    _changed(journal)
    return line


@transaction.atomic
def delete_line(*, line: WarehouseJournalLine, by: User, version: int | None = None) -> None:
    journal = _locked(line.journal, by=by, version=version)
    journal.lines.filter(pk=line.pk).delete()
    _changed(journal)


@transaction.atomic
def delete_journal(*, journal: WarehouseJournal, by: User, version: int | None = None) -> None:
    """An open journal; a registered one stays (WHS-037)."""
    _locked(journal, by=by, version=version).delete()


def refuse_without_warehouse_tracking(item: Item) -> None:
    """Warehouse Item Tracking Lines are for items that bins know by number (SET-050)."""
    if not tracked_kinds(item):
        code = item.item_tracking_code
        words = f"Item Tracking Code {code}" if code else "without Item Tracking Code it"
        raise Refused([errors.WarehouseTrackingOff(item=item, code=words)])


def tracked_kinds(item: Item) -> list[str]:
    """The kinds of number that bins know of the item (SET-049)."""
    code = item.item_tracking_code
    return [] if code is None else [str(one) for one in KINDS if code.is_warehouse_tracked(one)]


@transaction.atomic
def add_numbers(
    *,
    line: WarehouseJournalLine,
    by: User,
    quantity: Decimal,
    serial_no: str = "",
    lot_no: str = "",
    package_no: str = "",
    version: int | None = None,
) -> WarehouseTrackingLine:
    """Name a part of the line by its numbers.  Base units.

    Rules: SET-049, SET-050, WHS-073, WHS-074, WHS-075.
    """
    journal = _locked(line.journal, by=by, version=version)
    if not journal.lines.filter(pk=line.pk).exists():
        raise Refused([errors.LineGone(document=str(journal), no=line.line_no)])
    refuse_without_warehouse_tracking(line.item)
    row = WarehouseTrackingLine(
        line=line, serial_no=serial_no, lot_no=lot_no, package_no=package_no, quantity=quantity
    )
    refuse_if_any(_unreadable(row))
    refuse_if_any(_row_faults(line, row))
    row.save(force_insert=True)
    _changed(journal)
    return row


@transaction.atomic
def delete_numbers(*, row: WarehouseTrackingLine, by: User, version: int | None = None) -> None:
    journal = _locked(row.line.journal, by=by, version=version)
    WarehouseTrackingLine.objects.filter(pk=row.pk, line__journal=journal).delete()
    _changed(journal)


def register_journal(
    *,
    journal: WarehouseJournal,
    by: User,
    version: int | None = None,
    request_key: str = "",
) -> WarehouseJournal:
    """Move everything, or nothing: an entry out of the one bin and one into the other for each number.

    The item ledger, reservations and source documents are untouched.  The same ``request_key`` again
    answers with what it did.  Locks the journal, then the stock keys by primary key.
    Raises Refused with every violation.  Rules: WHS-034, WHS-038…041, WHS-231, WHS-237, SET-049.
    """

    def work() -> WarehouseJournal:
        with transaction.atomic():
            return _register(journal, by=by, version=version, request_key=request_key)

    return retrying(work)


def _register(
    journal: WarehouseJournal, *, by: User, version: int | None, request_key: str
) -> WarehouseJournal:
    # Lock.
    found = WarehouseJournal.objects.select_for_update(of=("self",), no_key=True)
    before = found.select_related("location").filter(pk=journal.pk).first()
    if before is not None and request_key and before.request_key == request_key:
        refuse_if_any(not_employed(by, before.location))
        return before
    fresh = _locked(journal, by=by, version=version)
    if connection.features.has_select_for_update:  # SQLite has one writer at a time
        keys = ItemVariant.objects.filter(pk__in=fresh.lines.values("variant"))
        list(keys.order_by("pk").select_for_update(no_key=True).values_list("pk"))

    # Check.
    staged = bin_staging.stage_journal(fresh.pk)
    refuse_if_any(violations_of_journal(fresh))
    if not staged:
        raise Refused([errors.NothingToRegister(journal=str(fresh))])

    # Write.
    bin_writing.write_journal(journal_no=fresh.no)
    fresh.registered_by, fresh.registered_at = by, timezone.now()
    fresh.request_key, fresh.version = request_key, fresh.version + 1
    fresh.save(update_fields=["registered_by", "registered_at", "request_key", "version"])
    return fresh


def _locked(journal: WarehouseJournal, *, by: User, version: int | None) -> WarehouseJournal:
    found = WarehouseJournal.objects.select_for_update(of=("self",), no_key=True)
    fresh = found.select_related("location").filter(pk=journal.pk).first()
    if fresh is None:
        raise Refused([errors.JournalGone(journal=str(journal))])
    refuse_if_any(not_employed(by, fresh.location))
    if not fresh.is_open:
        raise Refused([errors.JournalRegistered(journal=str(fresh))])
    if version is not None and fresh.version != version:
        raise Refused([errors.JournalChanged(journal=str(fresh))])
    return fresh


def _changed(journal: WarehouseJournal) -> None:
    WarehouseJournal.objects.filter(pk=journal.pk).update(version=F("version") + 1)


def _place_faults(
    location: Location, item: Item, variant: ItemVariant, from_bin: Bin, to_bin: Bin
) -> Iterator[RuleViolation]:
    for field, chosen in (("from_bin", from_bin), ("to_bin", to_bin)):
        if chosen.location_id != location.pk:
            yield errors.BinElsewhere(field=field, bin=chosen.code, location=location)
    if variant.item_id != item.pk:
        yield errors.VariantOfAnother(variant=variant.code or "(blank)", item=item)


def _unreadable(row: WarehouseTrackingLine) -> Iterator[RuleViolation]:
    """Numbers as they are stored, which can be longer than they were typed (SET-001, SET-002)."""
    for kind, label in LABELS.items():
        field = f"{kind}_no"
        try:
            number = folded(getattr(row, field))
        except ValidationError:
            yield ControlCharacter(field=field, label=label)
            continue
        setattr(row, field, number)
        if len(number) > LONGEST:
            yield TooLong(field=field, label=label, limit=LONGEST, length=len(number))


def _line_faults(
    item: Item, unit: UnitOfMeasure | None, from_bin: Bin, to_bin: Bin, quantity: Decimal
) -> list[RuleViolation]:
    found: list[RuleViolation] = []
    if item.type != Item.Type.INVENTORY:
        found.append(errors.NotInStockItem(item=item, type=item.get_type_display()))
    if from_bin.pk == to_bin.pk:
        found.append(errors.SameBin(bin=from_bin))
    if quantity <= 0:
        found.append(errors.QuantityNotPositive(quantity=quantity))
    if not ItemUnit.objects.filter(item=item, unit_of_measure=unit).exists():
        found.append(errors.UnitNotOfItem(unit=unit, item=item))
    return found


def _row_faults(line: WarehouseJournalLine, row: WarehouseTrackingLine) -> list[RuleViolation]:
    found: list[RuleViolation] = []
    kinds = tracked_kinds(line.item)
    for kind, label in LABELS.items():
        field = f"{kind}_no"
        if kind in kinds and not getattr(row, field):
            found.append(errors.NumberMissing(field=field, label=label, item=line.item))
        elif kind not in kinds and getattr(row, field):
            found.append(errors.NumberNotTracked(field=field, label=label, item=line.item))
    if row.quantity <= 0:
        found.append(errors.QuantityNotPositive(quantity=row.quantity))
    elif row.serial_no and row.quantity != 1:
        found.append(errors.SerialQuantity(quantity=row.quantity))
    if found:
        return found
    numbers = {
        "serial_no": row.serial_no,
        "lot_no": row.lot_no,
        "package_no": row.package_no,
    }
    tracked = line.tracking.aggregate(total=Sum("quantity"))["total"] or ZERO
    if line.tracking.filter(**numbers).exists():
        found.append(errors.NumberTwice(numbers=row.numbers_text.strip(" ,").capitalize()))
    if tracked + row.quantity > line.quantity_base:
        found.append(
            errors.MoreThanTheLine(
                total=tracked + row.quantity,
                quantity=line.quantity_base,
                left=line.quantity_base - tracked,
            )
        )
    held = WarehouseEntry.objects.filter(
        bin=line.from_bin, item=line.item, variant=line.variant, **numbers
    ).aggregate(held=Sum("quantity"))["held"]
    if not held or held <= 0:
        found.append(
            errors.NumberNotHere(bin=line.from_bin, item=line.item, numbers=row.numbers_text)
        )
    return found
