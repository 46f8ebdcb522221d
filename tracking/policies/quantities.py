"""Do the tracked quantities agree with the document? (POST section 6)"""

from collections.abc import Iterator

from django.db.models import F, Q
from django.db.models.functions import NullIf
from django.db.models.lookups import GreaterThan

from tracking.posting import errors, tables
from tracking.posting.context import Posting
from wms.core import prepared
from wms.core.errors import MOST_SHOWN, RuleViolation
from wms.core.quantity import qty, unscaled
from wms.core.rules import Rule, row_rule

# Rows parked with Qty. to Handle 0 count: a line whose numbers are all parked has tracked nothing to post.
_DIFFERING = f"""
select l.line_no, i.no, coalesce(t.tracked, 0), abs({{to_post}}), coalesce(t.number, p.number)
from documents_documentline l
join inventory_item i on i.id = l.item_id
left join (select line_id, sum(quantity) as tracked, min(case when serial_no <> '' then serial_no
                  when lot_no <> '' then lot_no else package_no end) as number
           from {tables.ROW} where tracking_line_id is not null group by line_id) t on t.line_id = l.id
left join (select line_id, min(case when serial_no <> '' then serial_no
                  when lot_no <> '' then lot_no else package_no end) as number
           from tracking_trackingline
           where session_id is null and {{still_open}}
             and line_id in (select line_id from {tables.ROW})
           group by line_id) p on p.line_id = l.id
where l.id in (select line_id from {tables.ROW}) and (t.line_id is not null or p.line_id is not null)
  and coalesce(t.tracked, 0) <> abs({{to_post}})
order by l.line_no limit {MOST_SHOWN + 1}
"""


@row_rule(errors.TransferQuantityNegative)
def transfer_quantity_negative() -> Q:
    return Q(is_transfer=True, outbound=False)


@row_rule(errors.QuantityTooFine)
def quantity_too_fine() -> Q:
    """Every split is a multiple of what the base unit can be divided into (POST-075, SET-021)."""
    rest = F("quantity") % NullIf(F("item__rounding_precision"), qty(0))
    return Q(GreaterThan(rest, qty(0)))


QUANTITIES: tuple[Rule, ...] = (transfer_quantity_negative, quantity_too_fine)


def differing(posting: Posting) -> str:
    """The lines that ``tracked_quantity_differs`` tells of, as SQL."""
    still_open = "quantity > qty_handled"
    if posting.is_transfer_receipt:
        still_open = "qty_handled > qty_received"
    return _DIFFERING.format(to_post=posting.to_post, still_open=still_open)


def tracked_quantity_differs(posting: Posting) -> Iterator[RuleViolation]:
    """Tracking covers all of a posting or, where nothing is mandatory, nothing (POST-048, ITL-139)."""
    for line_no, item, tracked, wanted, number in prepared.rows(differing(posting)):
        yield errors.TrackedQuantityDiffers(
            document=str(posting.document),
            line_no=line_no,
            number=number or "",
            item=item,
            tracked=unscaled(int(tracked)),
            to_post=unscaled(int(wanted)),
            caption=posting.to_post_caption,
        )
