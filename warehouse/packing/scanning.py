"""A container filled by scanner: item, lot, serial, one after the other (PACK-007, PACK-010…012, PACK-015).

What is scanned reaches the container through ``pack`` and ``unpack``, so the bench refuses exactly what the
form refuses; a mismatch is answered in words and changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import F, Q

from warehouse.capture.rules import in_stock_here
from warehouse.models import Container, ContainerLine
from warehouse.packing import policies
from warehouse.packing.policies import Goods
from warehouse.packing.selectors import found_in, left_of, lines_to_pack
from warehouse.packing.services import Packed, done_before, pack, unpack
from warehouse.scanplace import Answer, ScanPlace
from wms.core.errors import Refused
from wms.core.quantity import ZERO, shown
from wms.core.text import folded
from wms.documents.models import DocumentLine
from wms.inventory.models import ItemReference

UNIT = Decimal(1)


class Step(StrEnum):
    ITEM = "item"
    LOT = "lot"
    SERIAL = "serial"
    QUANTITY = "quantity"
    DONE = "done"
    TAKE_OUT = "take out"


@dataclass
class Place(ScanPlace):
    """``wanted`` and ``packed``: how many serials are to be scanned for the line, and how many were (CAP-044).

    ``undo``: what the last scans packed, as numbers and quantity.
    """

    lot_no: str = ""
    wanted: int = 0
    packed: int = 0
    takes_out: bool = False

    def leave(self) -> None:
        self.line_id, self.lot_no, self.wanted, self.packed = None, "", 0, 0


@dataclass(frozen=True)
class Task:
    """What is asked now, of which line; ``lots``: those that can be chosen."""

    step: Step
    line: DocumentLine | None = None
    lots: tuple[str, ...] = ()
    wanted: int = 0
    packed: int = 0


@dataclass(frozen=True)
class Bench:
    """What one step needs to know.  ``on``: the day of what is posted; ``key``: of this very scan."""

    container: Container
    place: Place
    by: User
    on: date
    key: str = ""
    reason: str = ""


def task_of(container: Container, place: Place) -> Task:
    """The question that is open now."""
    if place.takes_out:
        return Task(Step.TAKE_OUT)
    lines = list(lines_to_pack(container.source, container.location))
    if not lines:
        return Task(Step.DONE)
    line = next((line for line in lines if line.pk == place.line_id), None)
    if line is None:
        place.leave()
        return Task(Step.ITEM)
    lots = _open_lots(line, place)
    if lots:
        return Task(Step.LOT, line, lots)
    if policies.needs(line, "serial"):
        return Task(Step.SERIAL, line, wanted=place.wanted, packed=place.packed)
    return Task(Step.QUANTITY, line)


def _open_lots(line: DocumentLine, place: Place) -> tuple[str, ...]:
    """The lots to choose from, while one must be chosen (PACK-011)."""
    if place.lot_no or not policies.needs(line, "lot"):
        return ()
    if policies.must_be_here(line, "serial"):
        return ()  # the serial lies in its lot
    lots = sorted({lot for lot, _ in policies.sets_to_pack(line) if lot})
    return tuple(lots) if len(lots) > 1 else ()


# --- what can be done -----------------------------------------------------------------------------


def scan(bench: Bench, text: str) -> Answer:
    """Interpret one scan and do what it says.  ``place`` is moved on."""
    try:
        code = folded(text)
    except ValidationError as error:
        return Answer(good=False, words=f"The scan was not understood. {error.message}")
    if not code:
        return Answer(good=False, words="Nothing was scanned.")
    if (before := done_before(bench.container, bench.key)) is not None:
        return Answer(good=True, words=before)
    if bench.place.takes_out:
        return _taken_out(bench, code)
    lines = list(lines_to_pack(bench.container.source, bench.container.location))
    if not lines:
        return Answer(good=False, words="Everything is packed. Close the container.")
    if (line := _line_of_item(lines, bench.place, code)) is not None:
        return _item_scanned(bench, line)
    current = next((line for line in lines if line.pk == bench.place.line_id), None)
    if current is not None and code in _open_lots(current, bench.place):
        bench.place.lot_no = code
        return Answer(good=True, words=f"Lot {code} of item {current.item}.")
    if (line := _line_of_serial(lines, current, code)) is not None:
        return _serial_scanned(bench, line, code)
    if (line := _line_of_lot(lines, code)) is not None:
        bench.place.leave()
        bench.place.line_id, bench.place.lot_no = line.pk, code
        return Answer(good=True, words=f"Lot {code} of item {line.item}. How many?")
    source = bench.container.source
    return Answer(
        good=False,
        words=f"{code} is no item, lot or serial that is still to pack for {source}. Scan the item first.",
    )


def choose(bench: Bench, line_id: int) -> Answer:
    """Go to this line, as if its item had been scanned; nothing is packed by it."""
    line = _line(bench, line_id)
    if line is None:
        return Answer(good=False, words="Nothing of that line is to pack any more.")
    bench.place.leave()
    bench.place.line_id = line.pk
    return Answer(good=True, words=f"Item {line.item}: {shown(left_of(line))} to pack.")


def _line(bench: Bench, line_id: int) -> DocumentLine | None:
    lines = lines_to_pack(bench.container.source, bench.container.location)
    return lines.filter(pk=line_id).first()


def enter_quantity(bench: Bench, quantity: Decimal) -> Answer:
    """So many of the current line: packed at once, or as many serials are asked for (CAP-044)."""
    line = _line(bench, bench.place.line_id or 0)
    if line is None:
        return Answer(good=False, words="Scan the item first.")
    if not policies.needs(line, "serial"):
        return _packed(bench, line, quantity=quantity)
    if quantity <= 0 or quantity % UNIT or quantity > left_of(line):
        return Answer(
            good=False,
            words=f"Item {line.item}: enter whole units, at most {shown(left_of(line))}.",
        )
    bench.place.wanted, bench.place.packed = int(quantity), 0
    return Answer(good=True, words=f"Item {line.item}: scan {shown(quantity)} serial numbers.")


def leave(bench: Bench) -> Answer:
    """Go on with something else; of the serials that were wanted it is told how many were packed."""
    place = bench.place
    words = f"{place.packed} of {place.wanted} packed." if place.wanted else "Scan the next item."
    place.leave()
    return Answer(good=True, words=words)


def turn(bench: Bench) -> Answer:
    """From putting in to taking out, and back (PACK-015)."""
    bench.place.takes_out = not bench.place.takes_out
    bench.place.leave()
    if bench.place.takes_out:
        return Answer(good=True, words="Scan what comes out of the container.")
    return Answer(good=True, words="Scan what goes into the container.")


def undo(bench: Bench) -> Answer:
    """Take the last scan back."""
    if (done := done_before(bench.container, bench.key)) is not None:
        return Answer(good=True, words=done)
    if not bench.place.undo:
        return Answer(good=False, words="There is nothing to undo.")
    before = bench.place.undo.pop()
    quantity = Decimal(before.pop("quantity"))
    line = bench.container.lines.filter(**before).select_related("item").first()
    if line is None:
        return Answer(good=False, words="What was scanned last is no longer in the container.")
    return _unpacked(bench, line, quantity)


# --- what a scan means ----------------------------------------------------------------------------


def _line_of_item(lines: list[DocumentLine], place: Place, code: str) -> DocumentLine | None:
    """The line of the item, its bar code or reference; the current one first."""
    lines = sorted(lines, key=lambda line: line.pk != place.line_id)
    for line in lines:
        if line.item.no == code:
            return line
    known = ItemReference.objects.filter(
        Q(unit_of_measure=None) | Q(unit_of_measure=F("item__base_unit_of_measure")),
        reference_no=code,
        item__in={line.item_id for line in lines},
    ).values_list("item_id", "variant_id")
    pairs = set(known)
    return next((line for line in lines if (line.item_id, line.variant_id) in pairs), None)


def _line_of_serial(
    lines: list[DocumentLine], current: DocumentLine | None, code: str
) -> DocumentLine | None:
    """The current line if it wants serials, else the one whose stock has it, else the only one that captures."""
    if current is not None and policies.needs(current, "serial"):
        return current
    wanting = [line for line in lines if policies.needs(line, "serial")]
    for line in wanting:
        if in_stock_here(Goods(line), [code]):
            return line
    capturing = [line for line in wanting if policies.captures(line)]
    return capturing[0] if len(capturing) == 1 and len(lines) == 1 else None


def _line_of_lot(lines: list[DocumentLine], code: str) -> DocumentLine | None:
    for line in lines:
        if not policies.needs(line, "lot") or policies.must_be_here(line, "serial"):
            continue
        if any(code == lot for lot, _ in policies.sets_to_pack(line)):
            return line
    return None


def _item_scanned(bench: Bench, line: DocumentLine) -> Answer:
    """One unit is packed, unless a number must be scanned first."""
    again = bench.place.line_id == line.pk
    if not again:
        bench.place.leave()
        bench.place.line_id = line.pk
    if lots := _open_lots(line, bench.place):
        return Answer(good=True, words=f"Item {line.item}. Scan the lot: {', '.join(lots[:5])}.")
    if policies.needs(line, "serial"):
        return Answer(
            good=True,
            words=f"Item {line.item}. Scan a serial number, {shown(left_of(line))} to pack.",
        )
    return _packed(bench, line, quantity=min(UNIT, left_of(line)))


def _serial_scanned(bench: Bench, line: DocumentLine, code: str) -> Answer:
    if bench.place.line_id != line.pk:
        bench.place.leave()
        bench.place.line_id = line.pk
    answer = _packed(bench, line, serial=code)
    if answer.good and bench.place.wanted:
        bench.place.packed += 1
        done, wanted = bench.place.packed, bench.place.wanted
        if done == wanted:
            bench.place.leave()
        return Answer(good=True, words=f"{answer.words} {done} of {wanted} packed.")
    return answer


def _packed(
    bench: Bench, line: DocumentLine, *, quantity: Decimal = ZERO, serial: str = ""
) -> Answer:
    try:
        done: Packed = pack(
            container=bench.container,
            line=line,
            by=bench.by,
            on=bench.on,
            quantity=quantity,
            serials=[serial] if serial else [],
            lot_no=bench.place.lot_no,
            reason=bench.reason,
            key=bench.key,
        )
    except Refused as refused:
        return Answer(good=False, words=_words(refused))
    if done.refused:
        return Answer(good=False, words=" ".join(one.text for one in done.refused))
    if not done.was_packed_before:
        _remember(bench.place, done)
    if done.left <= 0 and not bench.place.wanted:
        bench.place.leave()
    return Answer(good=True, words=done.words)


def _remember(place: Place, done: Packed) -> None:
    [row] = done.lines
    packed = {
        "source_line_id": row.source_line_id,
        "serial_no": row.serial_no,
        "lot_no": row.lot_no,
        "package_no": row.package_no,
        "quantity": str(done.quantity),
    }
    place.remember(packed)


def _taken_out(bench: Bench, code: str) -> Answer:
    line = found_in(bench.container, code)
    if line is None:
        return Answer(good=False, words=f"{code} is not in container {bench.container.no}.")
    return _unpacked(bench, line, min(UNIT, line.quantity))


def _unpacked(bench: Bench, line: ContainerLine, quantity: Decimal) -> Answer:
    try:
        words = unpack(
            line=line,
            by=bench.by,
            on=bench.on,
            quantity=quantity,
            reason=bench.reason,
            key=bench.key,
        )
    except Refused as refused:
        return Answer(good=False, words=_words(refused))
    return Answer(good=True, words=words)


def _words(refused: Refused) -> str:
    return " ".join(violation.text for violation in refused.violations)
