"""How each refusal of the warehouse is worded."""

from typing import Any

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


class HeldInBin(RuleViolation):
    """``claimant``: the first of those that take what would be missing; ``free``: what could be taken."""

    code = "held-in-bin"
    rule = "WHS-028"
    field = "quantity"
    template = (
        "Item {item}{numbers}: {taken} are to be taken from bin {bin}, but {free} are free there, as "
        "{claimant} takes the rest. Take less, or from another bin, or finish or delete that first."
    )


class PickedForAnother(RuleViolation):
    code = "picked-for-another"
    rule = "CAP-036"
    field = "serial_no"
    template = (
        "Serial number {number} of item {item} is picked for warehouse shipment {shipment}. Take another one, or "
        "delete its line there first."
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


class UndoneWhileAtWork(RuleViolation):
    """A line whose posting is to be undone is under way in the warehouse again."""

    code = "undone-while-at-work"
    rule = "WHS-252"
    template = "Item {item} stands on {activity}. Delete its line there first."


class UndoneAfterActivity(RuleViolation):
    """What an inventory pick or put-away posted is not undone."""

    code = "undone-after-activity"
    rule = "WHS-252"
    template = "The goods went through {activity}, so nothing is undone. Post a return instead."


class PostedThroughWarehouse(RuleViolation):
    """``whse_document``: the document that posts instead, in words."""

    code = "posted-through-warehouse"
    rule = "WHS-005"
    field = "qty_to_handle"
    template = (
        "Item {item} cannot be posted from here, because {location} has {switch}. Post it with a "
        "{whse_document}."
    )


class ArrivesThroughWarehouse(PostedThroughWarehouse):
    field = "qty_to_receive"


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
    template = (
        "No {kind} is made from it; only sales orders, purchase return orders and transfer orders that go "
        "over an in-transit location are picked this way."
    )


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


# --- working on an activity -----------------------------------------------------------------------


class ActivityGone(RuleViolation):
    code = "activity-gone"
    rule = "WHS-267"
    template = "It no longer exists: it was posted completely or deleted by somebody else."


class ActivityLineGone(RuleViolation):
    code = "activity-line-gone"
    rule = "WHS-267"
    template = (
        "The line no longer exists: it was posted or deleted by somebody else. Reload the page."
    )


class ActivityChanged(RuleViolation):
    code = "stale"
    rule = "WHS-267"
    template = (
        "It was changed by another user since you opened it. Nothing of yours was saved. Reload the "
        "page and do it again."
    )


class ActivityLineChanged(RuleViolation):
    code = "stale"
    rule = "WHS-267"
    template = (
        "The line was changed by another user since you opened it. Nothing of yours was saved; what "
        "you typed is still there. Reload the page to see the line as it is."
    )


class QtyToHandleOutOfRange(RuleViolation):
    code = "qty-to-handle-out-of-range"
    rule = "WHS-128"
    field = "qty_to_handle"
    template = (
        "Qty. to Handle of item {item}{numbers} lies between 0 and {outstanding}, not {asked}."
    )


class SerialToHandleNotOne(RuleViolation):
    code = "serial-to-handle-not-one"
    rule = "WHS-128"
    field = "qty_to_handle"
    template = "Qty. to Handle of item {item}{numbers} is 0 or 1, because of its serial number, not {asked}."


class NumberIsFixed(RuleViolation):
    """``source``: the document that states the number, where it can be changed."""

    code = "number-is-fixed"
    rule = "WHS-129"
    field = "serial_no"
    template = (
        "The numbers of item {item}{numbers} come from {source} and cannot be changed here. Set Qty. to "
        "Handle to 0, or change them there once the line is off the pick."
    )


class NumberNotWanted(RuleViolation):
    code = "number-not-wanted"
    rule = "WHS-054"
    template = (
        "{caption} {number} cannot be entered: item {item} has {switch} off. Leave {caption} blank."
    )


class SerialNeedsOneUnit(RuleViolation):
    code = "serial-needs-one-unit"
    rule = "WHS-130"
    field = "serial_no"
    template = (
        "Serial number {number} needs a line of 1 unit; this line has {quantity}. Set Qty. to Handle to "
        "1 and split the line first."
    )


class SerialOnOtherLine(RuleViolation):
    """``activity``: "this pick", or the other activity in words."""

    code = "serial-on-other-line"
    rule = "WHS-130"
    field = "serial_no"
    template = "Serial number {number} of item {item} stands on line {line} of {activity} already."


class NumberNotHere(RuleViolation):
    """``place``: "bin B1", or the location; ``elsewhere``: where it is, as a sentence, or ""."""

    code = "number-not-here"
    rule = "WHS-131"
    template = "Item {item}{numbers} is not in {place}.{elsewhere} Enter a number that is there."


class NumberBlocked(RuleViolation):
    code = "number-blocked"
    rule = "WHS-103"
    template = "{caption} {number} of item {item} is blocked by its information card. Enter another number."


class NumberNotAvailable(RuleViolation):
    code = "number-not-available"
    rule = "WHS-132"
    field = "qty_to_handle"
    template = "Item {item}{numbers}: {available} available in {place}, {asked} to handle."


class BinNotForPicking(RuleViolation):
    code = "bin-not-for-picking"
    rule = "WHS-135"
    field = "bin"
    template = "Bin {bin} cannot be picked from: it {reason}. Choose another bin."


class BinUnknown(RuleViolation):
    code = "bin-unknown"
    rule = "WHS-134"
    field = "bin"
    template = "Location {location} has no bin {bin}. Choose one of its bins."


class BinHasNothing(RuleViolation):
    code = "bin-has-nothing"
    rule = "WHS-136"
    field = "bin"
    template = (
        "Nothing of item {item}{numbers} is available to take in bin {bin}. Choose another bin."
    )


class BinHasLess(RuleViolation):
    """A question: the user confirms, or the old bin stays."""

    code = "bin-has-less"
    rule = "WHS-136"
    field = "bin"
    template = (
        "Bin {bin} has {available} of item {item}{numbers} available to take; {outstanding} are "
        "outstanding. Confirm to use it all the same."
    )


class CannotSplit(RuleViolation):
    code = "cannot-split"
    rule = "WHS-139"
    field = "qty_to_handle"
    template = (
        "To split the line, Qty. to Handle must be more than 0 and less than the {outstanding} "
        "outstanding; it is {asked}."
    )


# --- posting an activity --------------------------------------------------------------------------


class NothingToHandle(RuleViolation):
    code = "nothing-to-post"
    rule = "WHS-171"
    field = "qty_to_handle"
    template = (
        "Nothing to post: Qty. to Handle is 0 on every line. Fill it on the lines that are done."
    )


class NothingToRegister(NothingToHandle):
    code = "nothing-to-register"
    rule = "WHS-155"
    template = "Nothing to register: Qty. to Handle is 0 on every line. Fill it on the lines that are done."


class NumberMissingBeside(RuleViolation):
    """``caption``: of a number that bins do not know, and the sale needs."""

    code = "number-missing"
    rule = "WHS-065"
    template = (
        "{caption} is blank for item {item}, which is shipped with one. Enter it here, or delete the pick "
        "and state it on Item Tracking Lines."
    )

    def __init__(self, *, field: str, **values: Any) -> None:
        super().__init__(**values)
        self.field = field


class NumberMissingOnLine(RuleViolation):
    code = "number-missing"
    rule = "WHS-156"
    caption = ""
    template = (
        "{caption} is blank for item {row.item}, {row.qty_to_handle} to handle. Enter or scan it."
    )

    def __init__(self, **values: Any) -> None:
        super().__init__(caption=self.caption, **values)


class SerialMissingOnLine(NumberMissingOnLine):
    field = "serial_no"
    caption = "Serial No."


class LotMissingOnLine(NumberMissingOnLine):
    field = "lot_no"
    caption = "Lot No."


class PackageMissingOnLine(NumberMissingOnLine):
    field = "package_no"
    caption = "Package No."


class BinMissingOnLine(RuleViolation):
    code = "bin-missing"
    rule = "WHS-171"
    field = "bin"
    template = (
        "Bin Code is blank for item {row.item}, {row.qty_to_handle} to handle. Enter or scan it."
    )


class SerialLineNotOne(RuleViolation):
    code = "serial-line-not-one"
    rule = "WHS-156"
    field = "qty_to_handle"
    template = (
        "The line with serial number {row.serial_no} of item {row.item} has {row.qty_to_handle} to "
        "handle; a serial number is one unit. Split the line and give each unit its own number."
    )


class NumberHeldElsewhere(RuleViolation):
    code = "number-held-elsewhere"
    rule = "WHS-175"
    template = (
        "Item {item}{numbers}: {available} available, {asked} to handle; {held} are held by {others}. "
        "Handle less, or post or delete the other document first."
    )


class SourceNumbersComplete(RuleViolation):
    """``source``: the document whose item tracking already names every unit."""

    code = "source-numbers-complete"
    rule = "WHS-167"
    template = (
        "Item {item}{numbers}: {source} names other numbers for its whole quantity, {excess} too many. "
        "Handle the numbers that it names, or change its Item Tracking Lines."
    )


class SourceNumbersUndecided(RuleViolation):
    """The activity says how many, the source knows which, and the two do not agree (WHS-056, WHS-176)."""

    code = "source-numbers-undecided"
    rule = "WHS-176"
    field = "qty_to_handle"
    template = (
        "Item {item}{numbers}: {handled} to handle here, but Item Tracking Lines of {source} have "
        "{tracked} to handle. Say there which numbers are meant, or handle as many here."
    )


# --- what a document line may not change while it is under way ------------------------------------


class LineIsOnActivity(RuleViolation):
    code = "line-on-activity"
    rule = "WHS-049"
    template = "{caption} cannot be changed, because the line stands on {activity}. Post or delete that first."

    def __init__(self, *, field: str, **values: Any) -> None:
        super().__init__(**values)
        self.field = field


class QuantityIsOnActivity(RuleViolation):
    code = "quantity-on-activity"
    rule = "WHS-049"
    field = "quantity"
    template = (
        "The quantity cannot go below {least} (base units), which is handled or stands on {activity}. "
        "Post or delete that first."
    )


class BinHoldsTooLittle(RuleViolation):
    code = "bin-holds-too-little"
    rule = "ITL-149"
    field = "bin"
    template = (
        "Bin {bin} holds {held} of {numbers}, but {tracked} are tracked on the line."
        " Choose a bin that holds them, or adjust the item tracking lines first."
    )


class LineCannotBeDeleted(RuleViolation):
    code = "line-on-activity"
    rule = "ITL-154"
    template = (
        "The line cannot be deleted, because it stands on {activity}. Post or delete that first."
    )
