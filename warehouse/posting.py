"""Keeps bins in step with the ledger: asked inside every posting (WHS-005, WHS-006, WHS-034…044)."""

from collections.abc import Iterable, Iterator

from django.db.models import Q

from tracking.posting.context import Posting
from warehouse import errors
from warehouse.models import Activity, ActivityLine, BinMovement
from warehouse.policies.bins import BIN_RULES
from warehouse.services import bin_staging, bin_writing
from wms.core.errors import RuleViolation
from wms.core.rules import violations


class BinFollower:
    """A posting either comes from an activity, whose lines name the bins, or from the document."""

    def violations(self, posting: Posting) -> Iterable[RuleViolation]:
        """Everything about bins and warehouse work that forbids this posting.  Stages ``BinMovement``."""
        yield from _worked_on_elsewhere(posting)
        if posting.activity_id is None and posting.document.rules.goes_through_warehouse:
            yield from _needs_warehouse_document(posting)
        if bin_staging.stage(posting.activity_id, on=posting.posting_date):
            rows = BinMovement.objects.select_related(
                "document", "item", "location", "bin__location", "found_in"
            ).order_by("id")
            yield from violations(rows, rules=BIN_RULES)

    def write(self, posting: Posting) -> None:
        """Write what ``violations`` staged.  The numbers of the ledger entries are known by now."""
        if not BinMovement.objects.exists():
            return
        activity = (
            Activity.objects.get(pk=posting.activity_id)
            if posting.activity_id is not None
            else None
        )
        bin_writing.write_entries(
            register_no=posting.register_no,
            whse_document_kind=activity.kind if activity else "",
            whse_document_no=activity.no if activity else "",
        )
        bin_writing.keep_contents()


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
        arriving.order_by("line_no").values_list("line_no", "item__no", "new_location__code").distinct()
    ):
        yield errors.ArrivesThroughWarehouse(
            document=str(posting.document),
            line_no=line_no,
            item=item,
            location=f"location {location}",
            switch="Require Receive",
            whse_document="warehouse receipt",
        )
