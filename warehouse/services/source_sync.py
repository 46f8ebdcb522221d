"""A source document, made ready to post exactly what an activity handles, or what is packed (WHS-163…176)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import connection
from django.db.models import F, Q, Sum
from django.utils import timezone

from tracking.models import TrackingLine
from tracking.models.posting import words_for
from tracking.switches import NUMBER_FIELD
from warehouse import errors
from warehouse.models import Activity, CapturedSerial
from warehouse.services.number_plan import Handled, LinePlan, SourceRow, plan_line
from wms.core import sql
from wms.core.errors import RuleViolation
from wms.core.quantity import ONE, ZERO, scaled
from wms.documents.models import Document, DocumentLine

_SAVED = Q(tracking_lines__session=None)
_CHANGES = "warehouse_tracking_change"

# WHS-173.  The last part of a line takes what is left of its unit; otherwise base units are converted and
# rounded half up to 0.00001, away from zero for negative lines.
_TO_HANDLE = f"""
update documents_documentline set
    {{to}}_base = h.handled,
    {{to}} = case
        when h.handled = {{whole}}_base - {{done}}_base then {{whole}} - {{done}}
        when qty_per_unit = {ONE} then h.handled
        else (2 * {ONE} * h.handled + case when h.handled < 0 then -qty_per_unit else qty_per_unit end)
             / (2 * qty_per_unit) end
from ({{handled}}) h
where h.source_line_id = documents_documentline.id
"""
_COLUMNS = {"to": "qty_to_handle", "whole": "quantity", "done": "qty_handled"}
_ARRIVING_COLUMNS = {"to": "qty_to_receive", "whole": "qty_handled", "done": "qty_received"}
_BY_ACTIVITY = """
select source_line_id, cast(sum(qty_to_handle) as bigint) as handled
from warehouse_activityline where activity_id = %s and qty_to_handle > 0 group by source_line_id
"""

_APPLY_CHANGES = f"""
update tracking_trackingline set quantity = c.quantity, qty_to_handle = c.qty_to_handle
from {_CHANGES} c where c.id = tracking_trackingline.id
"""


@dataclass
class SourcePlan:
    """What the tracking of every handled source line becomes, and what forbids it."""

    lines: dict[int, LinePlan] = field(default_factory=dict)
    violations: list[RuleViolation] = field(default_factory=list)


def plan_source(activity: Activity) -> SourcePlan:
    """Compare what the activity handles with what the source tracks; nothing is written.  Three reads."""
    return plan_lines(handled_parts(activity))


def plan_lines(handled: Mapping[int, list[Handled]]) -> SourcePlan:
    """The same, for what is handled of each source line, by its id.  Two reads."""
    lines = (
        DocumentLine.objects.filter(pk__in=handled)
        .select_related("document", "item")
        .annotate(tracked=Sum("tracking_lines__quantity", filter=_SAVED))
        .annotate(tracked_handled=Sum("tracking_lines__qty_handled", filter=_SAVED))
        .order_by("line_no")
    )
    rows = source_rows(handled)
    plan = SourcePlan()
    for line in lines:
        untracked_handled = line.qty_handled_base - (line.tracked_handled or ZERO)
        room = line.quantity_base - (line.tracked or ZERO) - untracked_handled
        made = plan_line(handled[line.pk], rows[line.pk], room=room)
        plan.lines[line.pk] = made
        plan.violations += _violations(line, made)
    return plan


def apply_source(activity: Activity, plan: SourcePlan, *, by: User) -> list[DocumentLine]:
    """Write the plan, and Qty. to Ship or to Receive of every line of the document.

    Answers with the lines that are not handled now, as they were, for ``restore``.
    """
    return apply_plan(activity.source, plan, by=by, handled=_BY_ACTIVITY, of=activity.pk)


def apply_plan(
    source: Document, plan: SourcePlan, *, by: User, handled: str, of: int
) -> list[DocumentLine]:
    """The same; ``handled`` selects source_line_id and handled, the base quantity, for the one id ``of``."""
    others = set_to_handle(source, plan.lines, handled=handled, parameters=[of])
    write_plan(plan, by=by)
    return others


def set_to_handle(
    source: Document,
    lines: Collection[int],
    *,
    handled: str,
    parameters: Sequence[object],
    arrives: bool = False,
) -> list[DocumentLine]:
    """Let these lines of the document, and no others, have to handle what ``handled`` selects.

    ``handled`` is SQL for source_line_id and handled, signed base units.  ``arrives``: what comes out of
    transit, not what leaves.  Answers with the lines that are not handled now, as they were, for ``restore``.
    """
    columns = _ARRIVING_COLUMNS if arrives else _COLUMNS
    to = columns["to"]
    others = list(source.lines.exclude(pk__in=lines).exclude(**{f"{to}_base": ZERO}))
    source.lines.update(**{to: ZERO, f"{to}_base": ZERO})
    sql.execute(_TO_HANDLE.format(handled=handled, **columns), parameters)
    return others


def restore(others: list[DocumentLine], *, arrives: bool = False) -> None:
    """Lines that were not posted have again to handle what their clerk had said."""
    to = (_ARRIVING_COLUMNS if arrives else _COLUMNS)["to"]
    DocumentLine.objects.bulk_update(others, [to, f"{to}_base"], batch_size=500)


# --- reading --------------------------------------------------------------------------------------


def handled_parts(activity: Activity) -> dict[int, list[Handled]]:
    """By source line: each tracking set with what is to be handled of it, summed over bins."""
    sums: dict[int, dict[tuple, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    dates = {}
    captured = _captured_by_line(activity)
    rows = activity.lines.filter(qty_to_handle__gt=ZERO).order_by("line_no")
    for pk, line, day, quantity, *numbers in rows.values_list(
        "pk", "source_line_id", "expiration_date", "qty_to_handle", *NUMBER_FIELD.values()
    ):
        for serial in captured.get(pk, ()):
            sums[line][serial, *numbers[1:]] += 1
            dates[line, (serial, *numbers[1:])] = day
        if pk not in captured:
            sums[line][tuple(numbers)] += quantity
            dates[line, tuple(numbers)] = day
    return {
        line: [
            Handled(numbers, quantity, dates[line, numbers]) for numbers, quantity in parts.items()
        ]
        for line, parts in sums.items()
    }


def _captured_by_line(activity: Activity) -> dict[int, list[str]]:
    """The serials in the lists of the activity's lines (CAP-026)."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = CapturedSerial.objects.filter(line__activity=activity, line__qty_to_handle__gt=ZERO)
    for line, serial in rows.order_by("pk").values_list("line_id", "serial_no"):
        found[line].append(serial)
    return found


