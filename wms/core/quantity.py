"""An exact quantity on every database: a Decimal with 5 places, stored as whole 0.00001 units.

SQLite keeps a DecimalField as a binary float: 0.1 + 0.2 - 0.3 is not 0 there, so sums, HAVING and window
functions over quantities go wrong.  A scaled bigint adds up exactly on SQLite and PostgreSQL alike.

In expressions write ``qty("0.5")``, not ``Decimal("0.5")``: mixing kinds raises FieldError instead of
miscounting.  SQL written by hand reads scaled integers: ``scaled(Decimal("0.5")) == 50_000``.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import DecimalValidator
from django.db import models
from django.db.models.expressions import Combinable, register_combinable_fields

PLACES = 5
ONE = 10**PLACES  # one base unit, as stored
SMALLEST = Decimal(1).scaleb(-PLACES)
ZERO = Decimal(0)


class QuantityField(
    models.Field
):  # not an IntegerField: Django would then mix it with plain numbers
    description = "Exact quantity with 5 decimal places"
    default_validators = [DecimalValidator(18, PLACES)]

    def get_internal_type(self) -> str:
        return "BigIntegerField"

    def db_check(self, connection: Any) -> Any:
        # .update(q=F("q") - Decimal("0.5")) is the one mix that Django lets through: refused here
        if connection.vendor == "sqlite":
            return "typeof({}) in ('integer', 'null')".format(
                self.db_type_parameters(connection)["qn_column"]
            )
        return super().db_check(connection)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Decimal | None:
        return None if value is None else Decimal(int(value)).scaleb(-PLACES)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or value == "":
            return None
        try:
            number = Decimal(str(value))
        except ArithmeticError as error:
            raise ValidationError("Enter a number.", code="invalid") from error
        if not number.is_finite():
            raise ValidationError("Enter a number.", code="invalid")
        return number

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        if value is None or hasattr(value, "resolve_expression"):
            return value
        return scaled(self.to_python(value) or ZERO)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(
            **{
                "form_class": forms.DecimalField,
                "max_digits": 18,
                "decimal_places": PLACES,
                **kwargs,
            }
        )


def qty(number: Decimal | str | int) -> models.Value:
    """A quantity for use inside a query expression."""
    return models.Value(Decimal(number), output_field=QuantityField())


def scaled(number: Decimal) -> int:
    """The whole number of 0.00001 units that the database stores.  Raises ValueError when finer."""
    whole = number.scaleb(PLACES)
    if whole != whole.to_integral_value():
        raise ValueError(f"{number} has more than {PLACES} decimal places; round it first")
    return int(whole)


def unscaled(units: int) -> Decimal:
    """A stored whole number of 0.00001 units as a quantity."""
    return Decimal(units).scaleb(-PLACES)


def rounded(number: Decimal, precision: Decimal = ZERO) -> Decimal:
    """Round half away from zero to ``precision``, or to 0.00001 when that is 0 (SET-004, SET-020)."""
    step = precision or SMALLEST
    return (number / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step


def shown(number: Decimal | None) -> str:
    """As written on screen: ``4``, ``0.5``, never ``4.00000``."""
    if number is None:
        return ""
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


for _connector in (Combinable.ADD, Combinable.SUB, Combinable.MOD):
    register_combinable_fields(QuantityField, _connector, QuantityField, QuantityField)
# a quantity times a whole number (a sign, a count of boxes) is a quantity
register_combinable_fields(QuantityField, Combinable.MUL, models.IntegerField, QuantityField)
register_combinable_fields(models.IntegerField, Combinable.MUL, QuantityField, QuantityField)
