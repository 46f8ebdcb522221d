"""Which number is mandatory: the decision table of POST section 5, asked of many rows."""

from django.db.models import Q

from tracking.models import Capture
from tracking.posting import errors
from tracking.switches import NUMBER_FIELD, SWITCH, specific_field, switch_field
from wms.core.rules import Rule, row_rule

_CODE = "item__item_tracking_code"


def required(kind: str) -> Q:
    """Rows whose item, entry type and direction ask for a number of this kind (SET-036, SET-038)."""
    asked = Q(**{f"{_CODE}__{specific_field(kind)}": True})
    for situation in SWITCH:
        asked |= Q(
            **{
                f"{_CODE}__{switch_field(kind, situation)}": True,
                "entry_type": situation.entry_type,
                "outbound": situation.outbound,
            }
        )
    if (
        kind == "serial"
    ):  # captured as a transfer order is shipped, whose switch reclassifications share
        captured = f"{_CODE}__tracking_dimension_group__capture_serial_no__in"
        asked |= Q(**{captured: [Capture.PICKING, Capture.PACKING], "is_shipment": True})
    return asked


_FIELDS = [f"{new}{name}" for new in ("", "new_") for name in NUMBER_FIELD.values()]


@row_rule(errors.NotTracked)
def numbers_without_tracking_code() -> Q:
    """An item without tracking code carries no numbers, old or new, however they came (POST-010)."""
    return Q(item__item_tracking_code=None) & ~Q(**dict.fromkeys(_FIELDS, ""))


def _missing(kind: str, field: str) -> Q:
    return required(kind) & Q(**{field: ""})


@row_rule(errors.SerialNoMissing)
def serial_no_missing() -> Q:
    return _missing("serial", "serial_no")


@row_rule(errors.LotNoMissing)
def lot_no_missing() -> Q:
    return _missing("lot", "lot_no")


@row_rule(errors.PackageNoMissing)
def package_no_missing() -> Q:
    return _missing("package", "package_no")


@row_rule(errors.NewSerialNoMissing)
def new_serial_no_missing() -> Q:
    """Both ends of a transfer must be tracked (POST-043)."""
    return _missing("serial", "new_serial_no") & Q(is_transfer=True)


@row_rule(errors.NewLotNoMissing)
def new_lot_no_missing() -> Q:
    return _missing("lot", "new_lot_no") & Q(is_transfer=True)


@row_rule(errors.NewPackageNoMissing)
def new_package_no_missing() -> Q:
    return _missing("package", "new_package_no") & Q(is_transfer=True)


REQUIREMENTS: tuple[Rule, ...] = (
    numbers_without_tracking_code,
    serial_no_missing,
    lot_no_missing,
    package_no_missing,
)
BOTH_ENDS: tuple[Rule, ...] = (new_serial_no_missing, new_lot_no_missing, new_package_no_missing)
