"""Two clerks at the same pick or shipment.  SQLite lets one writer in at a time anyway."""

import pytest

from tests.factories import ItemFactory, UserFactory, lot_code
from tests.warehouse.documents.pick_scenes import (
    pick,
    picked,
    picked_location,
    register,
    shipment_of,
)
from tests.warehouse.documents.scenes import post
from tests.warehouse.scenes import contents, put
from tests.warehouse.test_races import at_once
from warehouse.models import ActivityLine, RegisteredActivity
from wms.core.errors import Refused

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def yellow():
    return picked_location()


@pytest.fixture
def paint():
    return ItemFactory(no="PAINT", item_tracking_code=lot_code())


@pytest.mark.rule("WHS-267", "POST-171")
@pytest.mark.parametrize("keys", [("k1", "k1"), ("k1", "k2")])
def test_given_two_clicks_on_register_at_once_then_it_is_registered_once(paint, yellow, keys):
    put(yellow, "B1", paint, lots={"L1": 5})
    made, by = picked(shipment_of(paint, 5, yellow, lots={"L1": 5})), UserFactory()

    outcomes = at_once(*(lambda key=key: register(made, by=by, request_key=key) for key in keys))

    refusals = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert len(refusals) == (0 if keys[0] == keys[1] else 1)
    assert RegisteredActivity.objects.count() == 1
    assert contents(yellow) == {("SHIP", "", "L1"): 5}


@pytest.mark.rule("WHS-268")
def test_given_two_shipments_picked_at_once_then_they_never_share_stock(paint, yellow):
    put(yellow, "B1", paint, lots={"L1": 5})
    shipments = [shipment_of(paint, 5, yellow) for _ in range(2)]
    by = UserFactory()

    outcomes = at_once(*(lambda one=one: pick(one, by=by) for one in shipments))

    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 1
    assert ActivityLine.objects.get().quantity == 5


@pytest.mark.rule("WHS-267")
def test_given_a_registration_and_a_shipment_at_once_then_both_are_whole(paint, yellow):
    put(yellow, "B1", paint, lots={"L1": 10})
    shipment = shipment_of(paint, 10, yellow, lots={"L1": 10})
    made, by = picked(shipment), UserFactory()
    made.lines.update(qty_to_handle=4)
    register(made, by=by)

    at_once(lambda: register(made, by=by), lambda: post(shipment, by=by))

    left = contents(yellow)
    assert sum(left.values()) in (0, 6)
    assert ("B1", "", "L1") not in left
