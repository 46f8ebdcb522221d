"""Tracking sets: a serial, a lot and a package number together, "" where one is absent."""

from collections.abc import Iterator
from itertools import product

Numbers = tuple[str, str, str]  # serial, lot, package
NONE: Numbers = ("", "", "")


def coarser(numbers: Numbers) -> Iterator[Numbers]:
    """Every tracking set that says less of the same: some of its numbers, down to none."""
    for keeps in product((True, False), repeat=len(numbers)):
        less = tuple(n if kept else "" for n, kept in zip(numbers, keeps, strict=True))
        if less != numbers and all(n or not kept for n, kept in zip(numbers, keeps, strict=True)):
            yield less  # type: ignore[misc]  # three numbers, as before
