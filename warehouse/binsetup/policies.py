"""What a bin must meet."""

from collections.abc import Iterator

from warehouse.binsetup import errors
from warehouse.models import Bin, WarehouseSetup
from wms.core.errors import RuleViolation
from wms.core.records import RecordPolicy


def _violations(stored: Bin | None, bin_: Bin) -> Iterator[RuleViolation]:
    if not bin_.location.code or bin_.location.use_as_in_transit:
        yield errors.BinWithoutLocation()
    if stored is not None and stored.location_id != bin_.location_id:
        yield errors.BinLocationFixed(bin=stored, location=stored.location)


BIN = RecordPolicy[Bin](
    violations=_violations, places={"bin_once": "code", "bin_code_filled": "code"}
)
WAREHOUSE_SETUP = RecordPolicy[WarehouseSetup]()