def source_rows(lines: Iterable[int]) -> dict[int, list[SourceRow]]:
    """The saved tracking rows by source line, one read."""
    found: dict[int, list[SourceRow]] = defaultdict(list)
    rows = TrackingLine.objects.filter(line__in=list(lines), session=None).order_by("id")
    for line, row_id, quantity, handled, to_handle, serial, lot, package in rows.values_list(
        "line_id", "id", "quantity", "qty_handled", "qty_to_handle", *NUMBER_FIELD.values()
    ):
        found[line].append(SourceRow(row_id, (serial, lot, package), quantity, handled, to_handle))
    return found


def _violations(line: DocumentLine, plan: LinePlan) -> Iterator[RuleViolation]:
    source = str(line.document)
    for excess in plan.excess:
        yield errors.SourceNumbersComplete(
            document=source,
            line_no=line.line_no,
            number=next(filter(None, excess.numbers), ""),
            item=line.item,
            numbers=words_for(*excess.numbers),
            source=source,
            excess=excess.quantity,
        )
    for undecided in plan.undecided:
        yield errors.SourceNumbersUndecided(
            document=source,
            line_no=line.line_no,
            number=next(filter(None, undecided.numbers), ""),
            item=line.item,
            numbers=words_for(*undecided.numbers),
            source=source,
            handled=undecided.handled,
            tracked=undecided.tracked,
        )


# --- writing --------------------------------------------------------------------------------------


def write_plan(plan: SourcePlan, *, by: User) -> None:
    """Changed, gone and new tracking rows of all lines, one statement each."""
    changing = {line: made for line, made in plan.lines.items() if made.changes_anything}
    if not changing:
        return
    write_rows([row for made in changing.values() for row in made.changed])
    gone = [row.id for made in changing.values() for row in made.gone]
    if gone:
        TrackingLine.objects.filter(pk__in=gone).delete()
    _insert({line: made.new for line, made in changing.items() if made.new}, by)
    DocumentLine.objects.filter(pk__in=changing).update(tracking_version=F("tracking_version") + 1)


def write_rows(rows: list[SourceRow]) -> None:
    """Quantity and Qty. to Handle of these saved tracking rows, one statement however many."""
    if not rows:
        return
    sql.empty_temporary(_CHANGES, "id bigint primary key, quantity bigint, qty_to_handle bigint")
    _load([(row.id, scaled(row.quantity), scaled(row.qty_to_handle)) for row in rows])
    sql.execute(_APPLY_CHANGES)


def _load(values: list[tuple[int, int, int]]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"copy {_CHANGES} from stdin") as copy:
                for row in values:
                    copy.write_row(row)
        else:
            cursor.executemany(f"insert into {_CHANGES} values (%s, %s, %s)", values)


_NEW_FIELDS = (
    "line",
    "item",
    "variant",
    "location",
    "outbound",
    *NUMBER_FIELD.values(),
    "new_serial_no",
    "new_lot_no",
    "new_package_no",
    "expiration_date",
    "quantity",
    "qty_to_handle",
    "qty_to_invoice",
    "qty_handled",
    "qty_invoiced",
    "changed_by",
    "changed_at",
)


def _insert(parts: dict[int, list[Handled]], by: User) -> None:
    # with all that a row asks of its line: nothing else can be read while rows are copied
    lines = DocumentLine.objects.select_related("document", "item").in_bulk(list(parts))
    now = connection.ops.adapt_datetimefield_value(timezone.now())

    def rows() -> Iterator[tuple]:
        for line_id, of_line in parts.items():
            line = lines[line_id]
            for part in of_line:
                quantity = scaled(part.quantity)
                yield (
                    line.pk,
                    line.item_id,
                    line.variant_id,
                    line.location_id,
                    line.outbound,
                    *part.numbers,
                    *("", "", ""),
                    part.expiration_date,
                    quantity,
                    quantity,
                    quantity,
                    0,
                    0,
                    by.pk,
                    now,
                )

    sql.insert_rows(TrackingLine, _NEW_FIELDS, rows())
