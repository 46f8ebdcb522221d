"""What set-up of the warehouse refuses."""

from wms.core.errors import RuleViolation
from wms.core.records.errors import FieldFault


class BinWithoutLocation(RuleViolation):
    code = "bin-without-location"
    rule = "SET-130"
    field = "location"
    template = "{nouns} belong to a named location that is not in-transit. Choose one."


class BinLocationFixed(RuleViolation):
    code = "bin-location-fixed"
    rule = "WHS-019"
    field = "location"
    template = "{name} belongs to location {location} for good. Make a new {noun} at the other one."


class PatternUnreadable(RuleViolation):
    code = "bin-pattern"
    rule = "WHS-019"
    field = "pattern"
    template = "{pattern} cannot be read as a pattern: {why}. Write it like A-[01-04]-[1-3]."


class BinsStillFilled(RuleViolation):
    code = "bins-still-filled"
    rule = "SET-137"
    field = "bin_mandatory"
    template = (
        "Bin Mandatory cannot be switched off: bin {bin} of location {location} holds "
        "{quantity} of item {item}. Empty the bins first."
    )


class AdjustmentBinWhileJournals(RuleViolation):
    code = "adjustment-bin-while-journals"
    rule = "SET-142"
    field = "adjustment_bin"
    template = (
        "Adjustment Bin cannot be changed while {journal} at location {location} has lines. Register or "
        "delete it first."
    )


class AdjustmentBinFilled(RuleViolation):
    code = "adjustment-bin-filled"
    rule = "SET-142"
    field = "adjustment_bin"
    template = "Adjustment Bin cannot be changed: bin {bin} holds {quantity} of item {item}. Empty it first."


class CodeFixedByWarehouse(FieldFault):
    code = "tracking-code-fixed-by-warehouse"
    rule = "SET-079"
    template = (
        "Item Tracking Code of item {item} cannot be changed from {old} to {new}: the item has "
        "{what}, and {differing} differs. Make a new item."
    )


# ---- bin types and zones


class AbilitiesExclude(FieldFault):
    code = "bin-type-abilities-exclude"
    rule = "WHS-017"
    template = "{label} excludes every other ability; {others} is on. Switch one of them off."


class AbilitiesTaken(RuleViolation):
    code = "bin-type-abilities-taken"
    rule = "WHS-017"
    template = "Bin type {type} has these abilities already. Use that one, or choose others."


class TypeOfFilledBin(FieldFault):
    code = "bin-type-of-filled-bin"
    rule = "WHS-020"
    template = (
        "{label} of bin type {type} cannot be changed: {what}. Empty its bins, or make a new type."
    )


class BinTypeNotHere(RuleViolation):
    code = "bin-type-not-here"
    rule = "WHS-019"
    field = "bin_type"
    template = (
        "Bin Type Code stays blank: location {location} does not have Directed Put-away and Pick."
    )


class NeededAtDirected(FieldFault):
    code = "needed-at-directed"
    rule = "WHS-019"
    template = "{label} must be filled: location {location} has Directed Put-away and Pick."


class ZoneOfOtherLocation(RuleViolation):
    code = "zone-of-other-location"
    rule = "SET-005"
    field = "zone"
    template = "Zone {zone} is not a zone of location {location}. Choose one of its zones."


# ---- bins


class BinNotEmpty(FieldFault):
    """``verb``: "changed" or "deleted"; ``what``: the first thing that is in the way."""

    code = "bin-not-empty"
    rule = "WHS-020"
    template = "{label} of bin {bin} cannot be {verb}: {what}. Empty the bin first."


class BinNotDeleted(RuleViolation):
    code = "bin-not-deleted"
    rule = "WHS-020"
    template = "Bin {bin} cannot be deleted: {what}. Empty the bin first."


class DefaultBinNotBlocked(FieldFault):
    code = "default-bin-not-blocked"
    rule = "WHS-011"
    template = (
        "Bin {bin} is the {use} of location {location}, so it cannot be {state}. "
        "Choose another {use} there first."
    )


# ---- bin contents


class BinUnknownHere(RuleViolation):
    code = "bin-unknown-here"
    rule = "SET-005"
    field = "bin"
    template = "{bin} is not a bin of location {location}. Choose one of its bins."


class ContentNotKept(RuleViolation):
    code = "content-not-kept"
    rule = "WHS-026"
    field = "item"
    template = "Item {item} has Type {type} and is not kept in bins. Choose an inventory item."


class ContentKeyFixed(FieldFault):
    code = "content-key-fixed"
    rule = "WHS-026"
    template = "{label} of a bin content stays. Make a new bin content instead."


class ContentNotDeleted(RuleViolation):
    code = "content-not-deleted"
    rule = "WHS-026"
    template = "The content of bin {bin} for item {item} cannot be deleted: {what}."


class SecondDefault(RuleViolation):
    code = "second-default-bin"
    rule = "WHS-031"
    field = "is_default"
    template = (
        "Item {item} has its default at location {location} in bin {bin} already. "
        "Take it off there first."
    )


class DefaultAtDirected(RuleViolation):
    code = "default-at-directed"
    rule = "WHS-031"
    field = "is_default"
    template = "Location {location} has Directed Put-away and Pick and uses no default bins."


class ContentOfOtherClass(RuleViolation):
    code = "content-of-other-class"
    rule = "WHS-035"
    field = "bin"
    template = (
        "Bin {bin} has warehouse class {of_bin} and item {item} has {of_item}, which location "
        "{location} does not allow. Choose a bin of the item's class."
    )


class LimitNegative(FieldFault):
    code = "limit-negative"
    template = "{label} must be 0 or more, not {value}."


class MinimumAboveMaximum(RuleViolation):
    code = "minimum-above-maximum"
    rule = "WHS-035"
    field = "max_qty"
    template = "Max. Qty. {most} is below Min. Qty. {least}. Raise it, or enter 0 for no limit."
