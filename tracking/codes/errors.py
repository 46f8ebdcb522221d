"""What set-up of item tracking codes refuses."""

from wms.core.errors import RuleViolation
from wms.core.records.errors import FieldFault


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


class SpecificFixedByTracking(FieldFault):
    code = "specific-tracking-fixed-by-tracking"
    rule = "SET-083"
    template = (
        "{label} cannot be changed: {place} has tracking lines of item {item} with this code. "
        "Complete that document, or delete its tracking lines first."
    )


class ExpirationStillReckoned(RuleViolation):
    code = "expiration-still-reckoned"
    rule = "SET-059"
    field = "use_expiration_dates"
    template = (
        "Use Expiration Dates cannot be switched off: {items} with code {code} have an Expiration "
        "Calculation. Clear it there first; the list opens from the facts of this card."
    )


class ExpirationDatesPosted(RuleViolation):
    code = "expiration-dates-posted"
    rule = "SET-060"
    field = "use_expiration_dates"
    template = (
        "Use Expiration Dates cannot be switched off: item {item} with this code has item ledger "
        "entries with an expiration date. Make a new code, and give it to a new item."
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
