"""What number information refuses."""

from wms.core.errors import RuleViolation
from wms.core.records.errors import FieldFault, Question


class ConfirmDeletion(Question):
    code = "card-with-stock"
    rule = "SET-158"
    template = "{card} has {inventory} in stock. Deleting its card leaves the stock without one."


class CardBlocked(RuleViolation):
    code = "card-blocked"
    rule = "SET-158"
    template = (
        "{card} is blocked, and deleting its card would unblock it. Clear Blocked first if that is "
        "wanted."
    )


class CardKeyFixedByStock(FieldFault):
    code = "card-key-fixed-by-stock"
    rule = "SET-148"
    template = (
        "{label} cannot be changed: {card} has {inventory} in stock. To give stock another number, "
        "reclassify it."
    )


class VariantOfOtherItem(RuleViolation):
    code = "variant-of-other-item"
    rule = "SET-145"
    field = "variant"
    template = "Variant {variant} is not a variant of item {item}. Choose one of its variants."


class NotOfThisKind(FieldFault):
    code = "field-not-of-this-kind"
    rule = "SET-145"
    template = "{label} belongs to {kinds} cards only. Clear it."
