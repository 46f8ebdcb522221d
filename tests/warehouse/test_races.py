"""Two clerks at the same moment (WHS-267, WHS-268).  SQLite lets one writer in at a time anyway."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from tests.factories import ItemFactory, UserFactory, serial_code
from tests.warehouse.scenes import contents, pick_location, put, released_order
from warehouse.models import Activity, ActivityLine, PostedActivity
from warehouse.services.pick_creation import create_inventory_pick
from warehouse.services.pick_posting import post_activity
from warehouse.services.pick_work import autofill, change_line
from wms.core.errors import Refused
from wms.ledger.models import ItemLedgerEntry

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*works: Callable[[], object]) -> list:
    """What each of them came to: its result, or the refusal."""
    outcomes: list = [None] * len(works)
    ready = Barrier(len(works))

    def run(number: int, work: Callable[[], object]) -> None:
        try:
            ready.wait(timeout=60)
            outcomes[number] = work()
        except Refused as refused:
            outcomes[number] = refused
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


@pytest.mark.rule("WHS-268")
def test_given_two_picks_at_once_from_the_same_stock_then_together_they_take_no_more_than_there_is():
    silver = pick_location()
    chair = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    put(silver, "B1", chair, serials=["S1", "S2", "S3"])
    orders = [released_order(chair, 2, silver) for _ in range(2)]
    by = UserFactory()

    outcomes = at_once(
        *(lambda order=order: create_inventory_pick(document=order, by=by) for order in orders)
    )

    assert all(isinstance(outcome, Activity) for outcome in outcomes)
    assert sorted(activity.lines.count() for activity in outcomes) == [1, 2]


@pytest.mark.rule("WHS-268")
def test_given_the_same_serial_on_two_orders_then_one_pick_gets_it():
    silver = pick_location()
    chair = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    put(silver, "B1", chair, serials=["S1"])
    orders = [released_order(chair, 1, silver, serials=["S1"]) for _ in range(2)]
    by = UserFactory()

    outcomes = at_once(
        *(lambda order=order: create_inventory_pick(document=order, by=by) for order in orders)
    )

    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 1
    assert ActivityLine.objects.count() == 1


@pytest.mark.rule("WHS-267")
def test_given_eight_who_saw_the_same_pick_line_then_one_changes_it_and_seven_are_told():
    silver = pick_location()
    lamp = ItemFactory(no="LAMP")
    put(silver, "B1", lamp, 9)
    by = UserFactory()
    line = create_inventory_pick(document=released_order(lamp, 9, silver), by=by).lines.get()

    outcomes = at_once(
        *(
            lambda part=part: change_line(line=line, by=by, seen=line.stamp, qty_to_handle=part)
            for part in range(1, 9)
        )
    )

    [taken] = [one for one in outcomes if isinstance(one, ActivityLine)]
    assert sum(isinstance(one, Refused) for one in outcomes) == 7
    line.refresh_from_db()
    assert line.qty_to_handle == taken.qty_to_handle


@pytest.mark.rule("WHS-267", "POST-171")
@pytest.mark.parametrize("keys", [("k1", "k1"), ("k1", "k2")])
def test_given_two_clicks_on_post_at_once_then_it_is_posted_once(keys):
    silver = pick_location()
    chair = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    put(silver, "B1", chair, serials=["S1", "S2"])
    by = UserFactory()
    activity = create_inventory_pick(
        document=released_order(chair, 1, silver, serials=["S1"]), by=by
    )
    autofill(activity=activity, by=by)

    outcomes = at_once(
        *(lambda key=key: post_activity(activity=activity, by=by, request_key=key) for key in keys)
    )

    refusals = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert len(refusals) == (0 if keys[0] == keys[1] else 1)
    assert PostedActivity.objects.count() == 1
    assert ItemLedgerEntry.objects.filter(quantity__lt=0).count() == 1
    assert contents(silver) == {("B1", "S2", ""): 1}
