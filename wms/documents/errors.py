"""How the refusals about documents and their lines are worded."""

from wms.core.errors import RuleViolation
from wms.core.records.errors import FieldFault


class FieldUnreadable(FieldFault):
    code = "field-unreadable"
    rule = "SET-004"
    template = "{label} cannot be {value}. {hint}"


# --- the document ---------------------------------------------------------------------------------


class PartnerBlocked(FieldFault):
    code = "partner-blocked"
    rule = "SET-005"
    template = "{label} {partner} is blocked. Unblock the card or choose another one."


class PartnerFixed(FieldFault):
    code = "partner-fixed"
    rule = "POST-057"
    template = "{label} cannot be changed, because part of the document is posted."


class PlaceMissing(FieldFault):
    code = "field-missing"
    rule = "POST-143"
    template = "{label} must be filled. A transfer order says where goods leave and arrive."


class SamePlaces(RuleViolation):
    code = "same-places"
    rule = "POST-143"
    field = "transfer_to"
    template = "Transfer-to Code must be another location than Transfer-from Code {location}."


class NotInTransit(RuleViolation):
    code = "not-in-transit"
    rule = "POST-143"
    field = "in_transit"
    template = (
        "In-Transit Code {location} is not an in-transit location. Choose one that has "
        "Use As In-Transit on."
    )


class EndInTransit(FieldFault):
    code = "location-in-transit"
    rule = "SET-131"
    template = (
        "{label} {location} is an in-transit location, where goods are only on their way. "
        "Name it as In-Transit Code."
    )


class PlaceIsTracked(RuleViolation):
    code = "line-is-tracked"
    rule = "POST-057"
    field = "location"
    template = (
        "Transfer-from Code cannot be changed, because its lines have {rows} item tracking lines. "
        "Delete those first."
    )


class NumbersStandOnLines(RuleViolation):
    code = "numbers-stand-on-lines"
    rule = "ITL-185"
    field = "tracking_on_lines"
    template = "Item Tracking on Lines stays on while a line has a number. Clear the numbers of the line first."


class SecondOutput(RuleViolation):
    code = "second-output"
    rule = "POST-161"
    field = "entry_type"
    template = (
        "An assembly order makes one item, which stands on line {other}. Enter a component here."
    )


class OutputLineMissing(RuleViolation):
    code = "output-line-missing"
    rule = "POST-164"
    field = "output_line_no"
    template = "Output Line No. must be filled: say into which output line the component goes."


class OutputLineUnknown(RuleViolation):
    code = "output-line-unknown"
    rule = "POST-164"
    field = "output_line_no"
    template = "Output Line No. {value} is not an output line of this order."


class OutputHasComponents(RuleViolation):
    code = "output-has-components"
    rule = "POST-164"
    field = "entry_type"
    template = "It stays an output line while components go into it, such as line {component}."


class QuantityPerNegative(RuleViolation):
    code = "quantity-per-negative"
    rule = "POST-161"
    field = "qty_per_output"
    template = "Quantity per is what one unit of the output takes; it cannot be {value}."


class ComponentBelowTracked(RuleViolation):
    code = "component-below-tracked"
    rule = "POST-056"
    field = "quantity"
    template = (
        "It would have {quantity} of component {item}, but {least} are tracked or posted. Delete item"
        " tracking lines of the component first."
    )


class NumberTaken(RuleViolation):
    code = "number-taken"
    rule = "SET-003"
    field = "no"
    template = "{title} {no} exists already. Type another No., or leave it empty."


class SeriesMissing(RuleViolation):
    code = "series-missing"
    rule = "POST-113"
    field = "no"
    template = "No number series is set up. Fill {caption} in Inventory Setup, or type a No."


class DocumentGone(RuleViolation):
    code = "document-gone"
    rule = "ERR-006"
    template = "It was deleted by another user meanwhile."


class DocumentChanged(RuleViolation):
    code = "STALE"
    rule = "POST-170"
    template = (
        "It was changed by another user since it was shown: status {status}, {line_count} lines, "
        "version {now} instead of {seen}. Reload the page and try again."
    )


