"""What a replay itself refuses, and the one refusal that it words in its own way."""

from wms.core.errors import RuleViolation


class TooMuchToReplay(RuleViolation):
    code = "too-much-to-replay"
    rule = "SET-010"
    field = "first"
    template = (
        "The period has more than {most:,} entries of items with this code, which is more than is "
        "replayed at once. Choose a shorter period."
    )


class TakenFromOtherNumber(RuleViolation):
    code = "taken-from-other-number"
    rule = "POST-027"
    field = "quantity"
    template = (
        "{row.quantity} of item {row.item}{row.variant_text}{row.numbers_text} left, but only "
        "{row.matched_quantity} of it was taken from stock under that number. A specific number leaves "
        "only from stock of its own."
    )
