"""What set-up of item tracking codes and number information refuses."""

from wms.core.errors import RuleViolation
from wms.core.records.errors import FieldFault, Question


class SwitchDrivenBySpecific(FieldFault):
    code = "switch-driven-by-specific"
    rule = "SET-053"
    template = "{label} stays on while {specific} is on. Switch {specific} off first."


class WarehouseNeedsSpecific(FieldFault):
    code = "warehouse-tracking-needs-specific"
    rule = "SET-055"
    template = "{label} needs {specific}. Switch that on first."


class ExpirationDatesStillNeeded(RuleViolation):
    code = "expiration-dates-still-needed"
    rule = "SET-058"
    field = "use_expiration_dates"
    template = "Use Expiration Dates stays on while {fields} is on. Switch {fields} off first."


class SpecificFixedByHistory(FieldFault):
    code = "specific-tracking-fixed-by-history"
    rule = "SET-074"
    template = (
        "{label} cannot be changed: item {item} with this code has item ledger entries. "
        "Make a new code, and give it to a new item."
    )


class WarehouseFixedByHistory(FieldFault):
    code = "warehouse-tracking-fixed-by-history"
    rule = "SET-075"
    template = (
        "{label} cannot be changed: item {item} with this code has {what}. "
        "Make a new code, and give it to a new item."
    )


class CodeFixedByHistory(RuleViolation):
    code = "tracking-code-fixed-by-history"
    rule = "SET-078"
    field = "item_tracking_code"
    template = (
        "Item Tracking Code of item {item} cannot be changed from {old} to {new}: the item has item "
        "ledger entries, and {differing} differs. Make a new item."
    )


class CodeFixedByDocument(RuleViolation):
    code = "tracking-code-fixed-by-document"
    rule = "SET-078"
    field = "item_tracking_code"
    template = (
        "Item Tracking Code of item {item} cannot be changed from {old} to {new}: the item stands on "
        "{place}, and {differing} differs. Post or delete that line first."
    )


class CodeFixedByTracking(RuleViolation):
    code = "tracking-code-fixed-by-tracking"
    rule = "SET-080"
    field = "item_tracking_code"
    template = (
        "Item Tracking Code of item {item} cannot be changed: {place} has tracking lines of it. "
        "Complete that document, or delete its tracking lines first."
    )


class BinsNeedEmptyLocation(RuleViolation):
    code = "bins-need-empty-location"
    rule = "SET-136"
    field = "bin_mandatory"
    template = (
        "Bin Mandatory cannot be switched on: location {location} has open stock of item {item}, "
        "which would lie in no bin. Move it to another location first."
    )


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
