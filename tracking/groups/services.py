"""Saving and deleting tracking dimension groups."""

from collections.abc import Sequence
from itertools import chain

from django.db import transaction

from tracking.codes.services import save_tracking_code, save_tracking_codes
from tracking.groups.policies import GROUP, set_switches
from tracking.models import ItemTrackingCode, TrackingDimensionGroup
from wms.core.errors import RuleViolation, refuse_if_any
from wms.core.records import delete_record, save_record, save_records


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


@transaction.atomic
def save_groups(*, groups: Sequence[TrackingDimensionGroup]) -> list[Sequence[RuleViolation]]:
    """Save many groups, and the SN switches of all codes that name them (CAP-010)."""
    answers = save_records(groups, policy=GROUP)
    saved: dict[int | None, TrackingDimensionGroup] = {
        group.pk: group for group, faults in zip(groups, answers, strict=True) if not faults
    }
    codes = []
    for code in ItemTrackingCode.objects.filter(tracking_dimension_group__in=list(saved)).order_by(
        "pk"
    ):
        code.tracking_dimension_group = saved[code.tracking_dimension_group_id]
        set_switches(code)
        codes.append(code)
    refuse_if_any(chain.from_iterable(save_tracking_codes(codes=codes)))
    return answers


def delete_group(*, group: TrackingDimensionGroup) -> None:
    """Refused while a code names it (CAP-016)."""
    delete_record(group, policy=GROUP)
