"""How refusals about captured serials are worded."""

from wms.core.errors import RuleViolation


class SerialGoesToTheList(RuleViolation):
    code = "serial-goes-to-the-list"
    rule = "CAP-026"
    field = "serial_no"
    template = (
        "Serial numbers of item {item} are captured in the list of the line, one for each unit. Open the "
        "line and add {number} there."
    )


class NothingToCapture(RuleViolation):
    code = "nothing-to-capture"
    rule = "CAP-026"
    field = "serials"
    template = (
        "Serial numbers of item {item} are not captured here. Enter the number on the line itself."
    )


class SerialUnreadable(RuleViolation):
    code = "track-bad-char"
    rule = "CAP-029"
    field = "serials"
    template = "A serial number {fault}. Scan or type it without that."


class SerialInThisList(RuleViolation):
    code = "dup-in-line"
    rule = "CAP-029"
    field = "serials"
    template = "Serial number {number} is captured on this line already."


class SerialNotInList(RuleViolation):
    code = "not-in-list"
    rule = "CAP-028"
    field = "serials"
    template = "Serial number {number} is not captured on this line. Look at its list again."


class SerialInProgress(RuleViolation):
    """``place``: the line and document where it stands."""

    code = "serial-in-progress"
    rule = "WHS-068"
    field = "serials"
    template = "Serial number {number} of item {item} stands on {place} already. Use another one."


class SerialPacked(RuleViolation):
    code = "serial-in-progress"
    rule = "CAP-029"
    field = "serials"
    template = (
        "Serial number {number} of item {item} is already packed in container {container}. Use another one, "
        "or take it out there."
    )


class SerialElsewhere(RuleViolation):
    code = "serial-on-hand"
    rule = "CAP-031"
    field = "serials"
    template = "Serial number {number} of item {item} is on hand at {place}. Pick it there or use another one."


class SerialBlocked(RuleViolation):
    code = "blocked"
    rule = "CAP-029"
    field = "serials"
    template = (
        "Serial number {number} of item {item} is blocked by its information card. Use another one."
    )


class SerialCardMissing(RuleViolation):
    code = "info-missing"
    rule = "CAP-029"
    field = "serials"
    template = (
        "Serial number {number} of item {item} has no information card, and its item tracking code wants "
        "one before goods go out. Make the card first."
    )


class SerialWasShipped(RuleViolation):
    code = "serial-shipped-before"
    rule = "CAP-030"
    field = "serials"
    template = (
        "Serial number {number} of item {item} was shipped with {shipment}{customer} on {day} and has not "
        "come back. {way_out}"
    )


class NoUnitLeft(RuleViolation):
    code = "not-on-hand"
    rule = "CAP-031"
    field = "serials"
    template = (
        "No unit of item {item} without serial number is left at location {location} for {number}."
        "{offers}"
    )


class SerialsComplete(RuleViolation):
    code = "qty-exceeded"
    rule = "CAP-026"
    field = "serials"
    template = (
        "All {outstanding} serial numbers of the line are captured; {number} is one too many."
    )


class SerialsMissing(RuleViolation):
    code = "track-missing"
    rule = "CAP-027"
    field = "qty_to_handle"
    template = "Item {item}: {captured} serial numbers captured, {needed} needed. Capture the others, or handle less."


class SerialsSurplus(RuleViolation):
    code = "qty-exceeded"
    rule = "CAP-047"
    field = "qty_to_handle"
    template = (
        "Item {item}: {captured} serial numbers captured, but Qty. to Handle is {needed}. Take off {surplus}, "
        "or handle more."
    )


class SeriesOfItemMissing(RuleViolation):
    code = "number-series-missing"
    rule = "WHS-067"
    field = "start"
    template = (
        "{caption} is blank on item {item}. Name a number series there, or enter a first number of your "
        "own."
    )


class NothingToAssign(RuleViolation):
    code = "nothing-to-assign"
    rule = "WHS-067"
    field = "start"
    template = (
        "No number is to be assigned on the line: item {item} captures none on its way out, or all are "
        "there."
    )


class NotWholeUnits(RuleViolation):
    code = "quantity-not-whole"
    rule = "WHS-067"
    field = "start"
    template = (
        "{outstanding} of item {item} cannot get serial numbers, which stand for whole units. Change the "
        "quantity on the order."
    )


class StepFixedByPick(RuleViolation):
    code = "entries-exist"
    rule = "CAP-015"
    field = "capture_serial_no"
    template = "Capture Serial No. cannot be changed: item {item} stands on {activity}. Post or delete that first."
