"""Which number is mandatory: the decision table of POST section 5, asked of many rows."""

from django.db.models import Q, QuerySet

from tracking.posting import errors
from tracking.switches import PREFIX, SWITCH
from wms.core.rules import Rule, rule

_CODE = "item__item_tracking_code"


def required(kind: str) -> Q:
    """Rows whose item, entry type and direction ask for a number of this kind (SET-036, SET-038)."""
    asked = Q(**{f"{_CODE}__{PREFIX[kind]}_specific_tracking": True})
    for situation, switch in SWITCH.items():
        asked |= Q(
            **{
                f"{_CODE}__{PREFIX[kind]}_{switch}": True,
                "entry_type": situation.entry_type,
                "outbound": situation.outbound,
            }
        )
    return asked


@rule(errors.NotTracked)
def numbers_without_tracking_code(rows: QuerySet) -> QuerySet:
    """An item without tracking code carries no numbers, however they came (POST-010)."""
    return rows.filter(item__item_tracking_code=None).exclude(
        serial_no="", lot_no="", package_no=""
    )


def _missing(kind: str, field: str) -> Q:
    return required(kind) & Q(**{field: ""})


@rule(errors.SerialNoMissing)
def serial_no_missing(rows: QuerySet) -> QuerySet:
    return rows.filter(_missing("serial", "serial_no"))


@rule(errors.LotNoMissing)
def lot_no_missing(rows: QuerySet) -> QuerySet:
    return rows.filter(_missing("lot", "lot_no"))


@rule(errors.PackageNoMissing)
def package_no_missing(rows: QuerySet) -> QuerySet:
    return rows.filter(_missing("package", "package_no"))


@rule(errors.NewSerialNoMissing)
def new_serial_no_missing(rows: QuerySet) -> QuerySet:
    """Both ends of a transfer must be tracked (POST-043)."""
    return rows.filter(_missing("serial", "new_serial_no"), is_transfer=True)


@rule(errors.NewLotNoMissing)
def new_lot_no_missing(rows: QuerySet) -> QuerySet:
    return rows.filter(_missing("lot", "new_lot_no"), is_transfer=True)


@rule(errors.NewPackageNoMissing)
def new_package_no_missing(rows: QuerySet) -> QuerySet:
    return rows.filter(_missing("package", "new_package_no"), is_transfer=True)


REQUIREMENTS: tuple[Rule, ...] = (
    numbers_without_tracking_code,
    serial_no_missing,
    lot_no_missing,
    package_no_missing,
)
BOTH_ENDS: tuple[Rule, ...] = (new_serial_no_missing, new_lot_no_missing, new_package_no_missing)
