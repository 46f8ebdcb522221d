"""How each refusal of the Item Tracking Lines page is worded."""

from wms.core.errors import RuleViolation

# --- opening the page ---


class SourceQuantityZero(RuleViolation):
    code = "source-quantity-zero"
    rule = "ITL-001"
    field = "quantity"
    template = "Quantity is 0. Fill it on the line before assigning numbers."


class ItemWithoutTrackingCode(RuleViolation):
    code = "item-without-tracking-code"
    rule = "ITL-002"
    field = "item_tracking_code"
    template = "Item {item} has no Item Tracking Code. Fill it on the item card to assign numbers."


class PageClosed(RuleViolation):
    code = "page-closed"
    rule = "ITL-122"
    template = (
        "This page was saved or discarded in another window. Open it again from the document line."
    )


class PageLocked(RuleViolation):
    code = "page-locked"
    rule = "ITL-157"
    template = "{reason}"


class RowGone(RuleViolation):
    code = "row-gone"
    rule = "ITL-227"
    template = (
        "This row is no longer on the page; it was deleted in another window. Reload the page."
    )


# --- quantities on a row ---


class QuantityHasWrongSign(RuleViolation):
    code = "quantity-has-wrong-sign"
    rule = "ITL-047"
    field = "quantity"
    template = "{caption} must be {expected}, as on the document line, not {quantity}."


class QuantityBelowHandled(RuleViolation):
    code = "quantity-below-handled"
    rule = "ITL-048"
    field = "quantity"
    template = "Quantity cannot be less than Quantity Handled, which is {handled}, not {quantity}."


class QtyToHandleTooLarge(RuleViolation):
    code = "qty-to-handle-too-large"
    rule = "ITL-050"
    field = "qty_to_handle"
    template = "Qty. to Handle can be at most {maximum}, not {quantity}."


class QtyToInvoiceTooLarge(RuleViolation):
    code = "qty-to-invoice-too-large"
    rule = "ITL-051"
    field = "qty_to_invoice"
    template = "Qty. to Invoice can be at most {maximum}, not {quantity}."


class SerialQuantityNotOne(RuleViolation):
    code = "serial-qty"
    rule = "ITL-052"
    field = "quantity"
    template = "{caption} of serial no. {number} must be {allowed}, not {quantity}."


class QuantityNotMultiple(RuleViolation):
    code = "quantity-not-multiple"
    rule = "SET-021"
    field = "quantity"
    template = (
        "{caption} must be a multiple of {precision}, the rounding precision of item {item},"
        " not {quantity}."
    )


class QuantityMissing(RuleViolation):
    code = "quantity-missing"
    rule = "SCAN-040"
    field = "quantity"
    template = "Quantity is missing. A row without serial no. needs one."


# --- numbers on a row ---


class NumberTooLong(RuleViolation):
    code = "track-too-long"
    rule = "SET-002"
    template = "{caption} can have at most 50 characters; this one has {length}."


class NumberHasBadCharacter(RuleViolation):
    code = "track-bad-char"
    rule = "SET-001"
    template = "{caption} has a control character in it. Type the number without it."


class NumberMissing(RuleViolation):
    code = "track-missing"
    rule = "ITL-044"
    field = "serial_no"
    template = "Enter a serial no., a lot no. or a package no.; a row needs at least one of them."


class SerialTwice(RuleViolation):
    code = "dup-in-line"
    rule = "ITL-058"
    field = "serial_no"
    template = "Serial no. {number} of item {item} is already on these tracking lines."


class LotTwice(RuleViolation):
    code = "lot-twice"
    rule = "ITL-059"
    field = "lot_no"
    template = "{numbers} of item {item} is already on these tracking lines. Change the quantity of that row."


class NumberOfHandledRow(RuleViolation):
    code = "number-of-handled-row"
    rule = "ITL-062"
    template = (
        "{caption} cannot be changed: Quantity Handled of this row is {handled}."
        " Use a row of its own for another number."
    )


class NumberOfAppliedRow(RuleViolation):
    code = "number-of-applied-row"
    rule = "POST-040"
    template = "{caption} cannot be changed while {reference} is filled. Clear {reference} first."


