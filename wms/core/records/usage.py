"""Where a record is used: whatever points to it and must not lose it (SET-007)."""

from collections.abc import Iterator
from itertools import islice

from django.db.models import PROTECT, RESTRICT, ForeignObjectRel, Model
from django.utils.text import capfirst

from wms.core.records.naming import named

MOST_PLACES = 5


def where_used(record: Model) -> str:
    """``"Item 1900-S (Lot Nos.) and others"`` for each place that protects the record; "" for none.

    One small query for each field that may point to it, however many rows do.
    """
    places = (text for relation in _protecting(type(record)) if (text := _users(record, relation)))
    found = list(islice(places, MOST_PLACES + 1))
    return ", ".join(found[:MOST_PLACES]) + (", …" if len(found) > MOST_PLACES else "")


def _protecting(model: type[Model]) -> Iterator[ForeignObjectRel]:
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and relation.on_delete in (PROTECT, RESTRICT):
            yield relation


def _users(record: Model, relation: ForeignObjectRel) -> str:
    """The first row that points to the record by this field, and whether there are others."""
    field = relation.field
    users = relation.related_model._base_manager.filter(**{field.name: record}).order_by("pk")
    rows = list(users[:2])
    if not rows:
        return ""
    others = " and others" if len(rows) > 1 else ""
    return f"{named(rows[0])} ({capfirst(str(field.verbose_name))}){others}"
