"""Serials of picked units, written to inventory as a warehouse pick is registered (CAP-034, CAP-046)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from django.contrib.auth.models import User

from tracking.posting.captured import change_serials
from tracking.posting.capturing import SerialChange
from warehouse.models import Activity, CapturedSerial, PickedNumber
from warehouse.services.number_plan import Handled
from wms.core.quantity import scaled
from wms.documents.models import Document, DocumentLine
from wms.ledger.models import ItemLedgerEntry

SourceLineSerial = tuple[int, str]


def capture_serials(
    activity: Activity,
    handled: Mapping[int, list[Handled]],
    *,
    by: User,
    day: date,
    document_no: str,
) -> set[SourceLineSerial]:
    """Give units without serial those in the lists of the pick's lines; serials in stock are taken as they are.

    ``handled``: what is registered, by source line; ``document_no``: of the registered pick.  Answers with the
    source line and serial of each unit that got one.  Raises Refused in the words of the order's lines.
    The number of statements does not grow with the serials.
    Rules: CAP-031, CAP-034.
    """
    listed = CapturedSerial.objects.filter(line__activity=activity, line__qty_to_handle__gt=0)
    reasons = {
        (item, variant, serial): reason
        for item, variant, serial, reason in listed.values_list(
            "item_id", "variant_id", "serial_no", "reason"
        )
    }
    if not reasons:
        return set()
    lines = DocumentLine.objects.in_bulk(list(handled))
    in_stock = set(
        ItemLedgerEntry.objects.in_inventory()
        .filter(item__in={item for item, *_ in reasons}, serial_no__in={key[2] for key in reasons})
        .values_list("item_id", "variant_id", "serial_no")
    )
    rows = [
        (
            pk,
            line.item_id,
            line.variant_id,
            activity.location_id,
            *part.numbers,
            scaled(part.quantity),
        )
        for pk, line in lines.items()
        for part in handled[pk]
        if (key := (line.item_id, line.variant_id, part.numbers[0])) in reasons
        and key not in in_stock
    ]
    if rows:
        change_serials(
            SerialChange(
                document=activity.source,
                by=by,
                posting_date=day,
                document_no=document_no,
                rows=rows,
                reasons=reasons,
            )
        )
    return {(row[0], row[4]) for row in rows}


def release_serials(picked: Sequence[PickedNumber], *, by: User) -> None:
    """Take their serials from units that got them at a pick, as they are not shipped (CAP-046).

    Raises Refused in the words of the orders' lines.
    """
    by_source: dict[Document, list[PickedNumber]] = defaultdict(list)
    for one in picked:
        by_source[one.line.source_line.document].append(one)
    for source, units in by_source.items():
        shipment = units[0].line.document
        change_serials(
            SerialChange(
                document=source,
                by=by,
                posting_date=shipment.posting_date,
                document_no=shipment.no,
                rows=[
                    (
                        one.line.source_line_id,
                        one.line.item_id,
                        one.line.variant_id,
                        shipment.location_id,
                        *one.numbers,
                        scaled(one.quantity),
                    )
                    for one in units
                ],
                is_reversal=True,
            )
        )
