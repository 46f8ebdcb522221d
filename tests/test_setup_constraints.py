"""What the database refuses of set-up and of the warehouse's books, whoever goes around the services.

Rows point at nothing: foreign keys are asked for at the end of a transaction only, which these never reach.
Three constraints follow from others and cannot be met alone: a quantity of no entry is 0
(``ile_remaining_within_quantity``), none of a tracking line is negative, and none of it is handled beyond its
quantity (``tracking_to_handle_within_rest``, ``tracking_received_within_shipped``).
"""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from tests.mutation_plugin import constraints

# What each of them refuses, by the constraint's name.
REFUSED: dict[str, dict[str, Any]] = {
    "bin_type_code_filled": {"code": ""},
    "capture_reversal_filled": {"serial_no": ""},
    "captured_serial_filled": {"serial_no": ""},
    "card_number_filled": {"number": ""},
    "container_line_positive": {"quantity": 0},
    "customer_no_filled": {"no": ""},
    "dimension_group_capture_known": {
        "capture_serial_no": "later",
        "blank_receipt_allowed": True,
        "blank_issue_allowed": True,
    },
    "item_reference_filled": {"reference_no": ""},
    "item_rounding_precision_range": {"rounding_precision": 2},
    "serial_capture_filled": {"serial_no": ""},
    "special_equipment_code_filled": {"code": ""},
    "tracking_code_filled": {"code": ""},
    "tracking_code_lot_specific": {"lot_specific_tracking": True},
    "tracking_code_package_specific": {"package_specific_tracking": True},
    "tracking_code_package_warehouse": {"package_warehouse_tracking": True},
    "tracking_code_sn_warehouse": {"sn_warehouse_tracking": True},
    "tracking_received_within_shipped": {"qty_received": -1},
    "unit_code_filled": {"code": ""},
    "vendor_no_filled": {"no": ""},
    "warehouse_class_code_filled": {"code": ""},
    "zone_code_filled": {"code": ""},
}
# What stands once, with what tells a second row of the same apart.
ONCE: dict[str, dict[str, Any]] = {
    "capture_reversal_once": {},
    "container_line_once": {},
    "employee_once": {},
    "employee_one_default": {"is_default": True},
    "posted_activity_line_once": {},
    "posted_activity_no_once": {},
    "serial_capture_once": {},
    "zone_once": {},
}


def row(model: type[models.Model], **values: Any) -> models.Model:
    """A row with something in every field that needs it."""
    return model(
        **{
            field.attname: _something(field)
            for field in model._meta.concrete_fields
            if not field.primary_key and field.name not in values and field.attname not in values
        },
        **values,
    )


def _something(field: models.Field) -> Any:
    if field.null:
        return None
    if field.has_default():
        return field.get_default()
    if isinstance(field, models.ForeignKey):
        return -1
    if field.choices:
        return next(iter(field.choices))[0]
    if isinstance(field, models.DateTimeField):
        return timezone.now()
    if isinstance(field, models.DateField):
        return date(2026, 1, 2)
    if isinstance(field, (models.CharField, models.TextField)):
        return "X"
    return False if isinstance(field, models.BooleanField) else 1


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_row_may_say(db, name):
    model = constraints()[name]

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        model._base_manager.bulk_create([row(model, **REFUSED[name])])


@pytest.mark.parametrize("name", ONCE)
def test_what_stands_once(db, name):
    model = constraints()[name]
    [once] = [one for one in model._meta.constraints if one.name == name]
    columns = ", ".join(
        f"{model._meta.db_table}.{model._meta.get_field(field).column}" for field in once.fields
    )
    told = name if connection.vendor == "postgresql" else f"UNIQUE constraint failed: {columns}$"

    another = {
        field.attname: -2
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.name not in once.fields
    }
    rows = [row(model, **values, **ONCE[name]) for values in ({}, another)]

    with pytest.raises(IntegrityError, match=told), transaction.atomic():
        model._base_manager.bulk_create(rows)