class DocumentClosed(RuleViolation):
    code = "document-closed"
    rule = "POST-120"
    template = "It is closed, because it is posted completely. Closed documents cannot be changed."


class QuoteClosed(DocumentClosed):
    code = "quote-closed"
    rule = "QUOTE-005"
    template = "It is closed, because {why}. Closed documents cannot be changed."


class QuoteNotPosted(RuleViolation):
    code = "quote-not-posted"
    rule = "QUOTE-001"
    template = (
        "A quote is not posted. Choose Make Order on it, and post the {order} that it becomes."
    )


class DocumentNotOpen(RuleViolation):
    code = "document-not-open"
    rule = "ITL-003"
    template = "{what} can be changed only while the document is open. Reopen it first."


class StatusNotPossible(RuleViolation):
    code = "status-not-possible"
    rule = "ITL-003"
    template = "It is {now} and cannot become {then}."


class NothingToRelease(RuleViolation):
    code = "nothing-to-release"
    rule = "POST-002"
    template = "It has no line with a quantity. Add a line first."


class AlreadyPosted(RuleViolation):
    code = "already-posted"
    rule = "POST-118"
    template = "Part of it is posted, so it cannot be deleted. It closes when the rest is posted."


class TrackingWouldGo(RuleViolation):
    """A question: the same request with ``with_tracking`` is a yes."""

    code = "tracking-would-go"
    rule = "ITL-151"
    template = (
        "{rows} item tracking lines go with it. "
        "Confirm that they shall be deleted too, or keep both."
    )


class DocumentTrackingWouldGo(TrackingWouldGo):
    rule = "ITL-152"


# --- its lines ------------------------------------------------------------------------------------


class LineGone(RuleViolation):
    code = "line-gone"
    rule = "ERR-006"
    template = "The line was deleted or posted meanwhile. Reload the page."


class LineChanged(RuleViolation):
    code = "STALE"
    rule = "ERR-006"
    template = (
        "Another user changed this line meanwhile: {changed}. "
        "Your entry is kept; save again to apply it."
    )


class ItemMissing(RuleViolation):
    code = "field-missing"
    rule = "SET-003"
    field = "item"
    template = "Item No. must be filled."


class ItemBlocked(RuleViolation):
    code = "item-blocked"
    rule = "POST-082"
    field = "item"
    template = "Item {item} is blocked ({switch}). Unblock it on its card or choose another item."


class VariantBlocked(RuleViolation):
    code = "variant-blocked"
    rule = "POST-082"
    field = "variant"
    template = "Variant {variant} of item {item} is blocked. Choose another variant."


class VariantOfOtherItem(RuleViolation):
    code = "variant-of-other-item"
    rule = "SET-005"
    field = "variant"
    template = "Variant {variant} does not belong to item {item}."


class UnitOfOtherItem(RuleViolation):
    code = "unit-of-other-item"
    rule = "SET-005"
    field = "unit_of_measure"
    template = "Unit of Measure {unit} is not set up for item {item}."


class EntryTypeNotOfKind(RuleViolation):
    code = "entry-type-not-of-kind"
    rule = "POST-001"
    field = "entry_type"
    template = "Entry Type {entry_type} is not possible here. Choose {possible} instead."


class LocationMissing(RuleViolation):
    code = "location-missing"
    rule = "SET-130"
    field = "location"
    template = "Location Code must be filled, because Location Mandatory is on in Inventory Setup."


class LocationInTransit(RuleViolation):
    code = "location-in-transit"
    rule = "SET-131"
    field = "location"
    template = "Location Code {location} is an in-transit location, which only transfer orders use."


class NewLocationInTransit(LocationInTransit):
    field = "new_location"
    template = (
        "New Location Code {location} is an in-transit location, which only transfer orders use."
    )


class BinNotPossible(RuleViolation):
    code = "bin-not-possible"
    rule = "WHS-002"
    field = "bin"
    template = "Bin Code {bin} cannot be entered: {where} has no bins."


