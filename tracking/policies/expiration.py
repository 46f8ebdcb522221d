"""Expiration and warranty dates of what comes in (POST sections 10 and 11)."""

from django.db.models import CharField, Count, F, Max, Min, Q, QuerySet, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import FirstValue, RowNumber

from tracking.posting import errors, tables
from wms.core.rules import Rule, row_rule, rule

_CODE = "item__item_tracking_code"
_NUMBERED = ~Q(serial_no="", lot_no="", package_no="")


@row_rule(errors.DatesNotUsed)
def dates_not_used() -> Q:
    """A date that no field offers came by import or program: refused, never dropped (SET-062)."""
    unused = Q(item__item_tracking_code=None) | Q(**{f"{_CODE}__use_expiration_dates": False})
    return unused & (Q(expiration_date__isnull=False) | Q(new_expiration_date__isnull=False))


@row_rule(errors.ExpirationDiffers)
def differs_from_known_date() -> Q:
    """The ledger's date wins, and another one is refused; a blank one counts while there is stock."""
    other = Q(known_expiration_date__isnull=False) & ~Q(expiration_date=F("known_expiration_date"))
    blank_in_stock = Q(has_stock=True, known_expiration_date=None)
    return (other | blank_in_stock) & Q(
        outbound=False, is_known=True, expiration_date__isnull=False
    )


# Staged rows whose number, if it is specific, has open entries with several dates.
_DISAGREEING = f"""
select {{}} from {tables.ROW} r join {tables.NUMBER} n
    on n.kind = case when r.lot_no <> '' then 'lot' when r.serial_no <> '' then 'serial' else 'package' end
   and n.number = case when r.lot_no <> '' then r.lot_no when r.serial_no <> '' then r.serial_no
                       else r.package_no end
   and n.item_id = r.item_id and n.variant_id = r.variant_id
   and (n.first_date <> n.last_date or n.undated > 0 and n.first_date is not null)
   and case n.kind when 'lot' then r.lot_specific when 'serial' then r.sn_specific
                   else r.package_specific end
"""
DISAGREEING = _DISAGREEING.format("r.id")


@rule(errors.DatesOfNumberDiffer)
def open_entries_of_number_differ(rows: QuerySet) -> QuerySet:
    """Bad old data: open entries of one specific number with several dates (POST-088)."""
    of_row = f"{_DISAGREEING} where r.id = {tables.ROW}.id"
    last = "case when n.undated > 0 then 'no date' else cast(n.last_date as text) end"
    return rows.filter(pk__in=RawSQL(DISAGREEING, [])).annotate(
        first_date=RawSQL(of_row.format("cast(n.first_date as text)"), [], CharField()),
        last_date=RawSQL(of_row.format(last), [], CharField()),
    )


def differing(rows: QuerySet, *, lot: str, day: str) -> bool:
    """Whether any lot among the rows has several dates; cheaper than numbering every row."""
    lots = rows.order_by().values("variant", lot)
    dates = lots.annotate(first=Min(day), last=Max(day), dated=Count(day), rows=Count("pk"))
    return dates.filter(~Q(first=F("last")) | Q(dated__gt=0, dated__lt=F("rows"))).exists()


@rule(errors.TwoDatesOneLot)
def two_dates_for_one_lot(rows: QuerySet) -> QuerySet:
    """The first row of a lot sets its date, on whatever line it stands (POST-089, POST-090)."""
    dated = rows.filter(outbound=False, **{f"{_CODE}__use_expiration_dates": True}).exclude(
        lot_no=""
    )
    if not differing(dated, lot="lot_no", day="expiration_date"):
        return rows.none()
    same_lot = [F("variant"), F("lot_no")]
    return (
        dated.annotate(
            occurrence=Window(RowNumber(), order_by="id", partition_by=same_lot),
            first_line_no=Window(Min("line_no"), partition_by=same_lot),
            other_date=Window(FirstValue("expiration_date"), order_by="id", partition_by=same_lot),
        )
        .filter(occurrence__gt=1)
        .exclude(expiration_date=F("other_date"))
        .exclude(expiration_date__isnull=True, other_date__isnull=True)
    )


@row_rule(errors.ExpirationMissing)
def expiration_missing() -> Q:
    """Asked after the known date was filled in; exact returns and transfers are exempt (POST-091, 092)."""
    return _NUMBERED & Q(
        outbound=False,
        expiration_date=None,
        applies_from_entry_no=None,
        **{f"{_CODE}__require_expiration_date_entry": True},
    )


@row_rule(errors.WarrantyMissing)
def warranty_missing() -> Q:
    """The formula does not do; a move carries its date over and is asked afterwards (POST-103)."""
    return Q(
        is_transfer=False,
        tracking_line_id__isnull=False,
        warranty_date=None,
        **{f"{_CODE}__require_warranty_date_entry": True},
    )


@rule(errors.WarrantyMissing)
def moved_without_warranty(rows: QuerySet) -> QuerySet:
    """Asked after the matching: what a move consumes must have brought a warranty date (POST-104)."""
    undated = (
        f"select m.row_id from {tables.MATCH} m join ledger_itemledgerentry e on e.entry_no = m.entry_no"
        " where e.warranty_date is null"
    )
    return rows.filter(
        pk__in=RawSQL(undated, []),
        is_transfer=True,
        tracking_line_id__isnull=False,
        warranty_date=None,
        **{f"{_CODE}__require_warranty_date_entry": True},
    )


@row_rule(errors.NewDateInThePast)
def becomes_expired() -> Q:
    """A warning only (RCL-046)."""
    changed = ~Q(new_expiration_date=F("expiration_date")) | Q(expiration_date=None)
    return changed & Q(is_transfer=True, new_expiration_date__lt=F("posting_date"))


@row_rule(errors.InboundDateInThePast)
def comes_in_expired() -> Q:
    """A warning only (POST-100)."""
    return Q(outbound=False, expiration_date__lt=F("posting_date"))


EXPIRATION: tuple[Rule, ...] = (
    differs_from_known_date,
    two_dates_for_one_lot,
    expiration_missing,
)
