"""The pages of item tracking codes and number information."""

import pytest
from django.urls import reverse

from tests.factories import (
    ItemFactory,
    UserFactory,
    code_with,
    serial_code,
    user_with_role,
)
from tests.tracking.stock import in_stock
from tracking.codes import driving
from tracking.models import ItemTrackingCode

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def boss(client):
    client.force_login(UserFactory())
    return client


def click(client, switch: str, *on: str, **texts):
    """What the browser sends after a click: the switches that are on now, and the texts."""
    return client.post(
        reverse("tracking_code_switches"),
        dict.fromkeys(on, "on") | texts,
        headers=HTMX | {"HX-Trigger-Name": switch, "HX-Target": "switches"},
    )


def is_checked(page: str, switch: str) -> bool:
    return " checked" in page.split(f'name="{switch}"')[1].split(">")[0]


# ---- the card


@pytest.mark.rule("SET-031")
def test_the_card_has_one_tab_for_each_kind_and_short_captions(boss):
    page = boss.get(reverse("tracking_code", args=[serial_code().pk])).text

    for tab in ("General", "Serial No.", "Lot No.", "Package", "Misc."):
        assert f"<summary>{tab}" in page
    for caption in (
        "<legend>Inbound</legend>",
        "<legend>Outbound</legend>",
        ">SN Purchase Tracking</label>",
        ">Lot Warehouse Tracking</label>",
        ">Package Transfer Tracking</label>",
        ">SN Info. Must Exist</label>",
    ):
        assert caption in page
    assert ">SN Purchase Inbound Tracking</label>" not in page


@pytest.mark.rule("SET-053")
def test_locked_switches_are_shown_selected_with_the_reason(boss):
    page = boss.get(reverse("tracking_code", args=[serial_code().pk])).text

    switch = page.split('name="sn_sales_outbound_tracking"')[1].split(">")[0]
    assert "checked" in switch
    assert 'aria-disabled="true"' in switch
    assert "Locked: SN Specific Tracking is on." in page


@pytest.mark.rule("SET-057")
def test_given_expiration_dates_off_then_what_needs_them_is_locked(boss):
    page = boss.get(reverse("tracking_code", args=[code_with("PLAIN").pk])).text

    assert page.count("Locked: switch Use Expiration Dates on first.") == 2


@pytest.mark.rule("SET-052")
def test_given_a_click_on_specific_then_the_others_come_on_at_once(boss):
    answer = click(
        boss, "sn_specific_tracking", "sn_specific_tracking", code="new", description="D"
    )

    assert answer.status_code == 200
    assert answer.text.strip().startswith('<div id="switches"')
    assert all(is_checked(answer.text, name) for name in driving.driven("sn"))
    assert is_checked(answer.text, "sn_warehouse_tracking")
    assert 'value="new"' in answer.text
    assert 'name="driven" value="sn"' in answer.text
    assert not ItemTrackingCode.objects.exists()


@pytest.mark.rule("SET-055")
def test_given_a_click_that_is_refused_then_the_switch_goes_back_with_the_reason(boss):
    answer = click(boss, "lot_warehouse_tracking", "lot_warehouse_tracking")

    assert not is_checked(answer.text, "lot_warehouse_tracking")
    assert "Lot Warehouse Tracking needs Lot Specific Tracking." in answer.text


@pytest.mark.rule("SET-058")
def test_given_strict_posting_when_expiration_dates_are_clicked_off_then_they_come_back(boss):
    answer = click(boss, "use_expiration_dates", "strict_expiration_posting")

    assert is_checked(answer.text, "use_expiration_dates")
    assert "Use Expiration Dates stays on" in answer.text


def test_given_a_switch_that_does_not_exist_then_nothing_is_found(boss):
    assert click(boss, "pk").status_code == 404
    assert boss.post(reverse("tracking_code_switches")).status_code == 404
    assert boss.get(reverse("tracking_code_switches")).status_code == 405


@pytest.mark.rule("SET-052")
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_code_is_saved_with_what_its_switches_drive(boss, headers):
    sent = {"code": "snall", "sn_specific_tracking": "on"}

    answer = boss.post(reverse("tracking_code_new"), sent, headers=headers)

    code = ItemTrackingCode.objects.get()
    assert answer.status_code == (200 if headers else 302)
    assert code.code == "SNALL"
    assert code.sn_transfer_tracking


@pytest.mark.rule("SET-003", "SET-033", "SET-058")
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_given_a_wrong_code_then_each_fault_stands_at_its_field(boss, headers):
    code = code_with("STRICT", strict_expiration_posting=True)
    sent = {"code": "", "description": "Kept", "strict_expiration_posting": "on"}

    answer = boss.post(reverse("tracking_code", args=[code.pk]), sent, headers=headers)

    assert answer.status_code == 422
    assert "Code must be filled." in answer.text
    assert 'value="Kept"' in answer.text
    answer = boss.post(
        reverse("tracking_code", args=[code.pk]), sent | {"code": "X"}, headers=headers
    )
    assert "Use Expiration Dates stays on while Strict Expiration Posting is on." in answer.text
    assert ItemTrackingCode.objects.get().code == "STRICT"


@pytest.mark.rule("SET-074")
def test_given_history_then_the_switch_that_is_fixed_says_so_on_its_open_tab(boss):
    code = serial_code()
    in_stock(ItemFactory(no="1900-S", item_tracking_code=code), serial_no="S1")

    answer = boss.post(reverse("tracking_code", args=[code.pk]), {"code": "SNALL"})

    assert answer.status_code == 422
    assert "SN Specific Tracking cannot be changed: item 1900-S" in answer.text
    assert "to correct</span>" in answer.text


@pytest.mark.rule("SET-077")
def test_given_an_item_with_the_code_then_deleting_says_where_it_is_used(boss):
    code = serial_code()
    ItemFactory(no="1900-S", item_tracking_code=code)

    answer = boss.post(reverse("tracking_code_delete", args=[code.pk]))

    assert answer.status_code == 422
    assert "it is used by Item 1900-S (Item Tracking Code)" in answer.text


def test_given_a_role_that_may_only_look_then_it_changes_no_code(client):
    code = serial_code()
    client.force_login(user_with_role("warehouse clerk"))

    page = client.get(reverse("tracking_code", args=[code.pk]))

    assert page.status_code == 200
    assert ">Save</button>" not in page.text
    assert client.post(reverse("tracking_code", args=[code.pk]), {}).status_code == 403
    assert click(client, "sn_specific_tracking").status_code == 403
    assert client.get(reverse("tracking_code_new")).status_code == 403


@pytest.mark.rule("SET-052")
def test_given_a_second_click_before_the_first_was_answered_then_both_count(boss):
    answer = click(
        boss, "use_expiration_dates", "sn_specific_tracking", "use_expiration_dates", driven=""
    )

    assert is_checked(answer.text, "sn_sales_outbound_tracking")
    assert is_checked(answer.text, "use_expiration_dates")
    assert 'name="driven" value="sn"' in answer.text
