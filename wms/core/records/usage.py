"""Where a record is used: whatever points to it and must not lose it (SET-007)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import (
    CASCADE,
    PROTECT,
    RESTRICT,
    ForeignKey,
    ForeignObject,
    ForeignObjectRel,
    Model,
    QuerySet,
)
from django.utils.text import capfirst

from wms.core.records.naming import named, plural

MOST_PLACES = 5  # named in a sentence; a page lists all of them
MOST_COUNTED = 1000
MOST_OWNERS = 4  # a line, its document, and so on


@dataclass(frozen=True)
class Place:
    """One field of another table that points to the record.

    ``first`` is the first row that does; ``count`` how many do, 1,001 for more than 1,000.
    """

    field: ForeignObject
    first: Model
    count: int

    @property
    def key(self) -> str:
        """``inventory.item.lot_nos``: what an address says."""
        return f"{self.field.model._meta.label_lower}.{self.field.name}"

    @property
    def caption(self) -> str:
        return str(capfirst(str(self.field.verbose_name)))

    @property
    def table(self) -> str:
        """``Items``."""
        return plural(self.field.model)

    @property
    def counted(self) -> str:
        return f"more than {MOST_COUNTED:,}" if self.count > MOST_COUNTED else f"{self.count:,}"

    def __str__(self) -> str:
        others = " and others" if self.count > 1 else ""
        return f"{named(self.first)} ({self.caption}){others}"


def places_of_use(record: Model) -> list[Place]:
    """Every place that protects the record, with the number of rows that do.

    One or two small queries for each field that may point to it, however many rows do.
    """
    return list(_places(record))


def sentence(places: Sequence[Place]) -> str:
    """``"Item 1900-S (Lot Nos.) and others, …"``."""
    told = ", ".join(str(place) for place in places[:MOST_PLACES])
    return told + (", …" if len(places) > MOST_PLACES else "")


def rows_of_place(record: Model, key: str) -> QuerySet | None:
    """The rows that point to the record by the field that ``key`` names; None for no such field."""
    for relation in _protecting(type(record)):
        if f"{relation.related_model._meta.label_lower}.{relation.field.name}" == key:
            return _users(record, relation)
    return None


def _places(record: Model) -> Iterator[Place]:
    for relation in _protecting(type(record)):
        users = _users(record, relation)
        if found := list(users[:2]):
            count = len(found) if len(found) < 2 else users[: MOST_COUNTED + 1].count()
            yield Place(relation.field, found[0], count)


def _protecting(model: type[Model]) -> Iterator[ForeignObjectRel]:
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and relation.on_delete in (PROTECT, RESTRICT):
            yield relation


def _users(record: Model, relation: ForeignObjectRel) -> QuerySet:
    """With what their names are made of: the records that they belong to, and where those belong."""
    model = relation.related_model
    users: QuerySet = model._base_manager.filter(**{relation.field.name: record}).order_by("pk")
    needed = [field.name for field in model._meta.concrete_fields if _is_named(field)]
    return users.select_related(*needed, *_owners(model))


def _is_named(field: object) -> bool:
    return isinstance(field, ForeignKey) and not field.null


def _owners(model: type[Model], before: str = "") -> Iterator[str]:
    for field in model._meta.concrete_fields:
        if not isinstance(field, ForeignKey) or before.count("__") == MOST_OWNERS:
            continue
        if field.remote_field.on_delete is CASCADE:
            yield f"{before}{field.name}"
            yield from _owners(field.related_model, f"{before}{field.name}__")
