"""Keeps bins in step with the ledger: asked inside every posting (WHS-005, WHS-006, WHS-034…044)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q

from tracking.models import PostingRow
from tracking.posting import capturing, undo
from tracking.posting.context import Posting
from warehouse import errors
from warehouse.documents import following as warehouse_documents
from warehouse.models import Activity, ActivityLine
from warehouse.packing import following as packing
from warehouse.policies import held
from warehouse.policies.bins import bin_violations
from warehouse.services import bin_staging, bin_writing
from wms.core import prepared
from wms.core.errors import RuleViolation

_ROW = PostingRow._meta.db_table
_MOVES_BINS = "moves bins"
_SHIPS_PACKED = "ships packed"

# Asked first, as most postings touch none of the five.
_TOUCHED = f"""
select exists (select 1 from warehouse_activityline a
               join warehouse_activity o on o.id = a.activity_id
               where a.source_line_id in (select line_id from {_ROW})
                 and a.activity_id <> %(activity)s
                 and coalesce(o.whse_document_id, 0) <> %(document)s),
       exists (select 1 from inventory_location l
               where (l.require_shipment or l.require_receive)
                 and (l.id in (select location_id from {_ROW})
                      or l.id in (select new_location_id from {_ROW}))),
       exists (select 1 from inventory_location l
               where l.bin_mandatory and (l.id in (select location_id from {_ROW})
                                       or l.id in (select new_location_id from {_ROW})))
           or exists (select 1 from {_ROW} where bin_id is not null or new_bin_id is not null),
       ({packing.TOUCHED}),
       ({held.TOUCHED})
"""


class BinFollower:
    """A posting comes from an activity or a warehouse document, whose lines name the bins, or from the order."""

    def violations(self, posting: Posting) -> Iterable[RuleViolation]:
        """Everything about bins and warehouse work that forbids this posting.  Stages ``BinMovement``."""
        if posting.source in capturing.SERIALS_ONLY:
            return  # bins do not know the serial, and nothing moves (CAP-034)
        if posting.source == undo.SOURCE:
            return  # warehouse.undoing knows the way back
        if posting.whse_document_id is not None:
            warehouse_documents.take_bins(posting)
        touched = _touched(posting)
        found: list[RuleViolation] = []
        if touched.from_station:
            posting.notes[_SHIPS_PACKED] = True
            found += packing.violations(posting)
        if touched.on_activities:
            found += _worked_on_elsewhere(posting)
        if touched.through_warehouse and posting.document.rules.goes_through_warehouse:
            found += warehouse_documents.violations(posting)
        if touched.held_by_others:
            found += held.picked_serials(str(posting.document), shipment=posting.whse_document_id)
        yield from found
        if touched.in_bins and bin_staging.stage(
            posting.activity_id,
            on=posting.posting_date,
            has_drop_shipments=posting.has_drop_shipments,
        ):
            posting.notes[_MOVES_BINS] = True
            yield from bin_violations()
            if touched.held_by_others:
                yield from _held_by_others(posting, told={one.line_no for one in found})

    def write(self, posting: Posting) -> None:
        """Write what ``violations`` staged.  The numbers of the ledger entries are known by now."""
        if posting.notes.get(_SHIPS_PACKED):
            packing.settle(posting)
        if not posting.notes.get(_MOVES_BINS):
            return
        bin_writing.write(register_no=posting.register_no, **_written_for(posting))


@dataclass(frozen=True)
class _Touched:
    """Whether rows stand on other activities, at places that need warehouse documents, in bins, in containers,
    and whether others take from the same items."""

    on_activities: bool
    through_warehouse: bool
    in_bins: bool
    from_station: bool
    held_by_others: bool


def _touched(posting: Posting) -> _Touched:
    ids = {"activity": posting.activity_id or 0, "document": posting.whse_document_id or -1}
    [found] = prepared.rows(_TOUCHED, ids)
    on_activities, through_warehouse, in_bins, packed, held_by_others = map(bool, found)
    from_activity = posting.activity_id is not None
    from_order = not from_activity and posting.whse_document_id is None
    return _Touched(
        on_activities=on_activities,
        through_warehouse=through_warehouse and from_order,
        in_bins=in_bins or from_activity,
        from_station=packed,
        held_by_others=held_by_others,
    )


def _held_by_others(posting: Posting, *, told: set[int | None]) -> Iterator[RuleViolation]:
    """WHS-028: what picks, shipments and containers take from a bin stays there for them."""
    lacking = held.lacking(
        activity=posting.activity_id,
        shipment=posting.whse_document_id,
        source=posting.document.pk,
    )
    yield from held.held_violations(str(posting.document), lacking, told=told)


def _written_for(posting: Posting) -> dict[str, str]:
    """How the warehouse entries name what the posting comes from."""
    if posting.whse_document_id is not None:
        return warehouse_documents.written_for(posting)
    if posting.activity_id is None:
        return {}
    activity = Activity.objects.get(pk=posting.activity_id)
    return {"whse_document_kind": activity.kind, "whse_document_no": activity.no}


def _worked_on_elsewhere(posting: Posting) -> Iterator[RuleViolation]:
    """WHS-006: what stands on an activity is posted from there; a shipment leaves its own picks be (WHS-206)."""
    elsewhere = Q(activity__whse_document=None)
    if posting.whse_document_id is not None:
        elsewhere |= ~Q(activity__whse_document=posting.whse_document_id)
    else:
        elsewhere |= Q(activity__whse_document__isnull=False)
    lines = (
        ActivityLine.objects.filter(
            elsewhere, source_line__in=posting.rows.order_by().values("line_id")
        )
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
