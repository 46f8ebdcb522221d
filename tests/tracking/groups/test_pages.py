"""The pages of tracking dimension groups, and of codes that name one."""

import pytest
from django.urls import reverse

from tests.factories import ItemFactory, UserFactory, code_with, serial_code, user_with_role
from tests.tracking.codes.test_pages import click, is_checked
from tests.tracking.groups.scenes import capturing_code, group, linked
from tests.tracking.stock import in_stock
from tracking.models import ItemTrackingCode, TrackingDimensionGroup

pytestmark = pytest.mark.django_db

FIELDS = {"is_active": "on", "previously_shipped_serial": "confirm"}


@pytest.fixture
def boss(client):
    client.force_login(UserFactory())
    return client


@pytest.mark.rule("CAP-001")
def test_a_group_is_made_on_its_card_and_listed(boss):
    sent = {"code": "late", "description": "At packing", "capture_serial_no": "packing", **FIELDS}

    answer = boss.post(reverse("dimension_group_new"), sent)

    made = TrackingDimensionGroup.objects.get()
    assert answer.status_code == 302
    assert (made.code, made.capture_serial_no, made.blank_issue_allowed) == (
        "LATE",
        "packing",
        True,
    )
    page = boss.get(reverse("dimension_groups")).text
    assert "LATE" in page
    assert "Packing" in page


@pytest.mark.rule("CAP-003", "CAP-007")
def test_given_a_step_then_the_card_locks_what_follows_with_the_reason(boss):
    page = boss.get(reverse("dimension_group", args=[group(capture="picking").pk])).text

    assert page.count("Locked: Capture Serial No. is Picking.") == 4


@pytest.mark.rule("CAP-004")
def test_given_a_refusal_then_it_stands_at_the_field_and_the_rest_is_kept(boss):
    sent = {"code": "late", "description": "My text", "capture_serial_no": "packing"}

    answer = boss.post(
        reverse("dimension_group_new"), sent | {"previously_shipped_serial": "allow"}
    )

    assert answer.status_code == 422
    assert "Activate the serial number dimension first" in answer.text
    assert "My text" in answer.text
    assert not TrackingDimensionGroup.objects.exists()


@pytest.mark.rule("CAP-016")
def test_a_copy_shows_the_settings_and_a_group_in_use_is_not_deleted(boss):
    code = capturing_code()
    made = code.tracking_dimension_group

    page = boss.get(reverse("dimension_group_new"), {"copy": made.code}).text
    assert '<option value="picking" selected>' in page
    answer = boss.post(reverse("dimension_group_delete", args=[made.pk]))
    assert answer.status_code == 422
    assert TrackingDimensionGroup.objects.exists()


@pytest.mark.parametrize(
    ("role", "sees", "changes"),
    [
        ("administrator", 200, 200),
        ("auditor", 200, 403),
        ("warehouse clerk", 200, 403),
        ("sales", 200, 403),
    ],
)
def test_who_sees_and_who_changes(client, role, sees, changes):
    client.force_login(user_with_role(role))

    assert client.get(reverse("dimension_groups")).status_code == sees
    assert client.get(reverse("dimension_group", args=[group().pk])).status_code == sees
    assert client.get(reverse("dimension_group_new")).status_code == changes


def test_nobody_sees_it_without_login(client):
    assert client.get(reverse("dimension_groups")).status_code == 302


def test_the_admin_saves_by_the_same_rules(boss):
    sent = {"code": "late", "capture_serial_no": "picking", "previously_shipped_serial": "confirm"}

    answer = boss.post(reverse("admin:tracking_trackingdimensiongroup_add"), sent)

    assert "Activate the serial number dimension first" in answer.text
    boss.post(reverse("admin:tracking_trackingdimensiongroup_add"), sent | {"is_active": "on"})
    assert TrackingDimensionGroup.objects.get().blank_receipt_allowed


# --- the card of a code ---------------------------------------------------------------------------


@pytest.mark.rule("CAP-010", "SET-168")
def test_given_a_group_is_chosen_then_the_switches_follow_at_once_and_say_why_they_are_locked(boss):
    group(capture="picking")

    page = click(
        boss,
        "tracking_dimension_group",
        "sn_transfer_tracking",
        code="SNCAP",
        tracking_dimension_group="cap",
    ).text

    assert is_checked(page, "sn_sales_outbound_tracking")
    assert not is_checked(page, "sn_transfer_tracking")
    assert "Locked: set by tracking dimension group CAP, Capture Serial No. Picking." in page
    assert "message error" not in page


@pytest.mark.rule("CAP-010")
def test_given_a_click_on_a_switch_of_the_group_then_it_goes_back_with_the_reason(boss):
    group(capture="picking")

    page = click(
        boss,
        "sn_transfer_tracking",
        "sn_transfer_tracking",
        "sn_sales_outbound_tracking",
        code="SNCAP",
        tracking_dimension_group="CAP",
    ).text

    assert not is_checked(page, "sn_transfer_tracking")
    assert "SN Transfer Tracking of item tracking code SNCAP stays off" in page


@pytest.mark.rule("CAP-012")
def test_given_a_click_on_specific_under_a_capturing_group_then_it_goes_back(boss):
    group(capture="picking")

    page = click(
        boss,
        "sn_specific_tracking",
        "sn_specific_tracking",
        "sn_sales_outbound_tracking",
        code="SNCAP",
        tracking_dimension_group="CAP",
    ).text

    assert not is_checked(page, "sn_specific_tracking")
    assert not is_checked(page, "sn_transfer_tracking")
    assert "tracks serials specifically" in page


@pytest.mark.rule("CAP-010", "CAP-011")
def test_a_code_is_saved_with_its_group_or_refused_at_that_field(boss):
    made = group(capture="picking")
    code, specific = code_with("SNCAP"), serial_code()

    boss.post(
        reverse("tracking_code", args=[code.pk]),
        {"code": "SNCAP", "tracking_dimension_group": "CAP", "driven": ""},
    )
    answer = boss.post(
        reverse("tracking_code", args=[specific.pk]),
        {
            "code": "SNALL",
            "tracking_dimension_group": "CAP",
            "driven": "sn",
            "sn_specific_tracking": "on",
        },
    )

    code.refresh_from_db()
    assert (code.tracking_dimension_group, code.sn_sales_outbound_tracking) == (made, True)
    assert answer.status_code == 422
    assert "it cannot use group CAP, which captures serials at picking" in answer.text
    assert ItemTrackingCode.objects.get(code="SNALL").tracking_dimension_group is None


@pytest.mark.rule("CAP-001")
def test_the_list_of_codes_is_filtered_by_group(boss):
    linked(group())
    code_with("OTHER")

    page = boss.get(reverse("tracking_codes"), {"tracking_dimension_group": "CAP"}).text

    assert "SNCAP" in page
    assert "OTHER" not in page


@pytest.mark.rule("CAP-015")
def test_given_history_then_the_group_is_locked_on_the_card(boss):
    code = capturing_code()
    in_stock(ItemFactory(no="I1", item_tracking_code=code), 1)

    page = boss.get(reverse("tracking_code", args=[code.pk])).text

    assert (
        "Locked: Tracking Dimension Group is fixed: item I1 has entries or open documents." in page
    )


@pytest.mark.rule("SET-168", "CAP-018")
def test_the_card_of_a_code_says_in_plain_words_when_serials_are_captured(boss):
    page = boss.get(reverse("tracking_code", args=[capturing_code("packing").pk])).text

    assert "each unit gets its own at packing" in page
