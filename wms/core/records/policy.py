"""What is particular about the records of one model."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.db.models import Model

from wms.core.errors import RuleViolation

M = TypeVar("M", bound=Model)


def _nothing_follows(stored: Model | None, changed: Model) -> None:
    """No field follows from another."""


def _all_allowed(stored: Model | None, changed: Model) -> Iterable[RuleViolation]:
    return ()


def _may_go(record: Model) -> Iterable[RuleViolation]:
    return ()


def _none_drawn(record: Model) -> Collection[str]:
    return ()


@dataclass(frozen=True)
class RecordPolicy(Generic[M]):
    """``stored`` is the row as it is in the database, None for a new one; ``changed`` what is wanted.

    ``follow`` fills what follows from other fields, in memory; ``violations`` answers what does not
    fit; ``violations_of_deletion`` what forbids to delete, apart from being used somewhere.
    ``places``: the field where a fault of a constraint can be mended, by the constraint's name;
    ``covered``: constraints that ``violations`` tells better, naming the fields that differ.
    ``owner``: for a line, the field that names the record on whose card its changes are shown.
    ``drawn`` answers the fields that the service fills itself while it saves, such as a drawn number.
    """

    follow: Callable[[M | None, M], None] = _nothing_follows
    violations: Callable[[M | None, M], Iterable[RuleViolation]] = _all_allowed
    violations_of_deletion: Callable[[M], Iterable[RuleViolation]] = _may_go
    places: Mapping[str, str] = field(default_factory=dict)
    covered: Collection[str] = ()
    owner: str = ""
    drawn: Callable[[M], Collection[str]] = _none_drawn
