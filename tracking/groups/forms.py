"""The form of a tracking dimension group: what its settings lock says why."""

from typing import Any

from tracking.groups.policies import GROUP, locks
from tracking.models import TrackingDimensionGroup
from wms.core.lockedfields import lock_fields
from wms.core.recordforms import CheckedRecordForm, RecordForm, page_field


class LockedByCapture(CheckedRecordForm):
    policy = GROUP

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lock_fields(self, locks(self.instance))


class GroupForm(LockedByCapture, RecordForm):
    class Meta:
        model = TrackingDimensionGroup
        fields = [
            "code",
            "description",
            "is_active",
            "primary_stocking",
            "blank_receipt_allowed",
            "blank_issue_allowed",
            "coverage_plan",
            "capture_serial_no",
            "previously_shipped_serial",
        ]
        formfield_callback = page_field
