"""What a tracking dimension group must meet, and what it asks of the codes that name it."""

from collections.abc import Collection, Iterator
from typing import Any, cast

from tracking.codes.switchsets import switches_of
from tracking.groups import errors
from tracking.groups.history import group_fixed
from tracking.groups.mapping import forced, setting
from tracking.models import ItemTrackingCode, TrackingDimensionGroup
from wms.core.errors import RuleViolation
from wms.core.records import RecordPolicy
from wms.core.records.faults import label_of
from wms.core.records.questions import Question, pks_of
from wms.inventory import guards

BLANK_FLAGS = ("blank_receipt_allowed", "blank_issue_allowed")


def _follow(stored: TrackingDimensionGroup | None, group: TrackingDimensionGroup) -> None:
    """Choosing a step of capture, or Primary Stocking, sets what follows from it (CAP-003, CAP-007)."""
    before = stored or TrackingDimensionGroup()
    if group.captures and not before.captures:
        group.blank_receipt_allowed = group.blank_issue_allowed = True
    elif group.primary_stocking and not (before.primary_stocking or group.captures):
        group.blank_receipt_allowed = group.blank_issue_allowed = False


def _violations(
    stored: TrackingDimensionGroup | None, group: TrackingDimensionGroup
) -> Iterator[RuleViolation]:
    yield from _of_itself(stored, group)
    if stored is not None:
        yield from group_fixed(stored, group)
        yield from guards.violations(stored, group)
        for code in codes_of_group(group.pk) or ():
            code.tracking_dimension_group = group
            yield from conflicts(code, field="capture_serial_no")


def _codes_of(groups: Collection[int]) -> dict[int, list[ItemTrackingCode]]:
    found: dict[int, list[ItemTrackingCode]] = {}
    codes = ItemTrackingCode.objects.filter(tracking_dimension_group__in=groups).order_by("code")
    for code in codes:
        found.setdefault(cast(int, code.tracking_dimension_group_id), []).append(code)
    return found


codes_of_group = Question(_codes_of, pks_of(TrackingDimensionGroup))


def _of_itself(
    stored: TrackingDimensionGroup | None, group: TrackingDimensionGroup
) -> Iterator[RuleViolation]:
    words: dict[str, Any] = {"group": group.code, "capture": group.get_capture_serial_no_display()}
    if not group.captures:
        if group.primary_stocking:
            for name in BLANK_FLAGS:
                if getattr(group, name):
                    yield errors.FixedByPrimary(field=name, label=_label(name), **words)
        return
    if not group.is_active:
        was_on = stored is not None and stored.is_active
        fault = errors.ActiveNeededByCapture if was_on else errors.CaptureNeedsActive
        yield fault(**words)
    for name in BLANK_FLAGS:
        if not getattr(group, name):
            yield errors.FixedByCapture(field=name, label=_label(name), **words)
    if group.primary_stocking:
        yield errors.PrimaryAgainstCapture(**words)
    if group.coverage_plan:
        yield errors.CoverageAgainstCapture(**words)


def _label(name: str) -> str:
    return label_of(TrackingDimensionGroup, name)


GROUP = RecordPolicy[TrackingDimensionGroup](
    follow=_follow,
    violations=_violations,
    places={"dimension_group_code_filled": "code"},
    covered=[
        "dimension_group_capture_needs_active",
        "dimension_group_capture_allows_blank",
        "dimension_group_primary_is_never_blank",
    ],
)


def locks(group: TrackingDimensionGroup) -> dict[str, str]:
    """The fields of the card that cannot be changed now, each with the reason (CAP-003)."""
    if group.captures:
        capture = group.get_capture_serial_no_display()
        reason = f"Locked: Capture Serial No. is {capture}."
        return dict.fromkeys((*BLANK_FLAGS, "primary_stocking", "coverage_plan"), reason)
    if group.primary_stocking:
        return dict.fromkeys(BLANK_FLAGS, "Locked: Primary Stocking is on.")
    return {}


# --- of the codes ---------------------------------------------------------------------------------


def conflicts(
    code: ItemTrackingCode, *, field: str = "tracking_dimension_group"
) -> Iterator[RuleViolation]:
    """What keeps the code from using its group, whatever its free switches are (CAP-011, CAP-012, CAP-014).

    ``field``: where the fault is shown, on the card of the code or of the group.
    """
    group = code.tracking_dimension_group
    if group is None:
        return
    where = {
        "field": field,
        "code_name": code.code,
        "group": group.code,
        "step": group.capture_serial_no,
    }
    if not group.captures:
        if code.sn_specific_tracking and group.is_active and _allows_blank(group):
            yield errors.SpecificAgainstBlank(**where)
        return
    if code.sn_specific_tracking:
        yield errors.SpecificAgainstCapture(**where)
    elif code.sn_warehouse_tracking:
        yield errors.WarehouseAgainstCapture(**where)
    if code.require_expiration_date_entry and not _tracks_lots(code):
        yield errors.DatesNeedALot(**where)


def _allows_blank(group: TrackingDimensionGroup) -> bool:
    return group.blank_receipt_allowed or group.blank_issue_allowed


def _tracks_lots(code: ItemTrackingCode) -> bool:
    return code.lot_specific_tracking or code.lot_purchase_inbound_tracking


def follow_group(stored: ItemTrackingCode | None, code: ItemTrackingCode) -> None:
    """A code that comes to name a group has its SN switches set by it (CAP-010).

    Not where specific tracking stands against it: that is told, and nothing changed (CAP-011).
    """
    before = stored.tracking_dimension_group_id if stored else None
    if code.tracking_dimension_group_id != before:
        set_switches(code)


def set_switches(code: ItemTrackingCode) -> None:
    group = code.tracking_dimension_group
    if group is not None and group.captures and code.sn_specific_tracking:
        return
    for name, value in forced(group, switches_of(code)).items():
        setattr(code, name, value)


def contradictions(code: ItemTrackingCode) -> Iterator[RuleViolation]:
    """Switches that say something else than the group (CAP-010); a conflict is told instead."""
    group = code.tracking_dimension_group
    if group is None:
        return
    if found := list(conflicts(code)):
        yield from found
        return
    for name, value in forced(group, switches_of(code)).items():
        if bool(getattr(code, name)) is not value:
            yield errors.SwitchSetByGroup(
                field=name,
                label=label_of(ItemTrackingCode, name),
                code_name=code.code,
                value="on" if value else "off",
                group=group.code,
                setting=setting(group),
            )
