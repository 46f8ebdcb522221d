"""What units, warehouse classes, vendors, customers, Inventory Setup and User Setup must meet."""

from collections.abc import Iterator

from wms.core.errors import RuleViolation
from wms.core.records import RecordPolicy
from wms.inventory import errors
from wms.inventory.models import (
    Customer,
    InventorySetup,
    UnitOfMeasure,
    UserSetup,
    Vendor,
    WarehouseClass,
)
from wms.inventory.policies.numbers import drawn_from

UNIT_OF_MEASURE = RecordPolicy[UnitOfMeasure](places={"unit_code_filled": "code"})
WAREHOUSE_CLASS = RecordPolicy[WarehouseClass](places={"warehouse_class_code_filled": "code"})
VENDOR = RecordPolicy[Vendor](drawn=drawn_from("vendor_nos"), places={"vendor_no_filled": "no"})
CUSTOMER = RecordPolicy[Customer](
    drawn=drawn_from("customer_nos"), places={"customer_no_filled": "no"}
)


def _dates_in_order(
    stored: InventorySetup | UserSetup | None, setup: InventorySetup | UserSetup
) -> Iterator[RuleViolation]:
    since, until = setup.allow_posting_from, setup.allow_posting_to
    if since is not None and until is not None and until < since:
        yield errors.PostingDatesReversed(since=since, until=until)


INVENTORY_SETUP = RecordPolicy[InventorySetup](violations=_dates_in_order)
USER_SETUP = RecordPolicy[UserSetup](
    violations=_dates_in_order,
    places={"user_setup_says_something": "allow_posting_from"},
    covered=("user_setup_range",),
)
