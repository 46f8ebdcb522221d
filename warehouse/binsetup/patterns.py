"""Bin codes from a pattern: ``A-[01-04]-[1-3]`` stands for twelve codes.  No database."""

import re
from itertools import product

from warehouse.binsetup.errors import PatternUnreadable
from wms.core.errors import Refused

MOST_BINS = 2000
_PART = re.compile(r"\[([^\[\]]*)\]")
_NUMBERS = re.compile(r"([0-9]{1,6})-([0-9]{1,6})")
_LETTERS = re.compile(r"([A-Z])-([A-Z])")


def expanded(pattern: str) -> list[str]:
    """The codes in order.  Raises Refused where the pattern cannot be read or gives too many."""
    fixed, *pieces = _PART.split(pattern)
    rest = pieces[1::2]
    if "[" in fixed + "".join(rest) or "]" in fixed + "".join(rest):
        raise _unreadable(pattern, "a bracket has no partner")
    choices = [_range(pattern, text) for text in pieces[::2]]
    count = 1
    for values in choices:
        count *= len(values)
    if count > MOST_BINS:
        raise _unreadable(pattern, f"it stands for {count:,} bins, and {MOST_BINS:,} is the most")
    return [
        fixed + "".join(value + after for value, after in zip(chosen, rest, strict=True))
        for chosen in product(*choices)
    ]


def _range(pattern: str, text: str) -> list[str]:
    if numbers := _NUMBERS.fullmatch(text):
        first, last = numbers.groups()
        width = len(first)
        values = [f"{value:0{width}}" for value in range(int(first), int(last) + 1)]
    elif letters := _LETTERS.fullmatch(text):
        first, last = letters.groups()
        values = [chr(value) for value in range(ord(first), ord(last) + 1)]
    else:
        raise _unreadable(pattern, f"[{text}] is not a range such as [01-04] or [A-C]")
    if not values:
        raise _unreadable(pattern, f"[{text}] runs backwards")
    return values


def _unreadable(pattern: str, why: str) -> Refused:
    return Refused([PatternUnreadable(pattern=pattern[:60], why=why)])
