"""What rules ask the database about records: one statement for one record or ten thousand.

    has_entries = Question(_items_with_entries, keys=pks_of(Item))

    if has_entries(item.pk): …

A rule asks about the record before it.  Inside ``together`` its first question is put for all records at
hand, and the others read the answer; outside, for that one alone.  So the same rule serves a page, which
saves one record, and an import of ten thousand.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast

from django.db.models import Exists, ForeignKey, Model, OuterRef, QuerySet, Subquery

K = TypeVar("K")
A = TypeVar("A")
M = TypeVar("M", bound=Model)
AT_ONCE = 10_000  # keys a statement


def portions(keys: Iterable[K]) -> Iterator[list[K]]:
    """As many as one statement takes, in an order that is the same each time."""
    ordered = sorted(keys, key=repr)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]


@dataclass(eq=False)
class Question(Generic[K, A]):
    """``ask`` answers for many keys; a key that it leaves out has no answer, None.

    ``keys``: those that the rules about a record will ask for.
    """

    ask: Callable[[Collection[K]], Mapping[K, A]]
    keys: Callable[[Model], Iterable[K]]

    def __call__(self, key: K) -> A | None:
        batch = _current.get()
        if batch is None:
            return self.ask([key]).get(key)
        return cast("A | None", batch.answer(self, key))

    def ask_all(self, keys: Collection[K]) -> dict[K, A]:
        return {key: answer for some in portions(keys) for key, answer in self.ask(some).items()}


@dataclass(eq=False)
class Rows(Generic[K, M]):
    """Rows of ``model`` by a key that others may share, those included that are about to be stored.

    ``key`` of a row is None when the row does not count; ``find`` answers the stored ones.
    """

    model: type[M]
    key: Callable[[M], K | None]
    find: Callable[[Collection[K]], Iterable[M]]
    question: Question[K, list[M]] = field(init=False)

    def __post_init__(self) -> None:
        self.question = Question(ask=self._found, keys=self._keys)

    def others(self, record: M) -> list[M]:
        """Those of the same key, without the record itself, as it is or as it was."""
        key = self.key(record)
        found = (self.question(key) or []) if key is not None else []
        known = [row for row in found if row is not record and row.pk != record.pk]
        batch = _current.get()
        if batch is None or key is None:
            return known
        changed = batch.accepted_pks
        return [
            *(row for row in known if row.pk not in changed),
            *(row for row in batch.accepted_with(self, key) if row is not record),
        ]

    def _found(self, keys: Collection[K]) -> dict[K, list[M]]:
        found: dict[K, list[M]] = {}
        for row in self.find(keys):
            if (key := self.key(row)) is not None:
                found.setdefault(key, []).append(row)
        return found

    def _keys(self, record: Model) -> list[K]:
        key = self.key(record) if isinstance(record, self.model) else None
        return [] if key is None else [key]


class _Batch:
    """The records at hand, what was answered about them, and which of them were found good."""

    def __init__(self, records: Sequence[Model]) -> None:
        self.records = records
        self.answers: dict[Question, dict[Any, Any]] = {}
        self.asked: dict[Question, set[Any]] = {}
        self.accepted: list[Model] = []
        self.accepted_pks: set[Any] = set()
        self.by_key: dict[Rows, tuple[int, dict[Any, list[Model]]]] = {}

    def answer(self, question: Question, key: Any) -> Any:
        if question not in self.asked:
            keys = {one for record in self.records for one in question.keys(record)}
            self.asked[question] = keys
            self.answers[question] = question.ask_all(keys)
        if key not in self.asked[question]:  # nobody could foresee it
            self.asked[question].add(key)
            self.answers[question] |= question.ask([key])
        return self.answers[question].get(key)

    def accept(self, record: Model) -> None:
        self.accepted.append(record)
        if record.pk is not None:
            self.accepted_pks.add(record.pk)

    def accepted_with(self, rows: Rows, key: Any) -> list[Any]:
        seen, found = self.by_key.get(rows, (0, {}))
        for record in self.accepted[seen:]:
            if (its_key := rows.key(record)) is not None:
                found.setdefault(its_key, []).append(record)
        self.by_key[rows] = (len(self.accepted), found)
        return found.get(key, [])


_current: ContextVar[_Batch | None] = ContextVar("records_at_hand", default=None)


@contextmanager
def together(records: Sequence[Model]) -> Iterator[_Batch]:
    """Questions of rules are put for all of ``records``, which are of one model; say which are good."""
    batch = _Batch(records)
    token = _current.set(batch)
    try:
        yield batch
    finally:
        _current.reset(token)


def pks_of(model: type[Model]) -> Callable[[Model], list[Any]]:
    """The key of a question about ``model``: the record itself, or what its fields point to."""

    def keys(record: Model) -> list[Any]:
        if isinstance(record, model):
            return [] if record.pk is None else [record.pk]
        found = [
            getattr(record, one.attname)
            for one in record._meta.concrete_fields
            if isinstance(one, ForeignKey) and one.related_model is model
        ]
        return [key for key in found if key is not None]

    return keys


def having(model: type[Model], *, by: str, rows: Callable[[], QuerySet]) -> Question[Any, bool]:
    """Whether any of ``rows`` points to a record of ``model`` by the field ``by``."""

    def ask(keys: Collection[Any]) -> dict[Any, bool]:
        users = rows().filter(**{by: OuterRef("pk")})
        found = model._base_manager.filter(Exists(users), pk__in=keys)
        return dict.fromkeys(found.values_list("pk", flat=True), True)

    return Question(ask, pks_of(model))


def first_of(model: type[Model], *, by: str, rows: Callable[[], QuerySet]) -> Question[Any, Any]:
    """The first of ``rows``, in their order, that points to a record of ``model``; two statements."""

    def ask(keys: Collection[Any]) -> dict[Any, Any]:
        users = rows().filter(**{by: OuterRef("pk")}).values("pk")[:1]
        owners = model._base_manager.filter(pk__in=keys).annotate(first_user=Subquery(users))
        firsts = dict(owners.exclude(first_user=None).values_list("pk", "first_user"))
        found = rows().in_bulk(firsts.values()) if firsts else {}
        return {owner: found[first] for owner, first in firsts.items()}

    return Question(ask, pks_of(model))
