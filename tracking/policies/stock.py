"""Is there enough, and is it still good?  Asked after the matching of a wave."""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from tracking.posting import errors, owed, reserved, tables
from tracking.posting.context import Posting
from tracking.posting.matching import STRICT_EXEMPT
from tracking.reservations.errors import TakesReserved
from wms.core import prepared, sql
from wms.core.errors import MOST_SHOWN, RuleViolation
from wms.core.quantity import shown, unscaled
from wms.core.rules import rule
from wms.ledger.models import ItemLedgerEntry

# Outbound rows whose matches do not make up their quantity.
SHORT_ROWS = f"""
from {tables.ROW} r
left join (select row_id, sum(quantity) as quantity from {tables.MATCH} group by row_id) m
    on m.row_id = r.id
where r.outbound and r.is_stock and r.quantity > coalesce(m.quantity, 0) and not {owed.MAY_RUN_SHORT}
  and not (r.sn_specific and r.serial_no = '' and exists (
               select 1 from inventory_item i
               join tracking_itemtrackingcode c on c.id = i.item_tracking_code_id
               where i.id = r.item_id and c.sn_specific_tracking)
           or r.lot_specific and r.lot_no = ''
           or r.package_specific and r.package_no = '')
"""
_SHORT = f"""
select r.id, coalesce(m.quantity, 0) {SHORT_ROWS} and r.wave = %s
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


# Where else the wanted numbers lie, for all short rows together.
_ELSEWHERE = f"""
select r.id, coalesce(nullif(l.code, ''), 'the blank location'), sum(e.remaining_quantity)
from {tables.ROW} r
join ledger_itemledgerentry e on e.item_id = r.item_id and e.variant_id = r.variant_id
join inventory_location l on l.id = e.location_id
where r.id in ({{short}}) and e.remaining_quantity > 0 and e.location_id <> r.location_id
  and (e.serial_no = r.serial_no or not (r.sn_specific or %(exact)s))
  and (e.lot_no = r.lot_no or not (r.lot_specific or %(exact)s))
  and (e.package_no = r.package_no or not (r.package_specific or %(exact)s))
group by r.id, l.code order by r.id, l.code
"""

# What strict posting passed over, where no number is wanted (POST-099).
_PASSED_OVER = f"""
select r.id, sum(e.remaining_quantity)
from {tables.ROW} r
join inventory_item i on i.id = r.item_id
join tracking_itemtrackingcode c on c.id = i.item_tracking_code_id and c.strict_expiration_posting
join ledger_itemledgerentry e on e.item_id = r.item_id and e.variant_id = r.variant_id
                             and e.location_id = r.location_id
where r.id in ({{short}}) and e.remaining_quantity > 0 and e.expiration_date < r.posting_date
  and not (r.sn_specific or r.lot_specific or r.package_specific) and not {STRICT_EXEMPT}
group by r.id
"""


def shortages(posting: Posting, wave: int) -> Iterator[RuleViolation]:
    """Outbound rows that could not be matched in full (POST-027, POST-069, POST-072, POST-105).

    Rows without a number they must have are refused for that alone (POST-041); rows whose item does not
    prevent negative inventory leave all the same (POST-105).
    """
    found = {row_id: unscaled(int(units)) for row_id, units in prepared.rows(_SHORT, [wave])}
    if not found:
        return
    short = ", ".join(map(str, found))
    places = defaultdict(list)
    exact = posting.document.rules.is_reclassification
    for row_id, place, units in sql.rows(_ELSEWHERE.format(short=short), {"exact": exact}):
        places[row_id].append(f"{place} has {shown(unscaled(int(units)))}")
    expired = dict(sql.rows(_PASSED_OVER.format(short=short)))
    rows = posting.rows.filter(pk__in=found).select_related(
        "document", "item__item_tracking_code__tracking_dimension_group", "variant", "location"
    )
    held = {} if posting.accept_reserved else reserved.holders(rows)
    asks = posting.document.rules.is_journal and not exact
    for row in rows:
        hints = ""
        units, others = held.get(row.pk, (0, ""))
        short = row.quantity - found[row.pk]
        if units and asks and unscaled(units) >= short:  # POST-108: a question
            yield TakesReserved(
                document=str(row.document),
                line_no=row.line_no,
                number=row.dated_number,
                row=row,
                quantity=short,
                item=row.item,
                others=others,
            )
            continue
        if units:
            hints += f" {shown(unscaled(units))} reserved for {others}."
        if row.pk in expired:
            left = shown(unscaled(int(expired[row.pk])))
            hints += f" {left} more expired before {row.posting_date}."
        if row.pk in places:
            hints += f" Location {', '.join(places[row.pk][:3])}."
        yield errors.NotEnoughStock(
            document=str(row.document),
            line_no=row.line_no,
            number=row.dated_number,
            row=row,
            wanted=row.quantity,
            available=found[row.pk],
            elsewhere=hints,
            way_out=" Lower the quantity, or choose another number.",
        )


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


_EARLY = (
    f"select {{}} from {tables.MATCH} m join ledger_itemledgerentry e on e.entry_no = m.entry_no"
    f" join {tables.ROW} r on r.id = m.row_id where r.posting_date < e.posting_date"
)


_ANYTHING = f"""
select case when exists (select 1 {SHORT_ROWS} and r.wave = %(wave)s) then 1 else 0 end,
       case when exists ({_EARLY.format("r.id")} and r.wave = %(wave)s) then 1 else 0 end
"""


def short_or_early(wave: int) -> tuple[bool, bool]:
    """Whether ``shortages`` and ``leaves_before_it_came`` have anything to tell of a wave, in one statement."""
    [(short, early)] = prepared.rows(_ANYTHING, {"wave": wave})
    return bool(short), bool(early)


@rule(errors.OutboundBeforeInbound)
def leaves_before_it_came(rows: QuerySet) -> QuerySet:
    """A warning only: the order of application stays as it is (POST-110)."""
    of_row = f"{_EARLY} and r.id = {tables.ROW}.id"
    return rows.filter(pk__in=RawSQL(_EARLY.format("r.id"), [])).annotate(
        consumed_entry_no=RawSQL(of_row.format("min(e.entry_no)"), []),
        consumed_posting_date=_consumed("posting_date"),
    )
