"""Faults of single fields, as Django finds them, in our words and each at its field."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from django.core.exceptions import (
    NON_FIELD_ERRORS,
    FieldDoesNotExist,
    FieldError,
    ValidationError,
)
from django.db.models import CheckConstraint, ForeignKey, Model, Q, UniqueConstraint
from django.utils.text import capfirst

from wms.core.errors import RuleViolation
from wms.core.records import errors, uniqueness
from wms.core.records.conditions import CannotTell, holds
from wms.core.wording import in_company_words


def faults_of(
    record: Model,
    *,
    places: Mapping[str, str],
    covered: Collection[str] = (),
    unread: Collection[str] = (),
) -> Iterator[RuleViolation]:
    """What the fields and constraints of the record refuse, taken by itself.

    ``places`` tells at which field a constraint's fault can be mended, ``covered`` which constraints
    need not be asked; ``unread`` are fields that a form could not read, and has told so already.
    """
    wrong: set[str] = set(unread)
    at_hand = _records_at_hand(record)
    steps: list[Callable[[], None]] = [
        lambda: record.clean_fields(wrong | at_hand),
        record.clean,
        lambda: uniqueness.validate_fields(record, wrong),
    ]
    for step in steps:
        try:
            step()
        except ValidationError as error:
            found = (
                error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: [error]}
            )
            wrong |= set(found)
            for field, faults in found.items():
                yield from _worded_all(record, field, faults)
    yield from _broken_constraints(record, wrong, places, covered)


def _broken_constraints(
    record: Model, wrong: set[str], places: Mapping[str, str], covered: Collection[str]
) -> Iterator[RuleViolation]:
    checks_hold = _all_checks_hold(record, wrong, covered)
    for model, constraints in record.get_constraints():
        for constraint in constraints:
            if constraint.name in covered or (
                checks_hold and isinstance(constraint, CheckConstraint)
            ):
                continue
            try:
                _validate(constraint, model, record, wrong)
            except ValidationError as error:
                field = places.get(constraint.name, "")
                if not field and isinstance(constraint, UniqueConstraint):
                    field = constraint.fields[-1]
                if field not in wrong:
                    yield from _worded_all(record, field, error.error_list)


def _validate(constraint: Any, model: type[Model], record: Model, wrong: set[str]) -> None:
    if isinstance(constraint, UniqueConstraint):
        uniqueness.validate_constraint(constraint, model, record, wrong)
    elif wrong or (broken := _breaks(constraint, record)) is None:
        constraint.validate(model, record, exclude=wrong)
    elif broken:
        raise ValidationError(
            constraint.get_violation_error_message(), code=constraint.violation_error_code
        )


def _breaks(constraint: Any, record: Model) -> bool | None:
    """None when only the database can tell."""
    try:
        return holds(constraint.condition, record) is False
    except CannotTell:
        return None


def _records_at_hand(record: Model) -> set[str]:
    """The fields whose other record was read just now: no need to ask again whether it exists."""
    return {
        field.name
        for field in record._meta.concrete_fields
        if isinstance(field, ForeignKey)
        and field.is_cached(record)
        and getattr(record, field.attname) is not None
    }


def _all_checks_hold(record: Model, wrong: set[str], covered: Collection[str]) -> bool:
    """Whether every check constraint holds, by the record's own values where they tell it.

    Otherwise in one statement; Django asks one for each of them.
    """
    conditions = [
        constraint.condition
        for _, constraints in record.get_constraints()
        for constraint in constraints
        if isinstance(constraint, CheckConstraint) and constraint.name not in covered
    ]
    if not wrong:
        try:
            return all(holds(condition, record) is not False for condition in conditions)
        except CannotTell:
            pass  # the database can
    # what Django itself asks the single constraints with
    against = record._get_field_expression_map(meta=record._meta, exclude=wrong)  # type: ignore[attr-defined]
    try:
        return Q(*conditions).check(against)
    except FieldError:  # a condition on a field that is wrong anyway: ask the others one by one
        return False


def _worded_all(record: Model, field: str, faults: Any) -> Iterator[RuleViolation]:
    place = "" if field == NON_FIELD_ERRORS else field
    value = getattr(record, field, "") if place else ""
    for fault in faults:
        yield worded(fault, field=place, label=label_of(type(record), place), value=value)


def label_of(model: type[Model], field: str) -> str:
    try:
        named: Any = model._meta.get_field(field)
        return in_company_words(str(capfirst(str(named.verbose_name))))
    except FieldDoesNotExist:
        return ""


def worded(fault: ValidationError, *, field: str, label: str, value: Any = "") -> RuleViolation:
    """The violation that says what Django found; its own sentence where ours adds nothing."""
    params = {name: _cut(value) for name, value in (fault.params or {}).items()}
    match fault.code:
        case "required" | "blank" | "null" | "incomplete":
            return errors.FieldMissing(field=field, label=label)
        case "max_length":
            limit, length = params.get("limit_value"), params.get("show_value")
            return errors.TooLong(field=field, label=label, limit=limit, length=length)
        case "unique" | "unique_together":
            return errors.KeyTaken(field=field, label=label, value=value)
        case "control_character" | "null_characters_not_allowed":
            return errors.ControlCharacter(field=field, label=label)
    sentence = _SENTENCES.get(fault.code or "")
    text = " ".join(fault.messages)
    message = sentence.format(label=label, text=text, **params) if sentence else text
    return errors.FieldFault(field=field, message=message)


def _cut(value: Any) -> Any:
    return value[:50] if isinstance(value, str) else value


_SENTENCES = {
    "invalid": "{label}: {text}",
    "min_value": "{label} must be {limit_value} or more.",
    "max_value": "{label} must be {limit_value} or less.",
    "invalid_choice": "{label} {value} is not one of the choices. Choose one from the list.",
    "max_digits": "{label} may have at most {max} digits.",
    "max_whole_digits": "{label} may have at most {max} digits before the decimal point.",
}
