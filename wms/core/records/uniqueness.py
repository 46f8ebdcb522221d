"""Whether another record has the same values where only one may: asked for many records at once."""

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ImproperlyConfigured, ValidationError
from django.db.models import Model, Q, UniqueConstraint

from wms.core.records.conditions import CannotTell, holds
from wms.core.records.questions import Rows


def validate_fields(record: Model, wrong: Collection[str]) -> None:
    """As Model.validate_unique does, by fields; raises ValidationError."""
    checks, dates = record._get_unique_checks(exclude=set(wrong))  # type: ignore[attr-defined]
    if dates:
        raise ImproperlyConfigured(
            f"{record._meta.label}: unique_for_date is not asked of many records"
        )
    faults: dict[str, list[ValidationError]] = {}
    for model, names in checks:
        if _taken(record, model, tuple(names), None):
            place = names[0] if len(names) == 1 else NON_FIELD_ERRORS
            faults.setdefault(place, []).append(record.unique_error_message(model, names))
    if faults:
        raise ValidationError(faults)


def validate_constraint(
    constraint: UniqueConstraint, model: type[Model], record: Model, wrong: Collection[str]
) -> None:
    """As UniqueConstraint.validate does; raises ValidationError."""
    condition = constraint.condition
    if wrong or not constraint.fields or not _can_tell(condition, record):
        constraint.validate(model, record, exclude=set(wrong))
        return
    if condition and not holds(condition, record):
        return
    if not _taken(record, model, tuple(constraint.fields), condition):
        return
    if (
        condition is None
        and constraint.violation_error_message == constraint.default_violation_error_message
    ):
        raise record.unique_error_message(model, constraint.fields)
    raise ValidationError(
        constraint.get_violation_error_message(), code=constraint.violation_error_code
    )


def _can_tell(condition: Q | None, record: Model) -> bool:
    try:
        return condition is None or holds(condition, record) in (True, False, None)
    except CannotTell:
        return False


def _taken(record: Model, model: type[Model], names: tuple[str, ...], condition: Q | None) -> bool:
    return bool(_rows(model, names, condition).others(record))


@cache
def _rows(
    model: type[Model], names: tuple[str, ...], condition: Q | None
) -> Rows[tuple[Any, ...], Model]:
    """Rows by the values that only one may have; a row without one of them is like no other."""
    fields = [model._meta.get_field(name) for name in names]
    columns = [str(field.attname) for field in fields]  # type: ignore[union-attr]

    def key(row: Model) -> tuple[Any, ...] | None:
        values = tuple(getattr(row, column) for column in columns)
        if any(value is None for value in values):
            return None
        return values if condition is None or holds(condition, row) else None

    def find(keys: Collection[tuple[Any, ...]]) -> Iterable[Model]:
        # by the column that tells most of them apart; the others are compared here
        spread = [{one[place] for one in keys} for place in range(len(columns))]
        place = max(range(len(columns)), key=lambda place: (len(spread[place]), place))
        rows = model._base_manager.filter(condition) if condition else model._base_manager.all()
        if len(keys) == 1:
            return rows.filter(**dict(zip(columns, next(iter(keys)), strict=True)))
        return rows.filter(**{f"{columns[place]}__in": spread[place]})

    return Rows(model, key, find)
