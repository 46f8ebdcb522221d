"""The list of checks, and how one is asked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.db import models

from wms.core.quantity import shown
from wms.core.sql import sparing_memory

MOST_TOLD = 20  # of one check; the rest is counted


@dataclass(frozen=True)
class Difference:
    """One thing that is wrong: where, what the other figures ask for, and what stands there."""

    where: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.where}: expected {self.expected}, found {self.found}"


Question = Callable[[], Iterator[Difference]]
Counted = dict[type[models.Model], int]


@dataclass(frozen=True)
class Check:
    """An invariant.  ``over``: the model whose rows are all looked at; ``ask`` finds those that break it."""

    rule: str
    title: str
    over: type[models.Model]
    ask: Question

    def run(self, counted: Counted | None = None) -> "Result":
        """``counted``: how many rows tables have that were counted already; more are noted there."""
        with sparing_memory():
            return self._run({} if counted is None else counted)

    def _run(self, rows: Counted) -> "Result":
        found = self.ask()
        told = list(islice(found, MOST_TOLD))
        if self.over not in rows:
            rows[self.over] = self.over._default_manager.count()
        return Result(
            check=self,
            rows=rows[self.over],
            told=told,
            differences=len(told) + sum(1 for _ in found),
        )


@dataclass(frozen=True)
class Result:
    """``told`` are the first of the ``differences``."""

    check: Check
    rows: int
    differences: int
    told: list[Difference] = field(default_factory=list)


_CHECKS: dict[tuple[str, str], Check] = {}


def register(new: Check) -> Check:
    """Add a check; the same rule and title again replaces it."""
    _CHECKS[new.rule, new.title] = new
    return new


def check(rule: str, title: str, *, over: type[models.Model]) -> Callable[[Question], Check]:
    """Make a check of a function that finds differences, and register it."""

    def make(ask: Question) -> Check:
        return register(Check(rule=rule, title=title, over=over, ask=ask))

    return make


def checks() -> list[Check]:
    """Every check that is registered, in the order of their rules."""
    return sorted(_CHECKS.values(), key=lambda one: (one.rule, one.title))


def ledger_differences() -> list[Difference]:
    """What is wrong, by the checks registered; empty is the normal state."""
    return [difference for one in checks() for difference in one.ask()]


def numbers(serial_no: str, lot_no: str, package_no: str) -> str:
    """``", lot L1, package P1"``, as far as they are there."""
    named = (("serial", serial_no), ("lot", lot_no), ("package", package_no))
    return "".join(f", {kind} {number}" for kind, number in named if number)


def place(row: dict) -> str:
    """``"Item 1900-S, variant RED at EAST"`` of a row with these names."""
    variant = f", variant {row['variant__code']}" if row.get("variant__code") else ""
    location = row["location__code"] or "(no location)"
    return f"Item {row['item__no']}{variant} at {location}"


def entry(entry_no: int) -> str:
    return f"Item ledger entry {entry_no}"


__all__ = ["entry", "numbers", "place", "shown"]
