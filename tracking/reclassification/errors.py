"""What can be wrong with a file, and with a row of it."""

from typing import Any

from wms.core.errors import RuleViolation, WmsError


class FileRefused(WmsError):
    """The file as a whole cannot be read; no row was looked at (RCL-057, RCL-073)."""


class KeyUsedOtherwise(WmsError):
    """The key stands for another content that was posted (RCL-067)."""


class RowError(RuleViolation):
    """A fault of one cell.  ``field`` is the column, given with the values where it varies."""

    def __init__(self, *, column: str = "", value: str = "", **values: Any) -> None:
        super().__init__(column=column, value=value, **values)
        if column:
            self.field = column


class CellTooLong(RowError):
    code = "cell-too-long"
    rule = "RCL-058"
    template = "{column} may have at most {most} characters; this has {length}. Nothing is cut off: shorten it."


class CellHasControlCharacter(RowError):
    code = "cell-has-control-character"
    rule = "RCL-058"
    template = "{column} has a control character in it. Type it again without."


class QuantityUnreadable(RowError):
    code = "quantity-unreadable"
    rule = "RCL-058"
    field = "quantity"
    template = (
        "{value} is no quantity: write digits with a point as decimal sign, at most 5 decimals and no "
        "thousands separators, or ALL."
    )


class DateUnreadable(RowError):
    code = "date-unreadable"
    rule = "RCL-058"
    template = "{value} is no date: write it as YYYY-MM-DD."


class CellMissing(RowError):
    code = "cell-missing"
    rule = "RCL-002"
    template = "{column} must be filled."


class QuantityNotPositive(RowError):
    code = "quantity-not-positive"
    rule = "RCL-002"
    field = "quantity"
    template = "Quantity must be more than 0, not {value}."


class SerialNeedsOneUnit(RowError):
    code = "serial-needs-one-unit"
    rule = "RCL-014"
    field = "quantity"
    template = (
        "Serial No. {number} is one base unit, not {quantity}. Write one row for each serial."
    )


class CodeUnknown(RowError):
    code = "code-unknown"
    rule = "SET-005"
    template = "There is no {what} {value}{where}."


class VariantMissing(RowError):
    code = "variant-missing"
    rule = "SET-005"
    field = "variant_code"
    template = "Item {item} has variants. Fill variant_code, or delete what is not the item itself."


class BinMissing(RowError):
    code = "bin-missing"
    rule = "RCL-004"
    template = "{column} must be filled: every quantity at location {location} lies in a bin."


class DirectedLocation(RowError):
    code = "directed-location"
    rule = "RCL-005"
    template = "Location {location} directs every bin movement. Numbers there are changed in the warehouse, not here."


class NothingThere(RowError):
    code = "nothing-there"
    rule = "RCL-023"
    field = "quantity"
    template = "ALL is nothing: there is no stock of {what} at {place}."


class SameSerialTwice(RowError):
    code = "same-serial-twice"
    rule = "RCL-063"
    field = "serial_no"
    template = "Serial No. {number} stands in row {earlier} already. A serial is taken once a file."


class SameNewSerialTwice(RowError):
    code = "same-new-serial-twice"
    rule = "RCL-063"
    field = "new_serial_no"
    template = (
        "New Serial No. {number} stands in row {earlier} already. Two units cannot have one serial."
    )


class SameRowIdTwice(RowError):
    code = "same-row-id-twice"
    rule = "RCL-063"
    field = "row_id"
    template = "row_id {value} stands in line {earlier} already."
