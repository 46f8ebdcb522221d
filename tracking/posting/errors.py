"""How each refusal of a posting is worded (POST-141)."""

from typing import Any, Self

from wms.core.errors import RuleViolation


class Contested(RuleViolation):
    """Stock or a number that another posting may have used just now; then it is named (POST-167)."""

    def __init__(self, **values: Any) -> None:
        super().__init__(**{"just_now": ""} | values)


class AlreadyNothingToPost(Contested):
    code = "nothing-to-post"
    rule = "POST-002"
    field = "qty_to_handle"
    template = (
        "Nothing to post: the quantity to post of every line is 0.{just_now}"
        " Fill {caption} of the lines to be posted."
    )


class PostingDateMissing(RuleViolation):
    code = "posting-date-missing"
    rule = "POST-109"
    field = "posting_date"
    template = "Posting Date is blank. Enter the date on which the goods move."


class PostingDateOutOfRange(RuleViolation):
    code = "posting-date-out-of-range"
    rule = "POST-109"
    field = "posting_date"
    template = (
        "Posting Date {row.posting_date} is outside the allowed range, {allowed}. {allowed.way_out}"
    )
    told = ("allowed",)


class SeriesMissing(RuleViolation):
    code = "series-missing"
    rule = "POST-113"
    field = "posted_numbers_from"
    template = (
        "{caption} is blank in Inventory Setup. Name the number series for posted documents there."
    )


class DocumentNoMissing(RuleViolation):
    code = "document-no-missing"
    rule = "POST-114"
    field = "document_no"
    template = "Document No. is blank. Enter the number under which the entries shall be found."


class StaleDocument(RuleViolation):
    code = "stale"
    rule = "POST-170"
    template = "It was changed by another user since you opened it. Reload the page, check it, and post again."


class DocumentGone(RuleViolation):
    code = "document-gone"
    rule = "POST-170"
    template = "The document no longer exists; another user deleted it. Nothing was posted."


class NothingAssembled(RuleViolation):
    code = "nothing-assembled"
    rule = "POST-162"
    field = "qty_to_handle"
    template = (
        "Components are consumed together with what is assembled of them. Fill Qty. to Assemble/Consume of"
        " the output line."
    )


class OutputLineNotNamed(RuleViolation):
    code = "output-line-missing"
    rule = "POST-164"
    field = "output_line_no"
    template = (
        "Output Line No. must name the output line of this order that the component goes into."
    )


class DocumentIsClosed(Contested):
    code = "document-closed"
    rule = "POST-120"
    template = "It is closed: everything on it has been posted.{just_now} See its posted documents."


class TransferNotReleased(RuleViolation):
    code = "transfer-not-released"
    rule = "POST-143"
    field = "status"
    template = "Status must be Released, not Open. Release the order first."


class DirectTransferIncomplete(RuleViolation):
    code = "direct-transfer-incomplete"
    rule = "POST-150"
    field = "qty_to_handle"
    template = (
        "Qty. to Ship must be the whole Quantity {quantity}, not {to_ship}, because Direct Transfer is on. "
        "Ship all of the line, or lower its Quantity."
    )


class AppliesToNotFitting(Contested):
    code = "applies-to-not-fitting"
    rule = "POST-035"
    field = "applies_to_entry_no"
    comes_back = False
    template = "Appl.-to Item Entry {entry_no} does not fit: {why}.{just_now}"


class AppliesFromNotFitting(Contested):
    code = "applies-from-not-fitting"
    rule = "POST-037"
    field = "applies_from_entry_no"
    comes_back = True
    template = "Appl.-from Item Entry {entry_no} does not fit: {why}.{just_now}"


class AppliesToMissing(RuleViolation):
    code = "applies-to-missing"
    rule = "POST-137"
    field = "applies_to_entry_no"
    template = (
        "Appl.-to Item Entry is blank{row.numbers_text}. Exact Cost Reversing Mandatory (Purchases) is on: "
        "name the entry that the goods came in by."
    )


class AppliesFromMissing(RuleViolation):
    code = "applies-from-missing"
    rule = "POST-137"
    field = "applies_from_entry_no"
    template = (
        "Appl.-from Item Entry is blank{row.numbers_text}. Exact Cost Reversing Mandatory (Sales) is on: "
        "name the entry that the goods left by."
    )


