"""The order while a pick of it is open: its pages, its tracking page, its services."""

from decimal import Decimal

import pytest
from django.urls import reverse

from tests.factories import ItemFactory, UserFactory, serial_code, user_with_role
from tests.warehouse.scenes import pick_location, put, released_order
from tracking.models import TrackingLine
from warehouse.models import Activity
from warehouse.services.pick_creation import create_inventory_pick
from warehouse.services.pick_deletion import delete_activity
from wms.core.errors import Refused
from wms.documents import services

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    silver = pick_location()
    chair = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    put(silver, "B1", chair, serials=["S1", "S2", "S3"])
    return released_order(chair, 2, silver, serials=["S1", "S2"])


@pytest.fixture
def activity(order) -> Activity:
    return create_inventory_pick(document=order, by=UserFactory())


@pytest.fixture
def sales(client):
    client.force_login(user_with_role("sales"))
    return client


@pytest.mark.rule("ITL-157", "ITL-163", "WHS-169")
def test_given_a_pick_then_the_tracking_page_says_so_and_only_qty_to_handle_can_be_lowered(
    sales, order, activity
):
    url = reverse("tracking_lines", args=[order.lines.get().pk])

    page = sales.get(url).content.decode()

    assert f"Numbers are handled on inventory pick {activity.no}" in page
    assert activity.get_absolute_url() in page
    assert 'name="serial_no"' not in page
    assert 'name="qty_to_handle"' in page


@pytest.mark.rule("ITL-165")
def test_given_the_pick_is_gone_then_the_tracking_page_is_open_again(sales, order, activity):
    delete_activity(activity=activity, by=UserFactory())

    page = sales.get(reverse("tracking_lines", args=[order.lines.get().pk])).content.decode()

    assert "Numbers are handled on" not in page
    assert 'name="serial_no"' in page
    assert set(
        TrackingLine.objects.filter(session=None, outbound=True).values_list("qty_to_handle")
    ) == {(Decimal(0),)}


@pytest.mark.rule("WHS-049", "ITL-154", "WHS-048")
def test_given_the_order_is_reopened_then_its_line_cannot_be_changed_below_or_deleted(
    order, activity
):
    by = UserFactory()
    services.reopen(document=order, by=by)
    line = order.lines.get()

    with pytest.raises(Refused, match=f"which is handled or stands on {activity}"):
        services.change_line(line=line, by=by, quantity=Decimal(1))
    with pytest.raises(Refused, match=f"because it stands on {activity}"):
        services.delete_line(line=line, by=by, with_tracking=True)
    with pytest.raises(Refused, match=f"because it stands on {activity}"):
        services.delete_document(document=order, by=by, with_tracking=True)

    services.change_line(line=line, by=by, quantity=Decimal(5))
    assert order.lines.get().quantity_base == 5


def test_given_the_order_card_then_the_clerk_finds_the_way_to_the_pick(client, order):
    client.force_login(UserFactory())

    page = client.get(order.get_absolute_url()).content.decode()

    assert reverse("create_inventory_pick", args=[order.kind, order.pk]) in page
