"""What a group sets on the codes that name it (CAP-010…014, SET-168)."""

import pytest

from tests.core.setupchecks.damage import found
from tests.core.tables.files import csv_file, imported
from tests.factories import LocationFactory, serial_code
from tests.tracking.groups.scenes import capturing_code, group, linked
from tests.tracking.groups.test_groups import changed, faults
from tracking.codes.matrix import matrix
from tracking.codes.services import save_tracking_code
from tracking.groups.mapping import SN_SWITCHES, forced
from tracking.groups.services import save_group
from tracking.models import ItemTrackingCode
from tracking.switches import DIRECTIONAL

pytestmark = pytest.mark.django_db

DIRECTED = {f"sn_{name}" for name in DIRECTIONAL}
FREE_UNDER_CAPTURE = {
    "sn_sales_inbound_tracking",
    "sn_info_outbound_must_exist",
    "create_sn_info_on_posting",
}
D_ON = {"sn_purchase_inbound_tracking", "sn_sales_inbound_tracking", "sn_transfer_tracking"}
D_IN = {"sn_pos_adjmt_inbound_tracking"}
D_OUT = {
    "sn_sales_outbound_tracking",
    "sn_purchase_outbound_tracking",
    "sn_neg_adjmt_outbound_tracking",
}


def on(code) -> set[str]:
    fresh = ItemTrackingCode.objects.get(pk=code.pk)
    return {name for name in SN_SWITCHES if getattr(fresh, name)}


@pytest.mark.rule("CAP-010", "SET-168")
@pytest.mark.parametrize("step", ["picking", "packing"])
def test_cases_e_and_f_leave_only_the_sale_and_lock_the_others(step):
    code = capturing_code(step, sn_purchase_inbound_tracking=True, sn_transfer_tracking=True)

    assert on(code) == {"sn_sales_outbound_tracking"}
    locked = forced(code.tracking_dimension_group, dict.fromkeys(SN_SWITCHES, False))
    assert set(locked) == set(SN_SWITCHES) - FREE_UNDER_CAPTURE
    for name, value in locked.items():
        if name in ("sn_specific_tracking", "sn_warehouse_tracking"):
            continue
        found = faults(lambda: save_tracking_code(code=changed(code, **{name: not value})))  # noqa: B023
        assert "it is set by tracking dimension group G-SNCAP, Capture Serial No. " in found[name]
        code.refresh_from_db()


@pytest.mark.rule("CAP-010", "SET-168")
@pytest.mark.parametrize("name", sorted(FREE_UNDER_CAPTURE))
def test_cases_e_and_f_leave_returns_and_cards_free(name):
    code = capturing_code()

    save_tracking_code(code=changed(code, **{name: True}))

    assert name in on(code)


@pytest.mark.rule("CAP-010")
def test_case_b_switches_every_serial_switch_off():
    code = linked(group(is_active=False), sn_sales_outbound_tracking=True)

    assert on(code) == set()
    found = faults(lambda: save_tracking_code(code=changed(code, sn_sales_inbound_tracking=True)))
    assert found == {
        "sn_sales_inbound_tracking": "SN Sales Inbound Tracking of item tracking code SNCAP stays off: it "
        "is set by tracking dimension group CAP, Active off."
    }


@pytest.mark.rule("CAP-010")
def test_case_c_leaves_all_switches_to_specific_tracking():
    code = serial_code()

    save_tracking_code(code=changed(code, tracking_dimension_group=group()), driven=["sn"])

    assert on(code) == {*DIRECTED, "sn_specific_tracking", "sn_warehouse_tracking"}


@pytest.mark.rule("CAP-010")
def test_case_c_is_against_blank_receipts_and_issues():
    blank = group(blank_receipt_allowed=True)

    found = faults(lambda: linked(blank, specific=("serial",)))

    assert found == {
        "tracking_dimension_group": "Item tracking code SNCAP tracks serials specifically; group CAP must "
        "have Blank Receipt Allowed and Blank Issue Allowed off."
    }


@pytest.mark.rule("CAP-010", "CAP-022")
@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, D_ON | D_IN | D_OUT),
        ({"blank_receipt_allowed": True}, D_ON | D_OUT),
        ({"blank_issue_allowed": True}, D_ON | D_IN),
        ({"blank_receipt_allowed": True, "blank_issue_allowed": True}, D_ON),
    ],
)
def test_case_d_asks_at_the_receipt_and_locks_what_may_not_be_blank(values, expected):
    code = linked(group(**values))

    assert on(code) == expected
    for name in expected:
        assert name in faults(lambda: save_tracking_code(code=changed(code, **{name: False})))  # noqa: B023
        code.refresh_from_db()