class NewBinNotPossible(BinNotPossible):
    field = "new_bin"
    template = "New Bin Code {bin} cannot be entered: {where} has no bins."


class BinOfOtherLocation(RuleViolation):
    code = "bin-of-other-location"
    rule = "SET-005"
    field = "bin"
    template = "Bin Code {bin} is not a bin of location {location}."


class NewBinOfOtherLocation(BinOfOtherLocation):
    field = "new_bin"
    template = "New Bin Code {bin} is not a bin of location {location}."


class NegativeReclassification(RuleViolation):
    code = "negative-reclassification"
    rule = "POST-004"
    field = "quantity"
    template = (
        "Quantity must be positive, not {quantity}: goods are reclassified from the location and "
        "number on the line to the new ones."
    )


class NegativeTransfer(RuleViolation):
    code = "negative-transfer"
    rule = "POST-004"
    field = "quantity"
    template = (
        "Quantity must be positive, not {quantity}: to send goods back, make a transfer order "
        "in the other direction."
    )


class NothingToTransfer(RuleViolation):
    code = "nothing-to-transfer"
    rule = "POST-009"
    field = "item"
    template = "Item {item} is of Type {type}: there is no stock of it that could be transferred."


class LineGoesAnotherWay(RuleViolation):
    code = "line-goes-another-way"
    rule = "POST-143"
    field = "location"
    template = "The goods of this line go from {way}, as the header of the order says."


class NotWholeUnits(RuleViolation):
    code = "not-whole-units"
    rule = "SET-025"
    field = "quantity"
    template = (
        "{caption} must be whole in base units, not {base}: item {item} has SN Specific Tracking, "
        "and a serial number stands for one unit."
    )


class ToHandleNotWholeUnits(NotWholeUnits):
    field = "qty_to_handle"


class ToReceiveNotWholeUnits(NotWholeUnits):
    field = "qty_to_receive"


class QuantityTooLarge(FieldFault):
    code = "quantity-too-large"
    rule = "SET-004"
    template = "{label} is too large. At most 13 digits in base units are possible."


class QuantityBelowHandled(RuleViolation):
    code = "quantity-below-handled"
    rule = "POST-117"
    field = "quantity"
    template = "Quantity cannot be {quantity}: {handled} is posted already ({handled_caption})."


class ToHandleBeyondRest(RuleViolation):
    code = "to-handle-beyond-rest"
    rule = "POST-054"
    field = "qty_to_handle"
    template = "{caption} must lie between 0 and {rest}, not {value}: that is what is still open."


class ToReceiveBeyondTransit(RuleViolation):
    code = "to-receive-beyond-transit"
    rule = "POST-148"
    field = "qty_to_receive"
    template = (
        "Qty. to Receive must lie between 0 and {rest}, not {value}: that is what was shipped and "
        "has not arrived yet."
    )


class PostedLineFixed(RuleViolation):
    code = "posted-line-fixed"
    rule = "POST-057"
    template = (
        "{captions} cannot be changed, because {handled} is posted already ({handled_caption})."
    )


class PostedLineKept(RuleViolation):
    code = "posted-line-kept"
    rule = "POST-118"
    template = (
        "The line cannot be deleted, because {handled} is posted already ({handled_caption})."
    )


# --- numbers typed on lines ------------------------------------------------------------------------


class NumbersNotOnLines(RuleViolation):
    code = "numbers-not-on-lines"
    rule = "ITL-185"
    template = (
        "{caption} cannot be typed on lines here, because Item Tracking on Lines is off. Turn it on in the"
        " header, or use Item Tracking Lines."
    )


class SameEntryTwice(RuleViolation):
    code = "same-entry-twice"
    rule = "POST-039"
    field = "applies_from_entry_no"
    template = "Appl.-to and Appl.-from Item Entry cannot both be {entry_no}."


class EntryUnknown(RuleViolation):
    code = "entry-unknown"
    rule = "POST-035"
    template = "{caption} {entry_no}: there is no such item ledger entry."


