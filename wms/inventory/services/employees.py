"""Who works at which location."""

from collections.abc import Sequence

from wms.core.errors import RuleViolation
from wms.core.records import RecordPolicy, delete_record, save_record, save_records
from wms.inventory.models import WarehouseEmployee

EMPLOYEE = RecordPolicy[WarehouseEmployee](
    places={"employee_once": "location", "employee_one_default": "is_default"}
)


def save_employee(*, employee: WarehouseEmployee) -> WarehouseEmployee:
    return save_record(employee, policy=EMPLOYEE)


def save_employees(*, employees: Sequence[WarehouseEmployee]) -> list[Sequence[RuleViolation]]:
    return save_records(employees, policy=EMPLOYEE)


def delete_employee(*, employee: WarehouseEmployee) -> None:
    delete_record(employee, policy=EMPLOYEE)
