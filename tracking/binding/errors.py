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
