"""How a number series words its refusals.  ``series`` is the code of the series."""

from wms.core.errors import RuleViolation


class SeriesWithoutLine(RuleViolation):
    code = "series-without-line"
    rule = "SET-104"
    template = "Number series {series} has no line. Add a line with a Starting No. to it."


class SeriesNotStarted(RuleViolation):
    code = "series-not-started"
    rule = "SET-104"
    template = (
        "Number series {series} has no line for {on}: its first line starts on {first}. "
        "Add a line with an earlier Starting Date, or change the date."
    )


class SeriesClosed(RuleViolation):
    code = "series-closed"
    rule = "SET-103"
    template = (
        "Number series {series} has no open line for {on}: the line with Starting No. "
        "{starting_no} is used up. Add a line with further numbers."
    )


class StartingNoMissing(RuleViolation):
    code = "series-starting-no-missing"
    rule = "SET-105"
    field = "starting_no"
    template = "Starting No. of number series {series} is blank. Fill it in on the series' line."


class SeriesLineTwice(RuleViolation):
    code = "series-line-twice"
    rule = "SET-003"
    field = "starting_no"
    template = (
        "Starting No. {starting_no} begins another line of number series {series} on the same date "
        "already. Change that line, or choose another number or date."
    )


class SeriesWithoutDigits(RuleViolation):
    code = "series-without-digits"
    rule = "SET-115"
    template = (
        "{field_name} {number} of number series {series} has no digit, so there is no next number. "
        "Change it on the series' line."
    )


class SeriesExhausted(RuleViolation):
    code = "series-exhausted"
    rule = "SET-109"
    field = "ending_no"
    template = (
        "Number series {series} has no number left after {last}: the next, {number}, would pass "
        "its Ending No. {ending}. No number was taken. Add a line with further numbers."
    )


class SeriesNumberTooLong(RuleViolation):
    code = "series-number-too-long"
    rule = "SET-108"
    template = (
        "The next number of series {series}, {number}, would be longer than {most} characters. "
        "No number was taken. Add a line with shorter numbers."
    )


class DateOrderBroken(RuleViolation):
    code = "series-date-order"
    rule = "SET-114"
    field = "posting_date"
    template = (
        "Number series {series} keeps Date Order: its last number was used on {last}, so none can "
        "be given for {on}. Use {last} or a later date."
    )


class SeriesOutOfRange(RuleViolation):
    code = "series-out-of-range"
    rule = "SET-117"
    field = "last_no_used"
    template = (
        "The next number of series {series}, {number}, does not fit its Starting No. "
        "{starting_no}. Correct Last No. Used on the series' line."
    )


class NumbersAlreadyUsed(RuleViolation):
    code = "series-numbers-used"
    rule = "SET-124"
    template = (
        "Number series {series}: the next numbers up to {number} are used already. "
        "No number was taken. Set Last No. Used to the last number in use."
    )


class NumberNotManual(RuleViolation):
    code = "number-not-manual"
    rule = "SET-118"
    field = "no"
    template = (
        "No. {no} cannot be typed: Manual Nos. of number series {series} is off. "
        "Leave No. empty to draw the next number."
    )


class NumberNotGiven(RuleViolation):
    code = "number-not-given"
    rule = "SET-119"
    field = "no"
    template = (
        "No. must be filled: Default Nos. of number series {series} is off. "
        "Type a number, or choose the series that shall give it."
    )


class SeriesNotRelated(RuleViolation):
    code = "series-not-related"
    rule = "SET-120"
    field = "number_series"
    template = (
        "Number series {chosen} is not related to {first}, which is set up here. "
        "Choose a related one, or relate the two on the page of {first}."
    )
