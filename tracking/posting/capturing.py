"""Serials captured on the way out: stock without serial gets one, and leaves under it (CAP-034, CAP-035).

Under a tracking dimension group that captures serials a sale, or the shipment of a transfer order, may name
serials that nothing in stock carries (CAP-037).  A posting of its own, a reclassification inside the same
transaction, gives them to units that lie there without: −1 blank, +1 serial, same location, lot, package and
dates.  The shipment then takes those units.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone

from tracking.models import (
    Capture,
    CaptureReversal,
    PreviouslyShipped,
    SerialCapture,
    TrackingLine,
)
from tracking.posting import captureholds, errors, tables
from tracking.posting.context import Posted, Posting
from wms.core import sql
from wms.core.errors import Refused, RuleViolation
from wms.core.quantity import unscaled
from wms.core.records import insert_records
from wms.documents.kinds import DocumentKind, EntryType
from wms.documents.models import Document, DocumentLine

if TYPE_CHECKING:
    from django.contrib.auth.models import User

SOURCE = "serial_capture"
REVERSAL = "capture_reversal"
SERIALS_ONLY = (SOURCE, REVERSAL)  # postings that move nothing from its place
REASON_CODE = "CAPTURE"

# Rows whose serial nothing in stock carries: the first of each, should one stand on two lines.
_TO_CAPTURE = f"""
from {tables.ROW} r
join inventory_item i on i.id = r.item_id
join tracking_itemtrackingcode c on c.id = i.item_tracking_code_id
join tracking_trackingdimensiongroup g on g.id = c.tracking_dimension_group_id
where r.outbound and (r.entry_type = '{EntryType.SALE.value}' or coalesce(r.is_shipment, false))
  and r.serial_no <> ''
  and g.capture_serial_no <> '{Capture.NONE.value}'
  and r.id in (select min(id) from {tables.ROW} group by item_id, variant_id, serial_no)
  and not exists (select 1 from ledger_itemledgerentry e
                  where e.item_id = r.item_id and e.variant_id = r.variant_id
                    and e.serial_no = r.serial_no and not (e.serial_no = '') and e.remaining_quantity > 0)
"""
_ROWS = f"""
select r.line_id, r.item_id, r.variant_id, r.location_id, r.serial_no, r.lot_no, r.package_no, r.quantity
{_TO_CAPTURE} order by r.id
"""

# CAP-029 (8): the last that the ledger knows of the serial is that it was sold.
_SHIPPED = f"""
select r.line_no, i.no, r.serial_no, e.document_no, e.entry_no, e.posting_date,
       coalesce(k.no, ''), g.code, g.previously_shipped_serial, r.item_id, r.variant_id
{{first}}
join ledger_itemledgerentry e on e.entry_no = (
    select max(l.entry_no) from ledger_itemledgerentry l
    where l.serial_no = r.serial_no and not (l.serial_no = '') and l.item_id = r.item_id
      and l.variant_id = r.variant_id)
left join inventory_customer k on k.id = e.customer_id
{{rest}} and e.quantity < 0 and e.entry_type = '{EntryType.SALE.value}'
  and g.previously_shipped_serial <> '{PreviouslyShipped.ALLOW.value}'