class ToInvoiceNotHandled(Contested):
    code = "to-invoice-not-handled"
    rule = "POST-008"
    field = "qty_to_invoice"
    template = (
        "Qty. to Invoice {wanted} is more than the {available} that can be invoiced ({handled}, less what is "
        "invoiced already).{just_now} Lower it, or post the goods first."
    )


class TrackedToInvoiceDiffers(RuleViolation):
    code = "tracked-to-invoice-differs"
    rule = "POST-130"
    field = "qty_to_invoice"
    template = (
        "Qty. to Invoice of the item tracking lines is {tracked}, but the line invoices {wanted}. "
        "Make them equal on the Item Tracking Lines page."
    )


class InvoicedMeanwhile(Contested):
    code = "invoiced-meanwhile"
    rule = "POST-132"
    field = "quantity"
    template = (
        "{source}, line {source_line_no} was invoiced or undone meanwhile: {left} are left to "
        "invoice, not {wanted}.{just_now} Lower the quantity, or delete the line."
    )


class UndoNotPossible(Contested):
    code = "undo-not-possible"
    rule = "POST-158"
    template = (
        "{subject} cannot be undone: {why}.{just_now} Post a return instead, or undo that first."
    )


class TransferNotUndone(Contested):
    code = "transfer-not-undone"
    rule = "POST-159"
    template = (
        "{subject} cannot be undone: {why}.{just_now} "
        "Send the goods back by another transfer order instead."
    )


class NothingToUndo(Contested):
    code = "nothing-to-undo"
    rule = "POST-160"
    template = "Nothing to undo: choose lines that are not undone yet.{just_now}"


class PartnerBlocked(RuleViolation):
    code = "partner-blocked"
    rule = "POST-082"
    template = "{partner} is blocked. Clear Blocked on its card, or choose another."


class ItemBlocked(RuleViolation):
    code = "item-blocked"
    rule = "POST-082"
    field = "item"
    template = "Item {row.item}{row.variant_text} is blocked for this posting. Clear Blocked on its card first."


class LocationMissing(RuleViolation):
    code = "location-missing"
    rule = "SET-130"
    field = "location"
    template = "Location Code is blank for item {row.item}, but Location Mandatory is on. Choose a location."


class LocationInTransit(RuleViolation):
    code = "location-in-transit"
    rule = "POST-011"
    field = "location"
    template = (
        "Location Code {row.location} is an in-transit location; only transfer orders use it."
        " Choose another location."
    )


class NewLocationInTransit(RuleViolation):
    code = "new-location-in-transit"
    rule = "POST-011"
    field = "new_location"
    template = (
        "New Location Code {row.new_location} is an in-transit location; only transfer orders use it."
        " Choose another location."
    )


class QuantityMissing(RuleViolation):
    code = "quantity-missing"
    rule = "RCL-002"
    field = "quantity"
    template = (
        "Quantity of item {item} is 0. Enter how much shall be reclassified, or delete the line."
    )


class NotTracked(RuleViolation):
    code = "item-not-tracked"
    rule = "POST-010"
    field = "serial_no"
    template = (
        "Item {row.item} has no item tracking code, so number {number} cannot be posted."
        " Remove the number, or give the item a code."
    )

    @classmethod
    def of(cls, row: Any, **told: Any) -> Self:
        fields = (
            "serial_no",
            "lot_no",
            "package_no",
            "new_serial_no",
            "new_lot_no",
            "new_package_no",
        )
        row.faulty_field = next(field for field in fields if getattr(row, field))
        return super().of(row, **told)


class NumberMissing(RuleViolation):
    code = "number-missing"
    rule = "POST-041"
    template = (
        "{caption} is required for item {row.item}{row.numbers_text}, quantity {row.quantity}."
        " Assign it on the Item Tracking Lines page."
    )
    caption = ""

    def __init__(self, **values: Any) -> None:
        super().__init__(caption=self.caption, **values)


class SerialNoMissing(NumberMissing):
    field = "serial_no"
    caption = "Serial No."


class LotNoMissing(NumberMissing):
    field = "lot_no"
    caption = "Lot No."


