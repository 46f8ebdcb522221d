"""What set-up of items, locations and partners refuses."""

from wms.core.errors import RuleViolation


class QuantityOutOfBalance(RuleViolation):
    code = "quantity-out-of-balance"
    rule = "SET-020"
    field = "quantity"
    template = (
        "{quantity} of a unit of {qty_per_unit} is less than the smallest part of the base unit, "
        "so the base quantity would be 0. Enter more, or 0."
    )


class BaseQuantityNotMultiple(RuleViolation):
    code = "base-quantity-not-a-multiple"
    rule = "SET-021"
    field = "quantity"
    template = (
        "{quantity} in the base unit is not a multiple of {precision}, the item's Qty. Rounding "
        "Precision."
    )
