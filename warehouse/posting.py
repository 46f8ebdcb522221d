"""Keeps bins in step with the ledger: asked inside every posting (WHS-005, WHS-006, WHS-034…044)."""

from collections.abc import Iterable, Iterator

from django.db.models import Q

from tracking.models import PostingRow
from tracking.posting import capturing, undo
from tracking.posting.context import Posting
from warehouse import errors
from warehouse.models import Activity, ActivityLine
from warehouse.packing import following as packing
from warehouse.policies.bins import bin_violations
from warehouse.services import bin_staging, bin_writing
from wms.core import sql
from wms.core.errors import RuleViolation
from wms.documents.kinds import PurchasingCode

_ROW = PostingRow._meta.db_table
_MOVES_BINS = "moves bins"
_SHIPS_PACKED = "ships packed"

# Asked first, as most postings touch none of the four.
_TOUCHED = f"""
select exists (select 1 from warehouse_activityline a
               where a.source_line_id in (select line_id from {_ROW})
                 and a.activity_id <> %(activity)s),
       exists (select 1 from inventory_location l
               where (l.require_shipment or l.require_receive)
                 and (l.id in (select location_id from {_ROW})
                      or l.id in (select new_location_id from {_ROW}))),
       exists (select 1 from inventory_location l
               where l.bin_mandatory and (l.id in (select location_id from {_ROW})
                                       or l.id in (select new_location_id from {_ROW})))
           or exists (select 1 from {_ROW} where bin_id is not null or new_bin_id is not null),
       ({packing.TOUCHED})
"""


class BinFollower:
    """A posting either comes from an activity, whose lines name the bins, or from the document."""

    def violations(self, posting: Posting) -> Iterable[RuleViolation]:
        """Everything about bins and warehouse work that forbids this posting.  Stages ``BinMovement``."""
        if posting.source in capturing.SERIALS_ONLY:
            return  # bins do not know the serial, and nothing moves (CAP-034)
        if posting.source == undo.SOURCE:
            return  # warehouse.undoing knows the way back
        on_activities, through_warehouse, in_bins, from_station = _touched(posting)
        if from_station:
            posting.notes[_SHIPS_PACKED] = True
            yield from packing.violations(posting)
        if on_activities:
            yield from _worked_on_elsewhere(posting)
        if through_warehouse and posting.document.rules.goes_through_warehouse:
            yield from _needs_warehouse_document(posting)
        if in_bins and bin_staging.stage(
            posting.activity_id,
            on=posting.posting_date,
            has_drop_shipments=posting.has_drop_shipments,
        ):
            posting.notes[_MOVES_BINS] = True
            yield from bin_violations()

    def write(self, posting: Posting) -> None:
        """Write what ``violations`` staged.  The numbers of the ledger entries are known by now."""
        if posting.notes.get(_SHIPS_PACKED):
            packing.settle(posting)
        if not posting.notes.get(_MOVES_BINS):
            return
        activity = (
            Activity.objects.get(pk=posting.activity_id)
            if posting.activity_id is not None
            else None
        )
        bin_writing.write(
            register_no=posting.register_no,
            whse_document_kind=activity.kind if activity else "",
            whse_document_no=activity.no if activity else "",
        )


def _touched(posting: Posting) -> tuple[bool, bool, bool, bool]:
    """Whether rows stand on other activities, at places that need warehouse documents, in bins, in containers."""
    [found] = sql.rows(_TOUCHED, {"activity": posting.activity_id or 0})
    on_activities, through_warehouse, in_bins, packed = map(bool, found)
    from_activity = posting.activity_id is not None
    return on_activities, through_warehouse and not from_activity, in_bins or from_activity, packed


def _worked_on_elsewhere(posting: Posting) -> Iterator[RuleViolation]:
    """WHS-006: what stands on an activity is posted from there."""
    lines = (
        ActivityLine.objects.filter(source_line__in=posting.rows.order_by().values("line_id"))
        .exclude(activity=posting.activity_id)
        .order_by("source_line__line_no", "activity_id")
        .values_list("source_line__line_no", "item__no", "activity__kind", "activity__no")
        .distinct()
    )
    for line_no, item, kind, no in lines:
        yield errors.ActivityExists(
            document=str(posting.document),
            line_no=line_no,
            item=item,
            activity=f"{Activity.Kind(kind).label.lower()} {no}",
        )


def _needs_warehouse_document(posting: Posting) -> Iterator[RuleViolation]:
    """WHS-005: goods pass through a warehouse receipt or shipment where the location says so."""
    rows = (
        posting.rows.filter(item__type="inventory")
        .exclude(line__purchasing_code=PurchasingCode.DROP_SHIPMENT)  # WHS-046
        .filter(
            Q(outbound=True, location__require_shipment=True)
            | Q(outbound=False, location__require_receive=True)
        )
        .order_by("line_no")
        .values_list("line_no", "item__no", "location__code", "outbound")
        .distinct()
    )
    for line_no, item, location, outbound in rows:
        yield errors.PostedThroughWarehouse(
            document=str(posting.document),
            line_no=line_no,
            item=item,
            location=f"location {location}" if location else "the blank location",
            switch="Require Shipment" if outbound else "Require Receive",
            whse_document="warehouse shipment" if outbound else "warehouse receipt",
        )
    arriving = posting.rows.filter(is_transfer=True, new_location__require_receive=True)
    for line_no, item, location in (
        arriving.order_by("line_no")
        .values_list("line_no", "item__no", "new_location__code")
        .distinct()
    ):
        yield errors.ArrivesThroughWarehouse(
            document=str(posting.document),
            line_no=line_no,
            item=item,
            location=f"location {location}",
            switch="Require Receive",
            whse_document="warehouse receipt",
        )
