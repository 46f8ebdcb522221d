"""Bin codes from a pattern: ``A-[01-04]-[1-3]`` stands for twelve codes.  No database."""

import re
from itertools import product
from string import ascii_uppercase

from warehouse.binsetup.errors import PatternUnreadable
from wms.core.errors import Refused

MOST_BINS = 10_000
_PART = re.compile(r"\[([^\[\]]*)\]")
_NUMBERS = re.compile(r"([0-9]{1,6})-([0-9]{1,6})")
_LETTERS = re.compile(r"([A-Z]{1,3})-([A-Z]{1,3})")
_SINGLE = re.compile(r"[A-Z0-9]{1,10}")


def expanded(pattern: str) -> list[str]:
    """The codes in order, each once: ``[01-04]``, ``[A-C]``, ``[AA-AD]``, ``[1-3,7]`` in any number.

    Raises Refused where the pattern cannot be read or gives too many.
    """
    fixed, *pieces = _PART.split(pattern)
    rest = pieces[1::2]
    if any(mark in fixed + "".join(rest) for mark in "[]"):
        raise _unreadable(pattern, "a bracket has no partner")
    choices = [_choice(pattern, text) for text in pieces[::2]]
    count = 1
    for values in choices:
        count *= len(values)
    if count > MOST_BINS:
        raise _unreadable(pattern, f"it stands for {count:,} bins, and {MOST_BINS:,} is the most")
    return [
        fixed + "".join(value + after for value, after in zip(chosen, rest, strict=True))
        for chosen in product(*choices)
    ]


def _choice(pattern: str, text: str) -> list[str]:
    """What may stand in one bracket: ranges and single values between commas."""
    if "," not in text:
        return _range(pattern, text)
    values: dict[str, None] = {}
    for part in text.split(","):
        single = part.strip()
        found = [single] if _SINGLE.fullmatch(single) else _range(pattern, single)
        values |= dict.fromkeys(found)
    return list(values)


def _range(pattern: str, text: str) -> list[str]:
    if numbers := _NUMBERS.fullmatch(text):
        first, last = numbers.groups()
        width = len(first)
        values = [f"{value:0{width}}" for value in range(int(first), int(last) + 1)]
    elif (letters := _LETTERS.fullmatch(text)) and len(letters[1]) == len(letters[2]):
        first, last = letters.groups()
        width = len(first)
        values = [_letters(value, width) for value in range(_value(first), _value(last) + 1)]
    else:
        raise _unreadable(pattern, f"[{text}] is not a range such as [01-04] or [A-C]")
    if not values:
        raise _unreadable(pattern, f"[{text}] runs backwards")
    return values


def _value(letters: str) -> int:
    """Letters count like digits: A is 0, Z is 25, BA is 26."""
    value = 0
    for letter in letters:
        value = value * 26 + ascii_uppercase.index(letter)
    return value


def _letters(value: int, width: int) -> str:
    text = ""
    for _ in range(width):
        value, digit = divmod(value, 26)
        text = ascii_uppercase[digit] + text
    return text


def _unreadable(pattern: str, why: str) -> Refused:
    return Refused([PatternUnreadable(pattern=pattern[:60], why=why)])