class PackageNoMissing(NumberMissing):
    field = "package_no"
    caption = "Package No."


class NewNumberMissing(NumberMissing):
    code = "new-number-missing"
    rule = "POST-043"


class NewSerialNoMissing(NewNumberMissing):
    field = "new_serial_no"
    caption = "New Serial No."


class NewLotNoMissing(NewNumberMissing):
    field = "new_lot_no"
    caption = "New Lot No."


class NewPackageNoMissing(NewNumberMissing):
    field = "new_package_no"
    caption = "New Package No."


class TrackedQuantityDiffers(RuleViolation):
    code = "tracked-quantity-differs"
    rule = "POST-048"
    field = "qty_to_handle"
    template = (
        "Item {item}: the item tracking lines have {tracked} to handle, but {caption} is {to_post} (base units)."
        " Make the two equal, for example at number {number}."
    )


class TransferQuantityNegative(RuleViolation):
    code = "transfer-quantity-negative"
    rule = "POST-004"
    field = "quantity"
    template = (
        "Quantity -{row.quantity} of item {row.item} is negative. A transfer or reclassification is entered"
        " as a positive quantity; to move goods back, exchange the two locations or numbers."
    )


class QuantityTooFine(RuleViolation):
    code = "quantity-too-fine"
    rule = "POST-075"
    field = "quantity"
    template = (
        "Quantity {row.quantity} of item {row.item}{row.numbers_text} is finer than its Qty. Rounding"
        " Precision {row.item.rounding_precision}. Enter a multiple of that."
    )


class SerialQuantityNotOne(RuleViolation):
    code = "serial-quantity-not-one"
    rule = "POST-063"
    field = "quantity"
    template = (
        "Quantity must be 1 for serial number {row.any_serial}, not {row.quantity}."
        " Give every unit a serial number of its own."
    )


class SerialInStock(Contested):
    code = "serial-in-stock"
    rule = "POST-059"
    field = "serial_no"
    template = (
        "Serial number {row.incoming_serial} of item {row.item}{row.variant_text} is already in stock at"
        " {row.stock_location} (entry {row.stock_entry}).{just_now} Enter another serial number."
    )


class SerialTwiceInPosting(RuleViolation):
    code = "serial-twice"
    rule = "POST-067"
    field = "serial_no"
    template = (
        "Serial number {row.incoming_serial} of item {row.item}{row.variant_text} comes in on line"
        " {row.first_line_no} of this posting already. Change one of the two."
    )


class SerialShippedAlready(Contested):
    code = "serial-shipped-already"
    rule = "POST-030"
    field = "serial_no"
    template = (
        "Serial number {row.serial_no} of item {row.item}{row.variant_text} left with {row.shipped_document}"
        " (entry {row.shipped_entry}) and has not come back since.{just_now} Enter another serial number."
    )


class SerialShippedBefore(RuleViolation):
    code = "serial-shipped-before"
    rule = "CAP-030"
    field = "serial_no"
    template = (
        "Serial number {number} of item {item} was shipped with {shipment}{customer} on {day} (entry {entry}) and"
        " has not come back. {way_out} post its return first, or set Previously Shipped Serial of tracking dimension"
        " group {group} to Allow."
    )


class SerialLeavesTwice(RuleViolation):
    code = "serial-leaves-twice"
    rule = "POST-030"
    field = "serial_no"
    template = (
        "Serial number {row.serial_no} of item {row.item}{row.variant_text} leaves on line"
        " {row.first_line_no} of this posting already. Change one of the two."
    )


class NumberBlocked(RuleViolation):
    code = "number-blocked"
    rule = "POST-077"
    template = (
        "{kind} {number} of item {row.item}{row.variant_text} is blocked."
        " Clear Blocked on its information card, or use another number."
    )


class CardMissing(RuleViolation):
    code = "card-missing"
    rule = "POST-079"
    template = (
        "{kind} {number} of item {row.item}{row.variant_text} has no information card,"
        " which the item tracking code requires. Create the card first."
    )


class DatesNotUsed(RuleViolation):
    code = "expiration-not-used"
    rule = "SET-062"
    field = "expiration_date"
    template = (
        "Expiration Date {row.entered_date} is given for number {number}, but item {row.item} does not use"
        " expiration dates. Remove the date, or switch on Use Expiration Dates on the tracking code."
    )


