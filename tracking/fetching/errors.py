"""How the refusals about fetched lines are worded."""

from wms.core.errors import RuleViolation


class NothingChosen(RuleViolation):
    code = "nothing-chosen"
    rule = "POST-126"
    template = "Choose at least one line."


class LineNotOffered(RuleViolation):
    code = "line-not-offered"
    rule = "POST-126"
    template = "A chosen line can no longer be fetched. Look at the list again and choose anew."


class OnAnotherInvoice(RuleViolation):
    code = "on-another-invoice"
    rule = "POST-132"
    template = (
        "{source}, line {source_line_no} stands on {other} already. Post or delete it there first."
    )


class BeyondLeftToInvoice(RuleViolation):
    code = "beyond-left-to-invoice"
    rule = "POST-128"
    field = "quantity"
    template = "Quantity must lie between 0 and {left}, not {quantity}: that is left to invoice of {source}."