class HandledRowDeleted(RuleViolation):
    code = "handled-row-deleted"
    rule = "ITL-056"
    field = "qty_handled"
    template = (
        "Row {number} cannot be deleted: its Quantity Handled is {row.qty_handled}."
        " Lower its Quantity to that instead."
    )


class NewNumberHere(RuleViolation):
    code = "new-number-here"
    rule = "ITL-033"
    template = "{caption} is filled on reclassification lines only."


class NumberBlocked(RuleViolation):
    """A question more than a refusal: who answers it with yes may use the number (SET-154)."""

    code = "blocked"
    rule = "SET-154"
    template = "{caption} {number} of item {item} is blocked. Nothing with it can be posted until it is unblocked."


class ApplicationNotFitting(RuleViolation):
    code = "application-not-fitting"
    rule = "ITL-046"
    template = "{caption} {entry_no} does not fit: {why}."


# --- dates on a row ---


class ExpirationNotUsed(RuleViolation):
    code = "expiration-not-used"
    rule = "SET-062"
    field = "expiration_date"
    template = (
        "Item {item} has no expiration dates: Use Expiration Dates is off in item tracking code {code}."
        " Leave the date out."
    )


class ExpirationKnown(RuleViolation):
    code = "expiration-known"
    rule = "ITL-073"
    field = "expiration_date"
    template = (
        "Expiration Date of {numbers} is {known}, fixed by existing entries, not {date}."
        " Change it with the reclassification journal."
    )


class ExpirationFromStock(RuleViolation):
    code = "expiration-from-stock"
    rule = "ITL-077"
    field = "expiration_date"
    template = "Expiration Date comes from stock when goods go out; it cannot be entered."


class LotHasTwoDates(RuleViolation):
    code = "lot-has-two-dates"
    rule = "POST-089"
    field = "expiration_date"
    template = "Lot no. {number} already has Expiration Date {known} here, not {date}. One lot has one date."


# --- closing the page ---


class MoreTrackedThanLine(RuleViolation):
    code = "more-tracked-than-line"
    rule = "ITL-124"
    field = "quantity"
    template = (
        "{tracked} are tracked but the line has only {source}: {excess} too many."
        " Go back and lower the rows, or discard the changes."
    )


class RowWithoutNumber(RuleViolation):
    code = "row-without-number"
    rule = "ITL-045"
    field = "serial_no"
    template = (
        "Row {row.position} has quantity {row.quantity} but no number. Give it one, or delete it."
    )


class ChangedByAnother(RuleViolation):
    code = "stale"
    rule = "ITL-225"
    template = "The line was changed{by} since you opened this page. Nothing was saved; your rows are still here."


class LineIsAnother(RuleViolation):
    code = "line-is-another"
    rule = "ITL-227"
    template = (
        "The line is about another item, place or direction by now, so these rows no longer fit."
        " Discard them and open the page again."
    )


class NewLotHasTwoDates(RuleViolation):
    code = "new-lot-has-two-dates"
    rule = "ITL-178"
    field = "new_expiration_date"
    template = (
        "New lot no. {number} gets two different dates, {first} and {second}."
        " Give all its rows the same New Expiration Date."
    )


class NotMatched(RuleViolation):
    code = "not-matched"
    rule = "ITL-141"
    field = "qty_to_handle"
    template = "{why}"


# --- creating numbers ---


class QuantityNotWhole(RuleViolation):
    code = "quantity-not-whole"
    rule = "ITL-082"
    field = "quantity"
    template = "{what} is {quantity}; serial numbers need a whole number greater than 0."


class MoreThanUndefined(RuleViolation):
    code = "more-than-undefined"
    rule = "ITL-083"
    field = "quantity"
    template = "Quantity to Create is {quantity}, but only {undefined} are still undefined."


class SeriesMissing(RuleViolation):
    code = "number-series-missing"
    rule = "ITL-086"
    template = "{caption} is blank {place}. Name a number series there, or type the numbers."


class CurrentRowHasNumber(RuleViolation):
    code = "current-row-has-number"
    rule = "ITL-087"
    template = (
        "The selected row already has {caption} {number}."
        " Clear it, or switch off Create New {caption}"
    )


class CustomSerialUsed(RuleViolation):
    code = "serial-already-used"
    rule = "ITL-100"
    field = "start"
    template = "Serial no. {number} of item {item} is already {place}. No number was created."


