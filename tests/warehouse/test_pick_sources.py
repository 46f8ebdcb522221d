"""Picks of purchase return orders and transfer orders (SET-069, WHS-077, WHS-114, WHS-170, CAP-026, CAP-037)."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories import (
    ItemFactory,
    UserFactory,
    lot_code,
    trade_document,
    transfer_order,
)
from tests.tracking.groups.scenes import capturing_code
from tests.warehouse.scenes import contents, pick_location, put
from tests.warehouse.test_capture import add
from tests.warehouse.test_fefo import MAY_1, MAY_15, lots_of
from tracking.posting import post_document
from warehouse.models import Activity
from warehouse.services.pick_creation import create_pick
from warehouse.services.pick_posting import post_activity
from warehouse.services.pick_work import autofill
from wms.core.errors import Refused
from wms.documents.kinds import Step
from wms.documents.models import Document
from wms.ledger.models import ItemLedgerEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def silver():
    return pick_location()


def returned(item, quantity, **values):
    return trade_document(Document.Kind.PURCHASE_RETURN_ORDER, item, quantity, **values)


def made(order, **values):
    return create_pick(document=order, by=UserFactory(), **values)


@pytest.mark.rule("WHS-077", "WHS-170", "WHS-118")
def test_a_transfer_order_is_picked_shipped_and_arrives_with_the_numbers_of_its_pick():
    silver = pick_location(pick_according_to_fefo=True)
    paint = ItemFactory(item_tracking_code=lot_code(use_expiration_dates=True))
    put(silver, "B1", paint, lots={"L1": 5}, expiration_date=MAY_15)
    order = transfer_order(paint, 3, location=silver)
    activity = made(order).activity
    assert lots_of(activity) == [("L1", 3)]
    autofill(activity=activity, by=UserFactory())

    post_activity(activity=activity, by=UserFactory())
    post_document(document=order, step=Step.RECEIVE, by=UserFactory())

    assert contents(silver) == {("B1", "", "L1"): 2}
    there = ItemLedgerEntry.objects.in_inventory().get(location__code="WEST")
    assert (there.lot_no, there.remaining_quantity) == ("L1", 3)


@pytest.mark.rule("CAP-026", "CAP-037", "SET-169")
def test_serials_are_captured_on_the_pick_of_a_transfer_order(silver):
    item = ItemFactory(item_tracking_code=capturing_code())
    put(silver, "B1", item, 5)
    order = transfer_order(item, 2, location=silver)
    line = made(order).activity.lines.get()
    autofill(activity=line.activity, by=UserFactory())
    with pytest.raises(Refused, match="0 serial numbers captured, 2 needed"):
        post_activity(activity=line.activity, by=UserFactory())
    add(line, "S1", "S2")

    post_activity(activity=line.activity, by=UserFactory())

    on_the_way = ItemLedgerEntry.objects.in_inventory().filter(location__code="TRANSIT")
    assert sorted(on_the_way.values_list("serial_no", flat=True)) == ["S1", "S2"]
    assert contents(silver) == {("B1", "", ""): 3}


@pytest.mark.rule("WHS-077")
def test_a_direct_transfer_is_not_picked(silver):
    lamp = ItemFactory()
    put(silver, "B1", lamp, 5)
    order = transfer_order(lamp, 2, location=silver, direct_transfer=True)

    with pytest.raises(Refused, match="No inventory pick is made from it"):
        made(order)
    assert not Activity.objects.exists()


@pytest.mark.rule("WHS-077", "WHS-114", "SET-069")
def test_a_purchase_return_is_picked_and_takes_what_expired_first(silver):
    glue = ItemFactory(item_tracking_code=lot_code(strict_expiration_posting=True))
    put(silver, "B1", glue, lots={"OLD": 5}, expiration_date=MAY_1)
    put(silver, "B1", glue, lots={"NEW": 5}, expiration_date=date(2026, 6, 30))
    order = returned(glue, 6, location=silver, status=Document.Status.RELEASED)

    pick = made(order, work_date=MAY_15)

    assert (lots_of(pick.activity), pick.left_out) == ([("OLD", 5), ("NEW", 1)], ())
    autofill(activity=pick.activity, by=UserFactory())
    post_activity(activity=pick.activity, by=UserFactory(), posting_date=MAY_15)
    assert contents(silver) == {("B1", "", "NEW"): 4}


@pytest.mark.rule("WHS-077")
def test_the_list_of_what_waits_has_every_kind_and_the_order_offers_the_pick(client, silver):
    lamp = ItemFactory()
    put(silver, "B1", lamp, 9)
    orders = [
        transfer_order(lamp, 2, location=silver),
        returned(lamp, 1, location=silver, status=Document.Status.RELEASED),
    ]
    direct = transfer_order(lamp, 2, location=silver, direct_transfer=True)
    client.force_login(UserFactory())

    page = client.get(reverse("documents_to_pick")).text

    assert all(order.no in page for order in orders)
    assert direct.no not in page
    for order in orders:
        address = reverse("create_inventory_pick", args=[order.kind, order.pk])
        assert address in client.get(order.get_absolute_url()).text
        assert client.post(address).status_code == 302
