"""Containers: opened, filled, emptied, closed, reopened, cancelled (PACK-007…018, CAP-043…046)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from tracking.models import TrackingLine
from tracking.posting.captured import change_serials
from tracking.posting.capturing import SerialChange
from warehouse import errors as warehouse_errors
from warehouse.capture.rules import faults_of, fitting, read_serials
from warehouse.models import Container, ContainerLine, ContainerScan, WarehouseSetup
from warehouse.models.packing import ContainerStatus
from warehouse.packing import errors, policies
from warehouse.packing.policies import Goods
from warehouse.packing.selectors import left_of, lines_to_pack
from warehouse.policies.employees import not_employed
from wms.core import numberseries
from wms.core.errors import Refused, RuleViolation, refuse_if_any
from wms.core.quantity import ZERO, scaled, shown
from wms.core.records import insert_records
from wms.documents.models import Document, DocumentLine
from wms.documents.services.locking import lock_document
from wms.inventory.models import ItemVariant, Location

UNIT = Decimal(1)


@dataclass(frozen=True)
class Packed:
    """What one step put into a container, and what was wrong with the rest.

    ``lines``: the rows of the container; ``left``: what is still to pack of the source line, base units.
    ``was_packed_before``: the same scan was sent once more and counts no more.
    """

    words: str
    lines: Sequence[ContainerLine] = ()
    quantity: Decimal = ZERO
    left: Decimal = ZERO
    refused: Sequence[RuleViolation] = field(default_factory=list)
    was_packed_before: bool = False


# --- containers -----------------------------------------------------------------------------------


@transaction.atomic
def open_container(*, document: Document, location: Location, by: User, on: date) -> Container:
    """A new, empty container for what leaves this location on this document (PACK-001, PACK-013).

    ``on``: the usage date of the number series.  Locks the document.  Raises Refused.
    """
    document = lock_document(document)
    refuse_if_any(_may_not_pack(document, location, by))
    if not lines_to_pack(document, location).exists():
        raise Refused([errors.NothingPackedHere(document=str(document), location=location)])
    setup = WarehouseSetup.objects.select_related("container_nos").get()
    if setup.container_nos is None:
        raise Refused([warehouse_errors.WarehouseSeriesMissing(caption="Container Nos.")])
    return Container.objects.create(
        no=numberseries.draw_one(setup.container_nos, on=on),
        location=location,
        source=document,
        opened_by=by,
    )


def _may_not_pack(document: Document, location: Location, by: User) -> Iterable[RuleViolation]:
    yield from not_employed(by, location)
    if document.status != Document.Status.RELEASED:
        yield warehouse_errors.SourceNotReleased(
            document=str(document), status=document.get_status_display().lower()
        )


def lock_container(container: Container, *, by: User) -> Container:
    """Its document, then the container as it is now, locked until the transaction ends.

    Raises Refused when it is gone, or where the user does not work (WHS-255).
    """
    document = lock_document(container.source)
    found = Container.objects.select_for_update(of=("self",), no_key=True)
    locked = found.select_related("location").filter(pk=container.pk).first()
    if locked is None:
        raise Refused([errors.ContainerGone(document=str(container))])
    locked.source = document
    refuse_if_any(not_employed(by, locked.location))
    return locked


@transaction.atomic
def close_container(*, container: Container, by: User) -> Container:
    """No more goes in, and it may be shipped; refused while it is empty or lacks numbers (PACK-016, CAP-045)."""
    locked = lock_container(container, by=by)
    refuse_if_any(policies.not_open(locked))
    if not locked.lines.exists():
        raise Refused([errors.ContainerEmpty(container=locked.no)])
    refuse_if_any(policies.numbers_missing(locked))
    return _become(locked, ContainerStatus.CLOSED, by=by)


@transaction.atomic
def reopen_container(*, container: Container, by: User) -> Container:
    """A closed one takes goods again; a shipped one never (PACK-018)."""
    locked = lock_container(container, by=by)
    if not locked.is_closed:
        raise Refused(
            [
                errors.ContainerNotOpen(
                    container=locked.no,
                    status=locked.get_status_display().lower(),
                    way_out=" Only a closed one is reopened.",
                )
            ]
        )
    return _become(locked, ContainerStatus.OPEN)


@transaction.atomic
def cancel_container(*, container: Container, by: User) -> Container:
    """An empty one that nobody needs; its number is not used again (PACK-018)."""
    locked = lock_container(container, by=by)
    refuse_if_any(policies.not_open(locked))
    if locked.lines.exists():
        raise Refused([errors.ContainerNotEmpty(container=locked.no)])
    return _become(locked, ContainerStatus.CANCELLED)


def _become(container: Container, status: ContainerStatus, *, by: User | None = None) -> Container:
    container.status = status
    container.closed_by, container.closed_at = by, timezone.now() if by else None
    container.save(update_fields=["status", "closed_by", "closed_at"])
    return container


# --- packing --------------------------------------------------------------------------------------


@transaction.atomic
def pack(
    *,
    container: Container,
    line: DocumentLine,
    by: User,
    on: date,
    quantity: Decimal = ZERO,
    serials: Iterable[str] = (),
    lot_no: str = "",
    package_no: str = "",
    reason: str = "",
    key: str = "",
) -> Packed:
    """Put units of the order's line into an open container.  Base units; with serials one unit each.

    Each serial is judged alone and packs one unit at once; one that nothing in stock carries is captured for a
    unit without, where the group captures, and that pair is posted here and now, with the container as its
    document.  ``reason``: why serials that were shipped are captured again (CAP-030).  ``on``: the posting date
    of the pair when the order has none.  ``key``: the same key packs once.

    Locks the document, the container, and the variant, so that two packers never share units.  Raises Refused
    when nothing can be packed at all.
    Rules: CAP-029…034, CAP-043…045, PACK-009, PACK-011, PACK-012, PACK-018, SET-169.
    """
    # Lock.
    container = lock_container(container, by=by)
    if (before := done_before(container, key)) is not None:
        return Packed(before, was_packed_before=True)
    refuse_if_any(policies.not_open(container))
    refuse_if_any(_may_not_pack(container.source, container.location, by))
    found = lines_to_pack(container.source, container.location).filter(pk=line.pk).first()
    if found is None:
        raise Refused([errors.LineNotPackedHere(item=line.item, source=container.source)])
    stock = ItemVariant.objects.filter(pk=found.variant_id)
    list(stock.select_for_update(no_key=True).values_list("pk"))

    # Check, and write.
    found.document = container.source
    step = _Step(container, found, by, left_of(found), on, reason)
    serials = list(serials)
    if serials or policies.needs(found, "serial"):
        packed = _pack_serials(step, serials, lot_no=lot_no, package_no=package_no)
    else:
        packed = _pack_quantity(step, quantity, lot_no=lot_no, package_no=package_no)
    if key and packed.lines:
        ContainerScan.objects.create(container=container, key=key, words=packed.words)
    return packed


@dataclass(frozen=True)
class _Step:
    container: Container
    line: DocumentLine
    by: User
    left: Decimal
    on: date
    reason: str

    def row(
        self, numbers: tuple[str, str, str], quantity: Decimal, **values: bool
    ) -> ContainerLine:
        serial, lot, package = numbers
        return ContainerLine(
            container=self.container,
            source_line=self.line,
            item_id=self.line.item_id,
            variant_id=self.line.variant_id,
            serial_no=serial,
            lot_no=lot,
            package_no=package,
            quantity=quantity,
            packed_by=self.by,
            **values,
        )


def _pack_quantity(step: _Step, quantity: Decimal, *, lot_no: str, package_no: str) -> Packed:
    line = step.line
    if quantity <= 0:
        raise Refused([errors.QuantityNotPositive(item=line.item)])
    refuse_if_any(policies.not_multiple(line.item, quantity))
    if quantity > step.left:
        raise Refused([errors.TooMuchPacked(item=line.item, left=step.left, asked=quantity)])
    sets = policies.sets_to_pack(line)
    try:
        numbers = policies.fitting_set(line, sets, lot_no=lot_no, package_no=package_no)
    except RuleViolation as fault:
        raise Refused([fault]) from fault
    refuse_if_any(policies.too_little(line, sets, numbers=numbers, quantity=quantity))
    row = step.container.lines.filter(
        source_line=line, serial_no="", lot_no=numbers[0], package_no=numbers[1]
    ).first() or step.row(("", *numbers), ZERO)
    row.quantity += quantity
    row.save()
    left = step.left - quantity
    return Packed(
        f"Item {line.item}{row.numbers_text}: {shown(quantity)} packed, {shown(left)} to pack.",
        [row],
        quantity,
        left,
    )


def _pack_serials(step: _Step, serials: list[str], *, lot_no: str, package_no: str) -> Packed:
    line = step.line
    if line.item.item_tracking_code is None:
        raise Refused([errors.SerialNotTaken(item=line.item)])
    if not serials:
        raise Refused([errors.SerialNeeded(item=line.item, container=step.container.no)])
    good, refused = read_serials(serials)
    goods = Goods(line)
    faults = faults_of(goods, good, reason=step.reason)
    for asked in (
        policies.not_named(line, good, to_pack=step.left),
        policies.not_here(goods, good),
    ):
        for serial, fault in asked:
            faults.setdefault(serial, fault)
    refused += faults.values()
    good = [serial for serial in good if serial not in faults]
    if len(good) > step.left:
        asked_for = Decimal(len(good))
        refused.append(errors.TooMuchPacked(item=line.item, left=step.left, asked=asked_for))
        good = good[: int(step.left)]
    try:
        rows, more = _rows_of(step, good, lot_no=lot_no, package_no=package_no)
    except RuleViolation as fault:
        raise Refused([*refused, fault]) from fault
    refused += more
    captured = [row for row in rows if row.is_captured]
    _change_serials(step.container, captured, by=step.by, on=step.on, reason=step.reason)
    insert_records(rows)
    left = step.left - len(rows)
    words = f"Item {line.item}: {len(rows)} packed, {shown(left)} to pack."
    if len(rows) == 1:
        words = f"Serial {rows[0].serial_no} is packed. Item {line.item}: {shown(left)} to pack."
    return Packed(words, rows, Decimal(len(rows)), left, refused)


def _rows_of(
    step: _Step, serials: list[str], *, lot_no: str, package_no: str
) -> tuple[list[ContainerLine], list[RuleViolation]]:
    """Those in stock are taken as they lie; the others are put on units of one lot without serial (CAP-031)."""
    lying = _where_they_lie(step.line, serials)
    numbers = (lot_no, package_no)
    wrong = dict(policies.lying_elsewhere(step.line, lying, numbers=numbers))
    serials = [serial for serial in serials if serial not in wrong]
    if any(serial not in lying for serial in serials):
        sets = policies.sets_to_pack(step.line)
        numbers = policies.fitting_set(step.line, sets, lot_no=lot_no, package_no=package_no)
    goods = Goods(step.line, *numbers)
    good, refused = fitting(goods, serials, before=[], outstanding=step.left)
    refused += wrong.values()
    captured = policies.captures(step.line)
    rows = [
        step.row((serial, *lying[serial]), UNIT)
        if serial in lying
        else step.row((serial, *numbers), UNIT, is_captured=captured)
        for serial in good
    ]
    return rows, refused


def _where_they_lie(line: DocumentLine, serials: list[str]) -> dict[str, tuple[str, str]]:
    """Lot and package of the serials that units at the line's location carry."""
    entries = policies.in_stock(line).filter(serial_no__in=serials)
    return {
        serial: (lot, package)
        for serial, lot, package in entries.values_list("serial_no", "lot_no", "package_no")
    }


