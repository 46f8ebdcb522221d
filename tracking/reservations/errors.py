"""How each refusal of a reservation is worded."""

from wms.core.errors import RuleViolation


class NothingToReserve(RuleViolation):
    code = "nothing-to-reserve"
    rule = "ITL-216"
    field = "quantity"
    template = "{why}"


class MoreThanOpen(RuleViolation):
    code = "reserve-too-much"
    rule = "ITL-216"
    field = "quantity"
    template = "At most {maximum} can still be reserved for this line, not {quantity}."


class NothingFree(RuleViolation):
    code = "nothing-free"
    rule = "ITL-219"
    field = "quantity"
    template = (
        "Nothing of {what} is free at {location}: {total} in stock, {reserved} reserved"
        "{allocated}. Cancel another reservation, or wait for goods."
    )


class ReservationGone(RuleViolation):
    code = "reservation-gone"
    rule = "ITL-222"
    template = "This reservation is no longer there. Load the page again."


class DateOfReservedLine(RuleViolation):
    code = "date-of-reserved-line"
    rule = "ITL-150"
    field = "posting_date"
    template = "Posting Date cannot be cleared while stock is reserved for {lines}. Cancel the reservations first."


class TakesReserved(RuleViolation):
    """A question more than a refusal: who answers it with yes takes the stock away from the others."""

    code = "takes-reserved"
    rule = "POST-108"
    field = "quantity"
    template = "{quantity} of item {item} that this takes are reserved for {others}."


class LineIsReserved(RuleViolation):
    code = "line-is-reserved"
    rule = "ITL-148"
    template = "{what} cannot be changed while stock is reserved for this line. Cancel its reservations first."


class HeldForSpecialOrder(RuleViolation):
    code = "held-for-special-order"
    rule = "ITL-223"
    template = (
        "The goods are held, because {purchase} brings them for this line. Release the binding of the two "
        "lines first; then the reservation can be cancelled."
    )
