"""What set-up of tracking dimension groups refuses."""

from wms.core.errors import RuleViolation
from wms.core.records.errors import FieldFault


class FixedByCapture(FieldFault):
    code = "config-locked"
    rule = "CAP-003"
    template = "{label} is fixed while Capture Serial No. is {capture} on group {group}."


class FixedByPrimary(FieldFault):
    code = "config-locked"
    rule = "CAP-007"
    template = "{label} is off while Primary Stocking is on for group {group}."


class CaptureNeedsActive(RuleViolation):
    code = "config-conflict"
    rule = "CAP-004"
    field = "capture_serial_no"
    template = "Activate the serial number dimension first: Active is off on group {group}."


class ActiveNeededByCapture(RuleViolation):
    code = "config-conflict"
    rule = "CAP-004"
    field = "is_active"
    template = (
        "Active cannot be switched off while Capture Serial No. is {capture} on group {group}. "
        "Set that to None first."
    )


class PrimaryAgainstCapture(RuleViolation):
    code = "config-conflict"
    rule = "CAP-007"
    field = "primary_stocking"
    template = (
        "Primary Stocking and Capture Serial No. {capture} exclude each other on group {group}: the "
        "one wants the serial number known before anything, the other only when goods leave."
    )


class CoverageAgainstCapture(RuleViolation):
    code = "config-conflict"
    rule = "CAP-008"
    field = "coverage_plan"
    template = (
        "Coverage Plan by Dimension and Capture Serial No. {capture} exclude each other on group "
        "{group}: demand has no serial number yet."
    )


class SwitchSetByGroup(FieldFault):
    code = "config-conflict"
    rule = "CAP-010"
    template = (
        "{label} of item tracking code {code_name} stays {value}: it is set by tracking dimension group "
        "{group}, {setting}."
    )


class SpecificAgainstCapture(FieldFault):
    code = "config-conflict"
    rule = "CAP-011"
    template = (
        "Item tracking code {code_name} tracks serials specifically; it cannot use group {group}, which "
        "captures serials at {step}."
    )


class WarehouseAgainstCapture(FieldFault):
    code = "config-conflict"
    rule = "CAP-012"
    template = (
        "SN Warehouse Tracking of item tracking code {code_name} needs SN Specific Tracking; it cannot "
        "be used with group {group}, which captures serials at {step}."
    )


class SpecificAgainstBlank(FieldFault):
    code = "config-conflict"
    rule = "CAP-010"
    template = (
        "Item tracking code {code_name} tracks serials specifically; group {group} must have Blank "
        "Receipt Allowed and Blank Issue Allowed off."
    )


class DatesNeedALot(FieldFault):
    code = "config-conflict"
    rule = "CAP-014"
    template = (
        "Item tracking code {code_name} requires expiration dates and tracks no lots; with group {group} "
        "nothing could carry the date at the receipt. Track lots, or switch Require Expiration Date Entry "
        "off."
    )


class GroupFixedByHistory(FieldFault):
    code = "entries-exist"
    rule = "CAP-015"
    template = (
        "{label} is fixed: {items} {have} entries or open documents. Make a new code, and give it to "
        "new items."
    )
