"""The change log: every field of a set-up record that was filled, changed or emptied.

Saving and deleting note their changes here, within their transaction, so every way in is in it: page,
admin, import, command, job.  Whoever writes many records at once calls ``note_made``; inside ``collected``
everything is written in one statement at its end.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import CASCADE, Field, ForeignKey, Model
from django.utils import timezone

from wms.core import sql
from wms.core.models.changes import ChangeAction, SetupChange
from wms.core.pages.cells import text_of
from wms.core.records.naming import named
from wms.core.records.origin import current
from wms.core.records.questions import portions

AT_ONCE = 20  # rows; more are loaded in bulk


@dataclass(frozen=True)
class Noted:
    """A change as it was made; ids become codes when it is written."""

    action: ChangeAction
    record: Model
    name: str
    card: tuple[str, int]
    field: Field
    old: Any
    new: Any


_pending: ContextVar[list[Noted] | None] = ContextVar("pending_changes", default=None)


@contextmanager
def collected() -> Iterator[list[Noted]]:
    """Write what is changed inside at the end, all at once.

    Answers the list of what was noted: whoever takes a change back shortens it.
    """
    if (outer := _pending.get()) is not None:
        yield outer
        return
    notes: list[Noted] = []
    token = _pending.set(notes)
    try:
        yield notes
    finally:
        _pending.reset(token)
    _write(notes)


def note_made(records: Iterable[Model], *, owner: str = "") -> None:
    """Records that are new.  ``owner``: the field that names the record they are lines of."""
    _note(note for record in records for note in _whole(ChangeAction.MADE, record, owner))


def note_changed(stored: Model, record: Model, *, fields: Collection[str], owner: str = "") -> None:
    """The named fields of a record differ from what was stored."""
    action, card, name = ChangeAction.CHANGED, _card_of(record, owner), named(stored)
    _note(
        Noted(action, record, name, card, field, _value(stored, field), _value(record, field))
        for field in _logged(record)
        if field.name in fields
    )


def note_all_deleted(records: Iterable[Model]) -> None:
    """Records that are about to go, by one statement and without lines of their own."""
    _note(note for record in records for note in _whole(ChangeAction.DELETED, record, ""))


def note_deleted(record: Model, *, owner: str = "") -> None:
    """A record that is about to go, with the lines that go with it."""
    _note(_whole(ChangeAction.DELETED, record, owner))
    for relation in type(record)._meta.related_objects:
        if relation.on_delete is CASCADE:
            line_of = relation.field.name
            rows = relation.related_model._base_manager.filter(**{line_of: record})
            for line in rows.order_by("pk"):
                _note(_whole(ChangeAction.DELETED, line, line_of))


def _whole(action: ChangeAction, record: Model, owner: str) -> Iterator[Noted]:
    """A note for each field that says something: neither blank nor what it is by default."""
    name, card = named(record), _card_of(record, owner)
    for field in _logged(record):
        value = _value(record, field)
        if field.name == owner or value in (None, "", field.get_default()):
            continue
        old, new = (None, value) if action == ChangeAction.MADE else (value, None)
        yield Noted(action, record, name, card, field, old, new)


def _logged(record: Model) -> Iterator[Field]:
    for field in record._meta.concrete_fields:
        if not field.primary_key and not getattr(field, "auto_now", False):
            yield field


def _value(record: Model, field: Field) -> Any:
    return getattr(record, field.attname)


def _card_of(record: Model, owner: str) -> tuple[str, int]:
    if not owner:
        return record._meta.label_lower, record.pk
    field = record._meta.get_field(owner)
    assert isinstance(field, ForeignKey)  # noqa: S101
    return field.related_model._meta.label_lower, getattr(record, field.attname)


def _note(notes: Iterable[Noted]) -> None:
    pending = _pending.get()
    if pending is not None:
        pending.extend(notes)
    else:
        _write(list(notes))


def _write(notes: list[Noted]) -> None:
    if not notes:
        return
    origin, codes = current(), _codes(notes)
    common = {
        "changed_at": timezone.now(),
        "changed_by_id": origin.user_id,
        "source": origin.source.value,
    }
    written = (_columns(note, codes) for note in notes)
    # a row without code, such as an item's blank variant, says as little as no row
    told = [row for row in written if row["old"] != row["new"]]
    if len(told) <= AT_ONCE:
        SetupChange.objects.bulk_create(SetupChange(**common, **row) for row in told)
        return
    moment = SetupChange._meta.get_field("changed_at")
    common["changed_at"] = moment.get_db_prep_save(common["changed_at"], connection)
    first, names = list(common.values()), list(told[0])
    sql.insert_rows(
        SetupChange,
        [*(name.removesuffix("_id") for name in common), *names],
        ([*first, *row.values()] for row in told),
    )


def _columns(note: Noted, codes: "Codes") -> dict[str, Any]:
    """As they are stored: all of them texts and whole numbers."""
    return {
        "action": note.action.value,
        "table_name": note.record._meta.label_lower,
        "record_id": note.record.pk,
        "record": note.name[:200] or note.record._meta.label_lower,
        "field": note.field.name,
        "old": _text(note.field, note.old, codes),
        "new": _text(note.field, note.new, codes),
        "card_table": note.card[0],
        "card_id": note.card[1],
    }


Codes = dict[tuple[type[Model], Any], str]


def _codes(notes: list[Noted]) -> Codes:
    """What the records are called that the notes point to: one statement a table."""
    wanted: dict[type[Model], set[Any]] = {}
    for note in notes:
        if isinstance(note.field, ForeignKey):
            found = {value for value in (note.old, note.new) if value is not None}
            wanted.setdefault(note.field.related_model, set()).update(found)
    codes: Codes = {}
    for model, keys in wanted.items():
        for some in portions(keys):
            rows = model._base_manager.filter(pk__in=some)
            codes |= {(model, row.pk): str(row) for row in rows}
    return codes


def _text(field: Field, value: Any, codes: Codes) -> str:
    if value is None:
        return ""
    if isinstance(field, ForeignKey):
        return codes.get((field.related_model, value), str(value))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value)) if value != "" else ""
    if value is False:
        return "No"
    return text_of(value)
