"""How each refusal of the warehouse is worded."""

from wms.core.errors import RuleViolation

# --- bins, while posting --------------------------------------------------------------------------


class BinMissing(RuleViolation):
    code = "bin-missing"
    rule = "RCL-004"
    field = "bin"
    template = (
        "Bin Code is blank for item {row.item}, but every quantity at location {row.location} lies in a "
        "bin. Fill Bin Code."
    )


class BinOfOtherLocation(RuleViolation):
    code = "bin-of-other-location"
    rule = "WHS-019"
    field = "bin"
    template = (
        "Bin {row.bin} belongs to location {row.bin.location}, not to {row.location_text}. "
        "Choose a bin of that location, or clear Bin Code."
    )


class BinBlocked(RuleViolation):
    code = "bin-blocked"
    rule = "WHS-022"
    field = "bin"
    template = (
        "Bin {row.bin} at location {row.location} has Block Movement {row.block_text}, so item {row.item} "
        "cannot be {row.verb} it. Choose another bin, or clear Block Movement."
    )


class NotEnoughInBin(RuleViolation):
    code = "not-enough-in-bin"
    rule = "WHS-034"
    field = "quantity"
    template = (
        "Bin {row.bin} holds {row.there} of item {row.item}{row.numbers_text}; {row.taken} are to be "
        "taken, {row.shortage} too many. Take from another bin, or take less."
    )


class SerialInOtherBin(RuleViolation):
    code = "serial-in-other-bin"
    rule = "WHS-041"
    field = "serial_no"
    template = (
        "Serial number {row.serial_no} of item {row.item} is in bin {row.found_in} of location "
        "{row.location} already, so it cannot be placed in bin {row.bin}. Enter another serial number."
    )


class ActivityExists(RuleViolation):
    """A document line is under way in the warehouse, so nobody else may post it."""

    code = "activity-exists"
    rule = "WHS-006"
    field = "qty_to_handle"
    template = "Item {item} stands on {activity}. Post it there, or delete its line there first."


class PostedThroughWarehouse(RuleViolation):
    """``whse_document``: the document that posts instead, in words."""

    code = "posted-through-warehouse"
    rule = "WHS-005"
    field = "qty_to_handle"
    template = (
        "Item {item} cannot be posted from here, because {location} has {switch}. Post it with a "
        "{whse_document}."
    )
