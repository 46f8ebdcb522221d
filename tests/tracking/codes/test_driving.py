"""How the switches of a code drive and lock each other, click by click.  No database."""

import pytest

from tracking.codes import driving
from tracking.codes.switchsets import SWITCHES
from tracking.switches import DIRECTIONAL

OFF = dict.fromkeys(SWITCHES, False)
PREFIXES = ["sn", "lot", "package"]
CARDS = {
    "sn": ["sn_info_inbound_must_exist", "create_sn_info_on_posting"],
    "lot": ["lot_info_inbound_must_exist", "create_lot_info_on_posting"],
    "package": ["package_info_inbound_must_exist"],
}


def on(*names: str) -> dict[str, bool]:
    return OFF | dict.fromkeys(names, True)


def specific(prefix: str) -> dict[str, bool]:
    return driving.clicked(
        on(f"{prefix}_specific_tracking"), f"{prefix}_specific_tracking"
    ).switches


@pytest.mark.rule("SET-032")
def test_a_new_code_has_every_switch_off_and_the_waiting_ones_locked():
    assert set(driving.locks(OFF)) == {
        "sn_warehouse_tracking",
        "lot_warehouse_tracking",
        "package_warehouse_tracking",
        "require_expiration_date_entry",
        "strict_expiration_posting",
    }


@pytest.mark.rule("SET-052", "SET-056")
@pytest.mark.parametrize("prefix", PREFIXES)
def test_specific_switches_warehouse_and_documents_of_its_own_kind_on(prefix):
    after = specific(prefix)

    assert {name for name, is_on in after.items() if is_on} == {
        f"{prefix}_specific_tracking",
        f"{prefix}_warehouse_tracking",
        *(f"{prefix}_{name}" for name in DIRECTIONAL),
    }
    assert not any(after[name] for name in CARDS[prefix])


@pytest.mark.rule("SET-053")
@pytest.mark.parametrize("prefix", PREFIXES)
def test_given_specific_when_a_document_switch_is_clicked_then_it_goes_back(prefix):
    switch = f"{prefix}_sales_outbound_tracking"

    answer = driving.clicked(specific(prefix) | {switch: False}, switch)

    assert answer.switches == specific(prefix)
    assert answer.refusal is not None
    assert str(answer.refusal) == (
        f"{driving.caption(switch)} stays on while {driving.caption(driving.specific(prefix))} is on. "
        f"Switch {driving.caption(driving.specific(prefix))} off first."
    )


@pytest.mark.rule("SET-053")
def test_given_specific_then_its_document_switches_are_locked_with_the_reason():
    locked = driving.locks(specific("sn"))

    assert locked["sn_transfer_tracking"] == "Locked: SN Specific Tracking is on."
    assert set(driving.driven("sn")) <= set(locked)
    assert "sn_warehouse_tracking" not in locked
    assert "lot_transfer_tracking" not in locked


@pytest.mark.rule("SET-054")
@pytest.mark.parametrize("prefix", PREFIXES)
def test_given_specific_when_it_is_switched_off_then_warehouse_goes_off_and_the_rest_stays(prefix):
    switch = f"{prefix}_specific_tracking"

    after = driving.clicked(specific(prefix) | {switch: False}, switch).switches

    assert not after[f"{prefix}_warehouse_tracking"]
    assert all(after[name] for name in driving.driven(prefix))
    assert not set(driving.driven(prefix)) & set(driving.locks(after))


@pytest.mark.rule("SET-055")
@pytest.mark.parametrize("prefix", PREFIXES)
def test_given_not_specific_when_warehouse_is_clicked_then_it_is_refused(prefix):
    switch = f"{prefix}_warehouse_tracking"

    answer = driving.clicked(on(switch), switch)

    assert answer.switches == OFF
    assert str(answer.refusal) == (
        f"{driving.caption(switch)} needs {driving.caption(driving.specific(prefix))}. "
        "Switch that on first."
    )


@pytest.mark.rule("SET-055")
def test_given_specific_then_warehouse_may_be_switched_off_by_itself():
    before = specific("lot") | {"lot_warehouse_tracking": False}

    answer = driving.clicked(before, "lot_warehouse_tracking")

    assert answer.switches == before
    assert answer.refusal is None


@pytest.mark.rule("SET-057")
@pytest.mark.parametrize("switch", ["require_expiration_date_entry", "strict_expiration_posting"])
def test_a_switch_about_expiration_switches_expiration_dates_on(switch):
    assert driving.clicked(on(switch), switch).switches == on(switch, "use_expiration_dates")


@pytest.mark.rule("SET-058")
@pytest.mark.parametrize(
    ("needing", "caption"),
    [
        (["require_expiration_date_entry"], "Require Expiration Date Entry"),
        (["strict_expiration_posting"], "Strict Expiration Posting"),
        (
            ["require_expiration_date_entry", "strict_expiration_posting"],
            "Require Expiration Date Entry and Strict Expiration Posting",
        ),
    ],
)
def test_given_a_switch_that_needs_them_then_expiration_dates_stay_on(needing, caption):
    answer = driving.clicked(on(*needing), "use_expiration_dates")

    assert answer.switches == on(*needing, "use_expiration_dates")
    assert str(answer.refusal) == (
        f"Use Expiration Dates stays on while {caption} is on. Switch {caption} off first."
    )
