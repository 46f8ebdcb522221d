"""Tracking dimension groups by themselves (CAP-001…009, CAP-015, CAP-016)."""

import pytest
from django.db import IntegrityError, transaction

from tests.core.tables.files import csv_file, imported
from tests.factories import ItemFactory
from tests.tracking.groups.scenes import capturing_code, group, linked
from tests.tracking.stock import in_stock
from tracking.codes.services import copied, save_tracking_code
from tracking.groups.services import delete_group, save_group
from tracking.models import ItemTrackingCode, TrackingDimensionGroup
from wms.core.errors import Refused
from wms.core.models import SetupChange

pytestmark = pytest.mark.django_db

BLANK = ("blank_receipt_allowed", "blank_issue_allowed")


def faults(work) -> dict[str, str]:
    """What was refused, by field."""
    with pytest.raises(Refused) as refusal:
        work()
    return {violation.field: violation.text for violation in refusal.value.violations}


def changed(record, **values):
    for name, value in values.items():
        setattr(record, name, value)
    return record


def stored(record):
    return type(record).objects.get(pk=record.pk)


# --- the group ------------------------------------------------------------------------------------


@pytest.mark.rule("CAP-001")
@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("", "Code cannot be blank."),
        ("cap", "Tracking Dimension Group with this Code already exists."),
    ],
)
def test_given_a_blank_or_a_known_code_then_refused_naming_it(code, text):
    group("CAP")

    found = faults(lambda: group(code))

    assert list(found) == ["code"]


@pytest.mark.rule("CAP-002", "SET-168")
def test_a_new_group_captures_nothing():
    made = group()

    assert (made.capture_serial_no, made.is_active, made.previously_shipped_serial) == (
        "none",
        True,
        "confirm",
    )


@pytest.mark.rule("CAP-002")
def test_given_another_step_in_a_file_then_refused_naming_the_three():
    result = imported(
        "tracking-dimension-groups", csv_file("code,capture_serial_no", "CAP,shipping")
    )

    (fault,) = result.faults
    assert fault.value == "shipping"
    assert all(word in fault.reason.lower() for word in ("none", "picking", "packing"))
    assert not TrackingDimensionGroup.objects.exists()


@pytest.mark.rule("CAP-003", "CAP-009", "SET-168")
@pytest.mark.parametrize(("step", "blank"), [("none", False), ("picking", True), ("packing", True)])
def test_given_a_step_then_blank_receipts_and_issues_follow(step, blank):
    made = stored(group(capture=step))

    assert [getattr(made, name) for name in BLANK] == [blank, blank]
    assert (made.primary_stocking, made.coverage_plan) == (False, False)


@pytest.mark.rule("CAP-003")
@pytest.mark.parametrize("name", BLANK)
@pytest.mark.parametrize("step", ["picking", "packing"])
def test_given_a_step_then_the_blank_flags_are_fixed(step, name):
    made = group(capture=step)

    found = faults(lambda: save_group(group=changed(made, **{name: False})))

    label = "Blank Receipt Allowed" if name == BLANK[0] else "Blank Issue Allowed"
    assert found == {
        name: f"{label} is fixed while Capture Serial No. is {step.capitalize()} on group CAP."
    }
    assert getattr(stored(made), name)


@pytest.mark.rule("CAP-003")
def test_given_the_step_is_taken_back_then_the_blank_flags_stay_on_and_are_free():
    made = group(capture="picking")

    save_group(group=changed(made, capture_serial_no="none"))
    assert stored(made).blank_issue_allowed
    save_group(group=changed(made, blank_issue_allowed=False))

    assert not stored(made).blank_issue_allowed


@pytest.mark.rule("CAP-004")
def test_given_the_dimension_is_not_active_then_nothing_is_captured():
    assert faults(lambda: group(capture="picking", is_active=False)) == {
        "capture_serial_no": "Activate the serial number dimension first: Active is off on group CAP."
    }


@pytest.mark.rule("CAP-004")
def test_given_a_step_then_the_dimension_stays_active():
    made = group(capture="packing")

    assert faults(lambda: save_group(group=changed(made, is_active=False))) == {
        "is_active": "Active cannot be switched off while Capture Serial No. is Packing on group CAP. "
        "Set that to None first."
    }


@pytest.mark.rule("CAP-007")
def test_primary_stocking_allows_nothing_blank():
    made = group(blank_receipt_allowed=True, blank_issue_allowed=True)

    save_group(group=changed(made, primary_stocking=True))
    assert [getattr(stored(made), name) for name in BLANK] == [False, False]

    found = faults(lambda: save_group(group=changed(made, blank_receipt_allowed=True)))
    assert found == {
        "blank_receipt_allowed": "Blank Receipt Allowed is off while Primary Stocking is on for group CAP."
    }


