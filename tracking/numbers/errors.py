"""What number information refuses."""

from wms.core.errors import RuleViolation
from wms.core.records.errors import FieldFault, Question


class ConfirmDeletion(Question):
    code = "card-with-stock"
    rule = "SET-158"
    template = "{card} has {inventory} in stock. Deleting its card leaves the stock without one."


class CardBlocked(RuleViolation):
    code = "card-blocked"
    rule = "SET-158"
    template = (
        "{card} is blocked, and deleting its card would unblock it. Clear Blocked first if that is "
        "wanted."
    )


class CardKeyFixedByStock(FieldFault):
    code = "card-key-fixed-by-stock"
    rule = "SET-148"
    template = (
        "{label} cannot be changed: {card} has {inventory} in stock. To give stock another number, "
        "reclassify it."
    )


class VariantOfOtherItem(RuleViolation):
    code = "variant-of-other-item"
    rule = "SET-145"
    field = "variant"
    template = "Variant {variant} is not a variant of item {item}. Choose one of its variants."


class NotOfThisKind(FieldFault):
    code = "field-not-of-this-kind"
    rule = "SET-145"
    template = "{label} belongs to {kinds} cards only. Clear it."


class NumberBlank(FieldFault):
    code = "number-blank"
    rule = "SET-147"
    template = (
        "{label} is blank. Fill it on the row first; then its information card can be opened."
    )


class ConfirmOverwrite(Question):
    code = "card-exists"
    rule = "SET-160"
    template = (
        "{target} has information already. Copying from {source} puts that number's fields and comments "
        "in place of it."
    )


class NothingToCopy(RuleViolation):
    code = "nothing-to-copy"
    rule = "SET-159"
    template = "Choose the card of another {kind} of item {item} to copy from."


class FileRefused(RuleViolation):
    code = "file-refused"
    rule = "CARD-001"
    field = "file"
    template = "{name} is not a picture (PNG, JPEG, WebP, GIF) or PDF, whatever its name says. Choose another file."


class PictureUnreadable(RuleViolation):
    code = "picture-unreadable"
    rule = "CARD-001"
    field = "file"
    template = "{name} begins like a picture, but cannot be read as one. Save it anew, then choose it again."


class PictureTooLarge(RuleViolation):
    code = "picture-too-large"
    rule = "CARD-001"
    field = "file"
    template = "{name} has more than {limit} million pixels. Make the picture smaller."


class FileTooLarge(RuleViolation):
    code = "file-too-large"
    rule = "CARD-001"
    field = "file"
    template = "{name} is larger than {limit} MB. Choose a smaller file."


class FileEmpty(RuleViolation):
    code = "file-empty"
    rule = "CARD-001"
    field = "file"
    template = "{name} is empty. Choose another file."


class TooManyFiles(RuleViolation):
    code = "too-many-files"
    rule = "CARD-001"
    field = "file"
    template = "{card} has {limit} files already. Remove one first."
