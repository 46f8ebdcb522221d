"""What set-up of the warehouse refuses."""

from wms.core.errors import RuleViolation
from wms.core.records.errors import FieldFault


class BinWithoutLocation(RuleViolation):
    code = "bin-without-location"
    rule = "SET-130"
    field = "location"
    template = "Bins belong to a named location that is not in-transit. Choose one."


class BinLocationFixed(RuleViolation):
    code = "bin-location-fixed"
    rule = "WHS-019"
    field = "location"
    template = "Bin {bin} belongs to location {location} for good. Make a new bin at the other one."


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