class EntryIsTracked(RuleViolation):
    code = "entry-is-tracked"
    rule = "POST-039"
    template = (
        "{caption} {entry_no} cannot stand on the line: the entry carries{numbers}. Name it on the item"
        " tracking line."
    )


class NumberOfUntracked(RuleViolation):
    code = "number-of-untracked"
    rule = "ITL-184"
    template = "{caption} cannot be filled: item {item} has no Item Tracking Code."


class SerialLineNotOne(RuleViolation):
    code = "serial-line-not-one"
    rule = "ITL-188"
    field = "quantity"
    template = (
        "Quantity (Base) must be -1, 0 or 1 beside serial number {serial_no}, not {quantity}."
    )


class SerialCountedNotOne(RuleViolation):
    code = "serial-counted-not-one"
    rule = "ITL-188"
    field = "qty_counted"
    template = "Qty. (Phys. Inventory) of serial number {serial_no} is 0 or 1, not {quantity}."


class CountedNegative(RuleViolation):
    code = "counted-negative"
    rule = "POST-001"
    field = "qty_counted"
    template = "Qty. (Phys. Inventory) is what was counted; it cannot be {counted}."


class NumbersByWarehouseJournal(RuleViolation):
    code = "numbers-by-warehouse-journal"
    rule = "SET-051"
    field = "location"
    template = (
        "Location {location} uses Directed Put-away and Pick: item {item} is adjusted there number by"
        " number in a warehouse journal."
    )


# --- invoicing ------------------------------------------------------------------------------------


class ToInvoiceBeyondHandled(RuleViolation):
    code = "to-invoice-beyond-handled"
    rule = "POST-008"
    field = "qty_to_invoice"
    template = (
        "Qty. to Invoice must lie between 0 and {most}, not {value}: that is what is handled or to be "
        "handled, and not invoiced yet."
    )


class FetchedLineFixed(RuleViolation):
    code = "fetched-line-fixed"
    rule = "POST-128"
    template = (
        "The line came from {source}, line {source_line_no}: only its quantity can be changed. "
        "Delete it to leave that line to another invoice."
    )


# --- lines that are bound to those of another order -----------------------------------------------


class NotBoughtFor(RuleViolation):
    code = "not-bought-for"
    rule = "ITL-183"
    field = "purchasing_code"
    template = (
        "{caption} cannot be chosen here. Choose it on the line of a sales order, and take the line over into "
        "a purchase order with Get Sales Order."
    )


class BoughtNegative(RuleViolation):
    code = "bought-negative"
    rule = "ITL-183"
    field = "purchasing_code"
    template = "{caption} needs a positive quantity, not {quantity}. Enter a return on a sales return order."


class BoughtWithoutStock(RuleViolation):
    code = "bought-without-stock"
    rule = "ITL-183"
    field = "purchasing_code"
    template = (
        "{caption} needs an item that is kept in stock; item {item} is not. Clear Purchasing Code."
    )


class MarkedTooLate(RuleViolation):
    code = "marked-too-late"
    rule = "ITL-183"
    field = "purchasing_code"
    template = (
        "{caption} cannot be chosen, because part of the line is shipped. Add a line for the rest."
    )


class LineIsBound(RuleViolation):
    code = "line-is-bound"
    rule = "ITL-148"
    template = (
        "{caption} cannot be changed, because the line is bound to {other}, and both must be the same. "
        "Delete {purchase} first, change {sale}, and get it again with Get Sales Order."
    )


class BoundLineKept(RuleViolation):
    code = "bound-line-kept"
    rule = "ITL-148"
    template = "The line is bought by {purchase}. Delete that line first; then this one is free."


class OrderedLineIsBound(RuleViolation):
    code = "ordered-line-is-bound"
    rule = "ITL-223"
    template = (
        "{caption} cannot be changed, because the line is bound to {other} as a special order, and both must "
        "be the same. Release the binding first, on the reservation page of {sale}."
    )


class OrderedLineKept(RuleViolation):
    code = "ordered-line-kept"
    rule = "ITL-223"
    template = (
        "The line is a special order that {purchase} brings the goods for. Release the binding on its "
        "reservation page first, or delete that line."
    )
