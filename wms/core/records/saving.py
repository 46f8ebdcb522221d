"""Saving and deleting: lock, check, write.  Services of the apps wrap these in the trade's verbs."""

import hashlib
from collections.abc import Collection
from typing import TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.db.models import Model

from wms.core.errors import RuleViolation, refuse_if_any
from wms.core.records import changelog, errors, textcopies
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
