"""What inventory periods refuse."""

from wms.core.errors import RuleViolation


class PeriodIsWithinClosed(RuleViolation):
    code = "period-within-closed"
    rule = "POST-109"
    field = "ending_date"
    template = (
        "Ending Date {until} is in a period that is closed already, up to {closed_until}. Choose a later"
        " date, or reopen that period first."
    )


class ClosedPeriodKeepsDate(RuleViolation):
    code = "closed-period-keeps-date"
    rule = "POST-109"
    field = "ending_date"
    template = (
        "The inventory period to {until} is closed, so its Ending Date stays. Reopen it first."
    )


class ClosedPeriodStays(RuleViolation):
    code = "closed-period-stays"
    rule = "POST-109"
    template = (
        "The inventory period to {until} is closed, so it cannot be deleted. Reopen it first."
    )


class EarlierPeriodIsOpen(RuleViolation):
    code = "earlier-period-open"
    rule = "POST-109"
    field = "closed"
    template = (
        "The inventory period to {until} cannot be closed while the one to {earlier} is open. Close that"
        " one first."
    )


class LaterPeriodIsClosed(RuleViolation):
    code = "later-period-closed"
    rule = "POST-109"
    field = "closed"
    template = (
        "The inventory period to {until} cannot be reopened while the one to {later} is closed. Reopen"
        " that one first."
    )


class StockIsOwed(RuleViolation):
    code = "stock-is-owed"
    rule = "POST-109"
    field = "closed"
    template = (
        "The inventory period to {until} cannot be closed: {count} of its item ledger entries took out"
        " more than there was, first entry {entry.entry_no} of item {entry.item}. Post what came in"
        " first."
    )


class PeriodGone(RuleViolation):
    code = "period-gone"
    rule = "ERR-006"
    template = "The inventory period to {until} is gone: somebody deleted it. Open the list again."
