"""Expiration and warranty dates of what comes in (POST sections 10 and 11)."""

from django.db.models import Case, CharField, F, Min, Q, QuerySet, When, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import FirstValue, RowNumber

from tracking.posting import errors, tables
from wms.core.rules import Rule, rule

_CODE = "item__item_tracking_code"
_NUMBERED = ~Q(serial_no="", lot_no="", package_no="")


@rule(errors.DatesNotUsed)
def dates_not_used(rows: QuerySet) -> QuerySet:
    """A date that no field offers came by import or program: refused, never dropped (SET-062)."""
    unused = Q(item__item_tracking_code=None) | Q(**{f"{_CODE}__use_expiration_dates": False})
    entered = Q(expiration_date__isnull=False) | Q(new_expiration_date__isnull=False)
    return rows.filter(unused & entered).annotate(
        entered_date=Case(
            When(expiration_date__isnull=False, then=F("expiration_date")),
            default=F("new_expiration_date"),
        )
    )


@rule(errors.ExpirationDiffers)
def differs_from_known_date(rows: QuerySet) -> QuerySet:
    """The ledger's date wins, and another one is refused; a blank one counts while there is stock."""
    other = Q(known_expiration_date__isnull=False) & ~Q(expiration_date=F("known_expiration_date"))
    blank_in_stock = Q(has_stock=True, known_expiration_date=None, expiration_date__isnull=False)
    return rows.filter(
        other | blank_in_stock, outbound=False, is_known=True, expiration_date__isnull=False
    )


@rule(errors.DatesOfNumberDiffer)
def open_entries_of_number_differ(rows: QuerySet) -> QuerySet:
    """Bad old data: open entries of one specific number with several dates (POST-088)."""
    condition = (
        "n.kind = case when r.lot_no <> '' then 'lot' when r.serial_no <> '' then 'serial' else 'package' end"
        " and n.number = case when r.lot_no <> '' then r.lot_no when r.serial_no <> '' then r.serial_no"
        " else r.package_no end and n.item_id = r.item_id and n.variant_id = r.variant_id"
        " and (n.first_date <> n.last_date or n.undated > 0 and n.first_date is not null)"
        " and case n.kind when 'lot' then r.lot_specific when 'serial' then r.sn_specific"
        " else r.package_specific end"
    )
    join = f"select {{}} from {tables.ROW} r join {tables.NUMBER} n on {condition}"  # noqa: S608
    text = join + f" where r.id = {tables.ROW}.id"
    return rows.filter(pk__in=RawSQL(join.format("r.id"), [])).annotate(  # noqa: S611
        first_date=RawSQL(text.format("cast(n.first_date as text)"), [], CharField()),  # noqa: S611
        last_date=RawSQL(  # noqa: S611
            text.format(
                "case when n.undated > 0 then 'no date' else cast(n.last_date as text) end"
            ),
            [],
            CharField(),
        ),
    )


@rule(errors.TwoDatesOneLot)
def two_dates_for_one_lot(rows: QuerySet) -> QuerySet:
    """The first row of a lot sets its date, on whatever line it stands (POST-089, POST-090)."""
    same_lot = {"partition_by": [F("variant"), F("lot_no")]}
    return (
        rows.filter(outbound=False, **{f"{_CODE}__use_expiration_dates": True})
        .exclude(lot_no="")
        .annotate(
            occurrence=Window(RowNumber(), order_by="id", **same_lot),
            first_line_no=Window(Min("line_no"), **same_lot),
            other_date=Window(FirstValue("expiration_date"), order_by="id", **same_lot),
        )
        .filter(occurrence__gt=1)
        .exclude(expiration_date=F("other_date"))
        .exclude(expiration_date__isnull=True, other_date__isnull=True)
    )


@rule(errors.ExpirationMissing)
def expiration_missing(rows: QuerySet) -> QuerySet:
    """Asked after the known date was filled in; exact returns and transfers are exempt (POST-091, 092)."""
    return rows.filter(
        _NUMBERED,
        outbound=False,
        expiration_date=None,
        applies_from_entry_no=None,
        **{f"{_CODE}__require_expiration_date_entry": True},
    )


@rule(errors.WarrantyMissing)
def warranty_missing(rows: QuerySet) -> QuerySet:
    """The formula does not do; a move carries its date over and is asked afterwards (POST-103)."""
    return rows.filter(
        is_transfer=False,
        tracking_line_id__isnull=False,
        warranty_date=None,
        **{f"{_CODE}__require_warranty_date_entry": True},
    )


@rule(errors.InboundDateInThePast)
def comes_in_expired(rows: QuerySet) -> QuerySet:
    """A warning only (POST-100)."""
    return rows.filter(outbound=False, expiration_date__lt=F("posting_date"))


EXPIRATION: tuple[Rule, ...] = (
    differs_from_known_date,
    open_entries_of_number_differ,
    two_dates_for_one_lot,
    expiration_missing,
)