class ExpirationDiffers(RuleViolation):
    code = "expiration-differs"
    rule = "POST-087"
    field = "expiration_date"
    template = (
        "Expiration Date {row.expiration_date} of number {row.dated_number}, item {row.item}, differs from"
        " {row.known_text}, its date in the ledger. Enter that date; to change it, reclassify the number."
    )


class DatesOfNumberDiffer(RuleViolation):
    code = "open-dates-differ"
    rule = "POST-088"
    field = "expiration_date"
    template = (
        "Open entries of number {row.dated_number}, item {row.item}, carry different expiration dates"
        " ({row.first_date} and {row.last_date}). Give the whole number one date by reclassification first."
    )


class TwoDatesOneLot(RuleViolation):
    code = "two-dates-one-lot"
    rule = "POST-090"
    field = "expiration_date"
    template = (
        "Number {row.dated_number} of item {row.item} has expiration date {row.date_text} here, but"
        " {row.other_text} on line {row.first_line_no}. A lot has one date: make them equal."
    )


class ExpirationMissing(RuleViolation):
    code = "expiration-missing"
    rule = "POST-091"
    field = "expiration_date"
    template = (
        "Expiration Date is blank for number {row.dated_number} of item {row.item}, whose tracking code"
        " requires it. Enter the date on the Item Tracking Lines page."
    )


class NumberExpired(RuleViolation):
    code = "number-expired"
    rule = "POST-096"
    field = "expiration_date"
    template = (
        "{row.expired_number} of item {row.item} at {row.location_text} expired on"
        " {row.consumed_date}, before the posting date {row.posting_date}. Choose another number, or take"
        " it out by a negative adjustment."
    )


class WarrantyMissing(RuleViolation):
    code = "warranty-missing"
    rule = "POST-103"
    field = "warranty_date"
    template = (
        "Warranty Date is blank for number {row.dated_number} of item {row.item}, whose tracking code"
        " requires it. Enter the date on the Item Tracking Lines page."
    )


class NotEnoughStock(Contested):
    """``wanted`` and ``available`` in base units; ``elsewhere`` names other locations that have it."""

    code = "not-enough-stock"
    rule = "POST-027"
    field = "quantity"
    template = (
        "Item {row.item}{row.variant_text}{row.numbers_text} at {row.location_text}: wanted {wanted},"
        " available {available}.{elsewhere}{just_now}{way_out}"
    )


class FailsWithEarlierLine(RuleViolation):
    """A failure that an earlier failed line of the same posting explains (POST-112)."""

    code = "follows-failed-line"
    rule = "POST-112"
    field = "quantity"
    template = "Not judged, because line {earlier} failed, which it depends on. Mend that line first. ({reason})"


class Busy(RuleViolation):
    code = "busy"
    rule = "POST-172"
    template = (
        "Others are posting the same goods just now. Nothing was posted; try again in a moment."
    )


class RequestKeyConflict(RuleViolation):
    code = "request-key-conflict"
    rule = "POST-171"
    template = "The request key was used for another posting (register {register}). Use a new key."


class InboundDateInThePast(RuleViolation):
    code = "inbound-already-expired"
    rule = "POST-100"
    field = "expiration_date"
    template = "Number {row.dated_number} of item {row.item} comes in already expired, on {row.expiration_date}."


class NewDateInThePast(RuleViolation):
    code = "new-date-in-the-past"
    rule = "RCL-046"
    field = "new_expiration_date"
    template = (
        "New Expiration Date {row.new_expiration_date} of number {row.new_number}, item {row.item}, lies before"
        " the posting date {row.posting_date}."
    )


class OutboundBeforeInbound(RuleViolation):
    code = "outbound-before-inbound"
    rule = "POST-110"
    field = "posting_date"
    template = (
        "Item {row.item}{row.numbers_text} leaves on {row.posting_date}, before it came in on"
        " {row.consumed_posting_date} (entry {row.consumed_entry_no})."
    )


