"""Posting a transfer order: shipped into transit, received out of it, or both at once (POST section 19)."""

from collections.abc import Iterator

from django.db.models import F

from tracking.posting import errors, tables
from tracking.posting.context import Posting
from wms.core import prepared, sql
from wms.core.errors import MOST_SHOWN, RuleViolation
from wms.core.quantity import unscaled
from wms.documents import transfers
from wms.documents.kinds import Step
from wms.documents.models import Document, DocumentStatus

# What is shipped becomes history of the shipment and is in transit, where all of it is to be received
# (POST-115, POST-116, POST-144); a direct transfer arrives at once.  The right-hand sides read the row as
# it was.
_SHIP_TRACKING = f"""
update tracking_trackingline set
    qty_handled = tracking_trackingline.qty_handled + r.quantity,
    qty_to_handle = tracking_trackingline.quantity - tracking_trackingline.qty_handled - r.quantity,
    qty_received = tracking_trackingline.qty_received + {{arrived}},
    qty_to_receive = tracking_trackingline.qty_handled + r.quantity
                     - tracking_trackingline.qty_received - {{arrived}}
from {tables.ROW} r
where tracking_trackingline.id = r.tracking_line_id
"""
_SHIP_LINES = f"""
update documents_documentline set
    qty_handled = qty_handled + qty_to_handle,
    qty_handled_base = qty_handled_base + qty_to_handle_base,
    qty_to_handle = quantity - qty_handled - qty_to_handle,
    qty_to_handle_base = quantity_base - qty_handled_base - qty_to_handle_base,
    qty_received = qty_received + {{arrived}},
    qty_received_base = qty_received_base + {{arrived_base}},
    qty_to_receive = qty_handled + qty_to_handle - qty_received - {{arrived}},
    qty_to_receive_base = qty_handled_base + qty_to_handle_base - qty_received_base - {{arrived_base}},
    tracking_version = tracking_version + 1
where id in (select line_id from {tables.ROW})
"""
_RECEIVE_TRACKING = f"""
update tracking_trackingline set
    qty_received = tracking_trackingline.qty_received + r.quantity,
    qty_to_receive = tracking_trackingline.qty_handled - tracking_trackingline.qty_received - r.quantity
from {tables.ROW} r
where tracking_trackingline.id = r.tracking_line_id
"""
_RECEIVE_LINES = f"""
update documents_documentline set
    qty_received = qty_received + qty_to_receive,
    qty_received_base = qty_received_base + qty_to_receive_base,
    qty_to_receive = qty_handled - qty_received - qty_to_receive,
    qty_to_receive_base = qty_handled_base - qty_received_base - qty_to_receive_base,
    tracking_version = tracking_version + 1
where id in (select line_id from {tables.ROW})
"""

# All that is open of the rows that were left out is to be handled again (POST-116).
_REFILL = f"""
update tracking_trackingline set
    qty_to_handle = quantity - qty_handled, qty_to_receive = qty_handled - qty_received
where line_id in (select line_id from {tables.ROW}) and session_id is null
  and (qty_to_handle <> quantity - qty_handled or qty_to_receive <> qty_handled - qty_received)
"""

_PARTLY_DIRECT = f"""
select line_no, qty_to_handle, quantity from documents_documentline
where document_id = %s and qty_to_handle_base <> quantity_base
order by line_no limit {MOST_SHOWN + 1}
"""


def places(posting: Posting) -> dict[str, str]:
    """From where to where the staged rows of this step go, as SQL over document line ``l``.

    Numbers arrive as they left (POST-147).  In transit there are no bins.
    """
    between = f"cast({posting.document.in_transit_id or 'null'} as bigint)"
    leaving = {"location": "l.location_id", "bin": "l.bin_id", "is_shipment": "true"}
    arriving = {"new_location": "l.new_location_id", "new_bin": "l.new_bin_id"}
    nowhere = "cast(null as bigint)"
    if posting.step is Step.SHIP:
        arriving = {"new_location": between, "new_bin": nowhere}
    elif posting.step is Step.RECEIVE:
        leaving = {"location": between, "bin": nowhere, "is_shipment": "false"}
        leaving["applies_to"] = nowhere  # the shipment has consumed that entry (POST-153)
    kept = {f"new_{kind}": f"coalesce(t.{kind}_no, '')" for kind in ("serial", "lot", "package")}
    return leaving | arriving | kept


def header_violations(posting: Posting) -> Iterator[RuleViolation]:
    """What the header alone decides (POST-143)."""
    document = posting.document
    where = str(document)
    yield from transfers.place_violations(document, document=where)
    if document.status == DocumentStatus.OPEN:
        yield errors.TransferNotReleased(document=where)
    series = "posted_transfer_shipment_nos"
    if posting.step is Step.SHIP_AND_RECEIVE and not getattr(posting.setup, f"{series}_id"):
        caption = posting.setup._meta.get_field(series).verbose_name  # type: ignore[union-attr]
        yield errors.SeriesMissing(document=where, caption=caption)


def line_violations(posting: Posting) -> Iterator[RuleViolation]:
    """A direct transfer takes whole lines (POST-150)."""
    if posting.step is not Step.HANDLE:
        return
    for line_no, to_ship, quantity in sql.rows(_PARTLY_DIRECT, [posting.document.pk]):
        yield errors.DirectTransferIncomplete(
            document=str(posting.document),
            line_no=line_no,
            to_ship=unscaled(int(to_ship)),
            quantity=unscaled(int(quantity)),
        )


def settle(posting: Posting) -> None:
    """Move the order on; it closes when everything on it has arrived (POST-120, POST-149)."""
    if posting.step is Step.RECEIVE:
        tracking, lines = _RECEIVE_TRACKING, _RECEIVE_LINES
    else:
        direct = posting.step is Step.HANDLE
        tracking = _SHIP_TRACKING.format(arrived="r.quantity" if direct else "0")
        lines = _SHIP_LINES.format(
            arrived="qty_to_handle" if direct else "0",
            arrived_base="qty_to_handle_base" if direct else "0",
        )
    prepared.execute(tracking)
    prepared.execute(_REFILL)
    prepared.execute(lines)
    document = posting.document
    if not document.lines.exclude(quantity_base=F("qty_received_base")).exists():
        Document.objects.filter(pk=document.pk).update(status=DocumentStatus.CLOSED)
