"""What set-up of items, locations and partners refuses."""

from wms.core.errors import RuleViolation
from wms.core.records.errors import FieldFault


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


class FormulaUnreadable(FieldFault):
    code = "date-formula"
    rule = "SET-098"
    template = "{label}: {message}"


# ---- items


class BaseUnitHasOtherQuantity(RuleViolation):
    code = "base-unit-has-other-quantity"
    rule = "SET-014"
    field = "base_unit_of_measure"
    template = (
        "{unit} cannot be the Base Unit of Measure of item {item}: its Qty. per Unit of Measure is "
        "{qty_per_unit}, and that of the base unit is 1."
    )


class UnitNotOfItem(FieldFault):
    code = "unit-not-of-item"
    rule = "SET-005"
    template = (
        "{label} {unit} is not a unit of item {item}. Add it to the item's units of measure first."
    )


class BaseUnitMustBeOne(RuleViolation):
    code = "base-unit-must-be-one"
    rule = "SET-016"
    field = "qty_per_unit"
    template = "{unit} is the Base Unit of Measure of item {item}, so its Qty. per Unit of Measure stays 1."


class UnitInUseByItem(RuleViolation):
    code = "unit-in-use-by-item"
    rule = "SET-018"
    field = "unit_of_measure"
    template = (
        "{unit} is the {uses} of item {item}, so it cannot be {verb}. Choose another {uses} first."
    )


class SeriesWithoutTrackingCode(RuleViolation):
    code = "series-without-tracking-code"
    rule = "SET-086"
    field = "item_tracking_code"
    template = (
        "{fields} cannot be filled while Item Tracking Code is blank. Fill it, or clear {them}."
    )


class TrackingCodeClearedBeforeSeries(RuleViolation):
    code = "tracking-code-cleared-before-series"
    rule = "SET-090"
    field = "item_tracking_code"
    template = (
        "Item Tracking Code cannot be cleared while {fields} of item {item} {are} filled. "
        "Clear {them} first, or together with it."
    )


class ExpirationWithoutDates(RuleViolation):
    code = "expiration-calculation-without-dates"
    rule = "SET-089"
    field = "expiration_calculation"
    template = (
        "Expiration Calculation can be filled only with an Item Tracking Code that has Use "
        "Expiration Dates on{found}."
    )


class CodeWithoutExpirationDates(RuleViolation):
    code = "tracking-code-without-expiration-dates"
    rule = "SET-081"
    field = "item_tracking_code"
    template = (
        "Item {item} has Expiration Calculation {formula}, and {code} does not have Use Expiration "
        "Dates on. Clear Expiration Calculation, or choose a code that uses expiration dates."
    )


class VariantCodeMissing(RuleViolation):
    code = "variant-code-missing"
    rule = "SET-003"
    field = "code"
    template = "Code must be filled."


# ---- locations


class InTransitWithWarehouse(RuleViolation):
    code = "in-transit-with-warehouse"
    rule = "SET-131"
    field = "use_as_in_transit"
    template = (
        "Use As In-Transit cannot be on while {fields} is on: goods in transit are not handled by "
        "warehouse documents and have no bins. Switch one of them off."
    )


class DirectedWithoutBins(RuleViolation):
    code = "directed-without-bins"
    rule = "SET-132"
    field = "directed_put_away_and_pick"
    template = (
        "Directed Put-away and Pick needs Bin Mandatory. Switch that on, save, and try again."
    )


class DirectedSwitchLocked(FieldFault):
    code = "directed-switch-locked"
    rule = "SET-132"
    template = "{label} stays on while Directed Put-away and Pick is on."


class NeedsBinMandatory(FieldFault):
    code = "needs-bin-mandatory"
    rule = "SET-140"
    template = "{label} needs Bin Mandatory. Switch that on first, or this off."


class CrossDockingNeedsAll(RuleViolation):
    code = "cross-docking-needs-all"
    rule = "SET-141"
    field = "use_cross_docking"
    template = (
        "Use Cross-Docking needs Require Receive, Require Shipment, Require Put-away and Require "
        "Pick; {fields} is off."
    )


class BinOfOtherLocation(FieldFault):
    code = "bin-of-other-location"
    rule = "SET-005"
    template = "{label} {bin} is not a bin of location {location}. Choose one of its bins."


class BinWithoutBinMandatory(FieldFault):
    code = "default-bin-without-bin-mandatory"
    rule = "SET-142"
    template = "{label} needs Bin Mandatory. Clear it, or switch that on."


class BinNeedsSwitch(FieldFault):
    code = "default-bin-needs-switch"
    rule = "SET-142"
    template = "{label} needs {switch}. Clear it, or switch that on."


class BinSelectionMissing(RuleViolation):
    code = "default-bin-selection-missing"
    rule = "SET-143"
    field = "default_bin_selection"
    template = (
        "Default Bin Selection can be None only with Directed Put-away and Pick. "
        "Choose Fixed Bin or Last-Used Bin."
    )
