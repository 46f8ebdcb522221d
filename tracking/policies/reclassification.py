"""Which new expiration dates a reclassification may state (RCL section A4, cases X1 to X9)."""

from collections.abc import Iterator

from django.db.models import F, Min, Q, QuerySet, Window
from django.db.models.functions import FirstValue, RowNumber

from tracking.models import PostingRow
from tracking.policies.expiration import differing, open_entries_of_number_differ
from tracking.posting import errors, tables
from tracking.posting.context import Posting
from wms.core import sql
from wms.core.errors import MOST_SHOWN, RuleViolation
from wms.core.quantity import shown, unscaled
from wms.core.rules import Rule, row_rule, rule
from wms.documents.models import Document
from wms.ledger.models import ItemLedgerEntry

_CODE = "item__item_tracking_code"

# Rows into a lot that has stock, with another date than that lot has, unless the rows of one line (or of
# the whole posting) together carry the lot's whole stock over under its own numbers.
_MISDATED = f"""
select r.id, t.total, m.kept
from {tables.ROW} r
join inventory_item i on i.id = r.item_id
join tracking_itemtrackingcode c on c.id = i.item_tracking_code_id and c.use_expiration_dates
join {tables.NUMBER} n on n.kind = 'lot' and n.item_id = r.item_id and n.variant_id = r.variant_id
                      and n.number = r.new_lot_no and n.open_entries > 0
join (select variant_id, new_lot_no, {{scope}} as scope,
             sum(case when lot_no = new_lot_no and package_no = new_package_no then quantity else 0 end)
                 as kept
      from {tables.ROW} where wave = %(wave)s and new_lot_no <> ''
      group by variant_id, new_lot_no, {{scope}}) m
    on m.variant_id = r.variant_id and m.new_lot_no = r.new_lot_no and m.scope = {{r_scope}}
join (select e.item_id, e.variant_id, e.lot_no, sum(e.remaining_quantity) as total
      from ledger_itemledgerentry e
      where e.remaining_quantity > 0 and (e.item_id, e.variant_id, e.lot_no) in
            (select item_id, variant_id, new_lot_no from {tables.ROW} where wave = %(wave)s)
      group by e.item_id, e.variant_id, e.lot_no) t
    on t.item_id = r.item_id and t.variant_id = r.variant_id and t.lot_no = r.new_lot_no
where r.wave = %(wave)s and m.kept <> t.total
  and (coalesce(cast(r.new_expiration_date as text), '') <> coalesce(cast(n.expiration_date as text), '')
       or n.first_date <> n.last_date or n.undated > 0 and n.first_date is not null)
order by r.id limit {MOST_SHOWN + 1}
"""


def misdated(posting: Posting, wave: int) -> Iterator[RuleViolation]:
    """Cases X2, X3, X5 and X10 (RCL-030, RCL-034, RCL-037, RCL-038)."""
    scope = ("0 * line_id", "0") if posting.whole_lots_together else ("line_id", "r.line_id")
    found = {
        row_id: (total, kept)
        for row_id, total, kept in sql.rows(
            _MISDATED.format(scope=scope[0], r_scope=scope[1]), {"wave": wave}
        )
    }
    if not found:
        return
    rows = list(posting.rows.filter(pk__in=found).select_related("document", "item", "variant"))
    for row in rows:
        total, kept = (unscaled(int(units)) for units in found[row.pk])
        if row.lot_no != row.new_lot_no:
            row.target_date = _date_of_lot(row)  # type: ignore[attr-defined]
            yield errors.TargetLotHasDate.of(row)
        elif row.package_no != row.new_package_no:
            yield errors.PackageAndDateTogether.of(row)
        else:
            yield errors.WholeLotNeeded.for_row(row, total=total, moved=kept, missing=_missing(row))


def _date_of_lot(row: PostingRow) -> object:
    return (
        ItemLedgerEntry.objects.in_inventory()
        .filter(item=row.item, variant=row.variant, lot_no=row.new_lot_no)
        .order_by("-entry_no")
        .values_list("expiration_date", flat=True)
        .first()
    )


def _missing(row: PostingRow) -> str:
    """``, missing WEST 4`` — the places of the lot that the rows leave out."""
    places = sql.rows(
        f"""
        select coalesce(nullif(l.code, ''), 'blank location'), e.stock - coalesce(m.moved, 0)
        from (select location_id, sum(remaining_quantity) as stock from ledger_itemledgerentry
              where item_id = %(item)s and variant_id = %(variant)s and lot_no = %(lot)s
                and remaining_quantity > 0 group by location_id) e
        join inventory_location l on l.id = e.location_id
        left join (select location_id, sum(quantity) as moved from {tables.ROW}
                   where variant_id = %(variant)s and lot_no = %(lot)s and new_lot_no = %(lot)s
                     and wave = %(wave)s group by location_id) m on m.location_id = e.location_id
        where e.stock > coalesce(m.moved, 0) order by 1 limit 5
        """,
        {"item": row.item_id, "variant": row.variant_id, "lot": row.new_lot_no, "wave": row.wave},
    )
    if not places:
        return ""
    return ", missing " + ", ".join(f"{code} {shown(unscaled(int(rest)))}" for code, rest in places)


@rule(errors.MergedDatesDiffer)
def merged_dates_differ(rows: QuerySet) -> QuerySet:
    """What becomes one lot in one wave gets one date; the first row sets it (RCL-032, RCL-033)."""
    dated = rows.filter(is_transfer=True, **{f"{_CODE}__use_expiration_dates": True}).exclude(
        new_lot_no=""
    )
    if not differing(dated, lot="new_lot_no", day="new_expiration_date"):
        return rows.none()
    same_lot = [F("variant"), F("new_lot_no")]
    return (
        dated.annotate(
            occurrence=Window(RowNumber(), order_by="id", partition_by=same_lot),
            first_line_no=Window(Min("line_no"), partition_by=same_lot),
            other_date=Window(
                FirstValue("new_expiration_date"), order_by="id", partition_by=same_lot
            ),
        )
        .filter(occurrence__gt=1)
        .exclude(new_expiration_date=F("other_date"))
        .exclude(new_expiration_date__isnull=True, other_date__isnull=True)
    )


@row_rule(errors.NewExpirationMissing)
def new_expiration_missing() -> Q:
    """A cleared date is posted blank, except where dates are required (RCL-036)."""
    return ~Q(new_serial_no="", new_lot_no="", new_package_no="") & Q(
        is_transfer=True,
        new_expiration_date=None,
        **{f"{_CODE}__require_expiration_date_entry": True},
    )


@rule(errors.DatesOfNumberDiffer)
def leaves_a_lot_of_several_dates(rows: QuerySet) -> QuerySet:
    """Bad old data is mended only by giving the whole lot one date (case X10, RCL-038)."""
    return open_entries_of_number_differ.broken_by(rows).exclude(new_lot_no=F("lot_no"))


def quantity_missing(document: Document) -> Iterator[RuleViolation]:
    """A line of a reclassification journal says how much (RCL-002)."""
    lines = document.lines.filter(quantity_base=0).order_by("line_no")
    for line_no, item in lines.values_list("line_no", "item__no")[: MOST_SHOWN + 1]:
        yield errors.QuantityMissing(document=str(document), line_no=line_no, item=item)


RECLASSIFICATION: tuple[Rule, ...] = (leaves_a_lot_of_several_dates, new_expiration_missing)
MERGING: tuple[Rule, ...] = (merged_dates_differ,)
