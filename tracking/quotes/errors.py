"""How the refusals about orders that are made of quotes are worded."""

from wms.core.errors import RuleViolation


class NothingToOrder(RuleViolation):
    code = "nothing-to-order"
    rule = "QUOTE-004"
    template = "It has no line with a quantity, so there is nothing to order. Add a line first."


class OrderWithoutSeries(RuleViolation):
    code = "order-without-series"
    rule = "QUOTE-004"
    template = "The order can have no number. {way_out}"


class OrderIsGone(RuleViolation):
    code = "order-is-gone"
    rule = "QUOTE-003"
    template = "An order was made of it, which was deleted since. Make a new quote, or a new order."
