"""Saving and deleting: lock, check, write.  Services of the apps wrap these in the trade's verbs."""

import hashlib
from collections.abc import Collection, Sequence
from typing import Any, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import DEFAULT_DB_ALIAS, IntegrityError, connections, transaction
from django.db.models import Field, ForeignKey, Model

from wms.core import sql
from wms.core.errors import Refused, RuleViolation, refuse_if_any
from wms.core.records import changelog, errors, questions, textcopies
from wms.core.records.faults import faults_of
from wms.core.records.naming import named
from wms.core.records.policy import RecordPolicy
from wms.core.records.usage import places_of_use, sentence

M = TypeVar("M", bound=Model)


def stored_version(record: M, *, lock: bool = False) -> M | None:
    """The record as it is in the database; None for a new one."""
    if record.pk is None:
        return None
    rows = type(record)._base_manager.filter(pk=record.pk)
    return (rows.select_for_update() if lock else rows).first()


def violations_of_record(
    record: M, *, stored: M | None, policy: RecordPolicy[M], unread: Collection[str] = ()
) -> list[RuleViolation]:
    """Everything that is wrong with the record; fills in memory what follows from other fields.

    Rules are asked when every field can be read and none that is needed is missing.
    """
    if not unread:
        policy.follow(stored, record)
    return _judged(record, stored=stored, policy=policy, unread=unread)


def _judged(
    record: M, *, stored: M | None, policy: RecordPolicy[M], unread: Collection[str] = ()
) -> list[RuleViolation]:
    drawn = policy.drawn(record)
    faults = [
        fault
        for fault in faults_of(record, places=policy.places, covered=policy.covered, unread=unread)
        if fault.field not in drawn
    ]
    if unread or any(isinstance(fault, errors.FieldMissing) for fault in faults):
        return faults
    broken = list(policy.violations(stored, record))
    told = {violation.field for violation in broken if violation.field}
    return [*broken, *(fault for fault in faults if fault.field not in told)]


@transaction.atomic
def save_record(record: M, *, policy: RecordPolicy[M]) -> M:
    """Write the record, only the columns that changed, and what changed into the change log.

    Everything points to a record by its id, so a new code is at once the code everywhere; where one
    was copied as text, it follows.  Raises Refused with all that is wrong.  Rules: SET-006, LOG-001.
    """
    stored = stored_version(record, lock=True)
    refuse_if_any(violations_of_record(record, stored=stored, policy=policy))
    if stored is None:
        _insert(record, policy)
        changelog.note_made([record], owner=policy.owner)
    elif changed := changed_fields(stored, record):
        record.save(update_fields=changed)
        textcopies.follow(stored, record, fields=changed)
        changelog.note_changed(stored, record, fields=changed, owner=policy.owner)
    return record


@transaction.atomic
def save_records(
    records: Sequence[M],
    *,
    policy: RecordPolicy[M],
    refused: Sequence[Sequence[RuleViolation]] = (),
) -> list[Sequence[RuleViolation]]:
    """Write many records by the rules of ``save_record``, in statements that do not count them.

    Answers for each record what is wrong with it: nothing when it is stored, and its primary key known.
    Those that are ``refused`` already stay out.
    Rules: IMP-005, SET-006, LOG-001.
    """
    answers = list(refused) or [()] * len(records)
    asked = [place for place, faults in enumerate(answers) if not faults]
    wanted = [records[place] for place in asked]
    stored = _stored_versions(wanted)
    with questions.together(wanted) as batch:
        for record in wanted:
            policy.follow(stored.get(record.pk), record)
        for place in asked:
            record = records[place]
            answers[place] = _judged(record, stored=stored.get(record.pk), policy=policy)
            if not answers[place]:
                batch.accept(record)
    good = [place for place in asked if not answers[place]]
    new = [records[place] for place in good if records[place].pk is None]
    changed = [records[place] for place in good if records[place].pk is not None]
    try:
        with transaction.atomic():
            _change_all(changed, stored, policy)
            insert_records(new)
            changelog.note_made(new, owner=policy.owner)
    except IntegrityError:
        # somebody else took a key meanwhile, or rows exchange theirs: one after the other tells which
        for record in new:
            record.pk = None
        for place in good:
            answers[place] = _refusal(records[place], policy)
    return answers