order by r.id
"""
_FIRST, _REST = _TO_CAPTURE.split("where", 1)

_TRACKING = (
    "line", "item", "variant", "location", "outbound", "serial_no", "lot_no", "package_no",
    "new_serial_no", "new_lot_no", "new_package_no", "quantity", "qty_to_handle", "qty_to_invoice",
    "qty_handled", "qty_invoiced", "changed_by", "changed_at",
)  # fmt: skip
_UNIT = ("register", "item", "variant", "location", "serial_no", "document_no", "reason")
_HISTORY = (*_UNIT, "captured_by", "captured_at")
_REVERSALS = (*_UNIT, "reversed_by", "reversed_at")


def capture(posting: Posting, post: Callable[..., Posted]) -> bool:
    """Give the units of this sale the serials that it names and nothing in stock carries.

    Answers whether anything was captured; then ``post``, which is ``post_document``, has left the staged rows to
    be staged anew.  Raises Refused in the words of the sale's lines.  The number of statements does not grow
    with the serials.
    Rules: CAP-030, CAP-034, CAP-039, POST-168.
    """
    found = sql.rows(_ROWS)
    if not found:
        return False
    refused = list(_shipped_before(posting))
    if refused:
        raise Refused(refused)
    change = SerialChange(
        document=posting.document,
        by=posting.by,
        posting_date=posting.posting_date,
        document_no=posting.capture.document_no or posting.document.no,
        rows=found,
        reasons=posting.capture.reasons,
    )
    post_change(change, post)
    return True


@dataclass(frozen=True, kw_only=True)
class SerialChange:
    """Units that get a serial, or lose the one that they got on their way out.

    ``document``: the sale or transfer order for which they leave; ``document_no``: where it happened.
    ``rows``: line, item, variant, location, serial, lot and package number, and the quantity as stored.
    """

    document: Document
    by: User
    posting_date: date | None
    document_no: str
    rows: list[tuple]
    reasons: Mapping[tuple[int, int, str], str] = field(default_factory=dict)
    is_reversal: bool = False


def post_change(change: SerialChange, post: Callable[..., Posted]) -> Posted:
    """Post the pairs of entries of all rows, and remember who did it (CAP-034, CAP-046).

    Raises Refused in the words of the order's lines.
    """
    journal = _journal(change)
    try:
        posted = post(
            document=journal, by=change.by, source=REVERSAL if change.is_reversal else SOURCE
        )
    except Refused as refusal:
        raise Refused(_in_words_of_the_sale(change, refusal.violations)) from refusal
    _remember(change, posted)
    journal.delete()
    return posted


def _shipped_before(posting: Posting) -> Iterator[RuleViolation]:
    for line_no, item, serial, document, entry, day, customer, group, setting, *key in sql.rows(
        _SHIPPED.format(first=_FIRST, rest=f"where{_REST}")
    ):
        if setting == PreviouslyShipped.CONFIRM and (*key, serial) in posting.capture.reasons:
            continue
        yield errors.SerialShippedBefore(
            document=str(posting.document),
            line_no=line_no,
            number=serial,
            item=item,
            shipment=document,
            entry=entry,
            day=str(day)[:10],
            customer=f" to customer {customer}" if customer else "",
            group=group,
            way_out="Confirm it with a reason at the pick, or"
            if setting == PreviouslyShipped.CONFIRM
            else "Either",
        )


def _journal(change: SerialChange) -> Document:
    """A reclassification with a line for each unit, numbered in the order of its rows."""
    journal = Document.objects.create(
        kind=DocumentKind.RECLASSIFICATION_JOURNAL,
        no=f"{REASON_CODE} {change.document.pk}",
        location=change.document.location,
        order_date=change.document.order_date,
        posting_date=change.posting_date,
        created_by=change.by,
    )
    sold = DocumentLine.objects.select_related("item").in_bulk({row[0] for row in change.rows})
    insert_records(
        [
            DocumentLine(
                document=journal,
                line_no=no,
                item_id=item,
                variant_id=variant,
                description=sold[line].description,
                location_id=location,
                new_location_id=location,
                entry_type=EntryType.TRANSFER,
                unit_of_measure_id=sold[line].item.base_unit_of_measure_id,
                qty_per_unit=Decimal(1),
                quantity=unscaled(quantity),
                quantity_base=unscaled(quantity),
                posting_date=change.posting_date,
                document_no=change.document_no,
                reason_code=REASON_CODE,
            )
            for no, (line, item, variant, location, *_, quantity) in enumerate(change.rows, 1)
        ]
    )
    lines = dict(journal.lines.values_list("line_no", "pk"))
    now = _now()

    def tracking() -> Iterator[tuple]:
        for no, (_, item, variant, location, serial, lot, package, quantity) in enumerate(
            change.rows, 1
        ):
            before, after = (serial, "") if change.is_reversal else ("", serial)
            yield (
                lines[no], item, variant, location, True, before, lot, package, after, lot, package,
                quantity, quantity, 0, 0, 0, change.by.pk, now,
            )  # fmt: skip

    sql.insert_rows(TrackingLine, _TRACKING, tracking())
    if not change.is_reversal:
        captureholds.hand_over(change.rows, lines, by=change.by)
    return journal


def _remember(change: SerialChange, posted: Posted) -> None:
    now = _now()
    sql.insert_rows(
        CaptureReversal if change.is_reversal else SerialCapture,
        _REVERSALS if change.is_reversal else _HISTORY,
        (
            (
                posted.register.pk, item, variant, location, serial, change.document_no,
                change.reasons.get((item, variant, serial), ""), change.by.pk, now,
            )
            for _line, item, variant, location, serial, *_ in change.rows
        ),
    )  # fmt: skip


def _now() -> object:
    return connection.ops.adapt_datetimefield_value(timezone.now())


def _in_words_of_the_sale(
    change: SerialChange, found: list[RuleViolation]
) -> Iterator[RuleViolation]:
    """The refusals of the journal name the lines of the sale; each text is told once a line."""
    numbers = dict(change.document.lines.values_list("pk", "line_no"))
    told = set()
    for violation in found:
        violation.document = str(change.document)
        if violation.line_no is not None:
            violation.line_no = numbers[change.rows[violation.line_no - 1][0]]
        if (violation.line_no, violation.text) not in told:
            told.add((violation.line_no, violation.text))
            yield violation
