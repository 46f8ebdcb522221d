"""How refusals of the receipt side are worded."""

from wms.core.errors import RuleViolation


class ToReceiveBeyondTransit(RuleViolation):
    code = "to-receive-beyond-transit"
    rule = "POST-148"
    field = "qty_to_receive"
    template = (
        "Qty. to Receive of {number} must lie between 0 and {most}, not {quantity}: that is what was "
        "shipped of it and has not arrived yet."
    )


class SerialToReceiveNotOne(RuleViolation):
    code = "serial-quantity-not-one"
    rule = "POST-063"
    field = "qty_to_receive"
    template = "Qty. to Receive of serial number {number} must be 0 or 1, not {quantity}."


class NumberNotInTransit(RuleViolation):
    code = "number-not-in-transit"
    rule = "POST-147"
    field = "number"
    template = (
        "{number} is not in transit for this line. Goods are received under the numbers that they were "
        "shipped with; give them another one by a reclassification after the receipt."
    )


class RowGone(RuleViolation):
    code = "row-gone"
    rule = "ITL-227"
    template = "This row was changed or deleted by another user meanwhile. Reload the page."


class LineFollowsNumbers(RuleViolation):
    code = "line-follows-numbers"
    rule = "SET-023"
    field = "qty_to_receive"
    template = (
        "{tracked} base units are no whole number of steps of unit {unit}. "
        "Receive other numbers, or change Qty. to Receive on the line."
    )
