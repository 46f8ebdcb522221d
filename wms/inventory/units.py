"""Quantities in a unit and in the base unit of an item: rounded once, here."""

from collections.abc import Sequence
from decimal import Decimal

from wms.core.errors import Refused
from wms.core.quantity import ZERO, rounded
from wms.inventory import errors


def base_quantity(quantity: Decimal, qty_per_unit: Decimal, precision: Decimal = ZERO) -> Decimal:
    """``quantity`` in base units, rounded half away from zero to ``precision``, or to 0.00001.

    Raises Refused when a quantity other than 0 would round to 0 (SET-020).
    """
    base = rounded(quantity * qty_per_unit, precision)
    if quantity and not base:
        raise Refused([errors.QuantityOutOfBalance(quantity=quantity, qty_per_unit=qty_per_unit)])
    return base


def entered_base_quantity(base: Decimal, precision: Decimal = ZERO) -> Decimal:
    """A base quantity as typed: rounded to 0.00001 (SET-004).

    Raises Refused when the item has a precision that it is not a multiple of (SET-021).
    """
    if not precision:
        return rounded(base)
    if base != rounded(base, precision):
        raise Refused([errors.BaseQuantityNotMultiple(quantity=base, precision=precision)])
    return base


def quantity_from_base(base: Decimal, qty_per_unit: Decimal) -> Decimal:
    """``base`` in a unit that holds ``qty_per_unit``: rounded to 0.00001 (SET-022)."""
    return rounded(base / qty_per_unit)


def shares(bases: Sequence[Decimal], *, quantity: Decimal, qty_per_unit: Decimal) -> list[Decimal]:
    """``quantity`` of a line, split over rows of these base quantities that together make all of it.

    Each row is rounded by itself and the last one takes the rest, so they add up to ``quantity``
    exactly (SET-023).
    """
    if not bases:
        return []
    found = [quantity_from_base(base, qty_per_unit) for base in bases[:-1]]
    return [*found, quantity - sum(found, ZERO)]
