"""What open work at a location holds."""

import pytest
from django.urls import reverse

from tests.factories import ItemFactory, UserFactory, lot_code
from tests.inventory.places import saved, with_open_pick
from tests.inventory.refusals import refused
from tests.warehouse.scenes import JAN_5, pick_location, put, released_order
from warehouse.services.pick_creation import create_inventory_pick
from wms.core.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.mark.rule("SET-134", "WHS-008")
@pytest.mark.parametrize(
    ("changes", "field", "label"),
    [
        ({"bin_mandatory": False, "require_pick": True}, "bin_mandatory", "Bin Mandatory"),
        (
            {"directed_put_away_and_pick": True},
            "directed_put_away_and_pick",
            "Directed Put-away and Pick",
        ),
    ],
)
def test_given_an_open_activity_then_bins_stay_as_they_are(changes, field, label):
    location, pick = with_open_pick()

    assert (
        f"{label} of location SILVER cannot be changed while inventory pick {pick.no} is open there. "
        "Post or delete it first."
    ) in refused(lambda: saved(location, **changes))[field]


@pytest.mark.rule("SET-135", "WHS-008")
@pytest.mark.parametrize(
    ("name", "value", "label", "verb"),
    [
        ("require_pick", False, "Require Pick", "off"),
        ("require_shipment", True, "Require Shipment", "on"),
    ],
)
def test_given_an_open_inventory_pick_then_it_keeps_what_it_was_made_under(
    name, value, label, verb
):
    location, pick = with_open_pick()

    assert refused(lambda: saved(location, **{name: value})) == {
        name: [
            f"{label} of location SILVER cannot be switched {verb} while inventory pick {pick.no} is "
            "open there. Post or delete it first."
        ]
    }


@pytest.mark.rule("SET-135")
def test_given_an_open_inventory_pick_then_the_inbound_switches_may_change():
    location, _ = with_open_pick()

    assert saved(location, require_receive=True, require_put_away=True).require_receive


@pytest.mark.rule("SET-134", "SET-135")
def test_given_no_open_work_then_the_switches_may_change():
    location = pick_location()

    location = saved(location, require_pick=False, directed_put_away_and_pick=True)

    assert location.directed_put_away_and_pick


@pytest.mark.rule("WHS-016")
def test_given_a_released_order_when_picks_are_switched_on_then_it_can_be_picked():
    location = pick_location(require_pick=False)
    item = ItemFactory(item_tracking_code=lot_code())
    put(location, "B1", item, lots={"L1": 5})
    order = released_order(item, 2, location)
    with pytest.raises(Refused):
        create_inventory_pick(document=order, by=UserFactory(), on=JAN_5)

    saved(location, require_pick=True)

    pick = create_inventory_pick(document=order, by=UserFactory(), on=JAN_5)
    assert pick.lines.get().quantity == 2


@pytest.mark.rule("SET-134", "SET-135")
def test_switches_that_work_under_way_holds_are_shown_locked_with_what_holds_them(client):
    location, pick = with_open_pick()
    client.force_login(UserFactory())

    for url in (
        reverse("location", args=[location.pk]),
        reverse("admin:inventory_location_change", args=[location.pk]),
    ):
        text = client.get(url).text
        assert (
            f"Locked: Require Pick of location SILVER cannot be switched off while inventory pick {pick.no}"
            in text
        )
        assert "Locked: Bin Mandatory " in text
