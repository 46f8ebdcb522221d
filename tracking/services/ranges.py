"""Numbers from the first to the last: ``SN001..SN050`` (SCAN-038)."""

import re

MOST = 10_000
_ENDS = re.compile(r"(.+?)\.\.(.+)")
_NUMBER = re.compile(r"(.*?)([0-9]+)([^0-9]*)", re.DOTALL)


class NoRange(ValueError):
    """Says what is wrong with the two ends, as the end of a sentence."""


def is_range(text: str) -> bool:
    return _ENDS.fullmatch(text) is not None


def expanded(text: str, *, most: int = MOST) -> list[str]:
    """The numbers from one end to the other, all of the same width.

    ``most``: how many are still wanted; more than 10,000 are never made at once.  Raises NoRange when the
    ends differ in more than their last digits, in the number of these, or run backwards.
    """
    ends = _ENDS.fullmatch(text)
    assert ends is not None  # noqa: S101 (the caller has asked)
    first, last = (end.strip().upper() for end in ends.groups())
    parts = [_NUMBER.fullmatch(end) for end in (first, last)]
    where = f"{first[:50]} to {last[:50]} is no range"
    if parts[0] is None or parts[1] is None:
        raise NoRange(f"{where}: both ends need digits that count up")
    (prefix, start, suffix), (prefix_2, end, suffix_2) = (part.groups() for part in parts if part)
    if (prefix, suffix) != (prefix_2, suffix_2):
        raise NoRange(f"{where}: the ends differ in more than their last digits")
    if len(start) != len(end):
        raise NoRange(f"{where}: write the last digits of both ends with the same length")
    if int(start) > int(end):
        raise NoRange(f"{where}: the first number comes after the last")
    size = int(end) - int(start) + 1
    if size > min(MOST, most):
        allowed = (
            f"only {most:,} are still undefined" if most < MOST else f"at most {MOST:,} at once"
        )
        raise NoRange(f"{first[:50]} to {last[:50]} has {size:,} numbers: {allowed}")
    return [f"{prefix}{no:0{len(start)}}{suffix}" for no in range(int(start), int(end) + 1)]
