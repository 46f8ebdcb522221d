"""The card of a location: its switches answer each click, and what was typed stays."""

import pytest
from django.urls import reverse

from tests.factories import UserFactory, user_with_role
from tests.inventory.places import saved
from tests.inventory.sending import BOTH, HTMX, field
from wms.inventory.models import Location

pytestmark = pytest.mark.django_db


LOCATION = {"code": "EAST", "name": "East", "default_bin_selection": "", "pick_bin_policy": "default",
            "put_away_bin_policy": "default", "bin_capacity_policy": "never"}  # fmt: skip


# ---- locations, live


def click(client, switch: str, **sent):
    return client.post(
        reverse("location_switches"),
        LOCATION | {switch: "on"} | sent,
        headers=HTMX | {"HX-Trigger-Name": switch},
    )


@pytest.mark.rule("SET-129")
def test_a_click_on_a_switch_says_at_once_how_goods_will_move(boss):
    card = boss.get(reverse("location_new")).text
    assert "Goods are shipped by posting the order or journal." in card

    answer = click(boss, "require_pick")

    assert "Goods are picked with an inventory pick" in answer.text
    assert not Location.objects.exclude(code="").exists()


@pytest.mark.rule("SET-136", "SET-132")
def test_a_click_brings_along_what_follows_and_locks_it_with_its_reason(boss):
    text = click(boss, "bin_mandatory", receipt_bin="B-01").text
    assert '<option value="fixed" selected>' in text
    assert "disabled" not in field(text, "directed_put_away_and_pick")

    text = click(boss, "directed_put_away_and_pick", bin_mandatory="on").text
    for name in ("require_receive", "bin_mandatory"):
        assert " checked" in field(text, name)
        assert 'aria-disabled="true"' in field(text, name)
    assert "Stays on while Directed Put-away and Pick is on." in text
    assert field(text, "driven").count("directed_put_away_and_pick") == 1


@pytest.mark.rule("SET-138")
def test_a_click_that_takes_away_what_fefo_needs_switches_it_off(boss):
    sent = LOCATION | {"pick_according_to_fefo": "on"}
    headers = HTMX | {"HX-Trigger-Name": "require_pick"}

    text = boss.post(reverse("location_switches"), sent, headers=headers).text

    assert " checked" not in field(text, "pick_according_to_fefo")
    assert "Needs Require Pick." in text


@pytest.mark.rule("SET-137")
def test_a_click_keeps_what_was_typed_and_clears_what_goes(boss):
    location = saved(Location(code="EAST", bin_mandatory=True), require_receive=True)
    typed = {"name": '"><b>x', "receipt_bin": "b-77", "location": location.pk, "seen": "abc"}

    kept = click(boss, "require_receive", bin_mandatory="on", **typed).text
    sent = LOCATION | typed  # Bin Mandatory was clicked off
    headers = HTMX | {"HX-Trigger-Name": "bin_mandatory"}
    cleared = boss.post(reverse("location_switches"), sent, headers=headers).text

    assert 'value="b-77"' in field(kept, "receipt_bin")
    assert 'value="&quot;&gt;&lt;b&gt;x"' in kept
    assert 'value="abc"' in field(kept, "seen")
    assert "b-77" not in cleared


@pytest.mark.rule("SET-136")
def test_what_was_changed_after_a_switch_was_followed_on_the_page_is_kept(boss):
    sent = LOCATION | {"bin_mandatory": "on", "default_bin_selection": "last_used",
                       "pick_bin_policy": "ranking"}  # fmt: skip

    boss.post(reverse("location_new"), sent | {"driven": "bin_mandatory"})
    boss.post(reverse("location_new"), sent | {"code": "WEST"})

    assert Location.objects.get(code="EAST").pick_bin_policy == "ranking"
    assert Location.objects.get(code="WEST").pick_bin_policy == "default"


@pytest.mark.rule("WHS-012")
def test_saving_tells_what_went_off(boss):
    location = saved(Location(code="EAST", require_pick=True), pick_according_to_fefo=True)
    sent = LOCATION | {"pick_according_to_fefo": "on"}

    answer = boss.post(reverse("location", args=[location.pk]), sent, follow=True)

    assert "Switched off, because what it needs is off: Pick According to FEFO." in answer.text
    location.refresh_from_db()
    assert not location.pick_according_to_fefo


def test_given_no_bins_yet_then_saving_leads_to_them(boss):
    sent = LOCATION | {"bin_mandatory": "on", "driven": ""}

    answer = boss.post(reverse("location_new"), sent, follow=True)

    assert "Nothing can be posted here until there are bins. Create them next." in answer.text
    assert f'href="{reverse("bins_by_pattern")}?location=EAST"' in answer.text


def test_only_who_may_change_locations_asks_for_switches(client):
    url = reverse("location_switches")
    headers = HTMX | {"HX-Trigger-Name": "require_pick"}
    assert client.post(url, headers=headers).status_code == 302
    client.force_login(user_with_role("warehouse manager"))
    assert client.post(url, LOCATION, headers=headers).status_code == 403
    client.force_login(UserFactory())
    assert client.get(url).status_code == 405
    assert client.post(url, LOCATION, headers=HTMX | {"HX-Trigger-Name": "code"}).status_code == 404


@BOTH
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"code": ""}, "Code must be filled."),
        ({"code": "X" * 11}, "Code may have at most 10 characters; this has 11. Shorten it."),
        ({"name": "a\x07"}, "Name has a control character in it."),
        ({"pick_bin_policy": "nearest"}, "is not one of the choices. Choose one from the list."),
        ({"always_create_pick_line": "on"}, "Always Create Pick Line needs Bin Mandatory."),
        ({"use_as_in_transit": "on", "require_pick": "on"}, "Use As In-Transit cannot be on while"),
        ({"allow_breakbulk": "on"}, "Allow Breakbulk needs Directed Put-away and Pick."),
    ],
)
def test_given_a_wrong_field_of_a_location_then_it_is_told_and_the_rest_is_kept(
    boss, headers, change, message
):
    sent = LOCATION | {"require_packing": "on", "driven": ""} | change

    answer = boss.post(reverse("location_new"), sent, headers=headers)

    assert answer.status_code == 422
    assert message in answer.text
    assert " checked" in field(answer.text, "require_packing")
    assert not Location.objects.exclude(code="").exists()
