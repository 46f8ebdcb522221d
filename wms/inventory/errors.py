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


class TypeFixedByUse(RuleViolation):
    """``what``: the first thing that is there, such as "item ledger entries"."""

    code = "type-fixed-by-use"
    rule = "SET-013"
    field = "type"
    template = "Type of item {item} cannot be changed from {old} to {new}: it has {what}."


class BaseUnitFixedByUse(RuleViolation):
    code = "base-unit-fixed-by-use"
    rule = "SET-015"
    field = "base_unit_of_measure"
    template = (
        "Base Unit of Measure of item {item} cannot be changed from {old} to {new}: it has {what}. "
        "Bring its stock to 0 and complete its documents first, or make a new item."
    )


class UnitFixedByUse(FieldFault):
    """``verb``: "changed" or "deleted"."""

    code = "unit-fixed-by-use"
    rule = "SET-017"
    template = (
        "{unit} of item {item} cannot be {verb}: it has {what}. Complete or delete that first."
    )


class PrecisionFixedByUse(RuleViolation):
    code = "precision-fixed-by-use"
    rule = "SET-019"
    field = "rounding_precision"
    template = (
        "Qty. Rounding Precision of item {item} cannot be changed: it has {what}. "
        "Bring that to 0 or complete it first."
    )


class UnitNotMultipleOfPrecision(FieldFault):
    code = "unit-not-a-multiple-of-precision"
    rule = "SET-019"
    template = (
        "Qty. per Unit of Measure {qty_per_unit} of {unit} is not a multiple of {precision}, the Qty. "
        "Rounding Precision of item {item}."
    )


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


class BlankRowStays(RuleViolation):
    """The blank variant and the blank location stand for none of them (docs/adr/0002)."""

    code = "blank-row-stays"
    rule = "SET-006"
    field = "code"
    template = "{what} keeps its blank code and is never deleted. Make a new record instead."


# ---- references


class ReferenceWithoutPartner(FieldFault):
    code = "reference-without-partner"
    rule = "SCAN-018"
    template = "{label} must be filled for a reference of Type {type}."


class ReferenceWithOtherPartner(FieldFault):
    code = "reference-with-other-partner"
    rule = "SCAN-018"
    template = "{label} stays blank for a reference of Type {type}."


class ReferenceTwice(RuleViolation):
    code = "reference-twice"
    rule = "SCAN-018"
    field = "reference_no"
    template = (
        "{number} is a reference of this item, variant and unit already, at the same time. "
        "Change the dates of one, or delete it."
    )


class BarCodeTaken(RuleViolation):
    """A scan must lead to one item."""

    code = "bar-code-taken"
    rule = "SCAN-018"
    field = "reference_no"
    template = (
        "Bar code {number} stands for {what} already, at the same time. Enter another, or end that "
        "one first."
    )


# ---- the company


class PostingDatesReversed(RuleViolation):
    code = "posting-dates-reversed"
    rule = "SET-008"
    field = "allow_posting_to"
    template = (
        "Allow Posting To {until} is before Allow Posting From {since}, so nothing could be posted. "
        "Exchange them, or clear one."
    )


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


class PolicyFixedByDocument(FieldFault):
    """``holder``: the first document that is open at the location."""

    code = "location-policy-fixed-by-document"
    rule = "SET-134"
    template = (
        "{label} of location {location} cannot be changed while {holder} is open there. "
        "Post or delete it first."
    )


class SwitchFixedByDocument(FieldFault):
    """``verb``: "on" or "off"."""

    code = "location-switch-fixed-by-document"
    rule = "SET-135"
    template = (
        "{label} of location {location} cannot be switched {verb} while {holder} is open there. "
        "Post or delete it first."
    )


class PackingOrInventoryPicks(RuleViolation):
    code = "config-conflict"
    rule = "PACK-003"
    field = "require_packing"
    template = (
        "Require Packing cannot be on together with Require Pick while Require Shipment is off: an inventory "
        "pick ships what it picks, so nothing is left to pack. Switch one of them off."
    )


class FefoNeedsPicks(RuleViolation):
    code = "fefo-needs-picks"
    rule = "SET-138"
    field = "pick_according_to_fefo"
    template = (
        "Pick According to FEFO needs Require Pick, and Bin Mandatory where Require Shipment is on; "
        "{label} is off. Switch that on first, or this off."
    )


class DirectedOnly(FieldFault):
    code = "directed-only"
    rule = "WHS-015"
    template = "{label} needs Directed Put-away and Pick. Switch that on first, or this off."


class PutAwayDocumentsNeeded(FieldFault):
    code = "put-away-documents-needed"
    rule = "WHS-015"
    template = (
        "{label} needs Require Receive and Require Put-away. Switch them on first, or this off."
    )


class DefaultBinBlocked(FieldFault):
    code = "default-bin-blocked"
    rule = "WHS-011"
    template = (
        "{label} {bin} has Block Movement {block}, so goods could not be {verb} it. "
        "Choose another bin, or clear Block Movement."
    )


class ShipmentBinDedicated(RuleViolation):
    code = "shipment-bin-dedicated"
    rule = "WHS-011"
    field = "shipment_bin"
    template = "Shipment Bin {bin} is dedicated. Choose another bin, or switch Dedicated off there."


class BlankLocationStays(RuleViolation):
    code = "blank-location-stays"
    rule = "SET-130"
    template = "The blank location stands for no location and cannot be deleted."
