"""What is picked for shipment lines, kept in step with the item tracking of their source (WHS-163…169).

All quantities are positive base units.  A fixed number of statements, however many numbers there are.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import User
from django.db.models import F, QuerySet

from tracking.models import TrackingLine
from tracking.models.posting import words_for
from warehouse.capture.writing import release_serials
from warehouse.documents import errors
from warehouse.models import PickedNumber, WarehouseDocument, WarehouseDocumentLine
from warehouse.selectors.picked import picked_for
from warehouse.services.number_plan import Handled, SourceRow
from warehouse.services.source_sync import (
    SourcePlan,
    plan_lines,
    source_rows,
    write_plan,
    write_rows,
)
from warehouse.trackingsets import NONE, Numbers, coarser
from wms.core import sql
from wms.core.errors import RuleViolation
from wms.core.quantity import ZERO, scaled
from wms.documents.models import Document, DocumentLine


@dataclass
class Picked:
    """What of one tracking set is picked and not shipped; see ``PickedNumber``."""

    quantity: Decimal = ZERO
    brought: Decimal = ZERO
    expiration_date: date | None = None
    is_captured: bool = False


OfLine = dict[Numbers, Picked]


def plan_picked(now: Mapping[int, list[Handled]]) -> SourcePlan:
    """The tracking of source lines when this is picked besides what is picked already; nothing is written."""
    before = picked_for(now)
    handled: dict[int, list[Handled]] = {}
    for line, parts in now.items():
        sums: dict[Numbers, Decimal] = defaultdict(Decimal)
        days: dict[Numbers, date | None] = {}
        for one in before.get(line, ()):
            sums[one.numbers] += one.quantity
            days[one.numbers] = one.expiration_date
        for part in parts:
            sums[part.numbers] += part.quantity
            days[part.numbers] = part.expiration_date
        handled[line] = [Handled(key, quantity, days[key]) for key, quantity in sums.items()]
    return plan_lines(handled)


def add_picked(
    document: WarehouseDocument,
    now: Mapping[int, list[Handled]],
    plan: SourcePlan,
    *,
    captured: Collection[tuple[int, str]] = (),
) -> None:
    """Write down what is picked now, by source line of the shipment.

    ``captured``: source line and serial of the units that got it just now.
    """
    lines = dict(document.lines.filter(source_line__in=now).values_list("source_line_id", "pk"))
    found = _picked_of(lines.values())
    for source_line, parts in now.items():
        of_line = found[lines[source_line]]
        for part in parts:
            one = of_line.setdefault(part.numbers, Picked())
            one.quantity += part.quantity
            one.expiration_date = part.expiration_date
            one.is_captured |= (source_line, part.numbers[0]) in captured
        for numbers, brought in plan.lines[source_line].brought.items():
            if numbers in of_line:
                of_line[numbers].brought += brought
    _replace(found)


def bring_in_step(lines: Collection[WarehouseDocumentLine], *, by: User) -> None:
    """Let the source's tracking have to handle what is picked for these shipment lines (WHS-208).

    Lines with more than one answer keep what their clerk has said.
    """
    found = _picked_of([line.pk for line in lines])
    handled = {
        line.source_line_id: [
            Handled(numbers, one.quantity, one.expiration_date)
            for numbers, one in found[line.pk].items()
        ]
        for line in lines
        if found[line.pk]
    }
    plan = plan_lines(handled)
    plan.lines = {
        line: made for line, made in plan.lines.items() if not (made.excess or made.undecided)
    }
    write_plan(plan, by=by)


@dataclass
class Shipped:
    """What remains picked of each line once this is shipped, and what forbids it."""

    left: dict[int, OfLine] = field(default_factory=dict)
    violations: list[RuleViolation] = field(default_factory=list)


def shipped_of(document: WarehouseDocument, source: Document) -> Shipped:
    """Compare what the lines of one source ship with what is picked for them, number by number (WHS-207)."""
    lines = list(
        document.lines.filter(source_line__document=source, qty_to_handle__gt=ZERO)
        .select_related("item", "source_line")
        .order_by("line_no")
    )
    made = Shipped(left=_picked_of([line.pk for line in lines]))
    rows = source_rows([line.source_line_id for line in lines])
    for line in lines:
        line.document = document
        made.violations += _take(line, rows[line.source_line_id], made.left[line.pk])
    return made


def settle(shipped: Shipped) -> None:
    """Write down what is still picked after the shipment."""
    _replace(shipped.left)


def take_back(lines: QuerySet[WarehouseDocumentLine], *, by: User) -> None:
    """Numbers that a pick brought leave the source's tracking with the shipment lines (WHS-154).

    Units that got their serial at the pick are without one again (CAP-046).
    """
    captured = list(
        PickedNumber.objects.filter(line__in=lines, is_captured=True)
        .select_related("line__source_line__document", "line__document")
        .order_by("pk")
    )
    _leave_the_source(lines)
    release_serials(captured, by=by)


def _leave_the_source(lines: QuerySet[WarehouseDocumentLine]) -> None:
    rows = PickedNumber.objects.filter(line__in=lines, brought__gt=ZERO).select_related("line")
    brought = {(one.line.source_line_id, one.numbers): one.brought for one in rows}
    if not brought:
        return
    found = source_rows({line for line, _ in brought})
    changed: list[SourceRow] = []
    for line, of_line in found.items():
        for row in of_line:
            quantity = min(brought.get((line, row.numbers), ZERO), row.quantity - row.qty_handled)
            if quantity:
                row.quantity -= quantity
                row.qty_to_handle = min(row.qty_to_handle, row.quantity - row.qty_handled)
                changed.append(row)
    write_rows([row for row in changed if row.quantity])
    TrackingLine.objects.filter(pk__in=[row.id for row in changed if not row.quantity]).delete()
    DocumentLine.objects.filter(pk__in=found).update(tracking_version=F("tracking_version") + 1)


# --- inside ---------------------------------------------------------------------------------------


def _take(
    line: WarehouseDocumentLine, rows: list[SourceRow], left: OfLine
) -> Iterator[RuleViolation]:
    """Take what is shipped out of what is picked: the same numbers, else a set that says less of them."""
    open_rows = [row for row in rows if row.left > ZERO]
    rest = line.qty_to_handle
    for row in open_rows:
        asked = min(row.left, line.qty_to_handle if len(open_rows) == 1 else row.qty_to_handle)
        missing = asked
        for numbers in (row.numbers, *coarser(row.numbers)):
            missing -= _reduced(left, numbers, missing)
        rest -= asked - missing
        if missing:
            yield errors.NumberNotPicked(
                document=str(line.document),
                line_no=line.line_no,
                number=next(filter(None, row.numbers), ""),
                item=line.item,
                numbers=words_for(*row.numbers),
                asked=asked,
                picked=asked - missing,
            )
    for numbers in (NONE, *list(left)):  # units that carry no number
        rest -= _reduced(left, numbers, max(ZERO, rest))


def _reduced(left: OfLine, numbers: Numbers, wanted: Decimal) -> Decimal:
    """How much of the set was there; it is taken."""
    one = left.get(numbers)
    if one is None:
        return ZERO
    taken = min(wanted, one.quantity)
    one.quantity -= taken
    one.brought = min(one.brought, one.quantity)
    return taken


def _picked_of(lines: Collection[int]) -> dict[int, OfLine]:
    """By shipment line; one read."""
    found: dict[int, OfLine] = {line: {} for line in lines}
    for one in PickedNumber.objects.filter(line__in=list(lines)).order_by("pk"):
        found[one.line_id][one.numbers] = Picked(
            one.quantity, one.brought, one.expiration_date, one.is_captured
        )
    return found


_FIELDS = (
    "line", "serial_no", "lot_no", "package_no", "expiration_date", "quantity", "brought", "is_captured",
)  # fmt: skip


def _replace(found: Mapping[int, OfLine]) -> None:
    """Two statements: these lines have what ``found`` says, and nothing else."""
    PickedNumber.objects.filter(line__in=list(found)).delete()
    sql.insert_rows(
        PickedNumber,
        _FIELDS,
        (
            (
                line,
                *numbers,
                one.expiration_date,
                scaled(one.quantity),
                scaled(one.brought),
                one.is_captured,
            )
            for line, of_line in found.items()
            for numbers, one in of_line.items()
            if one.quantity
        ),
    )
