"""Taking lines off an activity, and deleting it (WHS-145…152)."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, QuerySet

from tracking.switches import NUMBER_FIELD
from warehouse.models import Activity, ActivityLine, CapturedSerial
from warehouse.selectors.picked import picked_for
from warehouse.services.locking import changed, lock_activity, lock_line, lock_source
from warehouse.services.number_plan import SourceRow
from warehouse.services.source_sync import source_rows, write_rows
from warehouse.trackingsets import Numbers, coarser
from wms.core.quantity import ZERO
from wms.documents.models import DocumentLine


@transaction.atomic
def delete_line(*, line: ActivityLine, by: User, version: int | None = None) -> Activity | None:
    """Take one line off; what was not handled is free again and can be picked anew.

    A number that the source states keeps its Quantity there; its Qty. to Handle becomes what is still
    on open activities (WHS-151).  Answers with the activity, or None when that was its last line.

    Locks the source document, then the activity.  Rules: WHS-145, WHS-147, WHS-148, WHS-151.
    """
    lock_source(line.activity)
    line = lock_line(line, by=by, version=version)
    activity = line.activity
    stated = _stated(activity.lines.filter(pk=line.pk))
    line.delete()
    _park(stated)
    if activity.lines.exists():
        return changed(activity)
    activity.delete()
    return None


@transaction.atomic
def delete_activity(*, activity: Activity, by: User, version: int | None = None) -> None:
    """Delete the activity with all its lines; what was posted stays (WHS-147, WHS-151).

    Locks the source document, then the activity.
    """
    lock_source(activity)
    activity = lock_activity(activity, by=by, version=version)
    stated = _stated(activity.lines.all())
    CapturedSerial.objects.filter(line__activity=activity).delete()
    activity.lines.all()._raw_delete(ActivityLine.objects.db)
    activity.delete()
    _park(stated)


Stated = dict[int, set[Numbers]]  # by source line


def _stated(lines: QuerySet[ActivityLine]) -> Stated:
    """The numbers on these lines that come from the source."""
    found: Stated = defaultdict(set)
    rows = lines.filter(number_is_fixed=True).values_list("source_line_id", *NUMBER_FIELD.values())
    for line, serial, lot, package in rows:
        found[line].add((serial, lot, package))
    return found


def _park(stated: Stated) -> None:
    """Qty. to Handle of these numbers on the source := what remains on open activities.  Four statements."""
    if not stated:
        return
    remaining = _remaining(stated)
    changing: dict[int, list[SourceRow]] = defaultdict(list)
    for line, rows in source_rows(stated).items():
        for row in rows:
            wanted = _to_handle(row, stated[line], remaining[line])
            if wanted is not None and wanted != row.qty_to_handle:
                row.qty_to_handle = wanted
                changing[line].append(row)
    if changing:
        write_rows([row for rows in changing.values() for row in rows])
        DocumentLine.objects.filter(pk__in=changing).update(
            tracking_version=F("tracking_version") + 1
        )


def _remaining(lines: Iterable[int]) -> dict[int, dict[Numbers, Decimal]]:
    """Outstanding on open picks that post the line, and picked for shipments, by source line and tracking set.

    A shipment ships what is picked, so what still lies on its picks is not to be handled (WHS-151).
    """
    found: dict[int, dict[Numbers, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for line, picked in picked_for(list(lines)).items():
        for one in picked:
            found[line][one.numbers] += one.quantity
    rows = ActivityLine.objects.filter(source_line__in=list(lines), activity__whse_document=None)
    for line, quantity, serial, lot, package in rows.values_list(
        "source_line_id", F("quantity") - F("qty_handled"), *NUMBER_FIELD.values()
    ):
        found[line][serial, lot, package] += quantity
    return found


def _to_handle(
    row: SourceRow, deleted: set[Numbers], remaining: dict[Numbers, Decimal]
) -> Decimal | None:
    """None: the row has nothing to do with what was deleted.

    Where the warehouse counts lots and the source names serials, the row follows the lot as a whole.
    """
    if row.numbers in deleted:
        return min(row.left, remaining.get(row.numbers, ZERO))
    for numbers in coarser(row.numbers):
        if numbers in deleted:
            return row.qty_to_handle if remaining.get(numbers) else ZERO
    return None
