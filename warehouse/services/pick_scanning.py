"""A pick worked off by scanner: one question at a time (SCAN-030…032, WHS-259…262).

A match advances, a mismatch is answered in words and changes nothing.  What is scanned reaches the lines
through ``change_line``, so the handheld refuses exactly what the desk refuses.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from tracking.switches import CAPTION, NUMBER_FIELD
from warehouse.capture.rules import captures
from warehouse.capture.services import add_serials, remove_serial
from warehouse.models import Activity, ActivityLine, Bin
from warehouse.scanplace import Answer, ScanPlace
from warehouse.selectors.activities import lines_of, missing_of, open_kinds
from warehouse.services.pick_work import change_line
from wms.core.errors import Refused
from wms.core.quantity import ZERO, shown
from wms.core.text import folded

ONE = Decimal(1)


class Step(StrEnum):
    BIN = "bin"
    NUMBER = "number"
    QUANTITY = "quantity"
    DONE = "done"


@dataclass
class Place(ScanPlace):
    """``bin_id``: the bin that was scanned last."""

    bin_id: int | None = None
    asks_quantity: bool = False


@dataclass(frozen=True)
class Task:
    """What is asked now.  ``expected``: the number that must be scanned, "" when any of the kind will do."""

    step: Step
    line: ActivityLine | None
    done: int
    lines: int
    expected: str = ""
    kind: str = ""

    @property
    def remaining(self) -> Decimal:
        return self.line.outstanding - self.line.qty_to_handle if self.line else ZERO


def task_of(activity: Activity, place: Place) -> Task:
    """The question that is open now; one read."""
    return _task(list(lines_of(activity)), place)


@transaction.atomic
def scan(*, activity: Activity, place: Place, text: str, by: User) -> Answer:
    """Interpret one scan and do what it says.  ``place`` is moved on."""
    try:
        code = folded(text)
    except ValidationError as error:
        return Answer(good=False, words=f"The scan was not understood. {error.message}")
    if not code:
        return Answer(good=False, words="Nothing was scanned.")
    lines = list(lines_of(activity))
    task = _task(lines, place)
    if task.line is None:
        return Answer(good=False, words=f"All lines are done. {activity.rules.verb} the pick.")
    place.line_id = task.line.pk
    if task.step == Step.QUANTITY:
        return _quantity_scanned(task, place, code, by)
    if task.step == Step.BIN:
        return _bin_scanned(task, lines, place, code)
    return _number_scanned(task, lines, place, code, by)


def enter_quantity(*, activity: Activity, place: Place, quantity: Decimal, by: User) -> Answer:
    """Add so many base units to the current line (SCAN-031)."""
    task = task_of(activity, place)
    if task.line is None:
        return Answer(good=False, words=f"All lines are done. {activity.rules.verb} the pick.")
    if quantity <= 0:
        return Answer(good=False, words="Enter a quantity of more than 0.")
    place.line_id = task.line.pk
    return _add(task.line, place, quantity, by)


def skip(*, activity: Activity, place: Place) -> Answer:
    """Leave the line as it is and go on; it comes up again after the others."""
    lines = list(lines_of(activity))
    task = _task(lines, place)
    following = _next(lines, task.line)
    if task.line is None or following is None or following.pk == task.line.pk:
        return Answer(good=False, words="There is no other line to go to.")
    place.line_id, place.asks_quantity = following.pk, False
    return Answer(good=True, words=f"Line {task.line.line_no} is left for later.")


def undo(*, activity: Activity, place: Place, by: User) -> Answer:
    """Take the last scan back."""
    if not place.undo:
        return Answer(good=False, words="There is nothing to undo.")
    before = place.undo.pop()
    line = lines_of(activity).filter(pk=before.pop("line")).first()
    if line is None:
        return Answer(good=False, words="The line of the last scan is no longer here.")
    line.activity = activity
    place.line_id, place.asks_quantity = line.pk, False
    if (serial := before.get("captured")) is not None:
        try:
            remove_serial(line=line, by=by, serial=serial)
        except Refused as refused:
            return Answer(good=False, words=_words(refused))
        return Answer(good=True, words=f"Serial {serial} is off line {line.line_no}.")
    changes = {
        name: value
        for name, value in before.items()
        if name == "qty_to_handle" or not line.number_is_fixed
    }
    changes["qty_to_handle"] = Decimal(changes["qty_to_handle"])
    try:
        change_line(line=line, by=by, **changes)
    except Refused as refused:
        return Answer(good=False, words=_words(refused))
    return Answer(good=True, words=f"The last scan on line {line.line_no} is undone.")


# --- what is asked --------------------------------------------------------------------------------


def _task(lines: list[ActivityLine], place: Place) -> Task:
    open_lines = [line for line in lines if _is_open(line)]
    done = len(lines) - len(open_lines)
    current = next((line for line in open_lines if line.pk == place.line_id), None)
    if current is None:
        before = next((line for line in lines if line.pk == place.line_id), None)
        current = _next(lines, before)
        place.asks_quantity = False
    if current is None:
        return Task(Step.DONE, None, done, len(lines))
    if current.bin_id is not None and current.bin_id != place.bin_id:
        return Task(Step.BIN, current, done, len(lines), expected=str(current.bin))
    if place.asks_quantity:
        return Task(Step.QUANTITY, current, done, len(lines))
    kind, expected = _asked_number(current)
    return Task(Step.NUMBER, current, done, len(lines), expected=expected, kind=kind)


def _is_open(line: ActivityLine) -> bool:
    """A line that is filled from the start still needs its number (WHS-086)."""
    return line.qty_to_handle < line.outstanding or bool(missing_of(line))


def _next(lines: list[ActivityLine], after: ActivityLine | None) -> ActivityLine | None:
    """The next line that is not done, with wrap-around; lines of the same bin come first."""
    later = [line for line in lines if after is None or line.line_no > after.line_no]
    earlier = [line for line in lines if line not in later]
    candidates = [line for line in (*later, *earlier) if _is_open(line)]
    if after is not None:
        candidates.sort(key=lambda line: (line.pk == after.pk, line.bin_id != after.bin_id))
    return candidates[0] if candidates else None


def _asked_number(line: ActivityLine) -> tuple[str, str]:
    """Which kind of number identifies the goods of this line, and which number; ("", item) for none."""
    if captures(line):
        return "serial", ""
    for kind, name in NUMBER_FIELD.items():
        if number := getattr(line, name):
            return kind, str(number)
    wanted = [kind for kind in open_kinds(line) if CAPTION[kind] in missing_of(line)]
    wanted += [kind for kind in open_kinds(line) if kind not in wanted]
    return (wanted[0], "") if wanted else ("", str(line.item))


# --- what a scan does -----------------------------------------------------------------------------


def _bin_scanned(task: Task, lines: list[ActivityLine], place: Place, code: str) -> Answer:
    line = _line_in_bin(lines, code, first=task.line)
    if line is None:
        return Answer(good=False, words=f"Expected bin {task.expected}, scanned {code}.")
    place.line_id, place.bin_id, place.asks_quantity = line.pk, line.bin_id, False
    return Answer(good=True, words=f"Bin {code}.")


def _line_in_bin(
    lines: list[ActivityLine], code: str, *, first: ActivityLine | None
) -> ActivityLine | None:
    found = [line for line in lines if _is_open(line) and line.bin and line.bin.code == code]
    found.sort(key=lambda line: first is None or line.pk != first.pk)
    return found[0] if found else None


def _number_scanned(
    task: Task, lines: list[ActivityLine], place: Place, code: str, by: User
) -> Answer:
    assert task.line is not None  # noqa: S101 (a number is asked for a line)
    here = _near(task.line, lines)
    for line in here:
        if _number_of(line) == code and not captures(line):
            place.line_id = line.pk
            return _matched(line, place, by)
    if any(_number_of(line) == code for line in lines if not _is_open(line)):
        return Answer(good=False, words=f"{code} is done already.")
    if (there := _line_in_bin(lines, code, first=None)) is not None:
        place.line_id, place.bin_id, place.asks_quantity = there.pk, there.bin_id, False
        return Answer(good=True, words=f"Bin {code}.")
    if (filled := _bin_filled(task.line, place, code, by)) is not None:
        return filled
    refusals = []
    for line in here:
        if captures(line):
            answer = _captured(line, place, code, by)
            if answer.good:
                return answer
            refusals.append(answer)
            continue
        if line.number_is_fixed or _number_of(line) or not open_kinds(line):
            continue
        answer = _filled(line, place, code, by)
        if answer.good:
            return answer
        refusals.append(answer)
    if task.line in here and not task.expected and refusals:
        return refusals[0]
    asked = f"{_noun(task.kind)} {task.expected}".strip()
    return Answer(good=False, words=f"Expected {asked}, scanned {code}.")


def _bin_filled(line: ActivityLine, place: Place, code: str, by: User) -> Answer | None:
    """WHS-260: a scanned bin is put on a line whose bin is blank; None when it is no bin of here."""
    if not line.action_type or line.bin_id is not None:
        return None
    found = Bin.objects.filter(location=line.location_id, code=code).first()
    if found is None:
        return None
    try:
        change_line(line=line, by=by, bin=found, accept_less=True)
    except Refused as refused:
        return Answer(good=False, words=_words(refused))
    place.bin_id = found.pk
    return Answer(good=True, words=f"Bin {code}.")


def _near(current: ActivityLine, lines: list[ActivityLine]) -> list[ActivityLine]:
    """Open lines of the place where the clerk stands, the current one first; one blank line an item."""
    found = [line for line in lines if _is_open(line) and line.bin_id == current.bin_id]
    found.sort(key=lambda line: line.pk != current.pk)
    blank: set[tuple[int, int]] = set()
    kept = []
    for line in found:
        if not line.number_is_fixed and not any(line.numbers):
            if (line.item_id, line.variant_id) in blank:
                continue
            blank.add((line.item_id, line.variant_id))
        kept.append(line)
    return kept


def _number_of(line: ActivityLine) -> str:
    """What the goods of this line are recognised by; the item where it carries no number."""
    number = next(filter(None, line.numbers), "")
    if number or open_kinds(line):
        return number
    return str(line.item)


def _matched(line: ActivityLine, place: Place, by: User) -> Answer:
    """WHS-261: a serial counts 1, an item counts 1; of a lot or package the quantity is asked for."""
    remaining = line.outstanding - line.qty_to_handle
    if line.serial_no or remaining <= ONE or not any(line.numbers):
        return _add(line, place, min(ONE, remaining), by)
    place.asks_quantity = True
    return Answer(good=True, words=f"{_numbers(line)}. How many?")


def _filled(line: ActivityLine, place: Place, code: str, by: User) -> Answer:
    """SCAN-032: the number is put on a line without, if it is in that bin."""
    kind, _ = _asked_number(line)
    changes: dict[str, Any] = {NUMBER_FIELD[kind]: code}
    if kind == "serial":
        changes["qty_to_handle"] = ONE
    before = _before(line)
    try:
        changed = change_line(line=line, by=by, **changes)
    except Refused as refused:
        return Answer(good=False, words=_words(refused))
    place.remember(before)
    place.line_id = line.pk
    if missing := missing_of(changed):
        return Answer(good=True, words=f"{_numbers(changed)}. Scan {missing[0]} too.")
    if kind == "serial":
        return Answer(good=True, words=f"{_numbers(changed)} is taken.")
    return _matched(changed, place, by)


def _captured(line: ActivityLine, place: Place, code: str, by: User) -> Answer:
    """CAP-026, SCAN-032: the serial goes to the list of the line, and one unit is handled more."""
    try:
        added = add_serials(line=line, by=by, serials=[code])
    except Refused as refused:
        return Answer(good=False, words=_words(refused))
    if added.refused:
        return Answer(good=False, words=" ".join(one.text for one in added.refused))
    place.remember({"line": line.pk, "captured": code})
    place.line_id = line.pk
    done = line.captured.count()
    return Answer(
        good=True, words=f"Serial {code} is captured, {done} of {shown(line.outstanding)}."
    )


def _quantity_scanned(task: Task, place: Place, code: str, by: User) -> Answer:
    assert task.line is not None  # noqa: S101 (a quantity is asked for a line)
    if code == _number_of(task.line):
        return _add(task.line, place, min(ONE, task.remaining), by)
    try:
        quantity = Decimal(code)
    except ArithmeticError:
        return Answer(
            good=False, words=f"Expected the quantity of {task.line.numbers_text[2:]}, got {code}."
        )
    if not quantity.is_finite() or quantity <= 0 or quantity.adjusted() > 12:
        return Answer(good=False, words="Enter a quantity of more than 0.")
    return _add(task.line, place, quantity, by)


def _add(line: ActivityLine, place: Place, quantity: Decimal, by: User) -> Answer:
    wanted = line.qty_to_handle + quantity
    if wanted > line.outstanding:
        return Answer(
            good=False,
            words=f"Only {shown(line.outstanding)} outstanding on the line, {shown(wanted)} entered.",
        )
    before = _before(line)
    try:
        changed = change_line(line=line, by=by, qty_to_handle=wanted)
    except Refused as refused:
        return Answer(good=False, words=_words(refused))
    place.remember(before)
    place.asks_quantity = False
    what = _numbers(changed) or f"Item {changed.item}"
    if line.serial_no:
        return Answer(good=True, words=f"{what} is taken.")
    of = f"{shown(changed.qty_to_handle)} of {shown(changed.outstanding)}"
    return Answer(good=True, words=f"{what}: {of}.")


def _before(line: ActivityLine) -> dict[str, Any]:
    return {
        "line": line.pk,
        "qty_to_handle": str(line.qty_to_handle),
        **{name: getattr(line, name) for name in NUMBER_FIELD.values()},
    }


def _numbers(line: ActivityLine) -> str:
    text = line.numbers_text.lstrip(", ")
    return f"{text[:1].upper()}{text[1:]}"


def _noun(kind: str) -> str:
    return CAPTION[kind].removesuffix(" No.").lower() if kind else "item"


def _words(refused: Refused) -> str:
    return " ".join(_texts(refused))


def _texts(refused: Refused) -> Iterator[str]:
    for violation in refused.violations:
        yield violation.text
