"""Two packers at the same moment (CAP-033, PACK-009).  SQLite lets one writer in at a time anyway."""

import pytest

from tests.factories import ItemFactory, UserFactory
from tests.tracking.groups.scenes import capturing_code
from tests.warehouse.packing_scenes import (
    books_are_right,
    closed,
    opened,
    pack_it,
    packing_location,
    ship,
)
from tests.warehouse.scenes import put, released_order
from tests.warehouse.test_races import at_once
from warehouse.models import ContainerLine
from wms.core.errors import Refused
from wms.ledger.models import ItemLedgerEntry

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def order_of(item, quantity, location):
    return released_order(item, quantity, location, bin=location.bins.get())


@pytest.mark.rule("CAP-033")
def test_given_the_same_serial_for_two_orders_at_once_then_one_gets_it():
    east = packing_location()
    item = ItemFactory(no="HS-200", item_tracking_code=capturing_code("packing"))
    put(east, "B1", item, 5)
    containers = [opened(order_of(item, 2, east), east) for _ in range(2)]
    by = UserFactory()

    outcomes = at_once(
        *(lambda c=container: pack_it(c, "S1", "S2", by=by) for container in containers)
    )

    assert sorted(len(outcome.lines) for outcome in outcomes) == [0, 2]
    loser = next(outcome for outcome in outcomes if not outcome.lines)
    assert "is already packed in container" in loser.refused[0].text
    assert ContainerLine.objects.count() == 2
    assert books_are_right()


@pytest.mark.rule("PACK-009")
def test_given_two_packers_of_one_line_at_once_then_no_more_is_packed_than_is_left():
    east = packing_location()
    lamp = ItemFactory(no="LAMP")
    put(east, "B1", lamp, 5)
    order = order_of(lamp, 3, east)
    containers = [opened(order, east) for _ in range(2)]
    by = UserFactory()

    outcomes = at_once(
        *(lambda c=container: pack_it(c, quantity=2, by=by) for container in containers)
    )

    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 1
    assert ContainerLine.objects.get().quantity == 2


@pytest.mark.rule("POST-171")
def test_given_two_clicks_on_ship_at_once_then_it_is_posted_once():
    east = packing_location()
    lamp = ItemFactory(no="LAMP")
    put(east, "B1", lamp, 5)
    order = order_of(lamp, 3, east)
    closed(order, east, quantity=2)

    outcomes = at_once(*(lambda: ship(order, east, request_key="k1") for _ in range(2)))

    assert not any(isinstance(outcome, Refused) for outcome in outcomes)
    assert ItemLedgerEntry.objects.filter(entry_type="sale").count() == 1
