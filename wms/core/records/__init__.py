"""Set-up records: one way to check, save and delete them, behind our pages and the admin alike."""

from wms.core.records.changelog import collected, note_made
from wms.core.records.origin import acting
from wms.core.records.policy import RecordPolicy
from wms.core.records.saving import (
    delete_record,
    fingerprint,
    insert_records,
    save_record,
    save_records,
    stored_version,
    violations_of_record,
)
from wms.core.records.usage import places_of_use

__all__ = [
    "RecordPolicy",
    "acting",
    "collected",
    "delete_record",
    "fingerprint",
    "insert_records",
    "note_made",
    "places_of_use",
    "save_record",
    "save_records",
    "stored_version",
    "violations_of_record",
]
