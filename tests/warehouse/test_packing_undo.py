"""Undo of what was shipped from containers: they stand closed again, with what is in them (CAP-051)."""

import pytest
from django.urls import reverse

from tests.factories import ItemFactory, UserFactory, add_line, user_with_role
from tests.tracking.groups.scenes import capturing_code
from tests.warehouse.packing_scenes import (
    PACK_DAY,
    books_are_right,
    closed,
    contents_of,
    pack_it,
    packed,
    packing_location,
    refused,
    ship,
)
from tests.warehouse.scenes import contents, put, released_order
from tracking.posting.undo import undo_lines
from warehouse.models import Container
from warehouse.packing.services import close_container, reopen_container, unpack
from wms.inventory.models import WarehouseEmployee
from wms.inventory.services.locations import save_location
from wms.ledger.models import ItemLedgerEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def east():
    return packing_location()


def order_of(item, quantity, location):
    return released_order(item, quantity, location, bin=location.bins.get(code="B1"))


def undo(shipment, *lines):
    chosen = lines or shipment.lines.values_list("pk", flat=True)
    return undo_lines(document=shipment, line_ids=chosen, by=UserFactory())


def on_hand(item) -> dict[str, object]:
    found: dict = {}
    for entry in ItemLedgerEntry.objects.in_inventory().filter(item=item):
        found[entry.serial_no] = found.get(entry.serial_no, 0) + entry.remaining_quantity
    return found


@pytest.mark.rule("CAP-051", "WHS-249")
def test_the_container_of_an_undone_shipment_is_closed_again_and_ships_anew(east):
    item = ItemFactory(no="HS-200", item_tracking_code=capturing_code("packing"))
    put(east, "B1", item, 3)
    order = order_of(item, 2, east)
    container = closed(order, east, "S1", "S2")
    shipment = ship(order, east).posted_document
    assert on_hand(item) == {"": 1}

    undo(shipment)

    container.refresh_from_db()
    assert (container.status, container.posted_document) == ("closed", None)
    assert contents_of(container) == [("S1", "", 1), ("S2", "", 1)]
    assert not container.lines.filter(is_shipped=True).exists()
    assert on_hand(item) == {"": 1, "S1": 1, "S2": 1}
    assert contents(east) == {("B1", "", ""): 3}

    again = ship(order, east)

    container.refresh_from_db()
    assert (container.status, container.posted_document) == ("shipped", again.posted_document)
    assert on_hand(item) == {"": 1}
    assert books_are_right()


@pytest.mark.rule("CAP-051", "CAP-046")
def test_what_came_back_can_be_taken_out_and_its_serial_is_free(east):
    item = ItemFactory(no="HS-200", item_tracking_code=capturing_code("packing"))
    put(east, "B1", item, 1)
    order = order_of(item, 1, east)
    container = closed(order, east, "S1")
    undo(ship(order, east).posted_document)

    reopen_container(container=container, by=UserFactory())
    unpack(line=container.lines.get(), by=UserFactory(), on=PACK_DAY)

    assert on_hand(item) == {"": 1}
    assert pack_it(container, "S9").words.startswith("Serial S9 is packed.")
    close_container(container=container, by=UserFactory())
    ship(order, east)
    assert on_hand(item) == {}
    assert books_are_right()


@pytest.mark.rule("CAP-051")
def test_other_containers_of_the_shipment_stay_shipped(east):
    lamp, cable = ItemFactory(no="LAMP"), ItemFactory(no="CABLE")
    for item in (lamp, cable):
        put(east, "B1", item, 5)
    order = order_of(lamp, 2, east)
    add_line(order, cable, 3, location=east, bin=east.bins.get())
    first = closed(order, east, item=lamp, quantity=2)
    second = closed(order, east, item=cable, quantity=3)
    shipment = ship(order, east).posted_document

    undo(shipment, shipment.lines.get(item=cable).pk)

    assert [Container.objects.get(pk=one.pk).status for one in (first, second)] == [
        "shipped",
        "closed",
    ]
    assert books_are_right()


@pytest.mark.rule("CAP-051")
def test_a_container_comes_back_as_a_whole(east):
    lamp, cable = ItemFactory(no="LAMP"), ItemFactory(no="CABLE")
    for item in (lamp, cable):
        put(east, "B1", item, 5)
    order = order_of(lamp, 2, east)
    add_line(order, cable, 3, location=east, bin=east.bins.get())
    container = packed(order, east, item=lamp, quantity=2)
    pack_it(container, item=cable, quantity=3)
    close_container(container=container, by=UserFactory())
    shipment = ship(order, east).posted_document

    told = refused(lambda: undo(shipment, shipment.lines.get(item=lamp).pk))

    assert told == (
        f"{shipment}, line 10000: Container {container.no} comes back as a whole, and item CABLE of line "
        "20000 is in it too. Choose all lines of that container."
    )
    container.refresh_from_db()
    assert container.status == "shipped"


@pytest.mark.rule("CAP-051")
def test_a_serial_that_is_packed_again_meanwhile_keeps_its_shipment(east):
    item = ItemFactory(
        no="HS-200",
        item_tracking_code=capturing_code("packing", shipped="allow"),
    )
    put(east, "B1", item, 3)
    order, other = order_of(item, 1, east), order_of(item, 1, east)
    closed(order, east, "S1")
    shipment = ship(order, east).posted_document
    packed(other, east, "S1")

    assert "S1" in refused(lambda: undo(shipment))


@pytest.mark.rule("CAP-051")
def test_a_container_that_came_back_is_shipped_also_when_the_location_packs_no_more(east):
    lamp = ItemFactory(no="LAMP")
    put(east, "B1", lamp, 5)
    order = order_of(lamp, 2, east)
    container = closed(order, east, quantity=2)
    shipment = ship(order, east).posted_document
    east.require_packing = False
    save_location(location=east)
    undo(shipment)

    ship(order, east)

    container.refresh_from_db()
    assert container.status == "shipped"


@pytest.mark.rule("PACK-029")
def test_a_posted_shipment_leads_to_its_containers_where_the_user_works(client, east):
    lamp = ItemFactory(no="LAMP")
    put(east, "B1", lamp, 9)
    order = order_of(lamp, 6, east)
    first = closed(order, east, quantity=2)
    one = ship(order, east).posted_document
    for _ in range(2):
        closed(order, east, quantity=2)
    two = ship(order, east).posted_document
    user = user_with_role("warehouse manager")
    client.force_login(user)

    assert first.get_absolute_url() not in client.get(one.get_absolute_url()).text
    WarehouseEmployee.objects.create(user=user, location=east)

    assert f'href="{first.get_absolute_url()}"' in client.get(one.get_absolute_url()).text
    address = f"{reverse('containers')}?posted_document={two.no}"
    assert f'href="{address}"' in client.get(two.get_absolute_url()).text
    listed = client.get(address).text
    assert (">C00002<" in listed, ">C00003<" in listed, ">C00001<" in listed) == (True, True, False)