@pytest.mark.rule("CAP-010")
def test_given_the_step_of_a_group_is_changed_then_its_codes_follow():
    code = linked(group())

    save_group(group=changed(code.tracking_dimension_group, capture_serial_no="picking"))

    # what is free stays as it was
    assert on(code) == {"sn_sales_outbound_tracking", "sn_sales_inbound_tracking"}


@pytest.mark.rule("CAP-010")
def test_given_a_contradicting_switch_in_a_file_then_refused():
    capturing_code()

    result = imported("item-tracking-codes", csv_file("code,sn_transfer_tracking", "SNCAP,Yes"))

    assert [fault.column for fault in result.faults] == ["SN Transfer Tracking"]


@pytest.mark.rule("CAP-011")
@pytest.mark.parametrize("step", ["picking", "packing"])
def test_given_specific_tracking_then_a_capturing_group_is_refused_and_nothing_changed(step):
    code = serial_code()
    made = group(capture=step)

    found = faults(lambda: save_tracking_code(code=changed(code, tracking_dimension_group=made)))

    assert found == {
        "tracking_dimension_group": "Item tracking code SNALL tracks serials specifically; it cannot use "
        f"group CAP, which captures serials at {step}."
    }
    fresh = ItemTrackingCode.objects.get()
    assert (fresh.tracking_dimension_group, fresh.sn_transfer_tracking) == (None, True)


@pytest.mark.rule("CAP-011")
def test_given_a_linked_group_then_it_does_not_begin_to_capture_either():
    made = group()
    linked(made, specific=("serial",))

    assert faults(lambda: save_group(group=changed(made, capture_serial_no="picking"))) == {
        "capture_serial_no": "Item tracking code SNCAP tracks serials specifically; it cannot use group "
        "CAP, which captures serials at picking."
    }


@pytest.mark.rule("CAP-012")
def test_given_a_capturing_group_then_specific_tracking_stays_off():
    code = capturing_code()

    found = faults(lambda: save_tracking_code(code=changed(code, sn_specific_tracking=True)))

    assert "tracks serials specifically" in found["tracking_dimension_group"]
    assert on(code) == {"sn_sales_outbound_tracking"}


@pytest.mark.rule("CAP-013")
def test_lots_combine_freely_with_capture():
    code = capturing_code(specific=("lot",))

    assert on(code) == {"sn_sales_outbound_tracking"}
    assert code.lot_specific_tracking


@pytest.mark.rule("CAP-014")
def test_given_required_dates_without_lots_then_nothing_could_carry_them():
    with_dates = {"use_expiration_dates": True, "require_expiration_date_entry": True}

    assert "tracks no lots" in str(faults(lambda: capturing_code(**with_dates)))
    assert capturing_code(code="LOTCAP", specific=("lot",), **with_dates)


@pytest.mark.rule("CHECK-204", "CAP-016")
def test_check_setup_tells_a_code_that_is_not_as_its_group_asks():
    code = capturing_code()
    assert "CHECK-204" not in found()

    ItemTrackingCode.objects.filter(pk=code.pk).update(sn_transfer_tracking=True)

    assert "SN Transfer Tracking of item tracking code SNCAP stays off" in str(found()["CHECK-204"])


@pytest.mark.rule("CHECK-205", "CAP-039")
@pytest.mark.parametrize(
    ("step", "packs", "told"),
    [("picking", False, False), ("packing", False, True), ("packing", True, False)],
)
def test_check_setup_tells_where_serials_are_captured_without_a_packing_station(step, packs, told):
    capturing_code(step)
    LocationFactory(code="BENCH", require_packing=packs)

    assert ("CHECK-205" in found()) is told


@pytest.mark.rule("CAP-037")
def test_the_matrix_asks_for_serials_where_they_are_captured_and_nowhere_else():
    needs = {(row.caption, row.direction): row.needs[0].value for row in matrix(capturing_code())}

    required = {key for key, need in needs.items() if need == "required"}
    captions = {caption for caption, _ in required}
    assert {"Sales order", "Transfer order"} <= captions
    assert all("ale" in caption or caption == "Transfer order" for caption in captions)
    assert "required" not in {
        need
        for (caption, _), need in needs.items()
        if "Purchase" in caption or "Reclass" in caption
    }
