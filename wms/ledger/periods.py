"""Inventory periods: made, closed and reopened (POST-109).

Closing asks the book whether everything of those days is in order, and keeps postings out while it does.
"""

from collections.abc import Iterator

from django.db import connection, transaction
from django.db.models import Max

from wms.core.errors import Refused, RuleViolation
from wms.core.records import RecordPolicy, delete_record, save_record
from wms.documents.models import Document
from wms.ledger import errors
from wms.ledger.models import InventoryPeriod, ItemLedgerEntry

# Every posting locks rows of documents first: this waits for those under way, and lets none begin.
_NOBODY_POSTS = f"lock table {Document._meta.db_table} in exclusive mode"


def _violations(stored: InventoryPeriod | None, period: InventoryPeriod) -> Iterator[RuleViolation]:
    others = InventoryPeriod.objects.exclude(pk=period.pk)
    was_closed = stored is not None and stored.closed
    if stored is not None and was_closed and period.ending_date != stored.ending_date:
        yield errors.ClosedPeriodKeepsDate(until=stored.ending_date)
    elif not was_closed:
        closed_until = others.filter(closed=True).aggregate(last=Max("ending_date"))["last"]
        if closed_until is not None and period.ending_date <= closed_until:
            yield errors.PeriodIsWithinClosed(until=period.ending_date, closed_until=closed_until)
    if period.closed and not was_closed:
        yield from _violations_of_closing(period)
    if was_closed and not period.closed:
        later = others.filter(closed=True, ending_date__gt=period.ending_date)
        if (last := later.order_by("-ending_date").first()) is not None:
            yield errors.LaterPeriodIsClosed(until=period.ending_date, later=last.ending_date)


def _violations_of_closing(period: InventoryPeriod) -> Iterator[RuleViolation]:
    earlier = InventoryPeriod.objects.filter(closed=False, ending_date__lt=period.ending_date)
    if (first := earlier.order_by("ending_date").first()) is not None:
        yield errors.EarlierPeriodIsOpen(until=period.ending_date, earlier=first.ending_date)
    owed = ItemLedgerEntry.objects.filter(
        remaining_quantity__lt=0, posting_date__lte=period.ending_date
    )
    if count := owed.count():
        entry = owed.select_related("item", "location").order_by("entry_no")[0]
        yield errors.StockIsOwed(until=period.ending_date, count=count, entry=entry)


def _violations_of_deletion(period: InventoryPeriod) -> Iterator[RuleViolation]:
    if period.closed:
        yield errors.ClosedPeriodStays(until=period.ending_date)


PERIOD = RecordPolicy[InventoryPeriod](
    violations=_violations, violations_of_deletion=_violations_of_deletion
)


def save_period(*, period: InventoryPeriod) -> InventoryPeriod:
    return save_record(period, policy=PERIOD)


def delete_period(*, period: InventoryPeriod) -> None:
    delete_record(period, policy=PERIOD)


def close_period(*, period: InventoryPeriod) -> InventoryPeriod:
    """Let nothing more be posted up to its ending date.

    Locks out postings while it looks: those under way come to their end first.  Raises Refused while an
    earlier period is open, or while goods that left on these days are still owed.
    """
    return _turned(period, closed=True)


def reopen_period(*, period: InventoryPeriod) -> InventoryPeriod:
    """Raises Refused while a later period is closed."""
    return _turned(period, closed=False)


@transaction.atomic
def _turned(period: InventoryPeriod, *, closed: bool) -> InventoryPeriod:
    if connection.vendor == "postgresql":  # SQLite has one writer at a time
        with connection.cursor() as cursor:
            cursor.execute(_NOBODY_POSTS)
    stored = InventoryPeriod.objects.select_for_update().filter(pk=period.pk).first()
    if stored is None:
        raise Refused([errors.PeriodGone(until=period.ending_date)])
    stored.closed = closed
    return save_record(stored, policy=PERIOD)
