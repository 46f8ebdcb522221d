"""A rule is a question about many rows: given rows, it answers with those that break it.

    @rule(errors.SerialQuantityNotOne)
    def serial_quantity_not_one(rows: QuerySet) -> QuerySet:
        return rows.exclude(serial_no="").exclude(quantity=1)

One statement for one row or ten thousand.  ``violations(rows, rules=…)`` asks them all and words the
answers.  Page, admin, command, API, import and scan all ask the same ones.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from wms.core.errors import MOST_SHOWN, Refused, RuleViolation

Question = Callable[..., QuerySet]
ALL_RULES: list[Rule] = []


@dataclass(frozen=True)
class Rule:
    """A question, with the refusal it leads to.  ``context``: the named arguments it asks for."""

    ask: Question
    error: type[RuleViolation]
    context: frozenset[str]

    @property
    def id(self) -> str:
        return self.error.rule

    def broken_by(self, rows: QuerySet, **context: Any) -> QuerySet:
        return self.ask(rows, **{name: context[name] for name in self.context})


def rule(error: type[RuleViolation]) -> Callable[[Question], Rule]:
    """Make a rule of a question; ``error`` gives its id, field and sentence."""

    def make(ask: Question) -> Rule:
        parameters = list(inspect.signature(ask).parameters)[1:]
        made = Rule(ask=ask, error=error, context=frozenset(parameters))
        ALL_RULES.append(made)
        return made

    return make


def violations(rows: QuerySet, *, rules: Iterable[Rule], **context: Any) -> Iterator[RuleViolation]:
    """Every violation of every rule, one statement a rule, at most 101 rows of each are read."""
    for asked in rules:
        for row in asked.broken_by(rows, **context)[: MOST_SHOWN + 1]:
            yield asked.error.of(row)


def refuse_broken(rows: QuerySet, *, rules: Iterable[Rule], **context: Any) -> None:
    """Raises Refused with the violations of all rules (POST-112)."""
    if found := list(violations(rows, rules=rules, **context)):
        raise Refused(found)
