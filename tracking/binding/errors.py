"""How the refusals about orders that are bound to each other are worded."""

from wms.core.errors import RuleViolation


class NothingChosen(RuleViolation):
    code = "nothing-chosen"
    rule = "ITL-183"
    template = "Choose at least one line."


class LineNotOffered(RuleViolation):
    code = "line-not-offered"
    rule = "ITL-183"
    template = (
        "A chosen sales line was changed or ordered elsewhere meanwhile. Look at the list again and "
        "choose anew."
    )


class NotBound(RuleViolation):
    code = "not-bound"
    rule = "ITL-223"
    template = "The line is bound to no other; somebody may have released it meanwhile."


class AllShipped(RuleViolation):
    code = "all-shipped"
    rule = "ITL-223"
    template = (
        "All that {purchase} brought is shipped on {sale}; there is nothing left to be released."
    )
