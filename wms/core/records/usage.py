"""Where a record is used: whatever points to it and must not lose it (SET-007)."""

from collections.abc import Iterator

from django.db.models import PROTECT, RESTRICT, ForeignObjectRel, Model
from django.utils.text import capfirst

EXAMPLES = 3


def where_used(record: Model) -> list[str]:
    """``"Item 1900-S (Lot Nos.)"`` for each place that protects the record; a few for each field.

    One small query for each field that may point to it, however many rows do.
    """
    return [text for relation in _protecting(type(record)) for text in _users(record, relation)]


def _protecting(model: type[Model]) -> Iterator[ForeignObjectRel]:
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and relation.on_delete in (PROTECT, RESTRICT):
            yield relation


def _users(record: Model, relation: ForeignObjectRel) -> Iterator[str]:
    field = relation.field
    rows = list(
        relation.related_model._base_manager.filter(**{field.name: record}).order_by("pk")[
            : EXAMPLES + 1
        ]
    )
    caption = capfirst(str(field.verbose_name))
    for row in rows[:EXAMPLES]:
        yield f"{named(row)} ({caption})"
    if len(rows) > EXAMPLES:
        yield f"more {row._meta.verbose_name_plural}"


def named(record: Model) -> str:
    """``"Item 1900-S"``: the noun and the name, the noun once."""
    noun, name = capfirst(str(record._meta.verbose_name)), str(record)
    return name if name.lower().startswith(noun.lower()) else f"{noun} {name}".strip()
