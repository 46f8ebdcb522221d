"""Is there enough, and is it still good?  Asked after the matching of a wave."""

from collections.abc import Iterator
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.expressions import RawSQL

from tracking.models import PostingRow
from tracking.posting import errors, tables
from tracking.posting.context import Posting
from tracking.posting.matching import STRICT_EXEMPT
from wms.core import sql
from wms.core.errors import MOST_SHOWN, RuleViolation
from wms.core.quantity import ZERO, QuantityField, shown, unscaled
from wms.core.rules import rule
from wms.ledger.models import ItemLedgerEntry

_SHORT = f"""
select r.id, coalesce(m.quantity, 0)
from {tables.ROW} r
left join (select row_id, sum(quantity) as quantity from {tables.MATCH} group by row_id) m
    on m.row_id = r.id
where r.wave = %s and r.outbound and r.is_stock and r.quantity > coalesce(m.quantity, 0)
  and not (r.sn_specific and r.serial_no = '' or r.lot_specific and r.lot_no = ''
           or r.package_specific and r.package_no = '')
order by r.id limit {MOST_SHOWN + 1}
"""

_EXPIRED = f"""
select {{}} from {tables.MATCH} m
join {tables.ROW} r on r.id = m.row_id
join ledger_itemledgerentry e on e.entry_no = m.entry_no
join inventory_item i on i.id = r.item_id
join tracking_itemtrackingcode c on c.id = i.item_tracking_code_id
where c.strict_expiration_posting and not {STRICT_EXEMPT} and e.expiration_date < r.posting_date
"""


def shortages(posting: Posting, wave: int) -> Iterator[RuleViolation]:
    """Outbound rows that could not be matched in full (POST-027, POST-069, POST-072, POST-105).

    Rows without a number they must have are refused for that alone (POST-041).
    """
    short = {row_id: unscaled(int(found)) for row_id, found in sql.rows(_SHORT, [wave])}
    if not short:
        return
    for row in posting.rows.filter(pk__in=short).select_related(
        "document", "item", "variant", "location"
    ):
        yield errors.NotEnoughStock(
            document=str(row.document),
            line_no=row.line_no,
            number=row.dated_number,
            row=row,
            wanted=row.quantity,
            available=short[row.pk],
            elsewhere=_expired(row)
            + _elsewhere(row, exact=posting.document.rules.is_reclassification),
            way_out=" Lower the quantity, or choose another number.",
        )


def _expired(row: PostingRow) -> str:
    """`` 5 more expired before 2026-07-01.`` — what strict posting passed over (POST-099)."""
    code = row.item.item_tracking_code
    if code is None or not code.strict_expiration_posting:
        return ""
    if row.sn_specific or row.lot_specific or row.package_specific:
        return ""
    here = ItemLedgerEntry.objects.in_inventory().of_item(row.item, row.variant).at(row.location)
    left = here.expired(on=row.posting_date).aggregate(left=Sum("remaining_quantity"))["left"]
    return f" {shown(left)} more expired before {row.posting_date}." if left else ""


def _elsewhere(row: PostingRow, *, exact: bool) -> str:
    """`` Location WEST has 4.`` — where else the wanted numbers lie."""
    entries = ItemLedgerEntry.objects.in_inventory().filter(item=row.item, variant=row.variant)
    wanted: dict[str, Any] = {}
    for field, specific in (
        ("serial_no", row.sn_specific),
        ("lot_no", row.lot_specific),
        ("package_no", row.package_specific),
    ):
        if specific or exact:
            wanted[field] = getattr(row, field)
    found = (
        entries.filter(**wanted)
        .exclude(location=row.location)
        .values_list("location__code")
        .annotate(there=Sum("remaining_quantity", output_field=QuantityField()))
        .order_by("location__code")[:3]
    )
    places = [f"{code or 'the blank location'} has {shown(there or ZERO)}" for code, there in found]
    return f" Location {', '.join(places)}." if places else ""


def _consumed(field: str) -> Subquery:
    return Subquery(
        ItemLedgerEntry.objects.filter(pk=OuterRef("consumed_entry_no")).values(field)[:1]
    )


@rule(errors.NumberExpired)
def expired_under_strict_posting(rows: QuerySet) -> QuerySet:
    """Strict codes let nothing leave after its date; the day itself is still good (POST-096)."""
    of_row = f"{_EXPIRED} and r.id = {tables.ROW}.id"
    return rows.filter(pk__in=RawSQL(_EXPIRED.format("r.id"), [])).annotate(
        consumed_entry_no=RawSQL(of_row.format("min(e.entry_no)"), []),
        consumed_date=_consumed("expiration_date"),
    )


@rule(errors.OutboundBeforeInbound)
def leaves_before_it_came(rows: QuerySet) -> QuerySet:
    """A warning only: the order of application stays as it is (POST-110)."""
    early = (
        f"select {{}} from {tables.MATCH} m join ledger_itemledgerentry e on e.entry_no = m.entry_no"
        f" join {tables.ROW} r on r.id = m.row_id where r.posting_date < e.posting_date"
    )
    of_row = f"{early} and r.id = {tables.ROW}.id"
    return rows.filter(pk__in=RawSQL(early.format("r.id"), [])).annotate(
        consumed_entry_no=RawSQL(of_row.format("min(e.entry_no)"), []),
        consumed_posting_date=_consumed("posting_date"),
    )
