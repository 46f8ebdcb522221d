"""A rule is a question about many rows: given rows, it answers with those that break it.

    @row_rule(errors.SerialQuantityNotOne)
    def serial_quantity_not_one() -> Q:                     # a condition that each row meets or not
        return ~Q(serial_no="") & ~Q(quantity=1)

    @rule(errors.SerialInStock)
    def serial_in_stock(rows: QuerySet) -> QuerySet:        # anything else
        return rows.filter(Exists(…))

One statement for one row or ten thousand; all conditions together are one statement as long as nothing is
wrong.  ``violations(rows, rules=…)`` asks them all and words the answers.  Page, admin, command, API,
import and scan all ask the same ones.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet

from wms.core import prepared
from wms.core.errors import MOST_SHOWN, Refused, RuleViolation

Question = Callable[..., QuerySet]
Condition = Callable[..., Q]
ALL_RULES: list[Rule] = []


@dataclass(frozen=True)
class Rule:
    """A question, with the refusal it leads to.  ``context``: the named arguments it asks for."""

    error: type[RuleViolation]
    context: frozenset[str]
    ask: Question | None = None
    condition: Condition | None = None

    @property
    def id(self) -> str:
        return self.error.rule

    def broken_if(self, context: dict[str, Any]) -> Q:
        assert self.condition is not None  # noqa: S101
        return self.condition(**{name: context[name] for name in self.context})

    def broken_by(self, rows: QuerySet, **context: Any) -> QuerySet:
        if self.ask is None:
            return rows.filter(self.broken_if(context))
        return self.ask(rows, **{name: context[name] for name in self.context})


def rule(error: type[RuleViolation]) -> Callable[[Question], Rule]:
    """Make a rule of a question about rows; ``error`` gives its id, field and sentence."""

    def make(ask: Question) -> Rule:
        parameters = list(inspect.signature(ask).parameters)[1:]
        return _registered(Rule(error=error, context=frozenset(parameters), ask=ask))

    return make


def row_rule(error: type[RuleViolation]) -> Callable[[Condition], Rule]:
    """Make a rule of a condition that broken rows meet, each by itself."""

    def make(condition: Condition) -> Rule:
        parameters = inspect.signature(condition).parameters
        return _registered(Rule(error=error, context=frozenset(parameters), condition=condition))

    return make


def _registered(made: Rule) -> Rule:
    ALL_RULES.append(made)
    return made


def violations(rows: QuerySet, *, rules: Iterable[Rule], **context: Any) -> Iterator[RuleViolation]:
    """Every violation of every rule; at most 101 rows of each are read.

    Conditions are counted in one statement, and only the broken ones are asked for their rows.
    """
    asked = list(rules)
    broken = _broken_conditions(rows, [one for one in asked if one.condition], context)
    for one in asked:
        if one.condition is not None and one not in broken:
            continue
        told = {name: context[name] for name in one.error.told}
        for row in one.broken_by(rows, **context)[: MOST_SHOWN + 1]:
            yield one.error.of(row, **told)


def _broken_conditions(rows: QuerySet, rules: list[Rule], context: dict[str, Any]) -> set[Rule]:
    if not rules:
        return set()
    counted = _known_count(rows, tuple(rules), tuple(sorted(context.items())))
    return {one for one, count in zip(rules, counted, strict=True) if count}


# Django takes longer to put twenty conditions into words than the database to answer for a few rows.
_WORDED: dict[tuple, tuple[str, tuple]] = {}
_MOST_WORDED = 200


def _known_count(rows: QuerySet, rules: tuple[Rule, ...], context: tuple) -> Iterable[int]:
    """How many rows break each; the statement is kept where the rows are all of their table."""
    query = rows.query
    is_whole = not (query.where or query.annotations or query.combinator)
    key = (connection.vendor, rows.model, rules, context)
    if is_whole and (worded := _WORDED.get(key)) is not None:
        return prepared.rows(*worded)[0]
    asked: list[tuple[str, tuple]] = []

    def listen(execute: Any, statement: str, params: Any, many: bool, where: Any) -> Any:  # noqa: FBT001
        asked.append((statement, params))
        return execute(statement, params, many, where)

    counts = {
        f"broken_{position}": Count("pk", filter=one.broken_if(dict(context)))
        for position, one in enumerate(rules)
    }
    with connection.execute_wrapper(listen):
        counted = rows.order_by().aggregate(**counts)
    if is_whole and len(asked) == 1:
        if len(_WORDED) >= _MOST_WORDED:
            _WORDED.clear()
        _WORDED[key] = asked[0]
    return [counted[name] for name in counts]


def refuse_broken(rows: QuerySet, *, rules: Iterable[Rule], **context: Any) -> None:
    """Raises Refused with the violations of all rules (POST-112)."""
    if found := list(violations(rows, rules=rules, **context)):
        raise Refused(found)