@pytest.mark.rule("CAP-007", "CAP-008")
@pytest.mark.parametrize("name", ["primary_stocking", "coverage_plan"])
def test_given_a_step_then_what_wants_the_serial_earlier_is_refused(name):
    made = group(capture="picking")

    found = faults(lambda: save_group(group=changed(made, **{name: True})))

    assert list(found) == [name]
    assert "Capture Serial No. Picking exclude each other on group CAP" in found[name]


@pytest.mark.rule("CAP-002", "CAP-003", "CAP-004", "CAP-007", "CAP-008")
@pytest.mark.parametrize(
    "values",
    [
        {"capture_serial_no": "late"},
        {"previously_shipped_serial": "maybe"},
        {"capture_serial_no": "picking"},
        {"capture_serial_no": "picking", "blank_receipt_allowed": True},
        {"is_active": False, "capture_serial_no": "none", "code": ""},
        {"primary_stocking": True, "blank_issue_allowed": True},
        {
            "capture_serial_no": "picking",
            "blank_receipt_allowed": True,
            "blank_issue_allowed": True,
            "is_active": False,
        },
        {
            "capture_serial_no": "picking",
            "blank_receipt_allowed": True,
            "blank_issue_allowed": True,
            "coverage_plan": True,
        },
    ],
)
def test_the_database_keeps_the_settings_together(values):
    group()

    with pytest.raises(IntegrityError), transaction.atomic():
        TrackingDimensionGroup.objects.update(**values)


@pytest.mark.rule("CAP-016")
def test_a_group_in_use_is_not_deleted_and_a_copy_has_all_its_settings():
    made = group(capture="packing", previously_shipped_serial="error", description="At packing")
    linked(made)

    assert "SNCAP" in str(faults(lambda: delete_group(group=made)))
    copy = copied(made)
    assert (copy.pk, copy.code) == (None, "")
    assert (copy.capture_serial_no, copy.previously_shipped_serial, copy.description) == (
        "packing",
        "error",
        "At packing",
    )


@pytest.mark.rule("LOG-001", "CAP-001")
def test_changes_of_a_group_stand_in_the_change_log():
    made = group()

    save_group(group=changed(made, description="Late"))

    assert SetupChange.objects.filter(new="Late").exists()


# --- once there is history ------------------------------------------------------------------------


@pytest.mark.rule("CAP-015")
def test_given_entries_then_step_and_active_are_fixed_naming_the_items():
    code = capturing_code()
    in_stock(ItemFactory(no="I2", item_tracking_code=code), 1)
    in_stock(ItemFactory(no="I1", item_tracking_code=code), 1)
    made = code.tracking_dimension_group

    assert faults(lambda: save_group(group=changed(made, capture_serial_no="none"))) == {
        "capture_serial_no": "Capture Serial No. is fixed: items I1, I2 have entries or open documents. "
        "Make a new code, and give it to new items."
    }


@pytest.mark.rule("CAP-015")
def test_given_entries_then_picking_becomes_packing_all_the_same():
    code = capturing_code()
    in_stock(ItemFactory(item_tracking_code=code), 1)

    save_group(group=changed(code.tracking_dimension_group, capture_serial_no="packing"))

    assert TrackingDimensionGroup.objects.get().capture_serial_no == "packing"


@pytest.mark.rule("CAP-015")
@pytest.mark.parametrize(
    "name", ["tracking_dimension_group", "sn_sales_inbound_tracking", "sn_info_outbound_must_exist"]
)
def test_given_entries_then_the_group_of_a_code_and_its_serial_switches_are_fixed(name):
    code = capturing_code()
    in_stock(ItemFactory(no="I1", item_tracking_code=code), 1)

    value = None if name == "tracking_dimension_group" else True
    found = faults(lambda: save_tracking_code(code=changed(code, **{name: value})))

    assert found[name].endswith(
        "is fixed: item I1 has entries or open documents. Make a new code, and give it to new items."
    )
    assert getattr(ItemTrackingCode.objects.get(), name) != value


@pytest.mark.rule("CAP-015")
def test_given_nothing_was_posted_then_a_code_may_leave_its_group():
    code = capturing_code()

    save_tracking_code(code=changed(code, tracking_dimension_group=None))

    assert ItemTrackingCode.objects.get().tracking_dimension_group is None
