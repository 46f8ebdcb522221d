"""The questions of Check setup, and asking them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice

MOST_TOLD = 100  # findings of one check; then "and more"
AREAS = (
    "Number series",
    "Item tracking codes",
    "Items",
    "Locations",
    "Zones and bins",
    "Warehouse employees",
    "Company",
)


@dataclass(frozen=True)
class Finding:
    """``record``: what it is about, ``url``: where it is mended, ``fix``: how."""

    record: str
    problem: str
    fix: str
    url: str

    def __str__(self) -> str:
        return f"{self.record}: {self.problem} {self.fix}"


Ask = Callable[[date], Iterable[Finding]]


@dataclass(frozen=True)
class SetupCheck:
    """``title`` says what should be true."""

    rule: str
    area: str
    title: str
    ask: Ask

    def run(self, *, on: date) -> "Result":
        found = list(islice(self.ask(on), MOST_TOLD + 1))
        return Result(self, found[:MOST_TOLD], has_more=len(found) > MOST_TOLD)


@dataclass(frozen=True)
class Result:
    check: SetupCheck
    findings: list[Finding]
    has_more: bool


_CHECKS: dict[str, SetupCheck] = {}


def setup_check(rule: str, area: str, title: str) -> Callable[[Ask], SetupCheck]:
    def make(ask: Ask) -> SetupCheck:
        if rule in _CHECKS or area not in AREAS:
            raise ValueError(f"{rule}, {area}: the rule stands twice, or the area is not known")
        made = SetupCheck(rule, area, title, ask)
        _CHECKS[rule] = made
        return made

    return make


def checks() -> list[SetupCheck]:
    """By area, in the order in which somebody sets them up."""
    return sorted(_CHECKS.values(), key=lambda one: (AREAS.index(one.area), one.rule))


def run_all(*, on: date) -> list[Result]:
    """Every check as of the work date ``on``; nothing is changed."""
    return [check.run(on=on) for check in checks()]
