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


# --- creating activities --------------------------------------------------------------------------


class NotEmployedHere(RuleViolation):
    code = "not-employed-here"
    rule = "WHS-255"
    field = "location"
    template = (
        "User {user} is not a warehouse employee of location {location}. Ask a warehouse manager to "
        "add you there."
    )


class NotAPickSource(RuleViolation):
    code = "not-a-pick-source"
    rule = "WHS-077"
    template = "No {kind} is made from it; only sales orders are picked this way."


class SourceNotReleased(RuleViolation):
    code = "source-not-released"
    rule = "WHS-048"
    field = "status"
    template = "Its status is {status}. Release it first, so that the warehouse can work on it."


class NoPickLines(RuleViolation):
    code = "no-pick-lines"
    rule = "WHS-004"
    template = (
        "Nothing on it is picked by inventory pick: no outstanding line of a stock item lies at a "
        "location with Require Pick and without Require Shipment."
    )


class SeveralLocations(RuleViolation):
    code = "several-locations"
    rule = "WHS-079"
    field = "location"
    template = "Its lines are picked at several locations ({codes}). Choose one; a pick serves one."


class NothingToPick(RuleViolation):
    """``text_of_line``: what was asked of the line, and why nothing of it can be picked."""

    code = "nothing-to-pick"
    rule = "WHS-078"
    field = "quantity"
    template = "{text_of_line}"


class PartOfASerial(RuleViolation):
    code = "part-of-a-serial"
    rule = "WHS-055"
    field = "quantity"
    template = (
        "{quantity} of item {item} cannot be picked: it carries serial numbers in the warehouse, "
        "so every pick line is one whole unit. Change the quantity to a whole number of base units."
    )


class WarehouseSeriesMissing(RuleViolation):
    code = "series-missing"
    rule = "POST-113"
    template = "{caption} is blank in Warehouse Setup. Name the number series there."