class NothingToReclassify(RuleViolation):
    code = "nothing-to-reclassify"
    rule = "RCL-026"
    template = (
        "Nothing to reclassify for item {row.item}{row.numbers_text}: numbers, dates, location and bin stay"
        " the same. Enter what shall change, or delete the line."
    )


class WholeLotNeeded(RuleViolation):
    code = "whole-lot-needed"
    rule = "RCL-030"
    field = "new_expiration_date"
    template = (
        "Lot {row.new_lot_no} of item {row.item} has {total} in stock, {moved} of it are on this line."
        " Its expiration date can only be changed for the whole lot{missing}. Keep {row.known_text}, or"
        " reclassify all of it together."
    )

    @classmethod
    def for_row(cls, row: Any, **values: Any) -> Self:
        violation = cls(
            document=str(row.document),
            line_no=row.line_no,
            number=row.new_lot_no,
            row=row,
            **values,
        )
        violation.row_id = row.pk
        return violation


class TargetLotHasDate(RuleViolation):
    code = "target-lot-has-date"
    rule = "RCL-034"
    field = "new_expiration_date"
    template = (
        "New Expiration Date {row.new_date_text}: lot {row.new_lot_no} of item {row.item} is in stock and"
        " expires {row.target_text}. Enter that date."
    )


class MergedDatesDiffer(RuleViolation):
    code = "merged-dates-differ"
    rule = "RCL-032"
    field = "new_expiration_date"
    template = (
        "New Lot No. {row.new_lot_no} of item {row.item} gets {row.new_date_text} here, but {row.other_text}"
        " on line {row.first_line_no}. A lot has one date: make them equal."
    )


class NewExpirationMissing(RuleViolation):
    code = "new-expiration-missing"
    rule = "RCL-036"
    field = "new_expiration_date"
    template = (
        "New Expiration Date is blank for number {row.new_number} of item {row.item}, whose tracking code"
        " requires it. Enter the date."
    )


class PackageAndDateTogether(RuleViolation):
    code = "package-and-date-together"
    rule = "RCL-037"
    field = "new_expiration_date"
    template = (
        "Lot {row.new_lot_no} of item {row.item} cannot get another package and another date in one step."
        " Move it first, then change its date."
    )


class DropShipmentNotOrdered(RuleViolation):
    code = "drop-shipment-not-ordered"
    rule = "POST-058"
    field = "qty_to_handle"
    template = (
        "The line is a drop shipment that nobody has ordered. Take it over into a purchase order with "
        "Get Sales Order, or set its Qty. to Ship to 0."
    )


class DropShipmentQuantityDiffers(RuleViolation):
    code = "drop-shipment-quantity-differs"
    rule = "POST-058"
    field = "qty_to_handle"
    template = (
        "{caption} is {here}, but {there_caption} is {there} on {other}. The two lines are one drop shipment: "
        "enter the same quantity on both."
    )


class DropShipmentNumbersDiffer(RuleViolation):
    code = "drop-shipment-numbers-differ"
    rule = "POST-058"
    field = "qty_to_handle"
    template = (
        "{number}: {here} to handle here, {there} on {other}. The two lines are one drop shipment: open Item "
        "Tracking Lines of one of them, and copy its rows to the other."
    )


class SpecialOrderNotOrdered(RuleViolation):
    code = "special-order-not-ordered"
    rule = "ITL-223"
    field = "qty_to_handle"
    template = (
        "The line is a special order that nobody has ordered. Take it over into a purchase order with Get "
        "Sales Order, or set its Qty. to Ship to 0."
    )


class SpecialOrderNotReceived(RuleViolation):
    code = "special-order-not-received"
    rule = "ITL-223"
    field = "qty_to_handle"
    template = (
        "{to_ship} to ship, but only {came} came in for it. It ships what {purchase} brings: post its receipt "
        "first, or set Qty. to Ship to {came}. To ship other stock, release the binding on the reservation page."
    )


class SpecialOrderNumberNotReceived(RuleViolation):
    code = "special-order-number-not-received"
    rule = "ITL-223"
    field = "qty_to_handle"
    template = (
        "{number}: {to_ship} to ship, but {came} of it came in on {purchase}, which sets the numbers. Set its "
        "Qty. to Handle to {came} on Item Tracking Lines, or post the receipt first."
    )
