"""Saving and deleting tracking dimension groups."""

from django.db import transaction

from tracking.codes.services import save_tracking_code
from tracking.groups.policies import GROUP, set_switches
from tracking.models import TrackingDimensionGroup
from wms.core.records import delete_record, save_record


@transaction.atomic
def save_group(*, group: TrackingDimensionGroup) -> TrackingDimensionGroup:
    """Save a group, and set the SN switches of the codes that name it to what it asks (CAP-010).

    Rules: CAP-001…008, CAP-010…012, CAP-014, CAP-015.
    """
    saved = save_record(group, policy=GROUP)
    for code in saved.item_tracking_codes.order_by("code"):
        code.tracking_dimension_group = saved
        set_switches(code)
        save_tracking_code(code=code, driven=["sn"] if code.sn_specific_tracking else [])
    return saved


def delete_group(*, group: TrackingDimensionGroup) -> None:
    """Refused while a code names it (CAP-016)."""
    delete_record(group, policy=GROUP)
