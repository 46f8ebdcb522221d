"""How faults of a single field of a set-up record are worded."""

from typing import Any

from wms.core.errors import RuleViolation


class FieldFault(RuleViolation):
    """A field, or several together, hold what they cannot; the field is given with the values."""

    code = "field-fault"
    rule = "SET-008"
    template = "{message}"

    def __init__(self, *, field: str, **values: Any) -> None:
        super().__init__(**values)
        self.field = field


class FieldMissing(FieldFault):
    code = "field-missing"
    rule = "SET-003"
    template = "{label} must be filled."


class KeyTaken(FieldFault):
    code = "key-taken"
    rule = "SET-003"
    template = "{label} {value} already exists. Choose another, or open the one that exists."


class TooLong(FieldFault):
    code = "too-long"
    rule = "SET-002"
    template = "{label} may have at most {limit} characters; this has {length}. Shorten it."


class ControlCharacter(FieldFault):
    code = "control-character"
    rule = "SET-001"
    template = "{label} has a control character in it. Type it again without."


class UnknownCode(FieldFault):
    code = "unknown-code"
    rule = "SET-005"
    template = "{label} {value} does not exist. Choose one from the list."


class StillUsed(RuleViolation):
    code = "still-used"
    rule = "SET-007"
    template = "{what} cannot be deleted: it is used by {where}."


class Question(RuleViolation):
    """Not a refusal yet: the step goes on when somebody says yes (ERR-005)."""


class LineGone(RuleViolation):
    code = "LINE_GONE"
    rule = "ERR-006"
    template = (
        "This line is gone: somebody deleted it since you opened the page. Nothing was saved. "
        "Open the page again."
    )


class ChangedMeanwhile(RuleViolation):
    code = "STALE"
    rule = "ERR-006"
    template = (
        "Somebody changed {what} since you opened it. What you typed is still here; save again to "
        "put it in place of theirs, or reload the page to see what they changed."
    )