class CustomSerialMissing(RuleViolation):
    code = "customized-serial-missing"
    rule = "SCAN-039"
    field = "start"
    template = "Customized SN is blank. Enter the first serial number, such as S/N-Vend0001."


class NoRowToRename(RuleViolation):
    code = "no-row-to-rename"
    rule = "RCL-015"
    template = "There is no row whose New {caption} can be filled. Choose the old numbers first."


class SeriesIsNotManual(RuleViolation):
    code = "series-not-manual"
    rule = "ITL-099"
    field = "start"
    template = (
        "No. series {series} does not allow numbers of one's own: Manual Nos. is off."
        " Use Assign Serial No."
    )


# --- choosing numbers from stock ---


class SelectedTooMuch(RuleViolation):
    code = "selected-too-much"
    rule = "ITL-111"
    field = "selected"
    template = "Selected Quantity of {numbers} can be at most {maximum}, not {quantity}."


class SelectedMoreThanUndefined(RuleViolation):
    code = "selected-more-than-undefined"
    rule = "ITL-112"
    field = "selected"
    template = (
        "{selected} are selected, but only {undefined} are still undefined. Select {excess} less."
    )


class NothingToSelect(RuleViolation):
    code = "nothing-to-select"
    rule = "ITL-108"
    template = "The list is only for viewing: {why}."


class NotInList(RuleViolation):
    code = "not-in-list"
    rule = "ITL-205"
    template = (
        "This number is no longer in the list; availability was refreshed. Open the list again."
    )


class NotInStock(RuleViolation):
    code = "not-on-hand"
    rule = "SCAN-024"
    template = "{caption} {number} of item {item} is not on hand at {location}."


class RequestedElsewhere(RuleViolation):
    code = "reserved-elsewhere"
    rule = "SCAN-029"
    template = "{caption} {number} of item {item} is on hand, but {other} asks for it."


class AllOnPage(RuleViolation):
    code = "all-on-page"
    rule = "ITL-120"
    template = "All that is free of {caption} {number} of item {item} is on these lines already."


class ScanIsHandled(RuleViolation):
    code = "scan-is-handled"
    rule = "SCAN-027"
    template = "The scan of {number} cannot be taken back: it was posted meanwhile."


class AllTracked(RuleViolation):
    code = "qty-exceeded"
    rule = "SCAN-025"
    template = "All {quantity} units are tracked, nothing left to scan."


# --- files and lists ---


class ValueNotUnderstood(RuleViolation):
    code = "file-bad-value"
    rule = "SCAN-041"
    template = "{why}"


class OnPageDifferently(RuleViolation):
    code = "dup-in-line"
    rule = "SCAN-041"
    template = "{numbers} is already on this page {why}. Change that row instead."


class RepeatedInFile(RuleViolation):
    code = "dup-in-file"
    rule = "SCAN-041"
    template = "{numbers} is already in row {first} of this list."


# --- guards on document lines ---


class LineBelowTracked(RuleViolation):
    code = "line-below-tracked"
    rule = "ITL-143"
    field = "quantity"
    template = (
        "Item {item} has {tracked} tracked and not yet handled, but only {outstanding} would be outstanding"
        " (base units). Adjust the item tracking lines first."
    )


class LineChangesDirection(RuleViolation):
    code = "line-changes-direction"
    rule = "ITL-146"
    field = "quantity"
    template = (
        "The sign of the quantity cannot change while {rows} tracking lines exist for item {item}."
        " Delete the item tracking lines first."
    )


class NumbersDiffer(RuleViolation):
    code = "numbers-differ"
    rule = "POST-013"
    field = "lot_no"
    template = (
        "The line says {number}, its Item Tracking Lines ({rows}) say otherwise. Clear the number on the"
        " line, or delete the item tracking lines."
    )


class NumbersAreTracked(RuleViolation):
    code = "numbers-are-tracked"
    rule = "ITL-186"
    template = (
        "{caption} is changed on Item Tracking Lines: {rows} tracking lines exist for item {item}."
    )


class LineIsTracked(RuleViolation):
    code = "line-is-tracked"
    rule = "ITL-148"
    template = (
        "{caption} cannot be changed while {rows} tracking lines exist for item {item}."
        " Delete the item tracking lines first."
    )
