"""May goods of this item move, here, on this day?"""

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import RawSQL

from tracking.policies.dates import posting_date_missing, posting_date_outside
from tracking.policies.expiration import DISAGREEING
from tracking.posting import errors
from wms.core.rules import Rule, row_rule, rule
from wms.documents.kinds import EntryType


@row_rule(errors.ItemBlocked)
def item_or_variant_blocked() -> Q:
    """Blocked stops everything; Sales and Purchasing Blocked stop what leaves to or comes from them."""
    return (
        Q(item__blocked=True)
        | Q(variant__blocked=True)
        | Q(item__sales_blocked=True, entry_type=EntryType.SALE, outbound=True)
        | Q(item__purchasing_blocked=True, entry_type=EntryType.PURCHASE, outbound=False)
    )


@row_rule(errors.LocationInTransit)
def location_in_transit() -> Q:
    return Q(location__use_as_in_transit=True)


@row_rule(errors.NewLocationInTransit)
def new_location_in_transit() -> Q:
    return Q(is_transfer=True, new_location__use_as_in_transit=True)


@row_rule(errors.LocationMissing)
def location_missing() -> Q:
    """Asked only with Location Mandatory on (SET-130)."""
    return Q(location__code="") | Q(is_transfer=True, new_location__code="")


@row_rule(errors.DocumentNoMissing)
def document_no_missing() -> Q:
    """Asked of journal lines, which have a document no. of their own (POST-114)."""
    return Q(document_no="")


@rule(errors.NothingToReclassify)
def nothing_to_reclassify(rows: QuerySet) -> QuerySet:
    """Lines of which every row stays as it is; one that changes takes the others along (RCL-026).

    A number whose open entries disagree about the date changes also by getting one of the two (RCL-038).
    """
    same = Q(
        is_transfer=True,
        new_location=F("location"),
        new_serial_no=F("serial_no"),
        new_lot_no=F("lot_no"),
        new_package_no=F("package_no"),
    )
    same &= Q(new_expiration_date=F("expiration_date")) | Q(
        new_expiration_date=None, expiration_date=None
    )
    same &= Q(new_bin=F("bin")) | Q(new_bin=None, bin=None)
    same &= ~Q(pk__in=RawSQL(DISAGREEING, []))
    changing_lines = rows.exclude(pk__in=rows.filter(same).values("pk")).values("line_id")
    return rows.filter(same).exclude(line_id__in=changing_lines)


# Only transfer orders take goods into transit and out of it (POST-011).
IN_TRANSIT: tuple[Rule, ...] = (location_in_transit, new_location_in_transit)
MOVEMENTS: tuple[Rule, ...] = (
    item_or_variant_blocked,
    posting_date_missing,
    posting_date_outside,
)
