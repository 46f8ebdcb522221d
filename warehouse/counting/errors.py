"""How the refusals of counting are worded."""

from wms.core.errors import RuleViolation


class NotACount(RuleViolation):
    code = "not-a-count"
    rule = "POST-001"
    template = "Inventory is calculated in physical inventory journals only."
