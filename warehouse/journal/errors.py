"""How each refusal of warehouse journals is worded."""

from wms.core.errors import RuleViolation
from wms.core.records.errors import FieldFault


class WarehouseTrackingOff(RuleViolation):
    code = "warehouse-tracking-off"
    rule = "SET-050"
    template = (
        "Item {item} has no warehouse item tracking: {code} tracks no serial, lot or package numbers in the "
        "warehouse. Move it by quantity alone, or give it a code with Warehouse Tracking."
    )


class JournalGone(RuleViolation):
    code = "warehouse-journal-gone"
    rule = "WHS-267"
    template = "{journal} is not there any more. Go back to the list."


class JournalChanged(RuleViolation):
    code = "warehouse-journal-changed"
    rule = "WHS-267"
    template = "{journal} was changed meanwhile. Look at it again."


class JournalRegistered(RuleViolation):
    code = "warehouse-journal-registered"
    rule = "WHS-037"
    template = (
        "{journal} is registered and stays as it is. Make another one to move the goods back."
    )


class NoBinsHere(RuleViolation):
    code = "warehouse-journal-without-bins"
    rule = "WHS-037"
    field = "location"
    template = "Location {location} has no bins. Choose one with Bin Mandatory."


class NothingToRegister(RuleViolation):
    code = "warehouse-journal-empty"
    rule = "WHS-231"
    template = "{journal} has no line, so there is nothing to register. Add one first."


class SameBin(RuleViolation):
    code = "warehouse-journal-same-bin"
    rule = "WHS-231"
    field = "to_bin"
    template = "To Bin Code must be another bin than {bin}, where the goods lie."


class NotInStockItem(RuleViolation):
    code = "warehouse-journal-item-type"
    rule = "WHS-231"
    field = "item"
    template = (
        "Item {item} is of Type {type}, which lies in no bin. Choose an item of Type Inventory."
    )


class QuantityNotPositive(RuleViolation):
    code = "warehouse-journal-quantity"
    rule = "WHS-231"
    field = "quantity"
    template = "Quantity must be more than 0, not {quantity}."


class UnitNotOfItem(RuleViolation):
    code = "warehouse-journal-unit"
    rule = "SET-005"
    field = "unit_of_measure"
    template = "Unit of Measure Code {unit} is no unit of item {item}. Choose one of its units."


class BinElsewhere(FieldFault):
    code = "warehouse-journal-bin-elsewhere"
    rule = "WHS-231"
    template = "Bin {bin} is not one of location {location}. Choose a bin of that location."


class VariantOfAnother(RuleViolation):
    code = "warehouse-journal-variant"
    rule = "WHS-231"
    field = "variant"
    template = "Variant {variant} is not one of item {item}. Choose one of its variants."


class LineGone(RuleViolation):
    code = "warehouse-journal-line-gone"
    rule = "WHS-267"
    template = "Line {no} is not there any more. Look at the journal again."


class NumberMissing(FieldFault):
    code = "warehouse-number-missing"
    rule = "SET-049"
    template = "{label} must be filled: item {item} is tracked by it in the warehouse."


class NumberNotTracked(FieldFault):
    code = "warehouse-number-not-tracked"
    rule = "SET-049"
    template = "{label} stays blank: item {item} is not tracked by it in the warehouse."


class NumberTwice(RuleViolation):
    code = "warehouse-number-twice"
    rule = "WHS-074"
    template = (
        "{numbers} stands on this line already. Delete that row first, or enter another number."
    )


class SerialQuantity(RuleViolation):
    code = "warehouse-serial-quantity"
    rule = "WHS-073"
    field = "quantity"
    template = "Quantity must be 1 for a serial number, not {quantity}."


class MoreThanTheLine(RuleViolation):
    code = "warehouse-tracking-exceeds-line"
    rule = "WHS-074"
    field = "quantity"
    template = "The numbers would make {total}, but the line moves {quantity} (base units). Enter at most {left}."


class NumberNotHere(RuleViolation):
    code = "warehouse-number-not-in-bin"
    rule = "WHS-075"
    template = "Bin {bin} does not hold item {item}{numbers}. Enter a number that lies there."


class NumbersIncomplete(RuleViolation):
    code = "warehouse-tracking-incomplete"
    rule = "SET-049"
    template = (
        "Item {item} moves {quantity} (base units), but its Warehouse Item Tracking Lines name {tracked}. "
        "Open them and name the rest."
    )


class NumberIsBlocked(RuleViolation):
    code = "warehouse-number-blocked"
    rule = "WHS-237"
    template = (
        "{kind} {number} of item {item} is blocked, so it is not moved. Clear Blocked on its card."
    )


class SerialIsPacked(RuleViolation):
    code = "warehouse-serial-packed"
    rule = "WHS-237"
    template = "Serial number {number} of item {item} is packed in {container}. Take it out first."