def _refusal(record: M, policy: RecordPolicy[M]) -> Sequence[RuleViolation]:
    try:
        with transaction.atomic():
            save_record(record, policy=policy)
    except Refused as refused:
        return refused.violations
    return ()


def _stored_versions(records: Sequence[M]) -> dict[Any, M]:
    """The records as they are in the database, by primary key, locked, with what they point to."""
    found: dict[Any, M] = {}
    if not (keys := {record.pk for record in records} - {None}):
        return found
    model = type(records[0])
    related = [one.name for one in model._meta.concrete_fields if isinstance(one, ForeignKey)]
    rows = model._base_manager.select_related(*related) if related else model._base_manager.all()
    for some in questions.portions(keys):
        found |= {
            row.pk: row
            for row in rows.filter(pk__in=some).order_by("pk").select_for_update(of=("self",))
        }
    return found


def insert_records(records: Sequence[Model]) -> None:
    """Store new records, checked before, at once; they get their primary keys."""
    if not records:
        return
    model = type(records[0])
    keys = sql.new_keys(model, len(records))
    for record, key in zip(records, keys, strict=True):
        record.pk = key
    fields, database = list(model._meta.concrete_fields), connections[DEFAULT_DB_ALIAS]
    sql.insert_rows(
        model,
        [field.name for field in fields],
        (
            [one.get_db_prep_save(one.pre_save(record, True), database) for one in fields]  # noqa: FBT003
            for record in records
        ),
    )
    for record in records:
        record._state.adding, record._state.db = False, DEFAULT_DB_ALIAS


def _change_all(records: Sequence[M], stored: dict[Any, M], policy: RecordPolicy[M]) -> None:
    """One statement writes every column that differs in any of them; each is locked, so none is lost."""
    changed = {record.pk: changed_fields(stored[record.pk], record) for record in records}
    differing = {name for names in changed.values() for name in names}
    fields = [one for one in _fields_of(records) if one.name in differing]
    if not fields:
        return
    told = [record for record in records if changed[record.pk]]
    database = connections[DEFAULT_DB_ALIAS]
    sql.update_rows(
        type(told[0]),
        [field.name for field in fields],
        (
            [
                record.pk,
                *(one.get_db_prep_save(one.pre_save(record, False), database) for one in fields),  # noqa: FBT003
            ]
            for record in told
        ),
    )
    for record in told:
        textcopies.follow(stored[record.pk], record, fields=changed[record.pk])
        changelog.note_changed(
            stored[record.pk], record, fields=changed[record.pk], owner=policy.owner
        )


def _fields_of(records: Sequence[Model]) -> Sequence[Field]:
    return records[0]._meta.concrete_fields if records else ()


def _insert(record: M, policy: RecordPolicy[M]) -> None:
    try:
        with transaction.atomic():
            record.save(force_insert=True)
    except IntegrityError:
        # somebody else took the key between the check and now; the check then says so
        refuse_if_any(faults_of(record, places=policy.places))
        raise


@transaction.atomic
def delete_record(record: M, *, policy: RecordPolicy[M]) -> None:
    """Delete the record.  Raises Refused naming where it is used, or what else forbids it.

    Rules: SET-007.
    """
    stored = stored_version(record, lock=True)
    if stored is None:
        return  # somebody else deleted it meanwhile: what was wanted is done
    refuse_if_any(policy.violations_of_deletion(stored))
    if places := places_of_use(stored):
        refuse_if_any([errors.StillUsed(what=named(stored), where=sentence(places))])
    changelog.note_deleted(stored, owner=policy.owner)
    stored.delete()


def changed_fields(stored: Model, record: Model) -> list[str]:
    return [
        field.name
        for field in record._meta.concrete_fields
        if not field.primary_key
        and getattr(stored, field.attname) != getattr(record, field.attname)
    ]


def fingerprint(record: Model) -> str:
    """Tells whether a record is still as it was when a page showed it (ERR-006)."""
    values = {
        field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields
    }
    text = DjangoJSONEncoder(sort_keys=True).encode(values)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