def _change_serials(
    container: Container,
    rows: list[ContainerLine],
    *,
    by: User,
    on: date,
    reason: str,
    back: bool = False,
) -> None:
    """Give the units of these rows their serials, or take them ``back``; the container is the document."""
    if not rows:
        return
    change_serials(
        SerialChange(
            document=container.source,
            by=by,
            posting_date=container.source.posting_date or on,
            document_no=container.no,
            rows=[
                (
                    row.source_line_id,
                    row.item_id,
                    row.variant_id,
                    container.location_id,
                    *row.numbers,
                    scaled(row.quantity),
                )
                for row in rows
            ],
            reasons={(row.item_id, row.variant_id, row.serial_no): reason for row in rows},
            is_reversal=back,
        )
    )


# --- taking out -----------------------------------------------------------------------------------


@transaction.atomic
def unpack(
    *,
    line: ContainerLine,
    by: User,
    on: date,
    quantity: Decimal | None = None,
    reason: str = "",
    key: str = "",
) -> str:
    """Take units out of an open container; all of the row when no quantity is given.  Answers in words.

    A serial that was captured as it was packed is taken from its unit again and is free; another one stays
    on its unit.  ``key``: the same key takes out once.  Locks the document and the container.  Raises Refused.
    Rules: CAP-046, CAP-051, PACK-015, PACK-018.
    """
    container = lock_container(line.container, by=by)
    if (before := done_before(container, key)) is not None:
        return before
    refuse_if_any(policies.not_open(container))
    row = container.lines.select_related("item", "source_line").filter(pk=line.pk).first()
    if row is None:
        number = next(filter(None, line.numbers), f"Item {line.item}")
        raise Refused([errors.NotInContainer(container=container.no, number=number)])
    taken = row.quantity if quantity is None else quantity
    if taken != row.quantity:
        refuse_if_any(policies.not_multiple(row.item, taken))
    if not ZERO < taken <= row.quantity:
        raise Refused(
            [
                errors.UnpackedTooMuch(
                    container=container.no,
                    item=row.item,
                    numbers=row.numbers_text,
                    held=row.quantity,
                    asked=taken,
                )
            ]
        )
    if row.is_captured:
        _change_serials(container, [row], by=by, on=on, reason=reason, back=True)
        _forget(row)
    if taken == row.quantity:
        row.delete()
    else:
        row.quantity -= taken
        row.save(update_fields=["quantity"])
    what = f"Serial {row.serial_no}" if row.serial_no else f"{shown(taken)} of item {row.item}"
    verb = "is" if taken == UNIT else "are"
    freed = " and free again" if row.is_captured else ""
    words = f"{what} {verb} out of container {container.no}{freed}."
    if key:
        ContainerScan.objects.create(container=container, key=key, words=words)
    return words


def done_before(container: Container, key: str) -> str | None:
    """What was answered when the scan with this key came first (SCAN-002)."""
    if not key:
        return None
    return container.scans.filter(key=key).values_list("words", flat=True).first()


def _forget(row: ContainerLine) -> None:
    """The order names the serial no more if only a shipment that was undone had named it (CAP-046, CAP-051).

    While a line is packed its tracking is locked, so what was written since came from shipping.
    """
    named = TrackingLine.objects.filter(
        line=row.source_line_id,
        session=None,
        serial_no=row.serial_no,
        qty_handled=0,
        changed_at__gt=row.packed_at,
    )
    if named.delete()[0]:
        DocumentLine.objects.filter(pk=row.source_line_id).update(
            tracking_version=F("tracking_version") + 1
        )
